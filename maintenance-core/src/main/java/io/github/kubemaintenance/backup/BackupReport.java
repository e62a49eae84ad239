package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of a save. Immutable. */
public final class BackupReport {
    private final Path target;
    private final Outcome outcome;
    private final List<Reason> reasons;
    private final BackupManifest manifest;
    private final Map<String, Long> leftOut;
    private final long requests;
    private final Duration duration;
    private final @Nullable Throwable cause;

    BackupReport(
            Path target,
            Outcome outcome,
            List<Reason> reasons,
            BackupManifest manifest,
            Map<String, Long> leftOut,
            long requests,
            Duration duration,
            @Nullable Throwable cause) {
        this.target = target;
        this.outcome = outcome;
        this.reasons = List.copyOf(reasons);
        this.manifest = manifest;
        this.leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
        this.requests = requests;
        this.duration = duration;
        this.cause = cause;
    }

    /** {@return where the backup is, if the outcome is COMPLETED} */
    public Path target() {
        return target;
    }

    /** {@return COMPLETED where there is a backup, be it partial; REFUSED, CANCELLED or FAILED where there is none} */
    public Outcome outcome() {
        return outcome;
    }

    /** {@return why there is no backup; empty if there is one} */
    public List<Reason> reasons() {
        return reasons;
    }

    /** {@return whether something that was asked for is missing; {@link #findings()} say what} */
    public boolean isPartial() {
        return manifest.partial();
    }

    /** {@return how many objects were saved} */
    public long objects() {
        return manifest.objects();
    }

    /** {@return the kinds that were listed, those without an object too, in the order of their names} */
    public List<SavedKind> kinds() {
        return manifest.kinds();
    }

    /** {@return what a person should know} */
    public List<BackupFinding> findings() {
        return manifest.findings();
    }

    /** {@return how many objects were read and left out, by the code of the reason} */
    public Map<String, Long> leftOut() {
        return leftOut;
    }

    /** {@return what the backup says of itself} */
    public BackupManifest manifest() {
        return manifest;
    }

    /** {@return how many requests were sent; discovery counts as one, whatever it costs a backend} */
    public long requests() {
        return requests;
    }

    /** {@return how long it took, on the backend's time} */
    public Duration duration() {
        return duration;
    }

    /**
     * Returns the report of a backup that is there.
     *
     * @return this
     * @throws BackupException if there is none
     */
    public BackupReport orThrow() {
        if (outcome == Outcome.COMPLETED) {
            return this;
        }
        throw new BackupException(this, cause);
    }

    /** Returns a few lines for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (outcome == Outcome.COMPLETED) {
            text.append(isPartial() ? "PARTIAL backup" : "Backup").append(" of ");
            text.append(objects()).append(" objects of ");
            text.append(kinds().stream().filter(kind -> kind.objects() > 0).count());
            text.append(" kinds in ")
                    .append(target)
                    .append(", ")
                    .append(requests)
                    .append(" requests");
        } else {
            text.append("No backup: ").append(outcome);
            reasons.forEach(reason -> text.append("\n  ").append(reason.text()));
        }
        findings().forEach(finding -> text.append("\n  ").append(finding));
        leftOut.forEach((code, count) ->
                text.append("\n  left out: ").append(count).append(' ').append(code));
        return text.toString();
    }
}
