package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.internal.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A request to take one node out, do something with it and bring it back: cordon (with a mark), keep others' hands off it,
 * drain, wait until what was evicted runs elsewhere, the caller's action, wait until the node has gone and come back, the
 * caller's checks, uncordon. Immutable; every method returns a new request, and the defaults are the safe way.
 *
 * <p>A cycle that ended or died on the way is simply run again: it goes on from the mark on the node (an annotation, see
 * {@link CycleReport#step()}), and the latest run has the node; an earlier one that is still alive stops. A node that was
 * cordoned before stays cordoned. Pods that were evicted stay where they went.
 */
public final class CycleRequest {
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
     * Says how the node is drained. Unless the drain says otherwise, 10 minutes are waited until what was evicted runs
     * elsewhere; if it doesn't, the cycle stops before the action.
     *
     * @param how adds to the default drain, for example {@code d -> d.ignoreDaemonSets()}
     * @return the request
     * @throws IllegalArgumentException for a drain that makes no sense, or changes nothing
     */
    public CycleRequest drain(UnaryOperator<DrainRequest> how) {
        return new CycleRequest(node, work.withDrain(how), listeners);
    }

    /**
     * Sets the action, run on the backend's executor when the node is empty.
     *
     * @param action for example the node's reboot
     * @return the request
     */
    public CycleRequest action(NodeAction action) {
        return new CycleRequest(node, work.withAction(action, Optional.empty()), listeners);
    }

    /**
     * Sets the action and where it runs; the checks run there, too.
     *
     * @param action for example the node's reboot
     * @param executor runs it; not shut down here
     * @return the request
     */
    public CycleRequest action(NodeAction action, Executor executor) {
        return new CycleRequest(node, work.withAction(action, Optional.of(executor)), listeners);
    }

    /**
     * Adds a check of the node when it is back, before it takes pods again. All are run, in order.
     *
     * @param check throws if the node isn't as it should be
     * @return the request
     */
    public CycleRequest check(NodeAction check) {
        return new CycleRequest(node, work.withCheck(check), listeners);
    }

    /**
     * Limits how long the action, and each check, may take: 10 minutes by default. When it is over the thread is
     * interrupted and the cycle ends TIMED_OUT.
     *
     * @param limit more than zero
     * @return the request
     * @throws IllegalArgumentException for zero and less
     */
    public CycleRequest actionTimeout(Duration limit) {
        return with(options().withActionTimeout(positive("actionTimeout", limit)));
    }

    /**
     * Says that the action doesn't restart the machine: the node counts as back when it is Ready, whatever its boot id.
     *
     * @return the request
     */
    public CycleRequest withoutReboot() {
        return with(options().withoutReboot());
    }

    /**
     * Limits how long the node may be away after the action: 15 minutes by default.
     *
     * @param limit more than zero
     * @return the request
     * @throws IllegalArgumentException for zero and less
     */
    public CycleRequest returnTimeout(Duration limit) {
        return with(options().withReturnTimeout(positive("returnTimeout", limit)));
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
     * Sets how long after the node was taken out of load balancers the action begins at the earliest: 30 s by default.
     *
     * @param time zero or more
     * @return the request
     * @throws IllegalArgumentException if it is negative
     */
    public CycleRequest settle(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("settle is zero or more, not " + time);
        }
        return with(options().withSettle(time));
    }

    /**
     * Doesn't tell others to leave the node alone: no annotation for cluster-autoscaler and Karpenter, no label for load
     * balancers, no time to settle. They may then remove the empty node in the middle, or send traffic to it.
     *
     * @return the request
     */
    public CycleRequest leaveAlone() {
        return with(options().leavingAlone());
    }

    /**
     * Takes a control-plane node down although etcd may lose its quorum by that, or it is not known.
     *
     * @return the request
     */
    public CycleRequest acceptQuorumLoss() {
        return with(options().acceptingQuorumLoss());
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

    Work work() {
        return work;
    }

    List<Consumer<? super MaintenanceEvent>> listeners() {
        return listeners;
    }

    private CycleRequest with(CycleOptions options) {
        return new CycleRequest(node, work.with(options), listeners);
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
