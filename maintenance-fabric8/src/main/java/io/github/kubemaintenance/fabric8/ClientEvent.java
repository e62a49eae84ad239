package io.github.kubemaintenance.fabric8;

/**
 * Something that happened between an operation and the server: what a limiter, a retry or a circuit breaker decided. The
 * operation's own listeners hear what came of it (that the server is away, that it is back).
 *
 * @param kind what happened
 * @param text one sentence for people
 */
public record ClientEvent(Kind kind, String text) {
    /** What happened. More may come. */
    public enum Kind {
        /** The rate limiter lets requests wait; told once until one needn't. */
        HELD_BACK,
        /** A read for a plan or a copy had no answer and is asked again. */
        REPEATED,
        /** The circuit has opened: requests are answered as those to a server that is away, without being sent. */
        CIRCUIT_OPEN,
        /** A few requests are let through to see whether the server is back. */
        CIRCUIT_TRIES,
        /** Requests are sent again. */
        CIRCUIT_CLOSED
    }

    /** Returns the text. */
    @Override
    public String toString() {
        return text;
    }
}
