package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.NodeRoom;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the pods of one owner are, counted: by node and by zone. Kept for the owner that was last asked about, since its
 * pods are mostly bound one after the other.
 */
final class Siblings {
    /** Of an owner with more pods only the nodes in question are looked at, and zones don't count. */
    private static final int MANY = 200;

    private final World world;
    private final Rooms rooms;
    private final Map<String, Integer> onNode = new HashMap<>();
    private final Map<String, Integer> inZone = new HashMap<>();
    private String owner = "";

    Siblings(World world, Rooms rooms) {
        this.world = world;
        this.rooms = rooms;
    }

    /** Counts the pods of an owner, as far as the nodes in question need it. */
    void count(String ofOwner, List<NodeRoom> fitting) {
        if (!owner.isEmpty() && owner.equals(ofOwner)) {
            return;
        }
        forget();
        if (ofOwner.isEmpty()) {
            return;
        }
        if (world.countPodsOf(ofOwner) <= MANY) {
            owner = ofOwner;
            for (Pod each : world.podsOf(ofOwner)) {
                add(each, 1);
            }
            return;
        }
        for (NodeRoom room : fitting) {
            for (Pod each : world.podsOn(room.node().name())) {
                if (ownerOf(each).equals(ofOwner) && !each.isTerminating()) {
                    onNode.merge(each.nodeName(), 1, Integer::sum);
                }
            }
        }
    }

    int on(String node) {
        return onNode.getOrDefault(node, 0);
    }

    int in(String zone) {
        return inZone.getOrDefault(zone, 0);
    }

    /** Forgets what was counted: a node has changed, and with it maybe its zone. */
    void forget() {
        owner = "";
        onNode.clear();
        inZone.clear();
    }

    /** Follows a change of a pod; its node is still known, or known already. */
    void follow(@Nullable Pod before, @Nullable Pod after) {
        if (!owner.isEmpty()) {
            if (before != null && ownerOf(before).equals(owner)) {
                add(before, -1);
            }
            if (after != null && ownerOf(after).equals(owner)) {
                add(after, 1);
            }
        }
    }

    private void add(Pod pod, int count) {
        NodeRoom room = pod.nodeName().isEmpty() ? null : rooms.of(pod.nodeName());
        if (room != null && Rooms.counts(pod) && !pod.isTerminating()) {
            onNode.merge(pod.nodeName(), count, Integer::sum);
            inZone.merge(room.zone(), count, Integer::sum);
        }
    }

    static String ownerOf(Pod pod) {
        return pod.controller().map(OwnerReference::uid).orElse("");
    }
}
