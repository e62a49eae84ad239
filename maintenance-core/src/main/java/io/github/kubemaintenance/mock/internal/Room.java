package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Container;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is left of one node, kept while pods come and go. */
final class Room {
    private Node node;
    private long cpu;
    private long memory;
    private int pods;
    private final Map<String, Long> others = new HashMap<>();
    private final List<Container.HostPort> ports = new ArrayList<>();
    private long allCpu;
    private long allMemory;
    private long allPods;

    Room(Node node) {
        this.node = node;
        see(node);
    }

    /** Follows a change of the node itself. */
    void see(Node changed) {
        node = changed;
        allCpu = node.allocatable().getOrDefault(Requests.CPU, Quantity.ZERO).milliValue();
        allMemory =
                node.allocatable().getOrDefault(Requests.MEMORY, Quantity.ZERO).value();
        allPods = node.allocatable().getOrDefault("pods", Quantity.ZERO).value();
    }

    Node node() {
        return node;
    }

    int pods() {
        return pods;
    }

    void add(Requests requests) {
        count(requests, 1);
        ports.addAll(requests.ports());
    }

    void remove(Requests requests) {
        count(requests, -1);
        requests.ports().forEach(ports::remove);
    }

    private void count(Requests requests, int sign) {
        pods += sign;
        cpu += sign * requests.cpu();
        memory += sign * requests.memory();
        requests.others().forEach((resource, amount) -> others.merge(resource, sign * amount, Long::sum));
    }

    boolean hasPorts(Requests requests) {
        for (Container.HostPort wanted : requests.ports()) {
            for (Container.HostPort taken : ports) {
                if (wanted.conflictsWith(taken)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What is missing for a pod, in the scheduler's words; empty if it fits. */
    List<String> missing(Requests requests) {
        if (pods < allPods
                && (requests.cpu() == 0 || cpu + requests.cpu() <= allCpu)
                && (requests.memory() == 0 || memory + requests.memory() <= allMemory)
                && requests.others().isEmpty()) {
            return List.of();
        }
        List<String> missing = new ArrayList<>();
        if (pods >= allPods) {
            missing.add("Too many pods");
        }
        if (requests.cpu() > 0 && cpu + requests.cpu() > allCpu) {
            missing.add("Insufficient cpu");
        }
        if (requests.memory() > 0 && memory + requests.memory() > allMemory) {
            missing.add("Insufficient memory");
        }
        requests.others().forEach((resource, amount) -> {
            long all = node.allocatable().getOrDefault(resource, Quantity.ZERO).value();
            if (amount > 0 && others.getOrDefault(resource, 0L) + amount > all) {
                missing.add("Insufficient " + resource);
            }
        });
        return missing;
    }

    /** How full the node would be with a pod, in thousandths, by what is scarcest. */
    int fullness(Requests requests) {
        return (int) Math.max(
                share(pods + 1L, allPods),
                Math.max(share(cpu + requests.cpu(), allCpu), share(memory + requests.memory(), allMemory)));
    }

    private static long share(long used, long all) {
        return all == 0 ? 0 : Math.round(used * 1000.0 / all);
    }
}
