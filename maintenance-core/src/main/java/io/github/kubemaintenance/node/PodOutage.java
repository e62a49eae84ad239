package io.github.kubemaintenance.node;

import io.github.kubemaintenance.catalog.Fit;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.util.List;
import java.util.Optional;

/**
 * What an outage of its node means for one pod.
 *
 * @param pod the pod
 * @param owner its controller, for example {@code ReplicaSet web-797f7f9895}, empty text for none
 * @param fate what becomes of it
 * @param evicted when the control plane deletes it (it stays Terminating until the node is back, or gone); empty for never
 * @param replacement whether its replacement finds a node; empty where there is none to be made
 * @param reasons why: first what decides the fate
 */
public record PodOutage(
        PodRef pod,
        String owner,
        PodFate fate,
        Optional<TimeRange> evicted,
        Optional<Fit> replacement,
        List<Reason> reasons) {
    public PodOutage {
        reasons = List.copyOf(reasons);
    }

    /** Returns the pod, its fate and when. */
    @Override
    public String toString() {
        return pod + " " + fate + evicted.map(when -> " evicted after " + when).orElse("");
    }
}
