package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.IntOrPercent;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Everything that a roll can be asked, as a value. It names no nodes, no action and no listener.
 *
 * @param cycle what is done with each node
 * @param maxUnavailable most nodes of the selection that may be NotReady, cordoned by others or in work at once; a
 *     percentage is rounded down, but at least 1. Empty for 1, or 0 with a surge
 * @param maxSurge how many nodes are added first; a percentage is rounded up
 * @param perLabel the same as maxUnavailable among the nodes that have the same value of a label
 * @param canary how many nodes come first, one at a time
 * @param pause how long after a node's end the next begins at the earliest
 * @param stopAfter after how many nodes that failed no further one is begun
 * @param pendingLimit how long pods that came during the roll may be unschedulable before no further node is begun
 * @param softTaints whether nodes to come are made less attractive
 * @param unbudgeted how pods that no budget guards go
 * @param lock name of the Lease that only one runner at a time holds; empty for none
 * @param lockNamespace its namespace
 * @param name the roll's own name; empty for one of the time
 * @param afresh whether an earlier roll that didn't complete is forgotten
 * @param replacing whether nodes are removed and new ones added, instead of being brought back
 * @param timeout how long all of it may take; empty for ever
 * @param actionTakes how long the action keeps a node away, for forecasts
 */
public record RollOptions(
        CycleOptions cycle,
        Optional<IntOrPercent> maxUnavailable,
        IntOrPercent maxSurge,
        Map<String, IntOrPercent> perLabel,
        int canary,
        Duration pause,
        int stopAfter,
        Duration pendingLimit,
        boolean softTaints,
        UnbudgetedPods unbudgeted,
        Optional<String> lock,
        String lockNamespace,
        String name,
        boolean afresh,
        boolean replacing,
        Optional<Duration> timeout,
        Duration actionTakes) {
    /** How long the drain of one node may take, where it doesn't say. */
    static final Duration DRAIN = Duration.ofMinutes(15);

    /** Sorts the map. */
    public RollOptions {
        perLabel = Collections.unmodifiableMap(new TreeMap<>(perLabel));
    }

    static RollOptions defaults() {
        return new RollOptions(
                CycleOptions.defaults(),
                Optional.empty(),
                IntOrPercent.of(0),
                Map.of(),
                0,
                Duration.ZERO,
                1,
                Duration.ofMinutes(10),
                true,
                UnbudgetedPods.ONE_AT_A_TIME,
                Optional.of("kube-maintenance"),
                "kube-system",
                "",
                false,
                false,
                Optional.empty(),
                Duration.ofMinutes(2));
    }

    /**
     * Returns how many of a number of nodes may be unavailable.
     *
     * @param nodes how many there are
     * @return the limit, as {@code maxUnavailable} says
     */
    public int unavailableOf(int nodes) {
        return maxUnavailable.map(limit -> rounded(limit, nodes)).orElse(maxSurge.amount() > 0 ? 0 : 1);
    }

    /** A number as it is; a percentage rounded down, but at least 1 (unless it is 0 %). */
    static int rounded(IntOrPercent limit, int nodes) {
        return limit.amount() == 0 ? 0 : Math.max(1, limit.roundedDownOf(nodes));
    }

    RollOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** The same fields, to be changed one at a time. */
    static final class Draft {
        CycleOptions cycle;
        Optional<IntOrPercent> maxUnavailable;
        IntOrPercent maxSurge;
        Map<String, IntOrPercent> perLabel;
        int canary;
        Duration pause;
        int stopAfter;
        Duration pendingLimit;
        boolean softTaints;
        UnbudgetedPods unbudgeted;
        Optional<String> lock;
        String lockNamespace;
        String name;
        boolean afresh;
        boolean replacing;
        Optional<Duration> timeout;
        Duration actionTakes;

        Draft(RollOptions from) {
            cycle = from.cycle;
            maxUnavailable = from.maxUnavailable;
            maxSurge = from.maxSurge;
            perLabel = new TreeMap<>(from.perLabel);
            canary = from.canary;
            pause = from.pause;
            stopAfter = from.stopAfter;
            pendingLimit = from.pendingLimit;
            softTaints = from.softTaints;
            unbudgeted = from.unbudgeted;
            lock = from.lock;
            lockNamespace = from.lockNamespace;
            name = from.name;
            afresh = from.afresh;
            replacing = from.replacing;
            timeout = from.timeout;
            actionTakes = from.actionTakes;
        }

        RollOptions options() {
            return new RollOptions(
                    cycle,
                    maxUnavailable,
                    maxSurge,
                    perLabel,
                    canary,
                    pause,
                    stopAfter,
                    pendingLimit,
                    softTaints,
                    unbudgeted,
                    lock,
                    lockNamespace,
                    name,
                    afresh,
                    replacing,
                    timeout,
                    actionTakes);
        }
    }
}
