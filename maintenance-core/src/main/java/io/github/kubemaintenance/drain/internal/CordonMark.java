package io.github.kubemaintenance.drain.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.internal.Nullable;

/**
 * The patches that cordon and uncordon, and the mark of who cordoned: an annotation with the run, what the node was
 * before, its uid and the step. It is set only where it matters, since every other cordon is one that anybody may undo.
 */
public final class CordonMark {
    /** The annotation. */
    public static final String ANNOTATION = "kubemaintenance.github.io/cordoned-by";

    private CordonMark() {}

    /** Returns what the mark of a run says. */
    public static String text(String run, Node before, String step) {
        return "run=" + run + ", before=" + (before.unschedulable() ? "cordoned" : "schedulable") + ", node="
                + before.uid() + ", step=" + step;
    }

    /** Tells whether a node carries this very mark. */
    public static boolean isOn(Node node, String mark) {
        return mark.equals(node.metadata().annotations().get(ANNOTATION));
    }

    /** Cordons as kubectl does: nothing else is changed and nothing is guarded. */
    public static Patch<Node> cordon(Node node) {
        return Patch.cordon(node.name(), true);
    }

    /** Cordons and leaves a mark, both or none, and only if the node is still as it was read. */
    public static Patch<Node> cordon(Node node, String mark) {
        return guarded(node, true, mark);
    }

    /** Uncordons; takes the mark away if the node has one. */
    public static Patch<Node> uncordon(Node node) {
        Patch<Node> plain = Patch.cordon(node.name(), false);
        return node.metadata().annotations().containsKey(ANNOTATION) ? withMark(plain, plain.body(), null) : plain;
    }

    /** Uncordons and takes the mark away, both or none, and only if the node is still as it was read. */
    public static Patch<Node> uncordonGuarded(Node node) {
        return guarded(node, false, null);
    }

    private static Patch<Node> guarded(Node node, boolean unschedulable, @Nullable String mark) {
        Patch<Node> plain = Patch.cordon(node.name(), unschedulable);
        Document body = plain.body().with(node.metadata().resourceVersion(), "metadata", "resourceVersion");
        return withMark(plain, body, mark);
    }

    private static Patch<Node> withMark(Patch<Node> plain, Document body, @Nullable String mark) {
        return new Patch<>(
                Kind.NODES,
                "",
                plain.name(),
                plain.type(),
                mark == null
                        ? body.withNull("metadata", "annotations", ANNOTATION)
                        : body.with(mark, "metadata", "annotations", ANNOTATION),
                plain.dryRun());
    }
}
