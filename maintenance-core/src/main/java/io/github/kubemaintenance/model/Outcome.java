package io.github.kubemaintenance.model;

/** How an operation ended. */
public enum Outcome {
    /** Everything that was asked for is done. */
    COMPLETED,
    /** It was not begun: no pod was touched and the node is as schedulable as before. */
    REFUSED,
    /** Its time was over before it was done. */
    TIMED_OUT,
    /** The caller cancelled it, or its thread was interrupted. */
    CANCELLED,
    /** It could not be carried through. */
    FAILED
}
