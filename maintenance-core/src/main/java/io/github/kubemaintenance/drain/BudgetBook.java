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
import java.util.Optional;
import java.util.Set;

/**
 * What is known of budgets, and the rule of when an eviction may be sent: when the server's own rule would accept it, one
 * at a time under each budget. One book serves all nodes of a run. Pure.
 *
 * <pre>
 *   no budget, or one that doesn't matter (finished, Pending, terminating)      GO
 *      no budget, and its owner waits for the one before ({@link Pace})         TURN
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
    private static final Answer PACED = new Answer(Say.TURN, List.of(), false, Instant.MAX);

    /** Budgets as they were seen, of a namespace that nobody has asked about yet. */
    private record Unread(List<PodDisruptionBudget> budgets, Instant seenAt) {}

    private final Map<String, BudgetChapter> chapters = new HashMap<>();
    private final Map<String, Unread> unread = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private boolean seenAll;
    private boolean blind;
    private final Map<String, Long> moves = new HashMap<>();
    private long allMoves;
    private Optional<Pace> pace = Optional.empty();

    /** Budgets can't be read: evictions are sent, and the server's answers are all that is known. */
    void isBlind() {
        blind = true;
    }

    /** Pods that no budget guards are paced from now on. */
    void pacedBy(Pace value) {
        pace = Optional.of(value);
    }

    /** {@return what paces pods that no budget guards; empty where they go at once} */
    Optional<Pace> pace() {
        return pace;
    }

    /** What was said of a namespace's pods may be different now; of all namespaces for the empty one. */
    void moved(String namespace) {
        if (namespace.isEmpty()) {
            allMoves++;
        } else {
            moves.merge(namespace, 1L, Long::sum);
        }
    }

    /** Tells whether the budgets of a namespace are known, or never will be. */
    boolean knows(String namespace) {
        return blind || seenAll || seen.contains(namespace);
    }

    /** Counts what was seen of the budgets of a namespace. */
    long moves(String namespace) {
        return allMoves + moves.getOrDefault(namespace, 0L);
    }

    /**
     * All budgets, or all of some namespaces. They may be those of a whole cluster, and a node's pods be in few namespaces:
     * a chapter is written when somebody asks about it.
     */
    void seen(List<PodDisruptionBudget> budgets, Set<String> namespaces, Instant now) {
        allMoves++;
        if (namespaces.isEmpty()) {
            seenAll = true;
            unread.clear();
        } else {
            seen.addAll(namespaces);
            unread.keySet().removeAll(namespaces);
        }
        Map<String, List<PodDisruptionBudget>> byNamespace = new HashMap<>();
        budgets.forEach(each -> byNamespace
                .computeIfAbsent(each.namespace(), none -> new ArrayList<>())
                .add(each));
        chapters.forEach((namespace, chapter) -> {
            List<PodDisruptionBudget> here = byNamespace.remove(namespace);
            if (namespaces.isEmpty() || namespaces.contains(namespace)) {
                chapter.seen(here == null ? List.of() : here, now);
            }
        });
        byNamespace.forEach((namespace, here) -> unread.put(namespace, new Unread(here, now)));
    }

    private BudgetChapter chapter(String namespace) {
        return chapters.computeIfAbsent(namespace, none -> {
            Unread known = unread.remove(namespace);
            return known == null
                    ? new BudgetChapter(List.of(), Instant.MIN)
                    : new BudgetChapter(known.budgets(), known.seenAt());
        });
    }

    /** One budget has changed. */
    void changed(ChangeType type, PodDisruptionBudget budget, Instant now) {
        moves.merge(budget.namespace(), 1L, Long::sum);
        chapter(budget.namespace()).changed(type, budget, now);
    }

    /** A pod is gone. */
    void gone(PodRef pod) {
        chapter(pod.namespace()).gone(pod);
    }

    /** Says whether a pod's eviction may be sent now. */
    Answer ask(Pod pod, Instant now) {
        List<BudgetSlot> guarding = chapter(pod.namespace()).guarding(pod);
        List<PodDisruptionBudget> budgets = new ArrayList<>(guarding.size());
        guarding.forEach(slot -> budgets.add(slot.budget()));
        EvictionRule.Gate gate = EvictionRule.gate(pod, budgets);
        if (gate == EvictionRule.Gate.FREE) {
            boolean paced =
                    guarding.isEmpty() && pace.map(each -> !each.mayGo(pod)).orElse(false);
            return paced ? PACED : FREE;
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
}
