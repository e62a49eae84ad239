package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.internal.NodeName;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A request to drain one node: to cordon it and move its pods away, one budget-respecting eviction after the other, as
 * {@code kubectl drain} does. Immutable; every method returns a new request, and the defaults are the safe way.
 *
 * <p>{@link #plan} only reads. {@link #run} plans, refuses if it must, carries the drain out on the caller's thread and
 * returns the report of a completed drain; every other end is an exception that carries the report. {@link #start} does
 * the same in the background. {@link #rehearse} runs the same engine on a copy, in virtual time. Arguments that make no
 * sense are refused at the call, before anything is read.
 *
 * <p>A request has identity: two are equal only if they are the same. What compares is {@link #options()}.
 */
public final class DrainRequest {
    private static final Duration LONGEST_GRACE = Duration.ofDays(36_525);

    private final String node;
    private final DrainOptions options;
    private final List<PodFilter> filters;
    private final List<Consumer<? super MaintenanceEvent>> listeners;
    private final Optional<DrainPlan> expected;

    private DrainRequest(
            String node,
            DrainOptions options,
            List<PodFilter> filters,
            List<Consumer<? super MaintenanceEvent>> listeners,
            Optional<DrainPlan> expected) {
        this.node = node;
        this.options = options;
        this.filters = filters;
        this.listeners = listeners;
        this.expected = expected;
    }

    /**
     * Starts a request with the defaults.
     *
     * @param node name of the node
     * @return the request
     * @throws IllegalArgumentException for a text that can't be a node's name
     */
    public static DrainRequest of(String node) {
        return new DrainRequest(
                NodeName.checked(node), DrainOptions.defaults(), List.of(), List.of(), Optional.empty());
    }

    /** {@return name of the node} */
    public String node() {
        return node;
    }

    /** {@return everything that was asked but node, filters, listeners and the expected plan, as a value} */
    public DrainOptions options() {
        return options;
    }

    /**
     * Leaves DaemonSet pods where they are instead of refusing the drain because of them.
     *
     * @return the request
     */
    public DrainRequest ignoreDaemonSets() {
        return with(options.withIgnoreDaemonSets(true));
    }

    /**
     * Lets pods with emptyDir volumes go, whose data is lost.
     *
     * @return the request
     */
    public DrainRequest deleteEmptyDirData() {
        return with(options.withDeleteEmptyDirData(true));
    }

    /**
     * Sets the same option as {@link #deleteEmptyDirData()}, by the name it had in kubectl before 1.20.
     *
     * @return the request
     */
    public DrainRequest deleteLocalData() {
        return deleteEmptyDirData();
    }

    /**
     * Lets pods without a controller go, which nothing brings back: the report holds their manifests. Covers no other
     * rule.
     *
     * @return the request
     */
    public DrainRequest force() {
        return with(options.withForce(true));
    }

    /**
     * Gives pods another grace period than their own.
     *
     * @param grace at least 1 s, at most 100 years (servers can't count much further); a fraction of a second is rounded
     *     up
     * @return the request
     * @throws IllegalArgumentException for zero (see {@link #killImmediately()}), a negative or a longer one, or with
     *     {@link #killImmediately()}
     */
    public DrainRequest gracePeriod(Duration grace) {
        if (Objects.requireNonNull(grace, "gracePeriod").isZero()) {
            throw new IllegalArgumentException(
                    "gracePeriod(0) would kill pods without a chance to stop; if that is meant, say killImmediately()");
        }
        refuseUnlessPositive("gracePeriod", grace);
        if (grace.compareTo(LONGEST_GRACE) > 0) {
            throw new IllegalArgumentException(
                    "gracePeriod is at most 100 years, which is longer than a server can count, not " + grace);
        }
        if (options.killImmediately()) {
            throw contradiction("gracePeriod(" + grace + ")", "killImmediately()");
        }
        Duration seconds = grace.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
        return with(options.withGracePeriod(Optional.of(seconds)));
    }

    /**
     * Gives pods no grace period at all: they are killed, and what they would have done on their way out is not done.
     * The server removes the objects at once, whether or not a kubelet has ended the containers.
     *
     * @return the request
     * @throws IllegalArgumentException with {@link #gracePeriod}
     */
    public DrainRequest killImmediately() {
        if (options.gracePeriod().isPresent() && !options.killImmediately()) {
            throw contradiction(
                    "killImmediately()", "gracePeriod(" + options.gracePeriod().get() + ")");
        }
        return with(options.withKillImmediately(true).withGracePeriod(Optional.of(Duration.ZERO)));
    }

    /**
     * Limits how long the whole drain may take, planning and waiting for replacements included. There is no limit by
     * default. When it is over nothing more is sent and nothing more is waited for; the node stays cordoned unless
     * {@link #restoreOnFailure()}.
     *
     * @param limit more than zero; however long it is, {@code ChronoUnit.FOREVER.getDuration()} included
     * @return the request
     * @throws IllegalArgumentException for zero and less
     */
    public DrainRequest timeout(Duration limit) {
        refuseUnlessPositive("timeout", limit);
        return with(options.withTimeout(Optional.of(limit)));
    }

    /**
     * Considers only pods with these labels; no other pod is moved or refuses the drain.
     *
     * @param selector as kubectl takes it, for example {@code app=web,tier in (a, b)}
     * @return the request
     * @throws IllegalArgumentException if it can't be parsed
     */
    public DrainRequest podSelector(String selector) {
        return podSelector(LabelSelector.parse(Objects.requireNonNull(selector, "podSelector")));
    }

    /**
     * Considers only pods with these labels; no other pod is moved or refuses the drain.
     *
     * @param selector the selector
     * @return the request
     */
    public DrainRequest podSelector(LabelSelector selector) {
        return with(options.withPodSelector(Objects.requireNonNull(selector, "podSelector")));
    }

    /**
     * Deletes pods instead of evicting them, past every budget.
     *
     * @return the request
     */
    public DrainRequest disableEviction() {
        return with(options.withDisableEviction(true));
    }

    /**
     * Deletes everything that is left after so long, past every budget and whatever group's turn it is, pods that should have
     * run to their end among it: each with its grace period, but with no more than is left of the timeout, and at least 1 s;
     * pods that take longer to terminate get the shorter one, too. As Karpenter does it with terminationGracePeriod. Needs
     * the right to delete pods. By default what is left when the time is over is only reported.
     *
     * @param time from the beginning; more than zero
     * @return the request
     * @throws IllegalArgumentException for zero and less
     */
    public DrainRequest deletePastBudgetsAfter(Duration time) {
        refuseUnlessPositive("deletePastBudgetsAfter", time);
        return with(options.withDeletePastBudgetsAfter(Optional.of(time)));
    }

    /**
     * Doesn't wait for pods whose deletion was due longer ago than this, for example because their node is dead.
     *
     * @param overdue more than zero; compared in whole seconds, as kubectl does
     * @return the request
     * @throws IllegalArgumentException for zero and less
     */
    public DrainRequest skipWaitForDeleteTimeout(Duration overdue) {
        refuseUnlessPositive("skipWaitForDeleteTimeout", overdue);
        return with(options.withSkipWaitForDelete(Optional.of(overdue)));
    }

    /**
     * Sets the page size of the lists of pods; 500 by default.
     *
     * @param most most pods on a page, 0 for all at once
     * @return the request
     * @throws IllegalArgumentException if it is negative
     */
    public DrainRequest pageSize(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("pageSize is 0 (all on one page) or more, not " + most);
        }
        return with(options.withPageSize(most));
    }

    /**
     * Changes nothing: CLIENT only reads, SERVER has the server check each request once.
     *
     * @param mode which of them
     * @return the request
     * @throws IllegalArgumentException with {@link #awaitReplacements}, since nothing would be replaced
     */
    public DrainRequest dryRun(DryRun mode) {
        if (Objects.requireNonNull(mode, "dryRun") != DryRun.NONE
                && options.awaitReplacements().isPresent()) {
            throw contradiction("dryRun(" + mode + ")", "awaitReplacements(" + text(options.awaitReplacements()) + ")");
        }
        return with(options.withDryRun(mode));
    }

    /**
     * Begins although a pod is blocked for ever by its budgets. Such a pod is tried once; when only such pods are left the
     * drain ends FAILED, unless {@link #keepTrying()}.
     *
     * @return the request
     */
    public DrainRequest proceedDespiteBlockers() {
        return with(options.withProceedDespiteBlockers(true));
    }

    /**
     * Goes on when only pods are left that are blocked for ever, until somebody changes a budget, the timeout is over or
     * the drain is cancelled.
     *
     * @return the request
     */
    public DrainRequest keepTrying() {
        return with(options.withKeepTrying(true));
    }

    /**
     * Gives the node back its earlier schedulability when the drain doesn't complete, if it was this drain that took it.
     * The cordon is then guarded by the node's resourceVersion and leaves a mark of who cordoned; a node that somebody
     * else cordons is left alone. Giving back may take up to ten seconds after a timeout or a cancel.
     *
     * @return the request
     */
    public DrainRequest restoreOnFailure() {
        return with(options.withRestoreOnFailure(true));
    }

    /**
     * Gives pods that are terminating already the shorter grace period of {@link #gracePeriod} or {@link
     * #killImmediately()}; without one of them nothing is shorter and nothing is sent.
     *
     * @return the request
     */
    public DrainRequest shortenGrace() {
        return with(options.withShortenGrace(true));
    }

    /**
     * Waits, once the node is empty, until the owners of the pods that went have their replicas Ready again, and tells
     * where a replacement is stuck. When the time is over the drain ends TIMED_OUT, the node empty.
     *
     * @param limit how long, more than zero
     * @return the request
     * @throws IllegalArgumentException for zero and less, or with a {@link #dryRun}
     */
    public DrainRequest awaitReplacements(Duration limit) {
        refuseUnlessPositive("awaitReplacements", limit);
        if (options.dryRun() != DryRun.NONE) {
            throw contradiction("awaitReplacements(" + limit + ")", "dryRun(" + options.dryRun() + ")");
        }
        return with(options.withAwaitReplacements(Optional.of(limit)));
    }

    /**
     * Bounds the requests in flight; 32 by default. Pods that wait for a budget count for nothing.
     *
     * @param most at least 1
     * @return the request
     * @throws IllegalArgumentException if it is less than 1
     */
    public DrainRequest maxInFlight(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("maxInFlight is at least 1, not " + most);
        }
        return with(options.withMaxInFlight(most));
    }

    /**
     * Has pods go in groups, one after the other, instead of all at once.
     *
     * @param order how groups are made
     * @return the request
     */
    public DrainRequest order(DrainOrder order) {
        return with(options.withOrder(Objects.requireNonNull(order, "order")));
    }

    /**
     * Adds a rule of the caller's own, which can only take a pod out of the drain. All are asked, in order.
     *
     * @param filter the rule
     * @return the request
     */
    public DrainRequest filter(PodFilter filter) {
        return new DrainRequest(
                node, options, plus(filters, Objects.requireNonNull(filter, "filter")), listeners, expected);
    }

    /**
     * Adds a listener. It is called on the drain's own thread, in order, before the next step; what it throws is logged
     * once to {@code System.Logger} and changes nothing. A drain goes on only when its listeners have returned, so one
     * that blocks blocks it.
     *
     * @param listener gets every event
     * @return the request
     */
    public DrainRequest onEvent(Consumer<? super MaintenanceEvent> listener) {
        return new DrainRequest(
                node, options, filters, plus(listeners, Objects.requireNonNull(listener, "listener")), expected);
    }

    /**
     * Refuses to run when the cluster has changed from a plan that a person approved: see {@link DrainPlan#changesSince}.
     *
     * @param plan the plan
     * @return the request
     * @throws IllegalArgumentException if the plan is of another node
     */
    public DrainRequest expecting(DrainPlan plan) {
        if (!Objects.requireNonNull(plan, "plan").node().name().equals(node)) {
            throw new IllegalArgumentException(
                    "the expected plan is of node " + plan.node().name() + ", the request of node " + node);
        }
        return new DrainRequest(node, options, filters, listeners, Optional.of(plan));
    }

    /**
     * Reads and plans; changes nothing. Other than {@code run} it also reads all nodes and pods, and claims and volumes
     * where pods have some, to judge whether the pods find other nodes; what can't be read makes that UNKNOWN.
     *
     * @param backend the cluster
     * @return the plan, which may be refused
     * @throws MaintenanceException where what a drain needs can't be read, and on an interrupt, whose flag is restored
     */
    public DrainPlan plan(ClusterBackend backend) {
        Objects.requireNonNull(backend, "backend");
        return CapacityReader.judge(FactsReader.plan(backend, node, planner()), backend);
    }

    /**
     * Drains the node on this thread. An interrupt cancels the drain; its flag is restored.
     *
     * @param backend the cluster
     * @return the report of a completed drain
     * @throws DrainRefusedException if it was not begun
     * @throws DrainTimeoutException if the timeout is over
     * @throws DrainCancelledException on an interrupt
     * @throws DrainFailedException if it can't be carried through
     */
    public DrainReport run(ClusterBackend backend) {
        Objects.requireNonNull(backend, "backend");
        return SingleDrain.run(this, backend, new DrainOperation()).orThrow();
    }

    /**
     * Drains the node in the background, on the backend's executor.
     *
     * @param backend the cluster
     * @return the operation, which can be watched, awaited and cancelled; where the executor takes no task, it has FAILED
     */
    public DrainOperation start(ClusterBackend backend) {
        return SingleDrain.start(this, Objects.requireNonNull(backend, "backend"));
    }

    /**
     * Forecasts the drain: copies the cluster's state into a simulator and runs the same drain there, in virtual time.
     * Only reads from the cluster. Listeners hear nothing of it.
     *
     * @param backend the cluster, which has to offer reads of whole inventories
     * @return what would happen
     * @throws MaintenanceException where the state can't be read, and on an interrupt, whose flag is restored
     */
    public DrainForecast rehearse(ClusterBackend backend) {
        return Rehearsal.of(this, Objects.requireNonNull(backend, "backend"));
    }

    DrainPlanner planner() {
        return new DrainPlanner(
                options,
                options.order().kind() == DrainOrder.Kind.RULES ? plus(filters, options.order()::skips) : filters);
    }

    List<Consumer<? super MaintenanceEvent>> listeners() {
        return listeners;
    }

    Optional<DrainPlan> expected() {
        return expected;
    }

    DrainRequest withoutListeners() {
        return new DrainRequest(node, options, filters, List.of(), expected);
    }

    private DrainRequest with(DrainOptions other) {
        return new DrainRequest(node, other, filters, listeners, expected);
    }

    private static <T> List<T> plus(List<T> all, T one) {
        List<T> longer = new ArrayList<>(all);
        longer.add(one);
        return List.copyOf(longer);
    }

    private static void refuseUnlessPositive(String option, Duration value) {
        if (Objects.requireNonNull(value, option).isZero() || value.isNegative()) {
            throw new IllegalArgumentException(option + " is more than zero, not " + value);
        }
    }

    private static IllegalArgumentException contradiction(String one, String other) {
        return new IllegalArgumentException(one + " and " + other + " contradict each other: leave one of them out");
    }

    private static String text(Optional<Duration> value) {
        return value.map(Duration::toString).orElse("");
    }

    /** Returns the node and what is not a default. */
    @Override
    public String toString() {
        return "drain " + node + (options.equals(DrainOptions.defaults()) ? "" : " with " + options);
    }
}
