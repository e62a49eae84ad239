package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Quantity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All nodes of the cluster as they are now, and the least that pods could run on since the beginning. */
final class NodeBoard {
    private final Map<String, Node> nodes = new TreeMap<>();
    private int schedulable;
    private long cpu;
    private int allNodes;
    private long allCpu;
    private int leastNodes = Integer.MAX_VALUE;
    private long leastCpu = Long.MAX_VALUE;

    private static boolean takesPods(Node node) {
        return node.isReady() && !node.unschedulable();
    }

    private static long milli(Node node) {
        return node.allocatable().getOrDefault("cpu", Quantity.ZERO).milliValue();
    }

    private void count(Node node, int sign) {
        if (takesPods(node)) {
            schedulable += sign;
            cpu += sign * milli(node);
        }
    }

    void set(Collection<Node> all) {
        nodes.clear();
        schedulable = 0;
        cpu = 0;
        all.forEach(node -> {
            nodes.put(node.name(), node);
            count(node, 1);
        });
        if (allNodes == 0) {
            allNodes = nodes.size();
            allCpu = all.stream().mapToLong(NodeBoard::milli).sum();
        }
        least();
    }

    void put(Node node) {
        Node before = nodes.put(node.name(), node);
        if (before != null) {
            count(before, -1);
        }
        count(node, 1);
        least();
    }

    void remove(String name) {
        Node before = nodes.remove(name);
        if (before != null) {
            count(before, -1);
        }
        least();
    }

    private void least() {
        leastNodes = Math.min(leastNodes, schedulable);
        leastCpu = Math.min(leastCpu, cpu);
    }

    Optional<Node> find(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    List<Node> all() {
        return new ArrayList<>(nodes.values());
    }

    /** The least that pods could run on. */
    RollCapacity capacity() {
        return new RollCapacity(
                Math.min(leastNodes, allNodes),
                allNodes,
                allCpu == 0 ? 100 : (int) Math.min(100, leastCpu * 100 / allCpu));
    }
}
