package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.drain.internal.CordonMark;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a cycle writes on a node it has taken, so that whoever runs it again after a crash knows how far it was: the
 * annotation {@code kubemaintenance.github.io/cordoned-by}, a list of {@code key=value} separated by comma and blank.
 *
 * <pre>
 *   run     who: a text that no other run has
 *   before  schedulable or cordoned: what the node was before, and will be again
 *   node    uid of the node
 *   step    cordoned, acting (the action has begun, or is about to), acted (it has returned)
 *   boot    boot id before the action
 *   set     what others' hands are kept off with and was not set before: autoscaler+karpenter+balancers
 * </pre>
 *
 * <p>Each change of it is one strategic-merge patch, refused by the server if the node has changed since it was read.
 */
record NodeMark(String run, boolean cordonedBefore, String node, Step step, String boot, List<HandsOff> set) {
    /** How far a cycle has come. */
    enum Step {
        CORDONED("cordoned"),
        ACTING("acting"),
        ACTED("acted");

        private final String word;

        Step(String word) {
            this.word = word;
        }
    }

    NodeMark {
        set = List.copyOf(set);
    }

    /** Reads the mark on a node; one of another node of the same name is none. */
    static Optional<NodeMark> on(Node node) {
        String text = node.metadata().annotations().getOrDefault(CordonMark.ANNOTATION, "");
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : text.split(", ", -1)) {
            int at = part.indexOf('=');
            if (at > 0) {
                parts.put(part.substring(0, at), part.substring(at + 1));
            }
        }
        if (!parts.getOrDefault("node", "").equals(node.uid())) {
            return Optional.empty();
        }
        Step step = Step.CORDONED; // a drain's own mark says "drain"
        for (Step each : Step.values()) {
            step = each.word.equals(parts.get("step")) ? each : step;
        }
        List<HandsOff> set = new ArrayList<>();
        List<String> words = List.of(parts.getOrDefault("set", "").split("\\+", -1));
        for (HandsOff each : HandsOff.values()) {
            if (words.contains(each.word())) {
                set.add(each);
            }
        }
        return Optional.of(new NodeMark(
                parts.getOrDefault("run", ""),
                "cordoned".equals(parts.get("before")),
                node.uid(),
                step,
                parts.getOrDefault("boot", ""),
                set));
    }

    /** Makes the mark of a run that takes a node which nobody has marked. */
    static NodeMark first(String run, Node node, boolean handsOff) {
        List<HandsOff> set = new ArrayList<>();
        for (HandsOff each : HandsOff.values()) {
            if (handsOff && !each.isOn(node)) {
                set.add(each);
            }
        }
        return new NodeMark(run, node.unschedulable(), node.uid(), Step.CORDONED, node.bootId(), set);
    }

    NodeMark takenOverBy(String other) {
        return new NodeMark(other, cordonedBefore, node, step, boot, set);
    }

    NodeMark at(Step other, String bootId) {
        return new NodeMark(run, cordonedBefore, node, other, bootId, set);
    }

    /** The annotation's text. */
    String text() {
        return "run=" + run + ", before=" + (cordonedBefore ? "cordoned" : "schedulable") + ", node=" + node
                + ", step=" + step.word + ", boot=" + boot + ", set="
                + String.join("+", set.stream().map(HandsOff::word).toList());
    }

    /** Cordons, marks and keeps others' hands off, all or none. */
    Patch<Node> take(Node seen) {
        Document body = write(seen).with(true, "spec", "unschedulable");
        for (HandsOff each : set) {
            body = body.with("true", "metadata", each.field(), each.key());
        }
        return patch(seen.name(), withoutSoftTaint(seen, body));
    }

    /** Writes only how far the cycle is. */
    Patch<Node> note(Node seen) {
        return patch(seen.name(), write(seen));
    }

    private Document write(Node seen) {
        return guarded(seen).with(text(), "metadata", "annotations", CordonMark.ANNOTATION);
    }

    /** Takes away what was written, and uncordons unless it was cordoned before; {@code done} annotates it. */
    Patch<Node> release(Node seen, boolean uncordon, Map<String, String> done) {
        Document body = cleared(guarded(seen));
        if (uncordon && !cordonedBefore) {
            body = body.withNull("spec", "unschedulable");
        }
        for (Map.Entry<String, String> each : done.entrySet()) {
            body = body.with(each.getValue(), "metadata", "annotations", each.getKey());
        }
        return patch(seen.name(), withoutSoftTaint(seen, body));
    }

    /** Uncordons as a person asks for it: nothing is guarded, and what a cycle has left is taken away. */
    static Patch<Node> uncordon(Node seen) {
        Patch<Node> plain = CordonMark.uncordon(seen);
        return on(seen).map(mark -> patch(seen.name(), mark.cleared(plain.body())))
                .orElse(plain);
    }

    private Document cleared(Document body) {
        Document all = body.withNull("metadata", "annotations", CordonMark.ANNOTATION);
        for (HandsOff each : set) {
            all = all.withNull("metadata", each.field(), each.key());
        }
        return all;
    }

    private static Document withoutSoftTaint(Node seen, Document body) {
        return SoftTaint.isOn(seen) ? body.with(List.of(SoftTaint.removal()), "spec", "taints") : body;
    }

    private static Document guarded(Node seen) {
        return Document.empty().with(seen.metadata().resourceVersion(), "metadata", "resourceVersion");
    }

    private static Patch<Node> patch(String name, Document body) {
        return new Patch<>(Kind.NODES, "", name, Patch.Type.STRATEGIC_MERGE, body, false);
    }
}
