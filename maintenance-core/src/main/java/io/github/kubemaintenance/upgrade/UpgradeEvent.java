package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.event.MaintenanceEvent;
import java.time.Instant;

/**
 * Progress of an upgrade.
 *
 * @param at when
 * @param node the node that it is about, empty if it is about none
 * @param step id of the step, empty if it is about the run
 * @param kind what happened
 * @param done how many steps are done
 * @param left how many are left
 * @param text what happened, for people
 */
public record UpgradeEvent(Instant at, String node, String step, Kind kind, int done, int left, String text)
        implements MaintenanceEvent {
    /** What happened. More may come. */
    public enum Kind {
        /** A dry run: the step would be done. */
        PLANNED,
        /** A step was done by an earlier run, or its node is gone. */
        SKIPPED,
        /** A step begins. */
        STARTED,
        /** The run waits for a gate. */
        WAITING,
        /** Something that only a person can see should hold now. */
        MANUAL,
        /** The caller's hands do something. */
        HOST,
        /** A step is done. */
        DONE,
        /** A step has failed. */
        FAILED,
        /** The run has ended. */
        ENDED
    }

    /** Returns time, progress, step and text on one line. */
    @Override
    public String toString() {
        return at + " [" + done + "/" + (done + left) + "] " + (step.isEmpty() ? "" : step + ": ") + text;
    }
}
