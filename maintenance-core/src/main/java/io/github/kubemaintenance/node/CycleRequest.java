package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.drain.DrainPlan;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.internal.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A request to take one node out, do something with it and bring it back: cordon (with a mark), keep others' hands off it,
 * drain, wait until what was evicted runs elsewhere, the caller's action, wait until the node has gone and come back, the
 * caller's checks, uncordon. Immutable; every method returns a new request, and the defaults are the safe way.
 *
 * <p>A cycle that ended or died on the way is simply run again: it goes on from the mark on the node (an annotation, see
 * {@link CycleReport#step()}), and the latest run has the node; an earlier one that is still alive stops. A node that was
 * cordoned before stays cordoned. Pods that were evicted stay where they went.
 */
public final class CycleRequest extends NodeWork<CycleRequest> {
    private final String node;
    private final Work work;
    private final List<Consumer<? super MaintenanceEvent>> listeners;

    private CycleRequest(String node, Work work, List<Consumer<? super MaintenanceEvent>> listeners) {
        this.node = node;
        this.work = work;
        this.listeners = listeners;
    }

    /**
     * Starts a request with the defaults.
     *
     * @param node name of the node
     * @return the request
     * @throws IllegalArgumentException for a text that can't be a node's name
     */
    public static CycleRequest of(String node) {
        return new CycleRequest(NodeName.checked(node), Work.NOTHING, List.of());
    }

    /** {@return name of the node} */
    public String node() {
        return node;
    }

    /** {@return everything that was asked but node, action, checks and listeners, as a value} */
    public CycleOptions options() {
        return work.options();
    }

    /**
     * Limits how long all of it may take. There is no limit by default.
     *
     * @param limit more than zero
     * @return the request
     * @throws IllegalArgumentException for zero and less
     */
    public CycleRequest timeout(Duration limit) {
        return with(options().withTimeout(positive("timeout", limit)));
    }

    /**
     * Adds a listener. It is called on the cycle's own thread, in order, before the next step; what it throws is logged
     * once to {@code System.Logger} and changes nothing.
     *
     * @param listener gets every event, the drain's too
     * @return the request
     */
    public CycleRequest onEvent(Consumer<? super MaintenanceEvent> listener) {
        List<Consumer<? super MaintenanceEvent>> longer = new ArrayList<>(listeners);
        longer.add(listener);
        return new CycleRequest(node, work, List.copyOf(longer));
    }

    /**
     * Plans: reads, and rehearses the cycle on a copy in virtual time, with a reboot of 2 minutes in place of the action and
     * without the checks. Changes nothing.
     *
     * @param backend the cluster, which has to offer reads of whole inventories
     * @return what would be done, how long it would take, and what would be in the way
     * @throws io.github.kubemaintenance.model.MaintenanceException where the state can't be read
     */
    public CyclePlan plan(ClusterBackend backend) {
        return plan(backend, RollOptions.defaults().actionTakes());
    }

    /**
     * Plans, with an action that keeps the node away for so long.
     *
     * @param backend the cluster, which has to offer reads of whole inventories
     * @param actionTakes how long
     * @return what would be done, how long it would take, and what would be in the way
     * @throws io.github.kubemaintenance.model.MaintenanceException where the state can't be read
     */
    public CyclePlan plan(ClusterBackend backend, Duration actionTakes) {
        DrainPlan drain = work.drainOf(node).plan(backend);
        MockCluster copy = MockCluster.copyOf(backend);
        NodeAction instead = options().awaitReboot()
                ? away -> copy.reboot(away.name(), actionTakes)
                : away -> copy.advance(actionTakes);
        Work rehearsed = work.rehearsed(instead);
        Work bounded = options().timeout().isPresent()
                ? rehearsed
                : rehearsed.with(rehearsed.options().withTimeout(Duration.ofDays(1)));
        return new CyclePlan(
                drain, CycleRunner.run(new CycleRequest(node, bounded, List.of()), copy, new CycleOperation()));
    }

    /**
     * Carries the cycle out on this thread. An interrupt cancels it; its flag is restored.
     *
     * @param backend the cluster
     * @return the report of a completed cycle
     * @throws CycleException however else it ended; it carries the report
     */
    public CycleReport run(ClusterBackend backend) {
        return CycleRunner.run(this, backend, new CycleOperation()).orThrow();
    }

    /**
     * Carries the cycle out in the background, on the backend's executor.
     *
     * @param backend the cluster
     * @return the operation, which can be watched, awaited and cancelled
     */
    public CycleOperation start(ClusterBackend backend) {
        return CycleRunner.start(this, backend);
    }

    @Override
    Work work() {
        return work;
    }

    List<Consumer<? super MaintenanceEvent>> listeners() {
        return listeners;
    }

    @Override
    CycleRequest with(Work other) {
        return new CycleRequest(node, other, listeners);
    }

    static Duration positive(String option, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(option + " is more than zero, not " + value);
        }
        return value;
    }

    /** Returns what is asked, for example {@code cycle worker-1}. */
    @Override
    public String toString() {
        return "cycle " + node;
    }
}
