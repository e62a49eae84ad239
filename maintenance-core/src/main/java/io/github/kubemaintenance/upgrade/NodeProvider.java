package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;

/** Makes and deletes machines, for strategies where new nodes come first. Called off the run's own thread. */
public interface NodeProvider {
    /**
     * Makes machines that join the cluster. Returns when that is under way; the run waits until they are Ready.
     *
     * @param count how many
     * @param version the kubelet's version
     * @throws Exception where it can't be done
     */
    void add(int count, KubernetesVersion version) throws Exception;

    /**
     * Deletes a machine whose node is drained, and its node.
     *
     * @param node name of the node
     * @throws Exception where it can't be done
     */
    void delete(String node) throws Exception;
}
