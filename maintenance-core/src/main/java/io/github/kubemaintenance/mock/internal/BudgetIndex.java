package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.internal.BudgetFinder;
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
    private final BudgetFinder budgets = new BudgetFinder();

    /** A budget's uid to the pods that it selects, by name. */
    private final Map<String, TreeMap<String, Pod>> pods = new HashMap<>();

    private final World world;

    BudgetIndex(World world) {
        this.world = world;
        Collection<PodDisruptionBudget> all = world.all(Kind.BUDGETS);
        all.forEach(budgets::put);
        if (!all.isEmpty()) {
            for (Pod pod : world.unordered(Kind.PODS)) {
                add(pod);
            }
        }
    }

    private void add(Pod pod) {
        for (PodDisruptionBudget budget : budgets.guarding(pod)) {
            named(budget).put(pod.name(), pod);
        }
    }

    private Map<String, Pod> named(PodDisruptionBudget budget) {
        return pods.computeIfAbsent(budget.uid(), any -> new TreeMap<>());
    }

    /** The pods that a budget selects, by name. */
    Collection<Pod> podsOf(PodDisruptionBudget budget) {
        return named(budget).values();
    }

    /** Follows a change of a pod; returns the budgets that selected it before or select it now. */
    Collection<PodDisruptionBudget> follow(Change<?> change, Pod pod) {
        List<PodDisruptionBudget> now = budgets.guarding(pod);
        if (change.type() == ChangeType.DELETED) {
            now.forEach(budget -> named(budget).remove(pod.name()));
            return now;
        } else if (change.before().orElse(null) instanceof Pod before
                && !before.metadata().labels().equals(pod.metadata().labels())) {
            Set<PodDisruptionBudget> touched = new LinkedHashSet<>(budgets.guarding(before));
            touched.forEach(budget -> named(budget).remove(pod.name()));
            now.forEach(budget -> named(budget).put(pod.name(), pod));
            touched.addAll(now);
            return touched;
        }
        now.forEach(budget -> named(budget).put(pod.name(), pod));
        return now;
    }

    /** Follows a change of a budget. */
    void follow(Change<?> change, PodDisruptionBudget budget) {
        if (change.type() == ChangeType.DELETED) {
            budgets.remove(budget);
            pods.remove(budget.uid());
            return;
        }
        budgets.put(budget);
        boolean selectsAlike = change.before().orElse(null) instanceof PodDisruptionBudget before
                && before.selector().equals(budget.selector());
        if (!selectsAlike) {
            pods.remove(budget.uid());
            for (Pod pod : world.in(Kind.PODS, budget.namespace())) {
                if (budget.guards(pod)) {
                    named(budget).put(pod.name(), pod);
                }
            }
        }
    }
}
