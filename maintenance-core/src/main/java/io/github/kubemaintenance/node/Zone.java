package io.github.kubemaintenance.node;

import io.github.kubemaintenance.catalog.NodeMonitor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The zone of a node that dies, as it is then. Pure.
 *
 * @param nodes how many nodes it has
 * @param unready how many of them aren't Ready, with that node
 * @param anyReady whether any other node of the cluster is Ready
 * @param waiting how many others of it wait for the taint that evicts their pods
 * @param lastTaint when the last of it got that taint
 */
record Zone(int nodes, int unready, boolean anyReady, int waiting, Optional<Instant> lastTaint) {
    static Zone of(OutageFacts facts) {
        Node dead = facts.node();
        List<Node> others = facts.others().stream()
                .filter(each -> each.zone().equals(dead.zone()))
                .toList();
        int unready = (int) others.stream().filter(each -> !each.isReady()).count();
        int waiting = (int) others.stream()
                .filter(each -> !each.isReady() && evictedSince(each).isEmpty())
                .count();
        return new Zone(
                others.size() + 1,
                unready + 1,
                facts.others().stream().anyMatch(Node::isReady),
                waiting,
                others.stream().flatMap(each -> evictedSince(each).stream()).max(Comparator.naturalOrder()));
    }

    private static Optional<Instant> evictedSince(Node node) {
        return node.taints().stream()
                .filter(each -> each.effect() == TaintEffect.NO_EXECUTE
                        && (each.key().equals(Taint.UNREACHABLE) || each.key().equals(Taint.NOT_READY)))
                .map(each -> each.timeAdded().orElse(Instant.EPOCH))
                .max(Comparator.naturalOrder());
    }

    NodeMonitor.ZoneState state(NodeMonitor monitor) {
        return monitor.state(nodes, unready);
    }

    Optional<Duration> pace(NodeMonitor monitor) {
        return monitor.pace(nodes, unready, anyReady);
    }
}
