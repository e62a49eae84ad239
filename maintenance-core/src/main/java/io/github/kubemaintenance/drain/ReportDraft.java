package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The fields of a {@link DrainReport} while it is put together. */
final class ReportDraft {
    final String node;
    final DryRun dryRun;
    final Instant startedAt;
    Instant endedAt;
    Outcome outcome = Outcome.FAILED;
    Optional<DrainPlan> plan = Optional.empty();
    List<PodRef> evicted = List.of();
    List<PodRef> deleted = List.of();
    List<PodRef> skipped = List.of();
    List<PodRef> waitedFor = List.of();
    List<PodRef> goneOtherwise = List.of();
    List<RemainingPod> remaining = List.of();
    List<PodRef> unknownOutcome = List.of();
    List<Reason> reasons = List.of();
    List<Reason> notes = List.of();
    List<Document> unmanagedManifests = List.of();
    List<ReplacementState> replacements = List.of();
    NodeCordon cordon = NodeCordon.UNTOUCHED;
    int requests;

    @Nullable
    Throwable cause;

    ReportDraft(String node, DryRun dryRun, Instant startedAt) {
        this.node = node;
        this.dryRun = dryRun;
        this.startedAt = startedAt;
        this.endedAt = startedAt;
    }

    /** Returns a copy that nobody changes any more. */
    ReportDraft sealed() {
        ReportDraft copy = new ReportDraft(node, dryRun, startedAt);
        copy.endedAt = endedAt;
        copy.outcome = outcome;
        copy.plan = plan;
        copy.evicted = List.copyOf(evicted);
        copy.deleted = List.copyOf(deleted);
        copy.skipped = List.copyOf(skipped);
        copy.waitedFor = List.copyOf(waitedFor);
        copy.goneOtherwise = List.copyOf(goneOtherwise);
        copy.remaining = List.copyOf(remaining);
        copy.unknownOutcome = List.copyOf(unknownOutcome);
        copy.reasons = List.copyOf(reasons);
        copy.notes = List.copyOf(notes);
        copy.unmanagedManifests = List.copyOf(unmanagedManifests);
        copy.replacements = List.copyOf(replacements);
        copy.cordon = cordon;
        copy.requests = requests;
        copy.cause = cause;
        return copy;
    }
}
