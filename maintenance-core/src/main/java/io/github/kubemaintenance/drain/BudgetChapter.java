package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.internal.BudgetFinder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a {@link BudgetBook} knows of the budgets of one namespace, found by the labels that they ask for. */
final class BudgetChapter {
    private final Map<String, BudgetSlot> slots = new HashMap<>();
    private final BudgetFinder finder = new BudgetFinder();

    BudgetChapter(List<PodDisruptionBudget> budgets, Instant seenAt) {
        budgets.forEach(budget -> put(budget, new BudgetSlot(budget, seenAt)));
    }

    private void put(PodDisruptionBudget budget, BudgetSlot slot) {
        slots.put(budget.name(), slot);
        finder.put(budget);
    }

    /** All budgets of the namespace, once more. */
    void seen(List<PodDisruptionBudget> budgets, Instant now) {
        Map<String, BudgetSlot> before = Map.copyOf(slots);
        before.values().forEach(slot -> finder.remove(slot.budget()));
        slots.clear();
        for (PodDisruptionBudget budget : budgets) {
            BudgetSlot slot = before.get(budget.name());
            if (slot != null && slot.budget().uid().equals(budget.uid())) {
                slot.seen(budget, now, true);
                put(budget, slot);
            } else {
                put(budget, new BudgetSlot(budget, now));
            }
        }
    }

    /** One budget has changed. */
    void changed(ChangeType type, PodDisruptionBudget budget, Instant now) {
        BudgetSlot slot = slots.get(budget.name());
        if (type == ChangeType.DELETED) {
            slots.remove(budget.name());
            finder.remove(budget);
        } else if (slot != null && slot.budget().uid().equals(budget.uid())) {
            slot.seen(budget, now, false);
            finder.put(budget);
        } else {
            put(budget, new BudgetSlot(budget, now));
        }
    }

    /** A pod is gone. */
    void gone(PodRef pod) {
        slots.values().forEach(slot -> slot.gone(pod));
    }

    /** Returns the budgets that guard a pod, ordered by name. */
    List<BudgetSlot> guarding(Pod pod) {
        List<BudgetSlot> guarding = new ArrayList<>(2);
        for (PodDisruptionBudget budget : finder.guarding(pod)) {
            BudgetSlot slot = slots.get(budget.name());
            if (slot != null) {
                guarding.add(slot);
            }
        }
        return guarding;
    }
}
