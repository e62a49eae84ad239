package io.github.kubemaintenance.node;

import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.etcd.EtcdBackend;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * What is asked of each node, whether it is one ({@link CycleRequest}) or many ({@link RollRequest}). Immutable; every method
 * returns a new request.
 *
 * @param <R> the request
 */
public abstract sealed class NodeWork<R extends NodeWork<R>> permits CycleRequest, RollRequest {
    NodeWork() {}

    abstract Work work();

    abstract R with(Work other);

    R with(CycleOptions other) {
        return with(work().with(other));
    }

    /**
     * Says how the node is drained. Unless the drain says otherwise, 10 minutes are waited until what was evicted runs
     * elsewhere; if it doesn't, the cycle stops before the action.
     *
     * @param how adds to the default drain, for example {@code d -> d.ignoreDaemonSets()}
     * @return the request
     * @throws IllegalArgumentException for a drain that makes no sense, or changes nothing
     */
    public R drain(UnaryOperator<DrainRequest> how) {
        return with(work().withDrain(how));
    }

    /**
     * Sets the action, run on the backend's executor when the node is empty.
     *
     * @param action for example the node's reboot
     * @return the request
     */
    public R action(NodeAction action) {
        return with(work().withAction(action, Optional.empty()));
    }

    /**
     * Sets the action and where it runs; the checks run there, too.
     *
     * @param action for example the node's reboot
     * @param executor runs it; not shut down here
     * @return the request
     */
    public R action(NodeAction action, Executor executor) {
        return with(work().withAction(action, Optional.of(executor)));
    }

    /**
     * Adds a check of the node when it is back, before it takes pods again. All are run, in order. Of a roll, a canary whose check fails
     * stops it.
     *
     * @param check throws if the node isn't as it should be
     * @return the request
     */
    public R check(NodeAction check) {
        return with(work().withCheck(check));
    }

    /**
     * Adds checks of the node's configuration when it is back, before it takes pods again, run on the same cluster; any
     * error among their findings fails the node's cycle, and a canary's stops the roll.
     *
     * @param checks which checks; of which nodes it says doesn't matter
     * @return the request
     */
    public R check(NodeCheckRequest checks) {
        return check(new ConfigurationCheck(checks));
    }

    /**
     * Limits how long the action, and each check, may take: 10 minutes by default. When it is over the thread is
     * interrupted and the cycle ends TIMED_OUT.
     *
     * @param limit more than zero
     * @return the request
     * @throws IllegalArgumentException for zero and less
     */
    public R actionTimeout(Duration limit) {
        return with(work().options().withActionTimeout(CycleRequest.positive("actionTimeout", limit)));
    }

    /**
     * Says that the action doesn't restart the machine: the node counts as back when it is Ready, whatever its boot id.
     *
     * @return the request
     */
    public R withoutReboot() {
        return with(work().options().withoutReboot());
    }

    /**
     * Limits how long the node may be away after the action: 15 minutes by default.
     *
     * @param limit more than zero
     * @return the request
     * @throws IllegalArgumentException for zero and less
     */
    public R returnTimeout(Duration limit) {
        return with(work().options().withReturnTimeout(CycleRequest.positive("returnTimeout", limit)));
    }

    /**
     * Sets how long after the node was taken out of load balancers the action begins at the earliest: 30 s by default.
     *
     * @param time zero or more
     * @return the request
     * @throws IllegalArgumentException if it is negative
     */
    public R settle(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("settle is zero or more, not " + time);
        }
        return with(work().options().withSettle(time));
    }

    /**
     * Doesn't tell others to leave the node alone: no annotation for cluster-autoscaler and Karpenter, no label for load
     * balancers, no time to settle. They may then remove the empty node in the middle, or send traffic to it.
     *
     * @return the request
     */
    public R leaveAlone() {
        return with(work().options().leavingAlone());
    }

    /**
     * Writes a Kubernetes Event on the node at each step, for {@code kubectl describe node}: in namespace default, as all
     * Events of nodes, for the node's name, as the kubelet's. Needs the right to create events and a backend with {@link
     * io.github.kubemaintenance.cluster.Documents}; an Event that can't be written changes nothing. Off by default.
     *
     * @return the request
     */
    public R publishingNodeEvents() {
        return with(work().options().withNodeEvents(true));
    }

    /**
     * Takes a control-plane node down although etcd may lose its quorum by that, or it is not known.
     *
     * @return the request
     */
    public R acceptQuorumLoss() {
        return with(work().options().acceptingQuorumLoss());
    }

    /**
     * Asks etcd itself whether a control-plane node may go down, instead of going by the Ready mirror pods of its members:
     * right before the cordon and right before the action. A node on which no member runs (etcd is outside of the cluster,
     * or on other nodes) may go while etcd has its quorum. Afterwards the node counts as back only when its member is healthy
     * and caught up. Which member is on a node is known by its name, as kubeadm gives it, or by the addresses in its URLs.
     *
     * @param backend etcd, with an endpoint of each member; closed by its owner, not here
     * @return the request
     */
    public R etcd(EtcdBackend backend) {
        return with(work().withEtcd(Objects.requireNonNull(backend, "backend")));
    }
}
