package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;

/**
 * A place where the control plane runs: a node, or the provider.
 *
 * @param name name of the node, or {@value Inventory#PROVIDER}
 * @param apiServer version of its API server
 * @param controllerManager version of its controller manager
 * @param scheduler version of its scheduler
 */
public record ControlPlaneMember(
        String name, KubernetesVersion apiServer, KubernetesVersion controllerManager, KubernetesVersion scheduler) {
    /**
     * Makes a member of one version.
     *
     * @param name name of the node, or {@value Inventory#PROVIDER}
     * @param version version of all its parts
     * @return the member
     */
    public static ControlPlaneMember of(String name, KubernetesVersion version) {
        return new ControlPlaneMember(name, version, version, version);
    }
}
