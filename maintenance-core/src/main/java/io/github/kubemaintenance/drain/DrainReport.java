package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a drain did, what it did not, and why. Immutable; available however a drain ends. Lists of pods are ordered by
 * namespace, name and uid. {@code toString} is a text for people.
 */
public final class DrainReport {
    private final ReportDraft facts;

    DrainReport(ReportDraft facts) {
        this.facts = facts.sealed();
    }

    /** Returns a copy that knows how many requests were sent. */
    DrainReport with(int requests) {
        ReportDraft draft = facts.sealed();
        draft.requests = requests;
        return new DrainReport(draft);
    }

    /** {@return name of the node} */
    public String node() {
        return facts.node;
    }

    /** {@return how the drain ended} */
    public Outcome outcome() {
        return facts.outcome;
    }

    /** {@return the plan that was carried out; empty where it didn't come to one} */
    public Optional<DrainPlan> plan() {
        return facts.plan;
    }

    /** {@return whether anything was changed; with CLIENT and SERVER the lists say what would have been} */
    public DryRun dryRun() {
        return facts.dryRun;
    }

    /** {@return pods whose eviction the server accepted; one that is not gone yet is also among {@link #remaining()}} */
    public List<PodRef> evicted() {
        return facts.evicted;
    }

    /** {@return pods whose deletion the server accepted; one that is not gone yet is also among {@link #remaining()}} */
    public List<PodRef> deleted() {
        return facts.deleted;
    }

    /** {@return pods that were left where they are, by the rules or because they were not waited for} */
    public List<PodRef> skipped() {
        return facts.skipped;
    }

    /** {@return pods that were terminating already and were waited for} */
    public List<PodRef> waitedFor() {
        return facts.waitedFor;
    }

    /** {@return pods that had to go and went without our doing: deleted by others, or replaced under their name} */
    public List<PodRef> goneOtherwise() {
        return facts.goneOtherwise;
    }

    /** {@return what had to go and is still there, each with why} */
    public List<RemainingPod> remaining() {
        return facts.remaining;
    }

    /** {@return pods to which a request was sent whose answer was not waited for: it may have been carried out} */
    public List<PodRef> unknownOutcome() {
        return facts.unknownOutcome;
    }

    /** {@return when the drain began, on the backend's time} */
    public Instant startedAt() {
        return facts.startedAt;
    }

    /** {@return how long it took, on the backend's time} */
    public Duration duration() {
        return Duration.between(facts.startedAt, facts.endedAt);
    }

    /** {@return why the drain did not complete; empty if it did} */
    public List<Reason> reasons() {
        return facts.reasons;
    }

    /** {@return what else happened that a person should know: a node uncordoned by others, pods that came in between} */
    public List<Reason> notes() {
        return facts.notes;
    }

    /** {@return the whole manifests of the pods without a controller that went: what is needed to make them again} */
    public List<Document> unmanagedManifests() {
        return facts.unmanagedManifests;
    }

    /** {@return how the owners of the pods that went have recovered; empty unless it was awaited} */
    public List<ReplacementState> replacements() {
        return facts.replacements;
    }

    /** {@return whether the node is cordoned now, and by whom} */
    public NodeCordon cordon() {
        return facts.cordon;
    }

    /** {@return how many requests this drain sent; what a broken watch cost in addition is not counted} */
    public int requests() {
        return facts.requests;
    }

    /**
     * Returns this report if the drain completed.
     *
     * @return this report
     * @throws DrainRefusedException if it was not begun
     * @throws DrainTimeoutException if its time was over
     * @throws DrainCancelledException if it was cancelled
     * @throws DrainFailedException if it could not be carried through
     */
    public DrainReport orThrow() {
        return switch (outcome()) {
            case COMPLETED -> this;
            case REFUSED -> throw new DrainRefusedException(this);
            case TIMED_OUT -> throw new DrainTimeoutException(this);
            case CANCELLED -> throw new DrainCancelledException(this);
            case FAILED -> throw new DrainFailedException(this, facts.cause);
        };
    }

    /** Returns a summary, and a line for everything that a person has to look at. */
    @Override
    public String toString() {
        return ReportText.of(this);
    }
}
