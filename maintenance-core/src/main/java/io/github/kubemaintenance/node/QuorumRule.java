package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Reason;
import java.util.List;
import java.util.Optional;

/**
 * May a control-plane node go down? Only if, of etcd's members as their mirror pods show them, those on other nodes that
 * are Ready are still more than half of all. Pure. What can't be known is a refusal.
 */
final class QuorumRule {
    private QuorumRule() {}

    static boolean isControlPlane(Node node) {
        var labels = node.metadata().labels();
        return labels.containsKey("node-role.kubernetes.io/control-plane")
                || labels.containsKey("node-role.kubernetes.io/master")
                || labels.containsKey("node-role.kubernetes.io/etcd");
    }

    /** Tells whether a pod is a member of etcd as kubeadm runs it. */
    static boolean isMember(Pod pod) {
        return pod.isMirror() && "etcd".equals(pod.metadata().labels().get("component"));
    }

    /** Returns why a node must not go down; empty if it may. */
    static Optional<Reason> against(String node, List<Pod> pods) {
        List<Pod> members = pods.stream().filter(QuorumRule::isMember).toList();
        if (members.isEmpty()) {
            return Optional.of(
                    unknown(node, "no etcd pod is to be seen in kube-system (it may run outside of the cluster)"));
        }
        List<String> others = members.stream()
                .filter(pod -> !pod.nodeName().equals(node) && pod.isReady() && !pod.isTerminating())
                .map(Pod::nodeName)
                .toList();
        int needed = members.size() / 2 + 1;
        if (others.size() >= needed) {
            return Optional.empty();
        }
        return Optional.of(new Reason(
                CycleCode.QUORUM_LOSS,
                "without control-plane node " + node + " etcd would have " + others.size() + " healthy members of "
                        + members.size() + ", and needs " + needed
                        + "; bring the others up first, or say acceptQuorumLoss()"));
    }

    static Reason unknown(String node, String why) {
        return new Reason(
                CycleCode.QUORUM_UNKNOWN,
                "whether etcd keeps its quorum without control-plane node " + node + " is not known: " + why
                        + "; make sure of it yourself and say acceptQuorumLoss()");
    }
}
