package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.PodRef;
import java.util.List;

/**
 * How a budget paces a drain: in how many steps its Ready pods can leave the node, if nothing else happens and every
 * replacement becomes Ready. A server's dry run doesn't show it, since it takes nothing from the budget.
 *
 * @param namespace namespace of the budget
 * @param budget its name
 * @param pods the Ready pods on the node that only this budget guards, in order
 * @param allowedNow how many of them may go now
 * @param atOnce how many may go at once when all of the budget's pods are healthy, at least 1
 * @param steps number of steps; each but the first begins when replacements of the one before are Ready
 */
public record BudgetSteps(String namespace, String budget, List<PodRef> pods, int allowedNow, int atOnce, int steps) {
    /** Copies the list. */
    public BudgetSteps {
        pods = List.copyOf(pods);
    }

    static BudgetSteps of(String namespace, String budget, List<PodRef> pods, int allowedNow, int atOnce) {
        int first = Math.min(Math.max(allowedNow, 0), pods.size());
        int later = (pods.size() - first + atOnce - 1) / atOnce;
        return new BudgetSteps(namespace, budget, pods, first, atOnce, (first > 0 ? 1 : 0) + later);
    }

    /** Returns a sentence, for example for {@link ReasonCode#STEP_BY_STEP}. */
    @Override
    public String toString() {
        return "budget " + namespace + "/" + budget + ": its " + BudgetOutlook.count(pods.size())
                + " here go in " + (steps == 1 ? "1 step" : steps + " steps") + ", "
                + (allowedNow == 0 ? "none" : allowedNow) + " now"
                + (steps == 1 ? "" : ", then " + atOnce + " at a time, each time after replacements are Ready");
    }
}
