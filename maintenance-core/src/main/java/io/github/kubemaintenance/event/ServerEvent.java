package io.github.kubemaintenance.event;

import java.time.Instant;

/**
 * Something about the server that an operation runs on.
 *
 * @param at when
 * @param node the node that the operation is on, empty for none
 * @param kind what happened
 * @param text what was said
 */
public record ServerEvent(Instant at, String node, Kind kind, String text) implements MaintenanceEvent {
    /** What happened. More may come. */
    public enum Kind {
        /** It doesn't answer, or not well: the operation pauses. */
        AWAY,
        /** It answers again. */
        BACK,
        /** It asks for patience. */
        THROTTLED,
        /** A watch has ended and is being opened anew. */
        WATCH_LOST,
        /** Something can't be read; the text says what is not known without it. */
        UNREADABLE
    }

    /** Returns time, node and text on one line. */
    @Override
    public String toString() {
        return at + " " + (node.isEmpty() ? "" : node + ": ") + text;
    }
}
