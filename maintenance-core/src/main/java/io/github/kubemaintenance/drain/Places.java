package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.catalog.PodPlacement;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Taint;
import java.util.List;

/**
 * Nodes as places for pods: cordon, readiness, taints, nodeSelector and node affinity are looked at, not other pods, resources or volumes.
 * Pure.
 */
final class Places {
    /** Nodes, and whether they are all that there are. */
    record Nodes(List<Node> list, boolean all) {
        private static final Nodes NONE_KNOWN = new Nodes(List.of(), false);

        Nodes {
            list = List.copyOf(list);
        }
    }

    private Places() {}

    /** Returns the nodes that are known. */
    static List<Node> known(DrainFacts facts) {
        return facts.nodes().or(Nodes.NONE_KNOWN).list();
    }

    /** Tells whether it is known that no node but the one to be drained takes a pod. */
    static boolean noneBut(DrainFacts facts, Pod pod) {
        return facts.nodes().or(Nodes.NONE_KNOWN).all()
                && known(facts).stream()
                        .noneMatch(node -> !node.name().equals(facts.node().name()) && takes(node, pod));
    }

    /** Tells whether a node takes a pod. */
    static boolean takes(Node node, Pod pod) {
        return !node.unschedulable()
                && node.isReady()
                && PodPlacement.untolerated(pod, node).isEmpty()
                && PodPlacement.selects(pod, node);
    }

    /** Tells whether a node's kubelet isn't heard of and nobody has said that the node is out of service. */
    static boolean isUnreachable(Node node) {
        boolean silent =
                node.condition("Ready").map(Condition::status).orElse("Unknown").equals("Unknown")
                        || node.taints().stream().anyMatch(taint -> taint.key().equals(Taint.UNREACHABLE));
        return silent && node.taints().stream().noneMatch(taint -> taint.key().equals(Taint.OUT_OF_SERVICE));
    }

    /** Returns a node's name with what is wrong with it, as far as it is known. */
    static String text(DrainFacts facts, String name) {
        Node node = facts.node().name().equals(name)
                ? facts.node()
                : known(facts).stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElse(facts.node());
        boolean known = node.name().equals(name);
        return name
                + (known && isUnreachable(node)
                        ? " (its kubelet is not heard of)"
                        : known && !node.isReady() ? " (not Ready)" : "");
    }
}
