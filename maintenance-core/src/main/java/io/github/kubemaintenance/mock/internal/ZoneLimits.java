package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How fast nodes that aren't Ready get the NoExecute taint that evicts their pods: one in ten seconds in a zone; one in
 * a hundred where 55 % and at least three of a zone's nodes aren't Ready, none there in a zone of at most 50 nodes; none
 * at all while no node of the cluster is Ready.
 */
final class ZoneLimits {
    static final String PREFIX = "zone/";

    private static final Duration USUAL = Duration.ofSeconds(10);
    private static final Duration DISRUPTED = Duration.ofSeconds(100);
    private static final int LARGE = 50;

    private ZoneLimits() {}

    private record Zone(int nodes, int unready, boolean allUnready, Optional<Instant> lastTaint) {
        /** The time from one node to the next; empty for never. */
        Optional<Duration> pace() {
            if (allUnready) {
                return Optional.empty();
            } else if (unready > 2 && unready * 100 >= nodes * 55) {
                return nodes > LARGE ? Optional.of(DISRUPTED) : Optional.empty();
            }
            return Optional.of(USUAL);
        }

        Optional<Instant> next(Instant now) {
            return pace().map(pace -> lastTaint.map(last -> last.plus(pace)).orElse(now));
        }
    }

    private static Zone zone(World world, String name) {
        int nodes = 0;
        int unready = 0;
        boolean allUnready = true;
        Instant last = Instant.MIN;
        for (Node node : world.all(Kind.NODES)) {
            allUnready &= !node.isReady();
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
        return new Zone(nodes, unready, allUnready, last.equals(Instant.MIN) ? Optional.empty() : Optional.of(last));
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
        String zone = task.key().substring(PREFIX.length());
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
