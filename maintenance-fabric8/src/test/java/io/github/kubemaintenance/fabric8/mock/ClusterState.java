package io.github.kubemaintenance.fabric8.mock;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A cluster as lines that two runs can be compared by. A pod that was there before is told by its uid, with the node
 * where it is. Masked is what chance decides, since kubectl evicts in no order: names, uids and times of what is new, and
 * on which of the other nodes it came to be.
 */
final class ClusterState {
    private static final String DISRUPTED = "DisruptionTarget";

    private final Collection<String> drained;
    private final Map<String, Pod> pods = new HashMap<>();

    private ClusterState(MockCluster before, Collection<String> drained) {
        this.drained = drained;
        before.pods().forEach(pod -> pods.put(pod.uid(), pod));
    }

    static List<String> lines(MockCluster before, Collection<String> drained, MockCluster after) {
        ClusterState state = new ClusterState(before, drained);
        List<String> lines = new ArrayList<>();
        after.list(Kind.NODES).forEach(node -> lines.add(node(node)));
        List<Pod> left = after.pods();
        left.forEach(pod -> lines.add(state.pod(pod)));
        before.pods().stream()
                .filter(pod -> left.stream().noneMatch(other -> other.uid().equals(pod.uid())))
                .forEach(pod -> lines.add("gone " + pod));
        after.list(Kind.BUDGETS).forEach(budget -> lines.add(budget(budget)));
        Kind.workloads().forEach(kind -> after.list(kind).forEach(each -> lines.add(workload(kind, each))));
        lines.sort(null);
        return lines;
    }

    private static String node(Node node) {
        Document document = node.toDocument();
        return "node " + node.name() + " unschedulable=" + node.unschedulable() + " taints="
                + node.taints().stream()
                        .map(taint -> taint.key() + "=" + taint.value() + ":" + taint.effect())
                        .sorted()
                        .toList()
                + " ready=" + node.isReady() + " " + document.at("metadata", "labels") + " "
                + document.at("metadata", "annotations");
    }

    private String pod(Pod pod) {
        Pod first = pods.get(pod.uid());
        String stands = pod.status().phase()
                + (pod.isReady() ? " Ready" : "")
                + (pod.isTerminating()
                        ? " terminating " + pod.metadata().deletionGracePeriod().orElseThrow()
                        : "");
        if (first == null) {
            String place = pod.nodeName().isEmpty()
                    ? "without a node"
                    : drained.contains(pod.nodeName()) ? "on " + pod.nodeName() : "elsewhere";
            return "new " + pod.namespace() + " of "
                    + pod.controller()
                            .map(OwnerReference::name)
                            .map(ClusterState::plain)
                            .orElse("nobody") + " "
                    + place + " " + stands;
        }
        String place = first.nodeName().isEmpty() && !pod.nodeName().isEmpty() ? "a node" : pod.nodeName();
        // kubectl evicts what terminates once more, which marks it; the library sends nothing for it.
        boolean marked = !first.isTerminating()
                && pod.status().condition(DISRUPTED).filter(Condition::isTrue).isPresent();
        return "kept " + pod + " on " + place + " " + stands + (marked ? " " + DISRUPTED : "") + " "
                + pod.metadata().annotations();
    }

    /** A Job's or a ReplicaSet's name may be new as well, in its last part. */
    private static String plain(String owner) {
        return owner.replaceFirst("-[a-z0-9]{8,10}$", "");
    }

    private static String budget(PodDisruptionBudget budget) {
        Document status = budget.toDocument().at("status");
        return "budget " + budget.name() + " allowed=" + status.number("disruptionsAllowed") + " healthy="
                + status.number("currentHealthy") + " of " + status.number("desiredHealthy") + " expected="
                + status.number("expectedPods") + " observed=" + status.number("observedGeneration") + " disrupted="
                + status.at("disruptedPods").asMap().keySet() + " "
                + status.documents("conditions").stream()
                        .map(each -> each.text("reason").orElse(""))
                        .toList();
    }

    private static String workload(Kind<?> kind, KubeObject workload) {
        Document document = workload.toDocument();
        Document status = document.at("status");
        return kind.plural() + " " + workload.metadata().namespace() + "/"
                + workload.metadata().name() + " replicas=" + document.number("spec", "replicas") + " ready="
                + status.number("readyReplicas").or(() -> status.number("numberReady")) + " active="
                + status.number("active");
    }
}
