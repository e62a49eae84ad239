package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.DaemonTolerations;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.LabelSelector.Requirement;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.NodeSelectorTerm;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import io.github.kubemaintenance.model.Toleration;
import io.github.kubemaintenance.model.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is special about the pods of a DaemonSet: each is for one node, and tolerates what befalls nodes. Pure. */
final class DaemonPods {
    private static final String FIELD = "metadata.name";

    private DaemonPods() {}

    /** The template's spec with those tolerations, which the template need not have. */
    static PodSpec tolerant(PodSpec template) {
        return Admission.withTolerations(
                template,
                DaemonTolerations.added(template.hostNetwork()).stream()
                        .filter(each -> !template.tolerations().contains(each))
                        .toList());
    }

    /** The spec of the pod for one node. */
    static PodSpec forNode(PodSpec tolerant, String node) {
        Requirement here = new Requirement(FIELD, LabelSelector.Operator.IN, List.of(node));
        NodeSelectorTerm term = new NodeSelectorTerm(List.of(), List.of(here));
        if (tolerant.toBuilder().build().equals(tolerant)) {
            return tolerant.toBuilder().nodeAffinity(List.of(term)).build();
        }
        return PodSpec.of(tolerant.toDocument()
                .with(
                        List.of(term.toDocument()),
                        "affinity",
                        "nodeAffinity",
                        "requiredDuringSchedulingIgnoredDuringExecution",
                        "nodeSelectorTerms"));
    }

    /** The one node that a pod is for, if its affinity names it. */
    static Optional<String> target(Pod pod) {
        List<NodeSelectorTerm> terms = pod.spec().nodeAffinity();
        if (terms.size() == 1) {
            for (Requirement each : terms.get(0).fields()) {
                if (each.key().equals(FIELD)
                        && each.operator() == LabelSelector.Operator.IN
                        && each.values().size() == 1) {
                    return Optional.of(each.values().get(0));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a node is one of those that a DaemonSet selects. */
    static boolean selects(Workload set, Node node) {
        Map<String, String> labels = node.metadata().labels();
        PodSpec template = set.template();
        return template.nodeSelector().entrySet().stream()
                        .allMatch(each -> each.getValue().equals(labels.get(each.getKey())))
                && (template.nodeAffinity().isEmpty()
                        || template.nodeAffinity().stream().anyMatch(each -> each.matches(node.name(), labels)));
    }

    /** Whether the pods tolerate a node's taints of some effects. */
    static boolean tolerates(Workload set, Node node, TaintEffect... effects) {
        List<Toleration> granted = DaemonTolerations.added(set.template().hostNetwork());
        for (Taint taint : node.taints()) {
            boolean counts = List.of(effects).contains(taint.effect());
            if (counts
                    && granted.stream().noneMatch(each -> each.tolerates(taint))
                    && set.template().tolerations().stream().noneMatch(each -> each.tolerates(taint))) {
                return false;
            }
        }
        return true;
    }
}
