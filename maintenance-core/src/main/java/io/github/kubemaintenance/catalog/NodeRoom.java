package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Container;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Quantity;
import io.github.kubemaintenance.model.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is left of one node, kept while pods come and go: counters, so that asking costs nothing. A pod counts from being
 * bound until it is finished or gone; whoever keeps a room decides that. Mutable, not thread-safe.
 */
public final class NodeRoom {
    private static final Reason TOO_MANY = new Reason("TOO_MANY_PODS", "Too many pods");
    private static final Reason NO_CPU = new Reason("INSUFFICIENT_CPU", "Insufficient cpu");
    private static final Reason NO_MEMORY = new Reason("INSUFFICIENT_MEMORY", "Insufficient memory");

    private Node node;
    private String zone = "";
    private long cpu;
    private long memory;
    private int pods;
    private final Map<String, Long> others = new HashMap<>();
    private final List<Container.HostPort> ports = new ArrayList<>();
    private long allCpu;
    private long allMemory;
    private long allPods;

    /**
     * Starts with an empty node.
     *
     * @param node the node
     */
    public NodeRoom(Node node) {
        this.node = node;
        see(node);
    }

    /**
     * Follows a change of the node itself.
     *
     * @param changed the node as it is now
     */
    public void see(Node changed) {
        node = changed;
        zone = changed.zone();
        allCpu = all(PodRequests.CPU).milliValue();
        allMemory = all(PodRequests.MEMORY).value();
        allPods = all("pods").value();
    }

    private Quantity all(String resource) {
        return node.allocatable().getOrDefault(resource, Quantity.ZERO);
    }

    /**
     * Returns the node.
     *
     * @return as it was last seen
     */
    public Node node() {
        return node;
    }

    /**
     * Returns the node's zone, which the scheduler asks for each pod and node.
     *
     * @return empty text if there is none
     */
    public String zone() {
        return zone;
    }

    /**
     * Returns how many pods are there.
     *
     * @return those added and not removed
     */
    public int pods() {
        return pods;
    }

    /**
     * Adds a pod.
     *
     * @param requests what it takes
     */
    public void add(PodRequests requests) {
        count(requests, 1);
        ports.addAll(requests.ports());
    }

    /**
     * Removes a pod that was added.
     *
     * @param requests what it took
     */
    public void remove(PodRequests requests) {
        count(requests, -1);
        requests.ports().forEach(ports::remove);
    }

    private void count(PodRequests requests, int sign) {
        pods += sign;
        cpu += sign * requests.milliCpu();
        memory += sign * requests.memory();
        requests.others().forEach((resource, amount) -> others.merge(resource, sign * amount, Long::sum));
    }

    /**
     * Tells whether the ports of the node that a pod wants are free.
     *
     * @param requests what it takes
     * @return false if another pod has one
     */
    public boolean hasPorts(PodRequests requests) {
        for (Container.HostPort wanted : requests.ports()) {
            for (Container.HostPort taken : ports) {
                if (wanted.conflictsWith(taken)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Returns what is missing for a pod, in the scheduler's words.
     *
     * @param requests what it takes
     * @return empty if there is room
     */
    public List<Reason> missing(PodRequests requests) {
        boolean enoughCpu = requests.milliCpu() == 0 || cpu + requests.milliCpu() <= allCpu;
        boolean enoughMemory = requests.memory() == 0 || memory + requests.memory() <= allMemory;
        if (pods < allPods && enoughCpu && enoughMemory && requests.others().isEmpty()) {
            return List.of();
        }
        List<Reason> missing = new ArrayList<>();
        if (pods >= allPods) {
            missing.add(TOO_MANY);
        }
        if (!enoughCpu) {
            missing.add(NO_CPU);
        }
        if (!enoughMemory) {
            missing.add(NO_MEMORY);
        }
        requests.others().forEach((resource, amount) -> {
            if (amount > 0
                    && others.getOrDefault(resource, 0L) + amount
                            > all(resource).value()) {
                missing.add(new Reason("INSUFFICIENT_RESOURCE", "Insufficient " + resource));
            }
        });
        return missing;
    }

    /**
     * Returns how full the node would be with a pod, by what is scarcest of pods, CPU and memory.
     *
     * @param requests what it takes
     * @return thousandths
     */
    public int fullness(PodRequests requests) {
        return (int) Math.max(
                share(pods + 1L, allPods),
                Math.max(share(cpu + requests.milliCpu(), allCpu), share(memory + requests.memory(), allMemory)));
    }

    private static long share(long used, long all) {
        return all == 0 ? 0 : Math.round(used * 1000.0 / all);
    }
}
