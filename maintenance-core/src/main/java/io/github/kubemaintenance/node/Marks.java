package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one run decides about the mark of one node, whenever it wants to write and sees the node as it is then. */
final class Marks {
    private final String run;
    private final boolean handsOff;
    private Optional<NodeMark> found = Optional.empty();
    private String uid = "";
    private boolean seenOurs;

    @Nullable
    private NodeMark mark;

    Marks(String run, boolean handsOff) {
        this.run = run;
        this.handsOff = handsOff;
    }

    /** Looks at the node as the run begins: a mark of an earlier one is gone on with, if its cordon still stands. */
    Optional<NodeMark> foundOn(Node seen) {
        uid = seen.uid();
        found = seen.unschedulable() ? NodeMark.on(seen) : Optional.empty();
        return found;
    }

    /** {@return the mark as it was last meant to be} */
    NodeMark mark() {
        if (mark == null) {
            throw new IllegalStateException("the node is not marked");
        }
        return mark;
    }

    /** Tells whether the node bears a mark of this run. */
    boolean areOn(Node seen) {
        return NodeMark.on(seen).map(each -> each.run().equals(run)).orElse(false);
    }

    /** Returns why the run has to keep off a node as a watch shows it, which may show older states than were written. */
    Optional<Reason> against(Node now, boolean releasing) {
        if (!now.uid().equals(uid)) {
            return Optional.of(new Reason(
                    CycleCode.NODE_REPLACED,
                    "there is another node of the name " + now.name()
                            + " now, which was not asked for; nothing was written on it"));
        }
        seenOurs |= areOn(now) && now.unschedulable();
        if (seenOurs && !areOn(now) && NodeMark.on(now).isPresent()) {
            return Optional.of(new Reason(
                    CycleCode.TAKEN_OVER, "another run has taken the node over; this one writes nothing more"));
        } else if (seenOurs && !now.unschedulable() && !releasing) {
            return Optional.of(new Reason(
                    CycleCode.UNCORDONED,
                    "others have uncordoned the node in the middle, so it is theirs now and not touched again"));
        }
        return Optional.empty();
    }

    /** Cordons and marks it, or takes over the mark that was found at the beginning. */
    NodeChange.Decision take(Node seen) {
        if (!seen.uid().equals(uid)) {
            return replaced(seen);
        }
        Optional<NodeMark> now = NodeMark.on(seen);
        if (areOn(seen)) {
            mark = now.orElseThrow();
            return seen.unschedulable() ? new NodeChange.Done() : uncordoned();
        } else if (now.isPresent() && seen.unschedulable()) {
            if (found.isEmpty() || !found.get().equals(now.get())) {
                return takenOver();
            }
            mark = now.get().takenOverBy(run);
        } else {
            NodeMark first = NodeMark.first(run, seen, handsOff);
            // A mark without its cordon: what that run had set is ours to take away.
            mark = now.isEmpty()
                    ? first
                    : new NodeMark(
                            run,
                            seen.unschedulable(),
                            uid,
                            first.step(),
                            first.boot(),
                            handsOff ? List.of(HandsOff.values()) : now.get().set());
        }
        return new NodeChange.Write(mark.take(seen));
    }

    /** Writes how far it is. */
    NodeChange.Decision step(Node seen, NodeMark.Step step) {
        if (!seen.uid().equals(uid)) {
            return replaced(seen);
        } else if (!areOn(seen)) {
            return seen.unschedulable() ? takenOver() : uncordoned();
        } else if (!seen.unschedulable()) {
            return uncordoned();
        }
        NodeMark now = NodeMark.on(seen).orElseThrow();
        String boot = step == NodeMark.Step.ACTING ? seen.bootId() : now.boot();
        if (now.step() == step) {
            mark = now;
            return new NodeChange.Done();
        }
        mark = now.at(step, boot);
        return new NodeChange.Write(mark.note(seen));
    }

    /** Takes everything away that was set. */
    NodeChange.Decision release(Node seen, boolean uncordon, Map<String, String> done) {
        if (!seen.uid().equals(uid)) {
            return replaced(seen);
        } else if (areOn(seen)) {
            return new NodeChange.Write(NodeMark.on(seen).orElseThrow().release(seen, uncordon, done));
        }
        return NodeMark.on(seen).isPresent() ? takenOver() : new NodeChange.Done();
    }

    private static NodeChange.Decision replaced(Node seen) {
        return new NodeChange.Refuse(new Reason(
                CycleCode.NODE_REPLACED,
                "there is another node of the name " + seen.name() + " now, which was not asked for"));
    }

    private static NodeChange.Decision takenOver() {
        return new NodeChange.Refuse(
                new Reason(CycleCode.TAKEN_OVER, "another run has taken the node; this one writes nothing more"));
    }

    private static NodeChange.Decision uncordoned() {
        return new NodeChange.Refuse(new Reason(CycleCode.UNCORDONED, "others have uncordoned the node in the middle"));
    }
}
