package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Minor;
import java.time.Duration;
import java.util.Optional;

/**
 * How kube-controller-manager watches over nodes: when it gives one up, and how fast it lets the pods of such nodes be
 * evicted. Mirrors its node lifecycle controller and the flags of that. Pure.
 *
 * @param gracePeriod {@code --node-monitor-grace-period}: a node that has renewed nothing for so long is Unknown
 * @param evictionInterval one divided by {@code --node-eviction-rate}: from one node of a zone to the next; empty for a
 *     rate of zero
 * @param secondaryInterval the same for {@code --secondary-node-eviction-rate}, in large zones that are mostly down
 * @param unhealthyPercent {@code --unhealthy-zone-threshold}: from this share of nodes that aren't Ready on (and three
 *     of them) a zone is mostly down
 * @param largeZone {@code --large-cluster-size-threshold}: a zone with more nodes is large
 */
public record NodeMonitor(
        Duration gracePeriod,
        Optional<Duration> evictionInterval,
        Optional<Duration> secondaryInterval,
        int unhealthyPercent,
        int largeZone) {
    /** How often a kubelet renews its Lease: a quarter of the 40 s that the Lease lasts. */
    public static final Duration RENEWAL = Duration.ofSeconds(10);

    /** How often the controller looks at all nodes ({@code --node-monitor-period}). */
    public static final Duration CHECK = Duration.ofSeconds(5);

    private static final Minor LONGER_GRACE = Minor.of(32);
    private static final int FEW = 2;

    /**
     * Returns what holds where no flag says otherwise.
     *
     * @param controllerManager its version: the grace period is 50 s since Kubernetes 1.32, 40 s before
     * @return the defaults
     */
    public static NodeMonitor defaults(Minor controllerManager) {
        return new NodeMonitor(
                Duration.ofSeconds(controllerManager.compareTo(LONGER_GRACE) >= 0 ? 50 : 40),
                Optional.of(Duration.ofSeconds(10)),
                Optional.of(Duration.ofSeconds(100)),
                55,
                50);
    }

    /** How it is with a zone. */
    public enum ZoneState {
        /** Most nodes are Ready, or too few are down to tell. */
        NORMAL,
        /** Mostly down: perhaps it is the network, so evictions are slowed or stopped. */
        PARTLY_DISRUPTED,
        /** No node is Ready: what is left of the cluster takes over at the usual pace. */
        FULLY_DISRUPTED
    }

    /**
     * Judges a zone.
     *
     * @param nodes how many nodes it has
     * @param unready how many of them aren't Ready
     * @return its state
     */
    public ZoneState state(int nodes, int unready) {
        if (unready > 0 && unready == nodes) {
            return ZoneState.FULLY_DISRUPTED;
        }
        return unready > FEW && unready * 100L >= (long) nodes * unhealthyPercent
                ? ZoneState.PARTLY_DISRUPTED
                : ZoneState.NORMAL;
    }

    /**
     * Tells how long after a node of a zone got the taint that evicts its pods the next one may get it.
     *
     * @param nodes how many nodes the zone has
     * @param unready how many of them aren't Ready
     * @param anyReady whether any node of the whole cluster is Ready; while none is, nothing is evicted
     * @return empty for never
     */
    public Optional<Duration> pace(int nodes, int unready, boolean anyReady) {
        if (!anyReady) {
            return Optional.empty();
        } else if (state(nodes, unready) != ZoneState.PARTLY_DISRUPTED) {
            return evictionInterval;
        }
        return nodes > largeZone ? secondaryInterval : Optional.empty();
    }
}
