package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.NodeMonitor;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import java.time.Instant;
import java.util.Optional;

/**
 * How fast nodes that aren't Ready get the NoExecute taint that evicts their pods: the pace of {@link NodeMonitor}, in
 * each zone for itself.
 */
final class ZoneLimits {
    static final String PREFIX = "zone/";

    private ZoneLimits() {}

    private record Zone(int nodes, int unready, boolean anyReady, NodeMonitor monitor, Optional<Instant> lastTaint) {
        Optional<Instant> next(Instant now) {
            return monitor.pace(nodes, unready, anyReady)
                    .map(pace -> lastTaint.map(last -> last.plus(pace)).orElse(now));
        }
    }

    private static Zone zone(World world, String name) {
        int nodes = 0;
        int unready = 0;
        boolean anyReady = false;
        Instant last = Instant.MIN;
        for (Node node : world.all(Kind.NODES)) {
            anyReady |= node.isReady();
            if (node.zone().equals(name)) {
                nodes++;
                unready += node.isReady() ? 0 : 1;
                for (Taint taint : node.taints()) {
                    boolean evicts = taint.effect() == TaintEffect.NO_EXECUTE
                            && (taint.key().equals(Taint.NOT_READY)
                                    || taint.key().equals(Taint.UNREACHABLE));
                    Instant at = evicts ? taint.timeAdded().orElse(Instant.MIN) : Instant.MIN;
                    last = at.isAfter(last) ? at : last;
                }
            }
        }
        return new Zone(
                nodes,
                unready,
                anyReady,
                NodeMonitor.defaults(world.version()),
                last.equals(Instant.MIN) ? Optional.empty() : Optional.of(last));
    }

    /** Whether a node may be tainted now. */
    static boolean mayTaint(World world, Node node) {
        return zone(world, node.zone())
                .next(world.now())
                .filter(next -> !next.isAfter(world.now()))
                .isPresent();
    }

    /** Puts a node in the queue of its zone: its turn comes by itself, or when the zone is better. */
    static void await(World world, Node node) {
        zone(world, node.zone())
                .next(world.now())
                .ifPresent(next -> world.at(next, NodeLifecycle.limitTask(node.zone())));
    }

    /** Taints the next node of a zone, if there is one. */
    static void taintNext(World world, Task task) {
        String zone = task.name().substring(PREFIX.length());
        for (Node node : world.all(Kind.NODES)) {
            if (node.zone().equals(zone) && NodeLifecycle.awaitsNoExecute(node)) {
                if (mayTaint(world, node)) {
                    NodeLifecycle.addNoExecute(world, node);
                } else {
                    await(world, node);
                    return;
                }
            }
        }
    }
}
