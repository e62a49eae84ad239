package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Reason;
import java.util.List;

/**
 * How the owner of pods that went has recovered.
 *
 * @param owner kind, namespace and name, for example {@code ReplicaSet shop/web-5d8f}
 * @param wanted how many Ready pods it is waited for
 * @param ready how many it had when waiting ended
 * @param recovered whether it has its pods Ready again, or there is nothing to wait for
 * @param stuck for each pod that isn't Ready where it is stuck, for example {@code Init:1/2 wait-for-db}, or why nothing
 *     is known; ordered
 */
public record ReplacementState(String owner, int wanted, int ready, boolean recovered, List<Reason> stuck) {
    public ReplacementState {
        stuck = List.copyOf(stuck);
    }

    /** Returns one line for people. */
    @Override
    public String toString() {
        return owner + ": " + ready + " of " + wanted + " Ready"
                + (stuck.isEmpty()
                        ? ""
                        : "; "
                                + String.join(
                                        "; ", stuck.stream().map(Reason::text).toList()));
    }
}
