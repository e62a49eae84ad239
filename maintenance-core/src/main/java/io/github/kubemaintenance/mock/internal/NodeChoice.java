package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.NodeRoom;
import io.github.kubemaintenance.catalog.PodRequests;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import java.util.List;

/**
 * Which of the nodes that fit a pod gets: one that doesn't ask to be avoided, with the fewest pods of the same owner, in
 * the zone with the fewest, the least full, the first by name.
 */
final class NodeChoice {
    private NodeChoice() {}

    static NodeRoom best(Rooms rooms, Pod pod, PodRequests requests, List<NodeRoom> fitting) {
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        Siblings siblings = rooms.siblings();
        siblings.count(Siblings.ownerOf(pod), fitting);
        NodeRoom best = fitting.get(0);
        long least = Long.MAX_VALUE;
        for (NodeRoom room : fitting) {
            Node node = room.node();
            long score = avoided(pod, node);
            score = score << 20 | siblings.on(node.name());
            score = score << 20 | siblings.in(room.zone());
            score = score << 12 | Math.min(room.fullness(requests), 4095);
            if (score < least
                    || (score == least && node.name().compareTo(best.node().name()) < 0)) {
                best = room;
                least = score;
            }
        }
        return best;
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
