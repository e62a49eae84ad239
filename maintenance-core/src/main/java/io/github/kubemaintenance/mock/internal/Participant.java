package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Instant;
import java.util.concurrent.locks.Condition;

/** A thread that takes part in virtual time. All fields belong to {@link Turns}' lock. */
final class Participant {
    /** Where it stands. */
    enum State {
        /** It waits for the turn. */
        READY,
        /** It has the turn. */
        RUNNING,
        /** It waits for a signal or a time. */
        WAITING,
        /** It runs without the turn and keeps the clock still: a caller's action, or a task between two sessions. */
        DETACHED,
        /** It takes no part any more. */
        GONE
    }

    final String name;
    final boolean foreground;
    final Condition news;
    State state;
    int sessions;

    @Nullable
    Thread thread;
    /** When it wants to go on at the latest, while it waits. */
    @Nullable
    Instant deadline;
    /** What it waits in, while it waits: a session, or this for {@code advance}. */
    @Nullable
    Object waitsIn;

    Participant(String name, boolean foreground, State state, Condition news) {
        this.name = name;
        this.foreground = foreground;
        this.state = state;
        this.news = news;
    }

    /** Whether it lets time pass, and comes only after everything that happens until then. */
    boolean advances() {
        return waitsIn == this;
    }
}
