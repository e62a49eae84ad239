package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.catalog.EvictionRule;
import io.github.kubemaintenance.model.Pod;

/** A pod and what is planned for it. */
record Judged(Pod pod, PlannedPod plan) {
    /** Tells whether the pod would leave the node. */
    boolean goes() {
        return plan.action() == PodAction.EVICT || plan.action() == PodAction.DELETE;
    }

    /** Tells whether its eviction would be a matter for budgets. */
    boolean asksBudgets() {
        return plan.action() == PodAction.EVICT && !EvictionRule.needsNoBudget(pod);
    }
}
