package io.github.kubemaintenance.event;

import java.time.Instant;

/**
 * Something that an operation did or noticed. Immutable; {@code toString} is one line for people. New kinds of events
 * come with new versions: switch over types with a default branch.
 */
public interface MaintenanceEvent {
    /** {@return when it happened, on the backend's time} */
    Instant at();

    /**
     * Returns the node that it is about.
     *
     * @return its name, empty if it is about none
     */
    String node();

    /**
     * Returns what happened, for people.
     *
     * @return one sentence without time and node
     */
    String text();
}
