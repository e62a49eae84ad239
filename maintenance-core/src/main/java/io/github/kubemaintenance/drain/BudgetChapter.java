package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link BudgetBook} knows of the budgets of one namespace. There may be many, and few that guard a pod that has to
 * go: only those have a slot, and which they are is found once for all pods of the same labels.
 */
final class BudgetChapter {
    private static final Comparator<BudgetSlot> BY_NAME =
            Comparator.comparing(slot -> slot.budget().name());

    /** All of them; one that has a slot may have changed since. */
    private final List<PodDisruptionBudget> budgets = new ArrayList<>();

    private final Map<String, BudgetSlot> slots = new HashMap<>();
    private final Map<Map<String, String>, List<BudgetSlot>> guarding = new HashMap<>();
    private Instant seenAt;

    BudgetChapter(List<PodDisruptionBudget> budgets, Instant seenAt) {
        this.budgets.addAll(budgets);
        this.seenAt = seenAt;
    }

    /** All budgets of the namespace, once more. */
    void seen(List<PodDisruptionBudget> all, Instant now) {
        budgets.clear();
        budgets.addAll(all);
        guarding.clear();
        seenAt = now;
        Map<String, BudgetSlot> before = Map.copyOf(slots);
        slots.clear();
        for (PodDisruptionBudget budget : all) {
            BudgetSlot slot = before.get(budget.name());
            if (slot != null && slot.budget().uid().equals(budget.uid())) {
                slot.seen(budget, now, true);
                slots.put(budget.name(), slot);
            }
        }
    }

    /** One budget has changed. */
    void changed(ChangeType type, PodDisruptionBudget budget, Instant now) {
        BudgetSlot slot = slots.get(budget.name());
        boolean known = slot != null && slot.budget().uid().equals(budget.uid());
        if (type != ChangeType.DELETED && slot != null && known) {
            boolean guardsAlike = slot.budget().selector().equals(budget.selector());
            slot.seen(budget, now, false);
            if (guardsAlike) {
                return;
            }
        } else {
            slots.remove(budget.name());
            budgets.removeIf(each -> each.name().equals(budget.name()));
            if (type != ChangeType.DELETED) {
                budgets.add(budget);
                slots.put(budget.name(), new BudgetSlot(budget, now));
            }
        }
        guarding.clear();
    }

    /** A pod is gone. */
    void gone(PodRef pod) {
        slots.values().forEach(slot -> slot.gone(pod));
    }

    /** Returns the budgets that guard a pod, ordered by name. */
    List<BudgetSlot> guarding(Pod pod) {
        return guarding.computeIfAbsent(pod.metadata().labels(), labels -> guardingAnew(pod));
    }

    private List<BudgetSlot> guardingAnew(Pod pod) {
        List<BudgetSlot> found = new ArrayList<>(2);
        for (PodDisruptionBudget each : budgets) {
            BudgetSlot slot = slots.get(each.name());
            if (slot == null && each.guards(pod)) {
                slot = new BudgetSlot(each, seenAt);
                slots.put(each.name(), slot);
            }
            if (slot != null && slot.budget().guards(pod)) {
                found.add(slot);
            }
        }
        found.sort(BY_NAME);
        return List.copyOf(found);
    }
}
