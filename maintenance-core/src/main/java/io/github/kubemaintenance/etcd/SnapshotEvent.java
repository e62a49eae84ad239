package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.event.MaintenanceEvent;
import java.time.Instant;

/**
 * Something that the saving of a snapshot did or noticed.
 *
 * @param at when, on the backend's time
 * @param step what
 * @param endpoint from where; empty before a member is chosen
 * @param received bytes of data so far
 * @param total bytes of data that were announced; 0 before they are
 * @param text what happened, for people
 */
public record SnapshotEvent(Instant at, Step step, String endpoint, long received, long total, String text)
        implements MaintenanceEvent {
    /** The steps. More may come. */
    public enum Step {
        /** Something to know before it is relied on; the saving goes on. */
        WARNING,
        /** It is decided from which member to save. */
        MEMBER_CHOSEN,
        /** More data has arrived: at the first message, then about once for each hundredth. */
        PROGRESS,
        /** The SHA-256 is that of the server, and the database is sound. */
        VERIFIED,
        /** The file has its name. */
        SAVED
    }

    /** Returns no node: it is about an etcd member. */
    @Override
    public String node() {
        return "";
    }

    /** Returns time, endpoint and text on one line. */
    @Override
    public String toString() {
        return at + " " + (endpoint.isEmpty() ? "" : endpoint + ": ") + text;
    }
}
