package io.github.kubemaintenance.model.internal;

import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.LabelSelector.Requirement;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the budgets that guard a pod without asking every budget of its namespace: each is filed under one label that it
 * asks for. Not thread-safe while it is written.
 */
public final class BudgetFinder {
    private static final Comparator<PodDisruptionBudget> BY_NAME = Comparator.comparing(PodDisruptionBudget::name);

    /** A namespace's budgets, by name; and by a label's key and value. */
    private record Namespace(
            Map<String, PodDisruptionBudget> all,
            List<PodDisruptionBudget> unlabelled,
            Map<String, Map<String, List<PodDisruptionBudget>>> labelled) {
        Namespace() {
            this(new HashMap<>(), new ArrayList<>(), new TreeMap<>());
        }

        List<PodDisruptionBudget> drawer(PodDisruptionBudget budget) {
            Optional<Requirement> handle = budget.selector().flatMap(BudgetFinder::handle);
            return handle.isEmpty()
                    ? unlabelled
                    : labelled.computeIfAbsent(handle.get().key(), any -> new HashMap<>())
                            .computeIfAbsent(handle.get().values().get(0), any -> new ArrayList<>(1));
        }
    }

    private final Map<String, Namespace> namespaces = new HashMap<>();

    /** Makes a finder of nothing. */
    public BudgetFinder() {}

    /**
     * Makes a finder of budgets.
     *
     * @param budgets the budgets
     */
    public BudgetFinder(Collection<PodDisruptionBudget> budgets) {
        budgets.forEach(this::put);
    }

    private static Optional<Requirement> handle(LabelSelector selector) {
        for (Requirement each : selector.requirements()) {
            if (each.operator() == LabelSelector.Operator.IN && each.values().size() == 1) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /**
     * Adds a budget, in place of the one of its name.
     *
     * @param budget the budget
     */
    public void put(PodDisruptionBudget budget) {
        Namespace namespace = namespaces.computeIfAbsent(budget.namespace(), any -> new Namespace());
        PodDisruptionBudget before = namespace.all().put(budget.name(), budget);
        if (before != null) {
            namespace.drawer(before).remove(before);
        }
        namespace.drawer(budget).add(budget);
    }

    /**
     * Takes the budget of that name out.
     *
     * @param budget the budget, in any state
     */
    public void remove(PodDisruptionBudget budget) {
        Namespace namespace = namespaces.get(budget.namespace());
        PodDisruptionBudget before = namespace == null ? null : namespace.all().remove(budget.name());
        if (namespace != null && before != null) {
            namespace.drawer(before).remove(before);
        }
    }

    /**
     * Returns the budgets of a namespace.
     *
     * @param namespace its name
     * @return ordered by name
     */
    public List<PodDisruptionBudget> in(String namespace) {
        Namespace found = namespaces.get(namespace);
        return found == null
                ? List.of()
                : found.all().values().stream().sorted(BY_NAME).toList();
    }

    /**
     * Returns the budgets that guard a pod.
     *
     * @param pod a pod
     * @return ordered by name
     */
    public List<PodDisruptionBudget> guarding(Pod pod) {
        Namespace namespace = namespaces.get(pod.namespace());
        if (namespace == null) {
            return List.of();
        }
        List<PodDisruptionBudget> found = new ArrayList<>(2);
        collect(namespace.unlabelled(), pod, found);
        Map<String, String> labels = pod.metadata().labels();
        namespace.labelled().forEach((key, byValue) -> {
            String value = labels.get(key);
            List<PodDisruptionBudget> drawer = value == null ? null : byValue.get(value);
            if (drawer != null) {
                collect(drawer, pod, found);
            }
        });
        if (found.size() > 1) {
            found.sort(BY_NAME);
        }
        return found;
    }

    private static void collect(Collection<PodDisruptionBudget> some, Pod pod, List<PodDisruptionBudget> found) {
        for (PodDisruptionBudget budget : some) {
            if (budget.guards(pod)) {
                found.add(budget);
            }
        }
    }
}
