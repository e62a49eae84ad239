package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Container;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import java.util.Collection;
import java.util.Optional;

/** Recognises what adds nodes when pods find no place. Pure. */
final class Autoscalers {
    private Autoscalers() {}

    /** The name of one that shows in the cluster, by labels of nodes or images of pods. */
    static Optional<String> seen(Collection<Node> nodes, Collection<Pod> pods) {
        for (Node node : nodes) {
            var labels = node.metadata().labels();
            if (labels.containsKey("karpenter.sh/nodepool") || labels.containsKey("karpenter.sh/provisioner-name")) {
                return Optional.of("Karpenter");
            } else if (labels.getOrDefault("eks.amazonaws.com/compute-type", "").equals("auto")) {
                return Optional.of("EKS Auto Mode");
            }
        }
        for (Pod pod : pods) {
            for (Container container : pod.spec().containers()) {
                if (container.image().contains("karpenter/controller")) {
                    return Optional.of("Karpenter");
                } else if (container.image().contains("cluster-autoscaler")) {
                    return Optional.of("The cluster autoscaler");
                }
            }
        }
        return Optional.empty();
    }
}
