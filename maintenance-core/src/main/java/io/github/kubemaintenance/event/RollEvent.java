package io.github.kubemaintenance.event;

import java.time.Instant;

/**
 * Something about an operation over many nodes as a whole.
 *
 * @param at when
 * @param node the node that it is about, empty for none
 * @param kind what happened
 * @param text what happened, for people
 */
public record RollEvent(Instant at, String node, Kind kind, String text) implements MaintenanceEvent {
    /** What happened. More may come. */
    public enum Kind {
        /** What is to be done is known. */
        BEGUN,
        /** An earlier run is gone on with. */
        RESUMED,
        /** A node's turn has come. */
        NODE_BEGUN,
        /** A node is done, or has failed; the text says which, and how many are left. */
        NODE_ENDED,
        /** The canaries are well; the rest follows. */
        CANARY_PASSED,
        /** Nodes were added, or are removed. */
        SURGE,
        /** No further node is begun, and why. */
        STOPPING,
        /** Nothing may be written at present: the lock could not be renewed in time. */
        HELD_BACK,
        /** Something that the report notes too: what can't be seen, for example. */
        NOTE,
        /** It has ended. */
        ENDED
    }

    /** Returns time, node and text on one line. */
    @Override
    public String toString() {
        return at + " " + (node.isEmpty() ? "" : node + ": ") + text;
    }
}
