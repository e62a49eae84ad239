package io.github.kubemaintenance.node;

import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Later;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** What every step of a {@link NodeCycle} needs: to write on the node, to wait, to tell, to give back and to end. */
abstract class CycleBase {
    /** What the machine is doing. */
    enum Stage {
        LOOKING,
        GATE,
        DRAINING,
        SETTLING,
        MARKING,
        ACTING,
        RETURNING,
        CHECKING,
        RELEASING,
        ENDED
    }

    /** Why it has to stop as soon as it can, and whether the node is given back then. */
    record Stop(Outcome outcome, Reason why, boolean giveBack) {}

    final Ground ground;
    final Work work;
    final String name;
    final Marks marks;
    final CycleDraft draft;
    final CallersCode callers;
    Stage stage = Stage.LOOKING;
    Optional<Stop> stop = Optional.empty();
    long podsWatch = -1;

    @Nullable
    Node node;

    @Nullable
    NodeChange change;

    private final Consumer<CycleReport> then;
    private final List<Long> timers = new ArrayList<>();
    private Optional<CycleReport> report = Optional.empty();

    CycleBase(Ground ground, Work work, String name, Consumer<CycleReport> then) {
        this.ground = ground;
        this.work = work;
        this.name = name;
        this.then = then;
        this.marks = new Marks(ground.run(), work.options().handsOff());
        this.draft = new CycleDraft(name, ground.loop().now());
        this.callers = new CallersCode(ground.loop());
    }

    String name() {
        return name;
    }

    boolean isEnded() {
        return report.isPresent();
    }

    Stage stage() {
        return stage;
    }

    CycleStep step() {
        return draft.step;
    }

    CycleReport report() {
        return report.orElseThrow(() -> new IllegalStateException("the cycle of " + name + " has not ended"));
    }

    /** Ends if it has to stop. */
    abstract boolean stoppedNow();

    Node current() {
        if (node == null) {
            throw new IllegalStateException("node " + name + " was not seen yet");
        }
        return node;
    }

    /** Gives the node back, then ends. */
    void release(Outcome how, List<Reason> why, CycleStep leaves) {
        stage = Stage.RELEASING;
        boolean uncordon = stop.map(each -> !each.why().code().equals(CycleCode.UNCORDONED))
                .orElse(true);
        forget();
        change = NodeChange.begin(
                ground.loop(),
                current(),
                seen -> marks.release(seen, uncordon, leaves == CycleStep.DONE ? work.done() : Map.of()),
                end -> {
                    if (end instanceof NodeChange.Changed changed) {
                        released(changed.node(), how, why, leaves);
                    } else {
                        Reason failed = ((NodeChange.NotChanged) end).why();
                        List<Reason> all = new ArrayList<>(why);
                        all.add(new Reason(
                                CycleCode.NOT_RELEASED, "the node could not be given back: " + failed.text()));
                        end(how == Outcome.COMPLETED || how == Outcome.REFUSED ? Outcome.FAILED : how, all);
                    }
                });
    }

    private void released(Node after, Outcome how, List<Reason> why, CycleStep leaves) {
        node = after;
        if (after.unschedulable()) {
            draft.note(
                    CycleCode.STAYS_CORDONED,
                    marks.mark().cordonedBefore()
                            ? "the node was cordoned before, and still is"
                            : "others have cordoned the node meanwhile; it is left as it is");
        }
        tell(
                after.unschedulable() ? NodeEvent.Step.ALREADY_CORDONED : NodeEvent.Step.UNCORDONED,
                after.unschedulable() ? "stays cordoned, as it was before" : "takes pods again");
        draft.step = leaves;
        end(how, why);
    }

    void change(Function<Node, NodeChange.Decision> decide, Consumer<Node> next) {
        change = NodeChange.begin(ground.loop(), current(), decide, end -> {
            change = null;
            if (isEnded() || stoppedNow()) {
                return;
            } else if (end instanceof NodeChange.Changed changed) {
                node = changed.node();
                next.accept(changed.node());
            } else {
                Reason why = ((NodeChange.NotChanged) end).why();
                end(Outcome.FAILED, why);
            }
        });
    }

    void end(Outcome how, Reason why) {
        end(how, List.of(why));
    }

    void end(Outcome how, List<Reason> why) {
        if (isEnded()) {
            return;
        }
        stage = Stage.ENDED;
        forget();
        timers.forEach(ground.loop()::cancel);
        if (how != Outcome.COMPLETED && how != Outcome.REFUSED) {
            tell(
                    NodeEvent.Step.ENDED,
                    how + ", " + draft.step.text() + ": " + why.get(0).text());
        }
        CycleReport made =
                draft.report(how, why, Optional.ofNullable(node), ground.loop().now());
        report = Optional.of(made);
        then.accept(made);
    }

    /** Nothing that is under way is of interest any more. */
    private void forget() {
        if (change != null) {
            change.forget();
            change = null;
        }
        callers.stop();
        if (podsWatch >= 0) {
            ground.loop().stop(podsWatch);
            podsWatch = -1;
        }
    }

    void timer(Duration after, Runnable then) {
        timers.add(ground.loop().at(Later.after(ground.loop().now(), after), then));
    }

    void tell(NodeEvent.Step what, String text) {
        ground.tell().accept(new NodeEvent(ground.loop().now(), name, what, text));
    }
}
