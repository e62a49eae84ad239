package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.NodeRoom;
import io.github.kubemaintenance.catalog.PodRequests;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of the nodes that fit a pod gets: one that doesn't ask to be avoided, with the fewest pods of the same owner, in
 * the zone with the fewest, the least full, the first by name.
 */
final class NodeChoice {
    /** Of an owner with more pods the nodes are asked, rather than the pods. */
    private static final int MANY = 200;

    private NodeChoice() {}

    static NodeRoom best(World world, Rooms rooms, Pod pod, PodRequests requests, List<NodeRoom> fitting) {
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        Map<String, Integer> onNode = new HashMap<>();
        Map<String, Integer> inZone = new HashMap<>();
        String owner = pod.controller().map(OwnerReference::uid).orElse("");
        if (!owner.isEmpty()) {
            count(world, rooms, owner, fitting, onNode, inZone);
        }
        NodeRoom best = fitting.get(0);
        long least = Long.MAX_VALUE;
        for (NodeRoom room : fitting) {
            Node node = room.node();
            long score = avoided(pod, node);
            score = score << 20 | onNode.getOrDefault(node.name(), 0);
            score = score << 20 | inZone.getOrDefault(node.zone(), 0);
            score = score << 12 | Math.min(room.fullness(requests), 4095);
            if (score < least
                    || (score == least && node.name().compareTo(best.node().name()) < 0)) {
                best = room;
                least = score;
            }
        }
        return best;
    }

    private static void count(
            World world,
            Rooms rooms,
            String owner,
            List<NodeRoom> fitting,
            Map<String, Integer> onNode,
            Map<String, Integer> inZone) {
        Collection<Pod> siblings = world.podsOf(owner);
        if (siblings.size() <= MANY) {
            for (Pod each : siblings) {
                NodeRoom room = rooms.of(each.nodeName());
                if (room != null && Rooms.counts(each) && !each.isTerminating()) {
                    onNode.merge(each.nodeName(), 1, Integer::sum);
                    inZone.merge(room.node().zone(), 1, Integer::sum);
                }
            }
            return;
        }
        for (NodeRoom room : fitting) {
            for (Pod each : world.podsOn(room.node().name())) {
                if (each.controller().filter(it -> it.uid().equals(owner)).isPresent() && !each.isTerminating()) {
                    onNode.merge(each.nodeName(), 1, Integer::sum);
                }
            }
        }
    }

    private static long avoided(Pod pod, Node node) {
        long count = 0;
        for (Taint taint : node.taints()) {
            boolean counts = taint.effect() == TaintEffect.PREFER_NO_SCHEDULE
                    && pod.spec().tolerations().stream().noneMatch(each -> each.tolerates(taint));
            count += counts ? 1 : 0;
        }
        return Math.min(count, 15);
    }
}
