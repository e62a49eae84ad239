package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodPhase;

/** Whether the server would accept an eviction now. */
final class BudgetGate {
    private BudgetGate() {}

    static boolean ignoresBudgets(Pod pod) {
        return pod.isFinished() || pod.status().phase() == PodPhase.PENDING || pod.isTerminating();
    }

    static boolean mayEvictNow(Pod pod, PodDisruptionBudget budget) {
        PodDisruptionBudget.Status status = budget.status();
        if (ignoresBudgets(pod)) {
            return true;
        }
        if (!pod.isReady()
                && (budget.unhealthyPodEvictionPolicy().equals(PodDisruptionBudget.ALWAYS_ALLOW)
                        || (status.currentHealthy() >= status.desiredHealthy() && status.desiredHealthy() > 0))) {
            return true;
        }
        return status.observedGeneration() >= budget.metadata().generation() && status.disruptionsAllowed() > 0;
    }
}
