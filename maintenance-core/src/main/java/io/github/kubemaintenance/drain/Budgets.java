package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.internal.BudgetFinder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /**
     * Of the budgets of a whole cluster those that guard one of some pods. To ask each budget about the few labels that
     * there are in its namespace costs less than to file it.
     */
    static Budgets guardingAny(List<Pod> pods, List<PodDisruptionBudget> all) {
        Map<String, Map<Map<String, String>, Pod>> kinds = new HashMap<>();
        for (Pod pod : pods) {
            kinds.computeIfAbsent(pod.namespace(), none -> new HashMap<>())
                    .putIfAbsent(pod.metadata().labels(), pod);
        }
        List<PodDisruptionBudget> some = new ArrayList<>();
        for (PodDisruptionBudget budget : all) {
            Map<Map<String, String>, Pod> here = kinds.get(budget.namespace());
            if (here != null && here.values().stream().anyMatch(budget::guards)) {
                some.add(budget);
            }
        }
        return of(some);
    }

    /** Returns the budgets that guard a pod, ordered by name. */
    List<PodDisruptionBudget> guarding(Pod pod) {
        return finder.guarding(pod);
    }

    /** Returns the budgets of a namespace as far as they are here, ordered by name. */
    List<PodDisruptionBudget> in(String namespace) {
        return finder.in(namespace);
    }
}
