package io.github.kubemaintenance.model;

import java.util.List;

/**
 * Something that keeps a pod from being evicted.
 *
 * @param pod the pod
 * @param budgets names of the budgets concerned, in the pod's namespace; may be empty
 * @param kind whether the cluster will open the way by itself
 * @param reason a stable code and a sentence; for {@link Kind#NEVER} it names the object and field to change
 */
public record Blocker(PodRef pod, List<String> budgets, Kind kind, Reason reason) {
    /** Whether waiting helps. */
    public enum Kind {
        /** Closed now; the cluster may open it by itself. */
        NOT_NOW,
        /** Nothing that the cluster does by itself will open it while no spec changes. */
        NEVER,
        /** What would tell could not be read. */
        UNKNOWN
    }

    public Blocker {
        budgets = List.copyOf(budgets);
    }

    /**
     * Returns the sentence for people.
     *
     * @return what blocks, why, and what to change where nothing else helps
     */
    public String explanation() {
        return reason.text();
    }
}
