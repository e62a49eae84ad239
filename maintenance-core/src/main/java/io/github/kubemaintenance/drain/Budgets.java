package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.internal.BudgetFinder;
import java.util.List;

/** Budgets by namespace and label, so that a pod meets only those that could mean it. Immutable. */
final class Budgets {
    private static final Budgets NONE = of(List.of());

    private final BudgetFinder finder;

    private Budgets(BudgetFinder finder) {
        this.finder = finder;
    }

    static Budgets none() {
        return NONE;
    }

    static Budgets of(List<PodDisruptionBudget> all) {
        return new Budgets(new BudgetFinder(all));
    }

    /** Returns the budgets that guard a pod, ordered by name. */
    List<PodDisruptionBudget> guarding(Pod pod) {
        return finder.guarding(pod);
    }

    /** Returns the budgets of a namespace, ordered by name. */
    List<PodDisruptionBudget> in(String namespace) {
        return finder.in(namespace);
    }
}
