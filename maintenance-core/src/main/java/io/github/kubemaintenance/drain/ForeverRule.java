package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * While a drain runs: is a closed budget one that will never open by itself? What the plan has found stays true as long
 * as the budget says the same. What only seems so now, because pods are on their way from here to there (a StatefulSet's
 * pod is gone before the next one is made), counts only when the budget has been silent for a while. Pure.
 */
final class ForeverRule {
    private static final Set<String> AT_ANY_MOMENT =
            Set.of(ReasonCode.TWO_BUDGETS, ReasonCode.BUDGET_ALLOWS_NONE, ReasonCode.BUDGET_SYNC_FAILED);

    private final DrainFacts facts;
    private final Set<PodRef> byPlan;
    private final Map<BudgetSlot, Known> outlooks = new HashMap<>();

    /** What was found out at one change of a budget. */
    private record Known(long changes, DrainFacts facts, Map<String, BudgetOutlook.Verdict> byOwner) {}

    ForeverRule(DrainFacts facts, DrainPlan plan) {
        this.facts = facts;
        this.byPlan = plan.blockers().stream()
                .filter(each -> each.kind() == Blocker.Kind.NEVER)
                .map(Blocker::pod)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What is to be said of a pod that can't go.
     *
     * @param forever whether nothing the cluster does by itself will let it go
     * @param reason why
     * @param lookAgain when the same question may have another answer; MAX for never
     */
    record Verdict(boolean forever, Reason reason, Instant lookAgain) {}

    Verdict of(Course course, BudgetBook.Answer answer, Instant now) {
        if (answer.say() == BudgetBook.Say.TWO) {
            String names =
                    answer.slots().stream().map(slot -> slot.budget().name()).collect(Collectors.joining(", "));
            return new Verdict(
                    true,
                    new Reason(
                            ReasonCode.TWO_BUDGETS,
                            "budgets " + names + " in " + course.ref.namespace()
                                    + " guard it, and the server refuses to judge more than one; change spec.selector so"
                                    + " that one is left"),
                    Instant.MAX);
        }
        BudgetSlot slot = answer.slots().get(0);
        PodDisruptionBudget budget = slot.budget();
        if (slot.allowance(course.ref) > 0 || budget.status().disruptionsAllowed() > 0) {
            return new Verdict(false, closed(budget), answer.lookAgain());
        }
        BudgetOutlook.Verdict outlook = outlook(slot, course.pod);
        boolean never = outlook.kind() == Blocker.Kind.NEVER;
        if (never && (AT_ANY_MOMENT.contains(outlook.reason().code()) || byPlan.contains(course.ref))) {
            return new Verdict(true, outlook.reason(), Instant.MAX);
        } else if (never && slot.isQuiet(now)) {
            return new Verdict(true, outlook.reason(), Instant.MAX);
        }
        Instant look = never && slot.probeAt().isBefore(answer.lookAgain()) ? slot.probeAt() : answer.lookAgain();
        return new Verdict(false, closed(budget), look);
    }

    /** The same for all pods of one owner, and asked for each of them at each change. */
    private BudgetOutlook.Verdict outlook(BudgetSlot slot, Pod pod) {
        Known known = outlooks.get(slot);
        if (known == null || known.changes != slot.changes()) {
            known = new Known(
                    slot.changes(),
                    facts.withBudgets(new Fact.Read<>(Budgets.of(List.of(slot.budget())))),
                    new HashMap<>());
            outlooks.put(slot, known);
        }
        DrainFacts now = known.facts;
        return known.byOwner.computeIfAbsent(
                Owners.key(pod).orElse(""), none -> new BudgetOutlook(now, slot.budget(), pod).verdict());
    }

    private static Reason closed(PodDisruptionBudget budget) {
        PodDisruptionBudget.Status status = budget.status();
        if (status.observedGeneration() < budget.metadata().generation()) {
            return new Reason(
                    ReasonCode.BUDGET_NOT_OBSERVED,
                    "budget " + budget + ": the disruption controller has not seen its spec yet");
        }
        return new Reason(
                ReasonCode.BUDGET_CLOSED,
                "budget " + budget + " needs " + status.desiredHealthy() + " healthy pods and has "
                        + status.currentHealthy() + ", it allows " + Math.max(0, status.disruptionsAllowed()) + " now");
    }
}
