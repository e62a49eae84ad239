package io.github.kubemaintenance.event;

import java.time.Instant;

/**
 * A step of an operation on a node.
 *
 * @param at when
 * @param node which node
 * @param step which step
 * @param text what happened, for people
 */
public record NodeEvent(Instant at, String node, Step step, String text) implements MaintenanceEvent {
    /** The steps. More may come. */
    public enum Step {
        /** What is to be done is known. */
        PLANNED,
        /** It was refused; nothing was changed, or what was changed is undone. */
        REFUSED,
        /** The node is cordoned by us. */
        CORDONED,
        /** The node was cordoned before. */
        ALREADY_CORDONED,
        /** The node takes pods again. */
        UNCORDONED,
        /** Every pod that had to go is gone. */
        DRAINED,
        /** Waiting for the replacements of what was evicted. */
        AWAITING_REPLACEMENTS,
        /** The caller's action on the node has begun. */
        ACTING,
        /** The caller's action has returned. */
        ACTED,
        /** The node is back, Ready, and with it what always runs there. */
        RETURNED,
        /** The caller's checks of the node have passed. */
        CHECKED,
        /** It is put back for later, and takes pods again until then. */
        PUT_BACK,
        /** The operation has ended otherwise. */
        ENDED
    }

    /** Returns time, node and text on one line. */
    @Override
    public String toString() {
        return at + " " + node + ": " + text;
    }
}
