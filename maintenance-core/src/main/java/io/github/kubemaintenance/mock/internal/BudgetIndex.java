package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which budgets select which pods, kept on every change so that nobody has to search a namespace. Derived: it is a
 * function of the world's objects and can be made again from them at any time.
 */
final class BudgetIndex {
    private static final String ANY = "";

    /** Budget to the pods it selects, by name. */
    private final Map<String, TreeMap<String, Pod>> pods = new HashMap<>();

    /** Namespace, then one label that the budget asks for (or {@link #ANY}), to budgets by name. */
    private final Map<String, Map<String, TreeMap<String, PodDisruptionBudget>>> budgets = new HashMap<>();

    BudgetIndex(World world) {
        for (PodDisruptionBudget budget : world.all(Kind.BUDGETS)) {
            add(budget);
        }
        if (!budgets.isEmpty()) {
            for (Pod pod : world.unordered(Kind.PODS)) {
                add(pod);
            }
        }
    }

    private void add(PodDisruptionBudget budget) {
        pods.put(Keys.of(budget), new TreeMap<>());
        budgets.computeIfAbsent(budget.namespace(), any -> new TreeMap<>())
                .computeIfAbsent(handle(budget), any -> new TreeMap<>())
                .put(budget.name(), budget);
    }

    private static String handle(PodDisruptionBudget budget) {
        return budget.selector().map(LabelSelector::requirements).orElse(List.of()).stream()
                .filter(each -> each.operator() == LabelSelector.Operator.IN
                        && each.values().size() == 1)
                .findFirst()
                .map(each -> each.key() + "=" + each.values().get(0))
                .orElse(ANY);
    }

    private void add(Pod pod) {
        for (PodDisruptionBudget budget : of(pod)) {
            named(budget).put(pod.name(), pod);
        }
    }

    private Map<String, Pod> named(PodDisruptionBudget budget) {
        return pods.computeIfAbsent(Keys.of(budget), any -> new TreeMap<>());
    }

    /** The budgets that select a pod, by name within each label. */
    List<PodDisruptionBudget> of(Pod pod) {
        Map<String, TreeMap<String, PodDisruptionBudget>> byLabel = budgets.get(pod.namespace());
        if (byLabel == null) {
            return List.of();
        }
        List<PodDisruptionBudget> found = new ArrayList<>();
        collect(byLabel.get(ANY), pod, found);
        for (Map.Entry<String, String> label : pod.metadata().labels().entrySet()) {
            collect(byLabel.get(label.getKey() + "=" + label.getValue()), pod, found);
        }
        return found;
    }

    private static void collect(
            @io.github.kubemaintenance.model.internal.Nullable Map<String, PodDisruptionBudget> some,
            Pod pod,
            List<PodDisruptionBudget> found) {
        if (some != null) {
            for (PodDisruptionBudget budget : some.values()) {
                if (budget.guards(pod)) {
                    found.add(budget);
                }
            }
        }
    }

    /** The pods that a budget selects, by name. */
    Collection<Pod> podsOf(PodDisruptionBudget budget) {
        return named(budget).values();
    }

    /** Follows a change of a pod; returns the budgets that selected it before or select it now. */
    Collection<PodDisruptionBudget> follow(Change<?> change, Pod pod) {
        List<PodDisruptionBudget> now = of(pod);
        if (change.type() == ChangeType.DELETED) {
            now.forEach(budget -> named(budget).remove(pod.name()));
            return now;
        } else if (change.before().orElse(null) instanceof Pod before) {
            if (before.metadata().labels().equals(pod.metadata().labels())) {
                now.forEach(budget -> named(budget).put(pod.name(), pod));
                return now;
            }
            Set<PodDisruptionBudget> touched = new LinkedHashSet<>(of(before));
            touched.forEach(budget -> named(budget).remove(pod.name()));
            now.forEach(budget -> named(budget).put(pod.name(), pod));
            touched.addAll(now);
            return touched;
        }
        now.forEach(budget -> named(budget).put(pod.name(), pod));
        return now;
    }

    /** Follows a change of a budget. */
    void follow(World world, Change<?> change, PodDisruptionBudget budget) {
        PodDisruptionBudget before = change.before().orElse(null) instanceof PodDisruptionBudget known ? known : budget;
        boolean selectsAlike =
                change.type() == ChangeType.MODIFIED && before.selector().equals(budget.selector());
        Map<String, TreeMap<String, PodDisruptionBudget>> byLabel =
                budgets.computeIfAbsent(budget.namespace(), any -> new TreeMap<>());
        if (selectsAlike) {
            byLabel.computeIfAbsent(handle(budget), any -> new TreeMap<>()).put(budget.name(), budget);
            return;
        }
        Map<String, PodDisruptionBudget> old = byLabel.get(handle(before));
        if (old != null) {
            old.remove(budget.name());
        }
        pods.remove(Keys.of(budget));
        if (change.type() != ChangeType.DELETED) {
            add(budget);
            for (Pod pod : world.in(Kind.PODS, budget.namespace())) {
                if (budget.guards(pod)) {
                    named(budget).put(pod.name(), pod);
                }
            }
        }
    }
}
