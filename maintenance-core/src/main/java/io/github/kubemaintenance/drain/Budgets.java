package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Budgets by namespace, so that a pod meets only those of its own. Immutable. */
final class Budgets {
    private static final Budgets NONE = of(List.of());

    private final Map<String, List<PodDisruptionBudget>> byNamespace;

    private Budgets(Map<String, List<PodDisruptionBudget>> byNamespace) {
        this.byNamespace = byNamespace;
    }

    static Budgets none() {
        return NONE;
    }

    static Budgets of(List<PodDisruptionBudget> all) {
        return new Budgets(all.stream()
                .sorted(Comparator.comparing(PodDisruptionBudget::name))
                .collect(Collectors.groupingBy(PodDisruptionBudget::namespace, HashMap::new, Collectors.toList())));
    }

    /** Returns the budgets that guard a pod, ordered by name. */
    List<PodDisruptionBudget> guarding(Pod pod) {
        return byNamespace.getOrDefault(pod.namespace(), List.of()).stream()
                .filter(budget -> budget.guards(pod))
                .toList();
    }

    /** Returns the budgets of a namespace, ordered by name. */
    List<PodDisruptionBudget> in(String namespace) {
        return List.copyOf(byNamespace.getOrDefault(namespace, List.of()));
    }
}
