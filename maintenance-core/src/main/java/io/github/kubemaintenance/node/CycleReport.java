package io.github.kubemaintenance.node;

import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a cycle did with a node, how it ended and where the node stands now. Immutable; {@code toString} is for people. */
public final class CycleReport {
    private final String node;
    private final Outcome outcome;
    private final CycleStep step;
    private final List<Reason> reasons;
    private final List<Reason> notes;
    private final Optional<DrainReport> drain;
    private final Optional<Node> after;
    private final Instant startedAt;
    private final Instant endedAt;
    private final Duration away;

    @Nullable
    private final Throwable cause;

    CycleReport(
            String node,
            Outcome outcome,
            CycleStep step,
            List<Reason> reasons,
            List<Reason> notes,
            Optional<DrainReport> drain,
            Optional<Node> after,
            Instant startedAt,
            Instant endedAt,
            Duration away,
            @Nullable Throwable cause) {
        this.node = node;
        this.outcome = outcome;
        this.step = step;
        this.reasons = List.copyOf(reasons);
        this.notes = List.copyOf(notes);
        this.drain = drain;
        this.after = after;
        this.startedAt = startedAt;
        this.endedAt = endedAt;
        this.away = away;
        this.cause = cause;
    }

    /** {@return name of the node} */
    public String node() {
        return node;
    }

    /** {@return how the cycle ended; REFUSED only if no pod was touched and the node is as schedulable as before} */
    public Outcome outcome() {
        return outcome;
    }

    /** {@return where the node stands now} */
    public CycleStep step() {
        return step;
    }

    /** {@return why it did not complete; empty if it did} */
    public List<Reason> reasons() {
        return reasons;
    }

    /** {@return what else a person should know, for example that evicted pods stay where they went} */
    public List<Reason> notes() {
        return notes;
    }

    /** {@return the drain's own report; empty where it didn't come to one, or an earlier run had drained the node} */
    public Optional<DrainReport> drain() {
        return drain;
    }

    /** {@return pods whose eviction was accepted; they don't come back by themselves} */
    public List<PodRef> evicted() {
        return drain.map(DrainReport::evicted).orElse(List.of());
    }

    /** {@return the node as it was last seen; empty if there was none} */
    public Optional<Node> after() {
        return after;
    }

    /** {@return when the cycle began, on the backend's time} */
    public Instant startedAt() {
        return startedAt;
    }

    /** {@return how long it took, on the backend's time} */
    public Duration duration() {
        return Duration.between(startedAt, endedAt);
    }

    /** {@return how long it was from the beginning of the action until the node was back; zero if it didn't come to that} */
    public Duration away() {
        return away;
    }

    /**
     * Returns this report if the cycle completed.
     *
     * @return this report
     * @throws CycleException if not; it carries this report
     */
    public CycleReport orThrow() {
        if (outcome == Outcome.COMPLETED) {
            return this;
        }
        throw new CycleException(this, cause);
    }

    /** Returns how it ended, where the node stands, why, and what to do. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("node " + node + ": ");
        if (outcome == Outcome.COMPLETED) {
            text.append("done in ").append(Spans.text(duration()));
            if (!away.isZero()) {
                text.append(", away for ").append(Spans.text(away));
            }
        } else {
            text.append(outcome).append(" after ").append(Spans.text(duration()));
            text.append(". It stands: ").append(step.text());
            reasons.forEach(each -> text.append("\n  because ").append(each.text()));
            if (!step.whatNow().isEmpty()) {
                text.append("\n  to do: ").append(step.whatNow());
            }
        }
        notes.forEach(each -> text.append("\n  note: ").append(each.text()));
        return text.toString();
    }
}
