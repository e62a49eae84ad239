package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.TaintEffect;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of the nodes that fit a pod gets: one that doesn't ask to be avoided, with the fewest pods of the same owner, in
 * the zone with the fewest, the least full, the first by name.
 */
final class NodeChoice {
    private NodeChoice() {}

    static Room best(World world, Rooms rooms, Pod pod, Requests requests, List<Room> fitting) {
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        Map<String, Integer> onNode = new HashMap<>();
        Map<String, Integer> inZone = new HashMap<>();
        String owner = pod.controller().map(OwnerReference::uid).orElse("");
        if (!owner.isEmpty()) {
            for (Pod each : world.podsOf(owner)) {
                Room room = rooms.of(each.nodeName());
                if (room != null && Rooms.counts(each) && !each.isTerminating()) {
                    onNode.merge(each.nodeName(), 1, Integer::sum);
                    inZone.merge(room.node().zone(), 1, Integer::sum);
                }
            }
        }
        Comparator<Room> order = Comparator.comparingInt((Room room) -> avoided(pod, room.node()))
                .thenComparingInt(room -> onNode.getOrDefault(room.node().name(), 0))
                .thenComparingInt(room -> inZone.getOrDefault(room.node().zone(), 0))
                .thenComparingInt(room -> room.fullness(requests))
                .thenComparing(room -> room.node().name());
        return fitting.stream().min(order).orElseThrow();
    }

    private static int avoided(Pod pod, Node node) {
        return (int) node.taints().stream()
                .filter(taint -> taint.effect() == TaintEffect.PREFER_NO_SCHEDULE)
                .filter(taint -> pod.spec().tolerations().stream().noneMatch(each -> each.tolerates(taint)))
                .count();
    }
}
