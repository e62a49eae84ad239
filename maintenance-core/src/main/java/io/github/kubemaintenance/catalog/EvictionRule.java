package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When a pod may be evicted: what kube-apiserver's pods/eviction decides once the pod is found (policy/v1, since 1.22;
 * unhealthyPodEvictionPolicy since 1.26). Pure: the simulator acts on it, engines foresee it.
 */
public final class EvictionRule {
    private static final String VIOLATES = "Cannot evict pod as it would violate the pod's disruption budget.";
    private static final int MOST_UNCONFIRMED = 2000;
    private static final Minor SAYS_WHY = Minor.of(35);

    private EvictionRule() {}

    /** Whether an eviction would be accepted now. */
    public enum Gate {
        /** No budget has a say: none selects the pod, or it is finished, Pending or terminating. */
        FREE,
        /** A budget selects it, but an unready pod may go: the budget is healthy, or lets unready pods always go. */
        UNREADY,
        /** The one budget allows a disruption. */
        ALLOWED,
        /** The one budget allows none. */
        CLOSED,
        /** The one budget's latest spec has not been looked at by its controller. */
        NOT_OBSERVED,
        /** More than one budget selects it: never accepted. */
        TWO_BUDGETS;

        /** {@return whether the server would accept} */
        public boolean isOpen() {
            return this == FREE || this == UNREADY || this == ALLOWED;
        }
    }

    /**
     * Foresees the server's decision.
     *
     * @param pod the pod
     * @param budgets the budgets that select it
     * @return what the server would find
     */
    public static Gate gate(Pod pod, List<PodDisruptionBudget> budgets) {
        if (budgets.isEmpty() || needsNoBudget(pod)) {
            return Gate.FREE;
        } else if (budgets.size() > 1) {
            return Gate.TWO_BUDGETS;
        }
        PodDisruptionBudget budget = budgets.get(0);
        if (mayGoUnready(pod, budget)) {
            return Gate.UNREADY;
        } else if (budget.status().observedGeneration() < budget.metadata().generation()) {
            return Gate.NOT_OBSERVED;
        }
        boolean allows = budget.status().disruptionsAllowed() > 0
                && budget.status().disruptedPods().size() <= MOST_UNCONFIRMED;
        return allows ? Gate.ALLOWED : Gate.CLOSED;
    }

    /** What the server does with an eviction. */
    public sealed interface Verdict {
        /**
         * It deletes the pod without asking a budget.
         *
         * @param onlyAsRead whether the pod must still be as it was read (Pending, or unready under a budget)
         */
        record Delete(boolean onlyAsRead) implements Verdict {}

        /**
         * It takes one disruption from the budget, then deletes the pod.
         *
         * @param budget the budget with its new status
         */
        record Take(PodDisruptionBudget budget) implements Verdict {}

        /**
         * It refuses.
         *
         * @param code HTTP status
         * @param reason the Status' reason, empty if none
         * @param message its message
         * @param budget name of the budget in {@code details}, empty if none
         * @param cause text of the cause DisruptionBudget, empty if there is no cause
         * @param retryAfter how long it asks to wait
         */
        record Refuse(
                int code, String reason, String message, String budget, String cause, Optional<Duration> retryAfter)
                implements Verdict {}
    }

    /**
     * Decides as the server does.
     *
     * @param pod the pod
     * @param budgets the budgets that select it
     * @param now the server's time
     * @param server the server's version, for its texts
     * @return what it does
     */
    public static Verdict decide(Pod pod, List<PodDisruptionBudget> budgets, Instant now, Minor server) {
        if (needsNoBudget(pod)) {
            return new Verdict.Delete(pod.status().phase() == PodPhase.PENDING && !pod.isTerminating());
        } else if (budgets.isEmpty()) {
            return new Verdict.Delete(false);
        } else if (budgets.size() > 1) {
            return new Verdict.Refuse(
                    500,
                    "",
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
                    "",
                    "",
                    Optional.empty());
        }
        PodDisruptionBudget budget = budgets.get(0);
        return mayGoUnready(pod, budget) ? new Verdict.Delete(true) : take(pod, budget, now, server);
    }

    /**
     * Answers as the evictor does while a budget is being looked at, or where an unready pod has changed meanwhile.
     *
     * @param budget the budget
     * @return a refusal that asks for ten seconds
     */
    public static Verdict.Refuse stillProcessed(PodDisruptionBudget budget) {
        return new Verdict.Refuse(
                429,
                "TooManyRequests",
                VIOLATES,
                "",
                "The disruption budget " + budget.name() + " is still being processed by the server.",
                Optional.of(Duration.ofSeconds(10)));
    }

    /**
     * Tells whether no budget has a say in a pod's eviction, whatever selects it.
     *
     * @param pod the pod
     * @return true if it is finished, Pending or terminating
     */
    public static boolean needsNoBudget(Pod pod) {
        return pod.isFinished() || pod.status().phase() == PodPhase.PENDING || pod.isTerminating();
    }

    private static boolean mayGoUnready(Pod pod, PodDisruptionBudget budget) {
        PodDisruptionBudget.Status status = budget.status();
        return !pod.isReady()
                && (budget.unhealthyPodEvictionPolicy().equals(PodDisruptionBudget.ALWAYS_ALLOW)
                        || (status.currentHealthy() >= status.desiredHealthy() && status.desiredHealthy() > 0));
    }

    private static Verdict take(Pod pod, PodDisruptionBudget budget, Instant now, Minor server) {
        PodDisruptionBudget.Status status = budget.status();
        if (status.observedGeneration() < budget.metadata().generation()) {
            return stillProcessed(budget);
        } else if (status.disruptionsAllowed() < 0) {
            return forbidden(budget, "pdb disruptions allowed is negative");
        } else if (status.disruptedPods().size() > MOST_UNCONFIRMED) {
            return forbidden(budget, "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        } else if (status.disruptionsAllowed() == 0) {
            return new Verdict.Refuse(
                    429, "TooManyRequests", VIOLATES, "", closedBecause(budget, server), Optional.empty());
        }
        int left = status.disruptionsAllowed() - 1;
        Map<String, Instant> disrupted = new LinkedHashMap<>(status.disruptedPods());
        disrupted.put(pod.name(), now);
        return new Verdict.Take(budget.with(new PodDisruptionBudget.Status(
                status.observedGeneration(),
                left,
                status.currentHealthy(),
                status.desiredHealthy(),
                status.expectedPods(),
                disrupted,
                left > 0
                        ? status.conditions()
                        : BudgetArithmetic.condition(
                                status.conditions(),
                                false,
                                "InsufficientPods",
                                "",
                                status.observedGeneration(),
                                now))));
    }

    private static Verdict.Refuse forbidden(PodDisruptionBudget budget, String why) {
        return new Verdict.Refuse(
                403,
                "Forbidden",
                "poddisruptionbudget.policy \"" + budget.name() + "\" is forbidden: " + why,
                budget.name(),
                "",
                Optional.empty());
    }

    private static String closedBecause(PodDisruptionBudget budget, Minor server) {
        PodDisruptionBudget.Status status = budget.status();
        String needs = "The disruption budget " + budget.name() + " needs " + status.desiredHealthy()
                + " healthy pods and has " + status.currentHealthy() + " currently";
        if (server.compareTo(SAYS_WHY) < 0) {
            return needs;
        }
        String closed = "The disruption budget " + budget.name() + " does not allow evicting pods currently";
        Optional<Condition> condition = Condition.find(status.conditions(), BudgetArithmetic.DISRUPTION_ALLOWED)
                .filter(each -> each.status().equals("False") && !each.message().isEmpty());
        if (condition.isPresent() && condition.get().reason().equals(BudgetArithmetic.SYNC_FAILED)) {
            return closed + " because it failed sync: " + condition.get().message();
        } else if (status.currentHealthy() <= status.desiredHealthy()) {
            return needs;
        }
        return condition
                .map(each -> closed + " (" + each.reason() + "): " + each.message())
                .orElse(closed);
    }
}
