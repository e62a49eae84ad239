package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.PodRef;
import java.util.List;
import java.util.Optional;

/**
 * What an outage means for a Service that has Ready endpoints on the node.
 *
 * @param namespace its namespace
 * @param name its name
 * @param here its Ready endpoints on the node
 * @param elsewhere how many Ready endpoints it has on other nodes
 * @param sendsUntil how long connections are still sent to the dead node: until it is noticed and its pods are no longer
 *     Ready; empty for a Service that publishes addresses that aren't Ready, which sends there as long as the pods exist
 * @param backFrom where every endpoint is on the node: when it can have one again at the earliest (the start of the pod
 *     comes on top); empty for not before somebody acts
 */
public record ServiceOutage(
        String namespace,
        String name,
        List<PodRef> here,
        int elsewhere,
        Optional<TimeRange> sendsUntil,
        Optional<TimeRange> backFrom) {
    public ServiceOutage {
        here = List.copyOf(here);
    }

    /**
     * Tells whether the Service is down altogether.
     *
     * @return true if every Ready endpoint is on the node
     */
    public boolean isWhole() {
        return elsewhere == 0;
    }

    /** Returns {@code namespace/name} and how many endpoints are concerned. */
    @Override
    public String toString() {
        return namespace + "/" + name + " " + here.size() + " of " + (here.size() + elsewhere) + " endpoints";
    }
}
