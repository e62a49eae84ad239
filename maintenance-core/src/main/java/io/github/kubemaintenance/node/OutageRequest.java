package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.internal.NodeName;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks what happens if a node dies now: its kubelet is silent from this moment on. Immutable; only reads from the cluster.
 * Of a node that is silent already the rest of its outage is foretold.
 *
 * <p>Reads all nodes and pods, which it can't do without. Improves with: the API server's version and the static pods of
 * kube-controller-manager (its version and flags), Services and EndpointSlices, PersistentVolumeClaims and
 * PersistentVolumes, Jobs (the last three only where pods of the node need them). What can't be read is a finding.
 */
public final class OutageRequest {
    private final String node;
    private final Optional<Duration> returnsAfter;
    private final Optional<KubernetesVersion> controlPlane;

    private OutageRequest(String node, Optional<Duration> returnsAfter, Optional<KubernetesVersion> controlPlane) {
        this.node = node;
        this.returnsAfter = returnsAfter;
        this.controlPlane = controlPlane;
    }

    /**
     * Asks for a node that doesn't come back.
     *
     * @param node its name
     * @return the request
     * @throws IllegalArgumentException for a text that can't be a node's name
     */
    public static OutageRequest of(String node) {
        return new OutageRequest(NodeName.checked(node), Optional.empty(), Optional.empty());
    }

    /**
     * Asks for a node that comes back: its kubelet posts its status again, with the same pods.
     *
     * @param time counted from now
     * @return the request
     * @throws IllegalArgumentException for a negative time
     */
    public OutageRequest returnsAfter(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a node can't be back before it goes: " + time);
        }
        return new OutageRequest(node, Optional.of(time), controlPlane);
    }

    /**
     * Says which version the control plane has, where the cluster doesn't tell or another one is asked about.
     *
     * @param version version of kube-controller-manager
     * @return the request
     */
    public OutageRequest controlPlane(KubernetesVersion version) {
        return new OutageRequest(node, returnsAfter, Optional.of(version));
    }

    /** {@return name of the node} */
    public String node() {
        return node;
    }

    /** {@return when the node is back, counted from now; empty for never} */
    public Optional<Duration> returnsAfter() {
        return returnsAfter;
    }

    Optional<KubernetesVersion> controlPlane() {
        return controlPlane;
    }

    /**
     * Reads the cluster and foretells.
     *
     * @param backend the cluster
     * @return the forecast
     * @throws MaintenanceException if the node doesn't exist or nodes or pods can't be read, and on an interrupt, whose
     *     flag is restored
     */
    public OutageForecast forecast(ClusterBackend backend) {
        return OutageRules.forecast(OutageReader.read(this, backend), returnsAfter);
    }

    /** Returns what is asked. */
    @Override
    public String toString() {
        return "outage of " + node
                + returnsAfter
                        .map(time -> ", back after " + TimeRange.text(time))
                        .orElse("");
    }
}
