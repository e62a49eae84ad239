package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.catalog.EvictionRule;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known of budgets, and the rule of when an eviction may be sent: when the server's own rule would accept it, one
 * at a time under each budget. One book serves all nodes of a run. Pure.
 *
 * <pre>
 *   no budget, or one that doesn't matter (finished, Pending, terminating)      GO
 *   two budgets                                                                TWO
 *   one, under which something of ours is in flight                            TURN   soon
 *   one that the server asked to leave alone for a while                       CLOSED until then
 *   one that lets unready pods go, or whose allowance less ours is positive    GO
 *      unless the server has refused that very state                           CLOSED until it changes
 *   one that should be open by its numbers, silent for 30 s                    GO     a probe
 *   any other                                                                  CLOSED until it changes
 * </pre>
 */
final class BudgetBook {
    /** What may be done with a pod. */
    enum Say {
        GO,
        TURN,
        CLOSED,
        TWO
    }

    /**
     * The answer.
     *
     * @param say what may be done
     * @param slots the budgets that guard the pod and matter, ordered by name
     * @param spends whether the eviction takes a disruption
     * @param lookAgain when to ask again if nothing changes; MAX for never
     */
    record Answer(Say say, List<BudgetSlot> slots, boolean spends, Instant lookAgain) {}

    private static final Answer FREE = new Answer(Say.GO, List.of(), false, Instant.MAX);

    private final Map<String, TreeMap<String, BudgetSlot>> slots = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private boolean seenAll;
    private boolean blind;
    private final Map<String, Long> moves = new HashMap<>();
    private long allMoves;

    /** Budgets can't be read: evictions are sent, and the server's answers are all that is known. */
    void isBlind() {
        blind = true;
    }

    /** Tells whether the budgets of a namespace are known, or never will be. */
    boolean knows(String namespace) {
        return blind || seenAll || seen.contains(namespace);
    }

    /** Counts what was seen of the budgets of a namespace. */
    long moves(String namespace) {
        return allMoves + moves.getOrDefault(namespace, 0L);
    }

    /** All budgets, or all of some namespaces. */
    void seen(List<PodDisruptionBudget> budgets, Set<String> namespaces, Instant now) {
        allMoves++;
        Map<String, BudgetSlot> before = new HashMap<>();
        slots.values().forEach(each -> each.values()
                .forEach(slot -> before.put(slot.budget().uid(), slot)));
        if (namespaces.isEmpty()) {
            slots.clear();
            seenAll = true;
        } else {
            slots.keySet().removeAll(namespaces);
            seen.addAll(namespaces);
        }
        for (PodDisruptionBudget budget : budgets) {
            BudgetSlot slot = before.get(budget.uid());
            if (slot == null) {
                slot = new BudgetSlot(budget, now);
            } else {
                slot.seen(budget, now, true);
            }
            put(budget, slot);
        }
    }

    private void put(PodDisruptionBudget budget, BudgetSlot slot) {
        slots.computeIfAbsent(budget.namespace(), none -> new TreeMap<>()).put(budget.name(), slot);
    }

    /** One budget has changed. */
    void changed(ChangeType type, PodDisruptionBudget budget, Instant now) {
        moves.merge(budget.namespace(), 1L, Long::sum);
        TreeMap<String, BudgetSlot> here = slots.computeIfAbsent(budget.namespace(), none -> new TreeMap<>());
        BudgetSlot slot = here.get(budget.name());
        if (type == ChangeType.DELETED) {
            here.remove(budget.name());
        } else if (slot != null && slot.budget().uid().equals(budget.uid())) {
            slot.seen(budget, now, false);
        } else {
            put(budget, new BudgetSlot(budget, now));
        }
    }

    /** A pod is gone. */
    void gone(PodRef pod) {
        slots.getOrDefault(pod.namespace(), new TreeMap<>()).values().forEach(slot -> slot.gone(pod));
    }

    /** Says whether a pod's eviction may be sent now. */
    Answer ask(Pod pod, Instant now) {
        List<BudgetSlot> guarding = new ArrayList<>();
        List<PodDisruptionBudget> budgets = new ArrayList<>();
        for (BudgetSlot slot :
                slots.getOrDefault(pod.namespace(), new TreeMap<>()).values()) {
            if (slot.budget().guards(pod)) {
                guarding.add(slot);
                budgets.add(slot.budget());
            }
        }
        EvictionRule.Gate gate = EvictionRule.gate(pod, budgets);
        if (gate == EvictionRule.Gate.FREE) {
            return FREE;
        } else if (gate == EvictionRule.Gate.TWO_BUDGETS) {
            return new Answer(Say.TWO, guarding, false, Instant.MAX);
        }
        BudgetSlot slot = guarding.get(0);
        if (slot.isBusy()) {
            return new Answer(Say.TURN, guarding, false, Instant.MAX);
        } else if (now.isBefore(slot.notBefore())) {
            return new Answer(Say.CLOSED, guarding, false, slot.notBefore());
        }
        boolean unready = gate == EvictionRule.Gate.UNREADY;
        boolean open = unready || (gate == EvictionRule.Gate.ALLOWED && slot.allowance(pod.ref()) > 0);
        if (open && !slot.isRefused()) {
            return new Answer(Say.GO, guarding, !unready, Instant.MAX);
        } else if (!open && !slot.shouldBeOpen()) {
            return new Answer(Say.CLOSED, guarding, false, Instant.MAX);
        }
        return now.isBefore(slot.probeAt())
                ? new Answer(Say.CLOSED, guarding, false, slot.probeAt())
                : new Answer(Say.GO, guarding, !unready, Instant.MAX);
    }

    /** Returns what is known of the budgets of a namespace. */
    Budgets known(String namespace) {
        return Budgets.of(slots.getOrDefault(namespace, new TreeMap<>()).values().stream()
                .map(BudgetSlot::budget)
                .toList());
    }
}
