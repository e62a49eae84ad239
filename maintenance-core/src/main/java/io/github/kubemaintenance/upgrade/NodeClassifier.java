package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.Node;
import java.util.List;
import java.util.Map;

/**
 * Tells who provides a node, from what the node itself says: no list of groups is asked and none is assumed, so a node
 * without an Auto Scaling group (Karpenter's) is what it is and nothing else. Pure, one node at a time.
 */
final class NodeClassifier {
    private static final String COMPUTE = "eks.amazonaws.com/compute-type";
    private static final String EKS_GROUP = "eks.amazonaws.com/nodegroup";
    private static final List<String> KARPENTER = List.of("karpenter.sh/nodepool", "karpenter.sh/provisioner-name");
    private static final List<String> MANAGED = List.of(
            EKS_GROUP,
            "cloud.google.com/gke-nodepool",
            "kubernetes.azure.com/agentpool",
            "doks.digitalocean.com/node-pool");
    private static final List<String> SELF =
            List.of("alpha.eksctl.io/nodegroup-name", "node.kubernetes.io/nodegroup", "kops.k8s.io/instancegroup");
    private static final List<String> CONTROL_PLANE =
            List.of("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master");

    private NodeClassifier() {}

    static ClusterNode classify(Node node, boolean runsControlPlane, Platform platform) {
        Map<String, String> labels = node.metadata().labels();
        NodeProvision provision = provision(node, labels, platform);
        return new ClusterNode(
                node.name(),
                node.uid(),
                Survey.parsed(node.kubeletVersion()),
                runsControlPlane || isControlPlane(node),
                provision,
                group(labels, provision),
                node.isReady(),
                node.unschedulable(),
                node.otherStatus().text("nodeInfo", "osImage").orElse(""));
    }

    private static NodeProvision provision(Node node, Map<String, String> labels, Platform platform) {
        String compute = labels.getOrDefault(COMPUTE, "");
        if (compute.equals("fargate")) {
            return NodeProvision.FARGATE;
        } else if (compute.equals("auto")) {
            return NodeProvision.AUTO_MODE;
        } else if (KARPENTER.stream().anyMatch(labels::containsKey)) {
            return NodeProvision.KARPENTER;
        } else if (MANAGED.stream().anyMatch(labels::containsKey)) {
            return NodeProvision.MANAGED_GROUP;
        } else if (labels.getOrDefault("type", "").equals("virtual-kubelet")) {
            return NodeProvision.VIRTUAL;
        } else if (!platform.isByMinor()) {
            return NodeProvision.IN_PLACE;
        }
        boolean machine = node.otherSpec().text("providerID").orElse("").startsWith("aws://");
        return machine || SELF.stream().anyMatch(labels::containsKey)
                ? NodeProvision.SELF_MANAGED_GROUP
                : NodeProvision.UNKNOWN;
    }

    private static String group(Map<String, String> labels, NodeProvision provision) {
        List<String> keys =
                switch (provision) {
                    case KARPENTER -> KARPENTER;
                    case MANAGED_GROUP -> MANAGED;
                    case SELF_MANAGED_GROUP -> SELF;
                    default -> List.of();
                };
        return keys.stream()
                .filter(labels::containsKey)
                .map(key -> labels.getOrDefault(key, ""))
                .findFirst()
                .orElse("");
    }

    static boolean isControlPlane(Node node) {
        return CONTROL_PLANE.stream().anyMatch(node.metadata().labels()::containsKey);
    }

    static boolean isEks(Node node) {
        Map<String, String> labels = node.metadata().labels();
        return labels.containsKey(COMPUTE)
                || labels.containsKey(EKS_GROUP)
                || node.kubeletVersion().contains("-eks-");
    }

    static boolean isManaged(Node node) {
        return MANAGED.stream().anyMatch(node.metadata().labels()::containsKey);
    }
}
