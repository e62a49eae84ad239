package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.IntOrPercent;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.internal.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A request to do something with many nodes, a few at a time: each goes through the cycle of {@link CycleRequest}, and no
 * more of them are unavailable at once than may be. Immutable; every method returns a new request, and the defaults are
 * the safe way: one node at a time, 15 minutes for each drain, stop at the first failure.
 *
 * <p>All nodes share one session, one view of the budgets and one loop. One runner at a time has the lock, a Lease; a
 * roll that ended or died on the way is simply run again, and goes on: nodes that are done bear the roll's name, nodes
 * that were in work the cycle's mark.
 */
public final class RollRequest extends NodeWork<RollRequest> {
    private final Nodes nodes;
    private final RollOptions options;
    private final Work work;
    private final Optional<NodeProvider> provider;
    private final List<Consumer<? super MaintenanceEvent>> listeners;

    private RollRequest(
            Nodes nodes,
            RollOptions options,
            Work work,
            Optional<NodeProvider> provider,
            List<Consumer<? super MaintenanceEvent>> listeners) {
        this.nodes = nodes;
        this.options = options;
        this.work = work;
        this.provider = provider;
        this.listeners = listeners;
    }

    /**
     * Starts a request with the defaults.
     *
     * @param nodes which nodes
     * @return the request
     */
    public static RollRequest of(Nodes nodes) {
        return new RollRequest(nodes, RollOptions.defaults(), Work.NOTHING, Optional.empty(), List.of());
    }

    /** {@return which nodes} */
    public Nodes nodes() {
        return nodes;
    }

    /** {@return everything that was asked but nodes, action, checks, provider and listeners, as a value} */
    public RollOptions options() {
        CycleOptions cycle = work.options();
        return options.with(draft -> draft.cycle = cycle);
    }

    /**
     * Sets how many nodes of the selection may be unavailable at once: NotReady, cordoned by others or in work. 1 by
     * default, 0 with a surge.
     *
     * @param most at least 1, or 0 with a surge
     * @return the request
     * @throws IllegalArgumentException if it is negative
     */
    public RollRequest maxUnavailable(int most) {
        return with(draft -> draft.maxUnavailable = Optional.of(IntOrPercent.of(most)));
    }

    /**
     * Sets how many nodes of the selection may be unavailable at once.
     *
     * @param most for example {@code 3}, or {@code 25%} (rounded down, but at least 1)
     * @return the request
     * @throws IllegalArgumentException if it can't be parsed
     */
    public RollRequest maxUnavailable(String most) {
        return with(draft -> draft.maxUnavailable = Optional.of(IntOrPercent.parse(most)));
    }

    /**
     * Sets how many nodes may be unavailable at once among those that have the same value of a label, for example one in
     * each zone. Nodes without the label are a group of their own.
     *
     * @param label for example {@code topology.kubernetes.io/zone}
     * @param most for example {@code 1}, or {@code 25%} of the group (rounded down, but at least 1)
     * @return the request
     * @throws IllegalArgumentException if it can't be parsed, or is 0
     */
    public RollRequest maxUnavailablePer(String label, String most) {
        IntOrPercent limit = IntOrPercent.parse(most);
        if (limit.amount() == 0) {
            throw new IllegalArgumentException("with none of a group unavailable no node could ever begin");
        }
        return with(draft -> draft.perLabel.put(label, limit));
    }

    /**
     * Adds nodes first, so that there is room for what is evicted; they are removed in the end.
     *
     * @param nodes how many, for example {@code 2}, or {@code 10%} (rounded up)
     * @param from makes and removes them
     * @return the request
     * @throws IllegalArgumentException if it can't be parsed
     */
    public RollRequest maxSurge(String nodes, NodeProvider from) {
        IntOrPercent surge = IntOrPercent.parse(nodes);
        return provider(from).with(draft -> draft.maxSurge = surge);
    }

    /**
     * Sets who makes and removes nodes, and knows their groups.
     *
     * @param from the provider
     * @return the request
     */
    public RollRequest provider(NodeProvider from) {
        return new RollRequest(this.nodes, options, work, Optional.of(from), listeners);
    }

    /**
     * Removes each node when it is drained, and adds a new one for it, instead of bringing it back. Its volumes are
     * detached first. There is no other action; checks are not run.
     *
     * @param from makes and removes nodes
     * @return the request
     */
    public RollRequest replacing(NodeProvider from) {
        return provider(from).with(draft -> draft.replacing = true);
    }

    /**
     * Has some nodes go first, one at a time. If one of them fails, nothing else is begun.
     *
     * @param count how many
     * @return the request
     * @throws IllegalArgumentException if it is negative
     */
    public RollRequest canary(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("canary is 0 or more, not " + count);
        }
        return with(draft -> draft.canary = count);
    }

    /**
     * Waits after the end of each node before the next begins.
     *
     * @param time zero or more
     * @return the request
     * @throws IllegalArgumentException if it is negative
     */
    public RollRequest pause(Duration time) {
        notNegative("pause", time);
        return with(draft -> draft.pause = time);
    }

    /**
     * Begins no further node when so many have failed; 1 by default. A node that failed stays cordoned and counts as
     * unavailable.
     *
     * @param failures at least 1
     * @return the request
     * @throws IllegalArgumentException if it is less
     */
    public RollRequest stopAfterFailures(int failures) {
        if (failures < 1) {
            throw new IllegalArgumentException("stopAfterFailures is at least 1, not " + failures);
        }
        return with(draft -> draft.stopAfter = failures);
    }

    /**
     * Begins no further node when a pod that came during the roll has been unschedulable for so long; 10 minutes by
     * default.
     *
     * @param limit more than zero
     * @return the request
     * @throws IllegalArgumentException for zero and less
     */
    public RollRequest pendingLimit(Duration limit) {
        CycleRequest.positive("pendingLimit", limit);
        return with(draft -> draft.pendingLimit = limit);
    }

    /**
     * Doesn't taint nodes to come (PreferNoSchedule): pods may be moved more than once.
     *
     * @return the request
     */
    public RollRequest withoutSoftTaints() {
        return with(draft -> draft.softTaints = false);
    }

    /**
     * Says how Ready pods go that no budget guards: those of one owner one after the other by default.
     *
     * @param how {@link UnbudgetedPods#ALL_AT_ONCE} risks that there is no Ready replica for a while
     * @return the request
     */
    public RollRequest unbudgeted(UnbudgetedPods how) {
        return with(draft -> draft.unbudgeted = Objects.requireNonNull(how, "how"));
    }

    /**
     * Names the Lease that only one runner at a time holds, so that rolls over pools that have no node in common can run
     * at the same time; {@code kube-maintenance} in {@code kube-system} by default.
     *
     * @param name its name
     * @return the request
     * @throws IllegalArgumentException for a text that can't be a name
     */
    public RollRequest lock(String name) {
        if (!Labels.isSubdomain(name)) {
            throw new IllegalArgumentException("\"" + name + "\" can't be the name of a lease");
        }
        return with(draft -> draft.lock = Optional.of(name));
    }

    /**
     * Sets the namespace of the Lease.
     *
     * @param namespace its name
     * @return the request
     */
    public RollRequest lockNamespace(String namespace) {
        return with(draft -> draft.lockNamespace = namespace);
    }

    /**
     * Takes no lock: two runners could work on the same nodes. A roll that died can then only be gone on with by its
     * {@link #named name}.
     *
     * @return the request
     */
    public RollRequest withoutLock() {
        return with(draft -> draft.lock = Optional.empty());
    }

    /**
     * Names the roll. Nodes that are done bear the name, and a run of the same name leaves them alone. Without one the
     * time is the name, and an unfinished roll over the same selection is gone on with.
     *
     * @param name its name, at most 63 letters, digits, '-', '_' and '.'
     * @return the request
     * @throws IllegalArgumentException for any other text
     */
    public RollRequest named(String name) {
        if (!name.matches("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" can't be the name of a roll: it has at most 63 letters,"
                            + " digits, '-', '_' and '.', and begins and ends with a letter or digit");
        }
        return with(draft -> draft.name = name);
    }

    /**
     * Forgets an earlier roll over the same selection that didn't complete: every node is done anew.
     *
     * @return the request
     */
    public RollRequest afresh() {
        return with(draft -> draft.afresh = true);
    }

    /**
     * Limits how long all of it may take. There is no limit by default.
     *
     * @param limit more than zero
     * @return the request
     * @throws IllegalArgumentException for zero and less
     */
    public RollRequest timeout(Duration limit) {
        CycleRequest.positive("timeout", limit);
        return with(draft -> draft.timeout = Optional.of(limit));
    }

    /**
     * Says for {@link #plan} how long the action keeps a node away; 2 minutes by default.
     *
     * @param time zero or more
     * @return the request
     * @throws IllegalArgumentException if it is negative
     */
    public RollRequest actionTakes(Duration time) {
        notNegative("actionTakes", time);
        return with(draft -> draft.actionTakes = time);
    }

    /**
     * Adds a listener. It is called on the roll's own thread, in order, before the next step; what it throws is logged
     * once to {@code System.Logger} and changes nothing.
     *
     * @param listener gets every event, of the roll and of each node
     * @return the request
     */
    public RollRequest onEvent(Consumer<? super MaintenanceEvent> listener) {
        List<Consumer<? super MaintenanceEvent>> longer = new ArrayList<>(listeners);
        longer.add(listener);
        return new RollRequest(nodes, options, work, provider, List.copyOf(longer));
    }

    /**
     * Plans: reads the cluster's state into a simulator and runs the same roll there, in virtual time, with a reboot in
     * place of the action. Changes nothing.
     *
     * @param backend the cluster, which has to offer reads of whole inventories
     * @return the batches, how long it would take, and what it would cost
     * @throws MaintenanceException where the state can't be read
     */
    public RollPlan plan(ClusterBackend backend) {
        return RollRehearsal.of(this, backend);
    }

    /**
     * Carries the roll out on this thread. An interrupt cancels it; its flag is restored.
     *
     * @param backend the cluster
     * @return the report of a completed roll
     * @throws RollException however else it ended; it carries the report
     */
    public RollReport run(ClusterBackend backend) {
        return RollRunner.run(this, backend, new RollOperation()).orThrow();
    }

    /**
     * Carries the roll out in the background, on the backend's executor.
     *
     * @param backend the cluster
     * @return the operation, which can be watched, awaited and cancelled
     */
    public RollOperation start(ClusterBackend backend) {
        return RollRunner.start(this, backend);
    }

    @Override
    Work work() {
        return work;
    }

    Optional<NodeProvider> provider() {
        return provider;
    }

    List<Consumer<? super MaintenanceEvent>> listeners() {
        return listeners;
    }

    RollRequest on(ClusterBackend backend) {
        return with(work.on(backend));
    }

    /** The same for a rehearsal: nobody hears of it, nothing locks it. */
    RollRequest rehearsed(NodeAction instead, Optional<NodeProvider> from, Duration limit) {
        return new RollRequest(
                nodes,
                options.with(draft -> {
                    draft.lock = Optional.empty();
                    draft.timeout = draft.timeout.or(() -> Optional.of(limit));
                }),
                work.rehearsed(instead),
                from,
                List.of());
    }

    private RollRequest with(Consumer<RollOptions.Draft> change) {
        return new RollRequest(nodes, options.with(change), work, provider, listeners);
    }

    @Override
    RollRequest with(Work other) {
        return new RollRequest(nodes, options, other, provider, listeners);
    }

    private static Duration notNegative(String option, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(option + " is zero or more, not " + value);
        }
        return value;
    }

    /** Returns what is asked, for example {@code roll pool=blue}. */
    @Override
    public String toString() {
        return "roll " + nodes;
    }
}
