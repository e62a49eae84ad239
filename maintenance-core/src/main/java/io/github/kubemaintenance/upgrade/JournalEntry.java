package io.github.kubemaintenance.upgrade;

import java.time.Instant;

/**
 * A line of a journal.
 *
 * @param plan fingerprint of the plan
 * @param step id of the step; empty for what is about the run
 * @param kind what happened
 * @param at when, on the backend's time
 * @param text more of it
 */
public record JournalEntry(String plan, String step, Kind kind, Instant at, String text) {
    /** What a line says. */
    public enum Kind {
        /** A run has begun; the text is who it is. */
        RUN,
        /** A step has begun; the text names the nodes of it that were cordoned before. */
        STARTED,
        /** A part of a step that the hosts did is done; the text is its unit. */
        UNIT_DONE,
        /** A step is done. */
        DONE,
        /** A step was passed over; the text says why. */
        SKIPPED,
        /** A step has failed; the text says why. */
        FAILED
    }
}
