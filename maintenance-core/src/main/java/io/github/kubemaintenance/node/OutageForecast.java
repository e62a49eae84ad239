package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an outage of a node comes to, found out by reading only. All times are counted from the outage; they are ranges
 * because nobody knows when the kubelet last renewed its Lease. Immutable; {@code toString} is a report for people.
 *
 * <p>Mirrors kube-controller-manager's node lifecycle and taint eviction controllers. How long pods take to start
 * elsewhere is not foretold: rehearse on a copy for that.
 */
public final class OutageForecast {
    /** Code of a finding: something could not be read; the text says what was assumed instead. */
    public static final String UNKNOWN = "UNKNOWN";
    /** Code of a finding: something can't be seen from outside, and its default is assumed. */
    public static final String ASSUMED = "ASSUMED";

    private final String node;
    private final Instant at;
    private final Optional<Duration> returnsAfter;
    private final KubernetesVersion controlPlane;
    private final Times times;
    private final List<PodOutage> pods;
    private final List<ServiceOutage> services;
    private final List<Reason> findings;

    /** When the steps of the outage are. */
    record Times(boolean alreadySilent, Optional<TimeRange> noticed, Optional<TimeRange> evicting) {}

    OutageForecast(
            OutageFacts facts,
            Optional<Duration> returnsAfter,
            Times times,
            List<PodOutage> pods,
            List<ServiceOutage> services,
            List<Reason> findings) {
        this.node = facts.node().name();
        this.at = facts.at();
        this.controlPlane = facts.controlPlane().version();
        this.returnsAfter = returnsAfter;
        this.times = times;
        this.pods = List.copyOf(pods);
        this.services = List.copyOf(services);
        this.findings = List.copyOf(findings);
    }

    /** {@return name of the node} */
    public String node() {
        return node;
    }

    /** {@return the moment of the outage, which is when the cluster was read, on the backend's time} */
    public Instant at() {
        return at;
    }

    /** {@return when the node is back; empty for never} */
    public Optional<Duration> returnsAfter() {
        return returnsAfter;
    }

    /** {@return version of the control plane that the times are for} */
    public KubernetesVersion controlPlane() {
        return controlPlane;
    }

    /** {@return true if the node was silent before, so that its outage has begun earlier} */
    public boolean alreadySilent() {
        return times.alreadySilent();
    }

    /**
     * Tells when the control plane notices: the node's Ready becomes Unknown, it gets the taint {@code
     * node.kubernetes.io/unreachable:NoSchedule}, and its pods are no longer Ready. Until then Services send there and the
     * scheduler places new pods there. A busy controller-manager, which looks every five seconds, may be that much later.
     *
     * @return zero for a node that was silent before; empty if it is back before that
     */
    public Optional<TimeRange> noticed() {
        return times.noticed();
    }

    /**
     * Tells when the node gets the taint {@code node.kubernetes.io/unreachable:NoExecute}, from which tolerationSeconds are
     * counted: at once when it is noticed, unless many nodes of its zone are down.
     *
     * @return empty for never: nothing is evicted
     */
    public Optional<TimeRange> evictionsBegin() {
        return times.evicting();
    }

    /**
     * Returns what becomes of each pod of the node.
     *
     * @return ordered by namespace and name
     */
    public List<PodOutage> pods() {
        return pods;
    }

    /**
     * Returns the pods of a fate.
     *
     * @param fate the fate
     * @return ordered by namespace and name
     */
    public List<PodOutage> pods(PodFate fate) {
        return pods.stream().filter(each -> each.fate() == fate).toList();
    }

    /**
     * Returns the Services that have Ready endpoints on the node; those that have them nowhere else are {@linkplain
     * ServiceOutage#isWhole() down altogether}.
     *
     * @return ordered by namespace and name; where Services can't be read, empty with a finding {@link #UNKNOWN}
     */
    public List<ServiceOutage> services() {
        return services;
    }

    /**
     * Returns what else is worth knowing: what could not be read or had to be assumed, zones that are down, what lets go
     * of pods that are stuck.
     *
     * @return codes and sentences
     */
    public List<Reason> findings() {
        return findings;
    }

    /** Returns a report for people: the times, a table of the pods, the Services, the findings. Deterministic. */
    @Override
    public String toString() {
        return OutageTable.of(this);
    }
}
