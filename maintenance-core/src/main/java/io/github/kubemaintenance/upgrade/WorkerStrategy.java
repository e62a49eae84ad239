package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.IntOrPercent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How many workers move at a time, and whether new nodes come first. Percentages of surge round up; those of
 * unavailability round down, to one at least.
 *
 * @param way the kind of strategy
 * @param unavailable nodes that may be missing at a time
 * @param surge nodes that come in addition
 * @param drains nodes drained at a time into a new pool
 */
public record WorkerStrategy(Way way, IntOrPercent unavailable, IntOrPercent surge, int drains) {
    /** The kinds of strategies. */
    public enum Way {
        /** All nodes at once: nothing runs meanwhile. */
        ALL_AT_ONCE,
        /** So many nodes at a time, in place. */
        ROLLING,
        /** New nodes first, then as many old ones go. */
        NEW_NODES_FIRST,
        /** A whole new pool, then all old nodes go. */
        NEW_POOL,
        /** Some new nodes first, and some missing. */
        MIXED
    }

    /**
     * All nodes at once: users are cut off for the whole time, and no disruption budget can be kept.
     *
     * @return the strategy
     */
    public static WorkerStrategy allAtOnce() {
        return new WorkerStrategy(Way.ALL_AT_ONCE, IntOrPercent.percent(100), IntOrPercent.of(0), 1);
    }

    /**
     * One node after the other. The default.
     *
     * @return the strategy
     */
    public static WorkerStrategy oneByOne() {
        return atOnce(1);
    }

    /**
     * So many nodes at a time, in place.
     *
     * @param nodes at least 1
     * @return the strategy
     * @throws IllegalArgumentException for less
     */
    public static WorkerStrategy atOnce(int nodes) {
        return atOnce(IntOrPercent.of(nodes));
    }

    /**
     * So many nodes at a time, in place.
     *
     * @param nodes a number or a percentage, more than zero
     * @return the strategy
     * @throws IllegalArgumentException for zero
     */
    public static WorkerStrategy atOnce(IntOrPercent nodes) {
        refuseZero("atOnce", nodes);
        return new WorkerStrategy(Way.ROLLING, nodes, IntOrPercent.of(0), 1);
    }

    /**
     * New nodes first, then as many old ones are drained and deleted, and so on.
     *
     * @param surge how many at a time
     * @return the strategy
     * @throws IllegalArgumentException for zero
     */
    public static WorkerStrategy newNodesFirst(int surge) {
        return newNodesFirst(IntOrPercent.of(surge));
    }

    /**
     * New nodes first, then as many old ones are drained and deleted, and so on.
     *
     * @param surge how many at a time
     * @return the strategy
     * @throws IllegalArgumentException for zero
     */
    public static WorkerStrategy newNodesFirst(IntOrPercent surge) {
        refuseZero("newNodesFirst", surge);
        return new WorkerStrategy(Way.NEW_NODES_FIRST, IntOrPercent.of(0), surge, 1);
    }

    /**
     * A whole new pool of as many nodes, then the old nodes are drained and deleted.
     *
     * @param drains how many at a time
     * @return the strategy
     * @throws IllegalArgumentException for less than one
     */
    public static WorkerStrategy newPool(int drains) {
        refuseZero("newPool", IntOrPercent.of(drains));
        return new WorkerStrategy(Way.NEW_POOL, IntOrPercent.of(0), IntOrPercent.percent(100), drains);
    }

    /**
     * Some new nodes first, and some missing, as Deployments and node groups take it.
     *
     * @param maxSurge nodes in addition
     * @param maxUnavailable nodes missing
     * @return the strategy
     * @throws IllegalArgumentException if both are zero: nothing could ever move
     */
    public static WorkerStrategy mixed(IntOrPercent maxSurge, IntOrPercent maxUnavailable) {
        if (maxSurge.amount() == 0 && maxUnavailable.amount() == 0) {
            throw new IllegalArgumentException("maxSurge and maxUnavailable can't both be 0: no node could ever move");
        }
        return new WorkerStrategy(Way.MIXED, maxUnavailable, maxSurge, 1);
    }

    /** Returns the same with no more than so many nodes in addition at a time. */
    WorkerStrategy adding(int most) {
        return new WorkerStrategy(way, unavailable, IntOrPercent.of(most), drains);
    }

    /**
     * Returns how many nodes come in addition at a time.
     *
     * @param nodes how many nodes there are
     * @return rounded up
     */
    public int surgeOf(int nodes) {
        return Math.min(nodes, surge.roundedUpOf(nodes));
    }

    /**
     * Returns how many nodes may be missing at a time.
     *
     * @param nodes how many nodes there are
     * @return rounded down, but one at least where any may
     */
    public int unavailableOf(int nodes) {
        return nodes == 0 || unavailable.amount() == 0
                ? 0
                : Math.min(nodes, Math.max(1, unavailable.roundedDownOf(nodes)));
    }

    /**
     * Returns how many nodes move together, batch by batch.
     *
     * @param nodes how many nodes there are
     * @return for example 3, 3, 3, 1
     */
    public List<Integer> batches(int nodes) {
        int size =
                switch (way) {
                    case ALL_AT_ONCE -> nodes;
                    case ROLLING -> unavailableOf(nodes);
                    case NEW_NODES_FIRST -> surgeOf(nodes);
                    case NEW_POOL -> drains;
                    case MIXED -> surgeOf(nodes) + unavailableOf(nodes);
                };
        List<Integer> sizes = new ArrayList<>();
        for (int left = nodes; left > 0; left -= size) {
            sizes.add(Math.min(size, left));
        }
        return List.copyOf(sizes);
    }

    /**
     * Estimates how long a pass over nodes takes: all at once drain, upgrade, ready, validate (no drain where there is no
     * place to go to); rolling that much for each batch; new nodes first: provision, ready, drain, delete, validate for
     * each batch; a new pool: provision, ready, then the drains and every deletion.
     *
     * @param nodes how many nodes there are
     * @param timings how long the parts take
     * @return the duration
     */
    public Duration duration(int nodes, Timings timings) {
        if (nodes == 0) {
            return Duration.ZERO;
        }
        int batches = batches(nodes).size();
        Duration fresh = timings.provision().plus(timings.ready());
        Duration replace = fresh.plus(timings.drain()).plus(timings.delete()).plus(timings.validate());
        return switch (way) {
            case ALL_AT_ONCE -> timings.onNode();
            case ROLLING -> timings.drain().plus(timings.onNode()).multipliedBy(batches);
            case NEW_NODES_FIRST, MIXED -> replace.multipliedBy(batches);
            case NEW_POOL ->
                fresh.plus(timings.drain().multipliedBy(batches))
                        .plus(timings.delete().multipliedBy(nodes));
        };
    }

    /**
     * Returns the least part of the nodes that take pods at any time of a pass.
     *
     * @param nodes how many nodes there are
     * @return from 0 to 1
     */
    public double leastCapacity(int nodes) {
        if (nodes == 0 || way == Way.NEW_NODES_FIRST || way == Way.NEW_POOL) {
            return 1;
        }
        int missing = way == Way.ALL_AT_ONCE ? nodes : unavailableOf(nodes);
        return (double) (nodes - missing) / nodes;
    }

    private static void refuseZero(String method, IntOrPercent value) {
        if (value.amount() == 0) {
            throw new IllegalArgumentException(method + " takes more than zero nodes");
        }
    }

    /** Returns for example {@code one by one} or {@code 3 at a time}. */
    @Override
    public String toString() {
        return switch (way) {
            case ALL_AT_ONCE -> "all at once";
            case ROLLING -> unavailable.equals(IntOrPercent.of(1)) ? "one by one" : unavailable + " at a time";
            case NEW_NODES_FIRST -> "new nodes first, " + surge + " at a time";
            case NEW_POOL -> "a new pool, " + drains + " drained at a time";
            case MIXED -> "at most " + surge + " more and " + unavailable + " fewer at a time";
        };
    }
}
