package io.github.kubemaintenance.event;

import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.time.Instant;

/**
 * Something that happened to a pod in an operation.
 *
 * @param at when
 * @param node the node that the operation is on
 * @param pod which pod
 * @param kind what happened
 * @param reason why, for programs and people
 */
public record PodEvent(Instant at, String node, PodRef pod, Kind kind, Reason reason) implements MaintenanceEvent {
    /** What happened. More may come. */
    public enum Kind {
        /** The pod stays: it is not ours to move. */
        SKIPPED,
        /** Its turn has come; once a pod. */
        STARTED,
        /** It can't go now; once for each change of what blocks it. */
        BLOCKED,
        /** The server has accepted its eviction. */
        EVICTED,
        /** The server has accepted its deletion. */
        DELETED,
        /** It was terminating already and is only waited for. */
        WAITING,
        /** It is still there although its time to stop is over: finalizers, or a node that doesn't answer. */
        STUCK,
        /** It is gone; the last event of a pod that had to go. */
        GONE,
        /** It could not be moved; the last event of such a pod. */
        FAILED,
        /** Its owner has its replicas Ready again. */
        REPLACED,
        /** Its replacement doesn't get Ready; once for each change of where it is stuck. */
        REPLACEMENT_STUCK
    }

    @Override
    public String text() {
        return "pod " + pod + " "
                + kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                + (reason.text().isEmpty() ? "" : ": " + reason.text());
    }

    /** Returns time, node and text on one line. */
    @Override
    public String toString() {
        return at + " " + node + ": " + text();
    }
}
