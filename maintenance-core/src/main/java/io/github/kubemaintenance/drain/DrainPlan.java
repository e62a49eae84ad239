package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.catalog.Fit;
import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a drain of one node would do and what is in the way, found out by reading only. Immutable; {@code toString} is
 * a table for people.
 */
public final class DrainPlan {
    private final Node node;
    private final DrainOptions options;
    private final Instant madeAt;
    private final List<PlannedPod> pods;
    private final List<Blocker> blockers;
    private final List<BudgetSteps> steps;
    private final List<Reason> findings;
    private final Map<PodRef, Fit> capacity;

    /** Makes a plan of its parts; pods, blockers and steps come ordered. */
    DrainPlan(
            Node node,
            DrainOptions options,
            Instant madeAt,
            List<PlannedPod> pods,
            List<Blocker> blockers,
            List<BudgetSteps> steps,
            List<Reason> findings) {
        this(node, options, madeAt, pods, blockers, steps, findings, Map.of());
    }

    private DrainPlan(
            Node node,
            DrainOptions options,
            Instant madeAt,
            List<PlannedPod> pods,
            List<Blocker> blockers,
            List<BudgetSteps> steps,
            List<Reason> findings,
            Map<PodRef, Fit> capacity) {
        this.node = node;
        this.options = options;
        this.madeAt = madeAt;
        this.pods = List.copyOf(pods);
        this.blockers = List.copyOf(blockers);
        this.steps = List.copyOf(steps);
        this.findings = List.copyOf(findings);
        this.capacity = Collections.unmodifiableMap(new LinkedHashMap<>(capacity));
    }

    DrainPlan withCapacity(Map<PodRef, Fit> verdicts) {
        return new DrainPlan(node, options, madeAt, pods, blockers, steps, findings, verdicts);
    }

    /** {@return the node as it was read} */
    public Node node() {
        return node;
    }

    /**
     * Returns what was asked.
     *
     * @return the request's options
     */
    public DrainOptions options() {
        return options;
    }

    /** {@return when the plan was made, on the backend's time} */
    public Instant madeAt() {
        return madeAt;
    }

    /**
     * Returns what is planned for each pod of the node that the pod selector selects.
     *
     * @return ordered by namespace and name
     */
    public List<PlannedPod> pods() {
        return pods;
    }

    /**
     * Returns the pods because of which {@code kubectl drain} would refuse.
     *
     * @return those with the action REFUSE
     */
    public List<PlannedPod> refusals() {
        return pods.stream().filter(pod -> pod.action() == PodAction.REFUSE).toList();
    }

    /**
     * Returns what blocks pods that would be evicted.
     *
     * @return ordered by pod
     */
    public List<Blocker> blockers() {
        return blockers;
    }

    /**
     * Returns how budgets pace the drain.
     *
     * @return for each budget that guards Ready pods to be evicted and will let them through, in how many steps; ordered
     *     by namespace and name
     */
    public List<BudgetSteps> steps() {
        return steps;
    }

    /**
     * Returns what else is worth knowing.
     *
     * @return what is to be said of the node, what could not be read ({@link ReasonCode#UNKNOWN}), budgets in trouble,
     *     steps
     */
    public List<Reason> findings() {
        return findings;
    }

    /**
     * Returns whether the pods that have to go find other nodes, all of them together. A verdict DOES_NOT_FIT refuses
     * nothing: the replacement will stay Pending until there is room.
     *
     * @return for each pod that is evicted or deleted and made again by a controller, in the order of {@link #pods()};
     *     empty where there is none, and for plans that were made while draining, which don't ask
     */
    public Map<PodRef, Fit> capacity() {
        return capacity;
    }

    /**
     * Tells whether {@code run} would refuse.
     *
     * @return true for any refusal, or a blocker NEVER without {@code proceedDespiteBlockers()}
     */
    public boolean isRefused() {
        return !refusals().isEmpty()
                || (!options.proceedDespiteBlockers()
                        && blockers.stream().anyMatch(each -> each.kind() == Blocker.Kind.NEVER));
    }

    /**
     * Compares this plan with one that a person approved: the node, its uid and cordon; the options; each pod by uid with
     * its action and the warnings about it; what is blocked for ever. Readiness, budgets that are closed just now and the
     * time are not compared.
     *
     * @param approved the plan that was approved
     * @return a sentence for each difference, ordered; empty if there is none
     */
    public List<String> changesSince(DrainPlan approved) {
        return PlanChanges.between(approved, this);
    }

    /**
     * Returns a short text for journals: two plans have the same one where {@link #changesSince} finds no difference.
     *
     * @return 16 hexadecimal digits
     */
    public String fingerprint() {
        return PlanChanges.fingerprint(this);
    }

    /** Returns a table of the pods, a summary, and every refusal, blocker and warning as a sentence. Deterministic. */
    @Override
    public String toString() {
        return PlanTable.of(this);
    }
}
