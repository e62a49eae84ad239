package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.backup.RestoredObject.Result;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.util.List;

/** What became of a restore, object by object. Immutable. A restore that ended early is simply run again. */
public final class RestoreReport {
    private final String source;
    private final Outcome outcome;
    private final List<Reason> reasons;
    private final List<RestoredObject> objects;
    private final List<String> notes;
    private final long requests;
    private final Duration duration;
    private final @Nullable Throwable cause;

    RestoreReport(
            String source,
            Outcome outcome,
            List<Reason> reasons,
            List<RestoredObject> objects,
            List<String> notes,
            long requests,
            Duration duration,
            @Nullable Throwable cause) {
        this.source = source;
        this.outcome = outcome;
        this.reasons = List.copyOf(reasons);
        this.objects = List.copyOf(objects);
        this.notes = List.copyOf(notes);
        this.requests = requests;
        this.duration = duration;
        this.cause = cause;
    }

    /** {@return where the objects came from} */
    public String source() {
        return source;
    }

    /** {@return COMPLETED where no object failed; REFUSED where nothing was written; CANCELLED or FAILED} */
    public Outcome outcome() {
        return outcome;
    }

    /** {@return why it isn't COMPLETED} */
    public List<Reason> reasons() {
        return reasons;
    }

    /** {@return all objects, in the order in which they were written} */
    public List<RestoredObject> objects() {
        return objects;
    }

    /**
     * Returns the objects of which something became.
     *
     * @param result what
     * @return in the order in which they were written
     */
    public List<RestoredObject> objects(Result result) {
        return objects.stream().filter(each -> each.result() == result).toList();
    }

    /** {@return what a person should know: owners that are not there, definitions that were not Established} */
    public List<String> notes() {
        return notes;
    }

    /** {@return how many requests were sent, those of the plan included} */
    public long requests() {
        return requests;
    }

    /** {@return how long it took, on the backend's time} */
    public Duration duration() {
        return duration;
    }

    /**
     * Returns the report of a completed restore.
     *
     * @return this
     * @throws RestoreException if it is not COMPLETED
     */
    public RestoreReport orThrow() {
        if (outcome == Outcome.COMPLETED) {
            return this;
        }
        throw new RestoreException(this, cause);
    }

    /**
     * Returns lines for people: counts, and each object that is not as in the backup; many of a kind that were passed over for
     * one reason share a line.
     */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("Restore of ").append(source).append(": ").append(outcome);
        for (Result result : Result.values()) {
            long count = objects(result).size();
            if (count > 0) {
                text.append(", ").append(count).append(' ').append(result);
            }
        }
        reasons.forEach(each -> text.append("\n  ").append(each.text()));
        Lines lines = new Lines();
        for (RestoredObject each : objects) {
            if (each.result() == Result.SKIPPED) {
                lines.add(each, Result.SKIPPED, each.kind(), each.text());
            } else if (each.result().compareTo(Result.SKIPPED) > 0) {
                lines.add(each);
            }
        }
        lines.appendTo(text);
        notes.forEach(each -> text.append("\n  ").append(each));
        return text.toString();
    }
}
