package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import java.util.Optional;

/**
 * What a plan knows of a node.
 *
 * @param name its name
 * @param uid its uid, empty if only assumed
 * @param kubelet its kubelet's version; empty if it tells none
 * @param controlPlane whether it runs the control plane
 * @param provision who makes and replaces it
 * @param group name of its group, node pool or profile; may be empty
 * @param ready whether it is Ready
 * @param cordoned whether it is cordoned
 * @param image its operating system as it says it; may be empty
 */
public record ClusterNode(
        String name,
        String uid,
        Optional<KubernetesVersion> kubelet,
        boolean controlPlane,
        NodeProvision provision,
        String group,
        boolean ready,
        boolean cordoned,
        String image) {
    /**
     * Makes a Ready machine that is upgraded in place.
     *
     * @param name its name
     * @param kubelet its kubelet's version
     * @param controlPlane whether it runs the control plane
     * @return the node
     */
    public static ClusterNode of(String name, KubernetesVersion kubelet, boolean controlPlane) {
        return new ClusterNode(
                name, "", Optional.of(kubelet), controlPlane, NodeProvision.IN_PLACE, "", true, false, "");
    }

    /**
     * Tells whether the plan can move the node: it is known how, it tells its version, and where something has to be done
     * on the machine itself it is Ready.
     *
     * @return false for a node that only a finding can name
     */
    public boolean isMovable() {
        return switch (provision) {
            case IN_PLACE -> ready && kubelet.isPresent();
            case MANAGED_GROUP, SELF_MANAGED_GROUP, KARPENTER, AUTO_MODE -> kubelet.isPresent();
            case FARGATE -> true;
            case VIRTUAL, UNKNOWN -> false;
        };
    }
}
