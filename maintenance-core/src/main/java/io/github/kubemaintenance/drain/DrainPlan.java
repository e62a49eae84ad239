package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Reason;
import java.time.Instant;
import java.util.List;

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
    private final List<Reason> findings;

    /**
     * Makes a plan of its parts.
     *
     * @param node the node as it was read
     * @param options what was asked
     * @param madeAt when, on the backend's time
     * @param pods what is planned for each pod, ordered by namespace and name
     * @param blockers what blocks pods that would be evicted, ordered by pod
     * @param findings what else is worth knowing: what could not be read (code UNKNOWN), warnings about the node
     */
    public DrainPlan(
            Node node,
            DrainOptions options,
            Instant madeAt,
            List<PlannedPod> pods,
            List<Blocker> blockers,
            List<Reason> findings) {
        this.node = node;
        this.options = options;
        this.madeAt = madeAt;
        this.pods = List.copyOf(pods);
        this.blockers = List.copyOf(blockers);
        this.findings = List.copyOf(findings);
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
     * Returns what else is worth knowing.
     *
     * @return what could not be read (code UNKNOWN) and warnings about the node
     */
    public List<Reason> findings() {
        return findings;
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
}
