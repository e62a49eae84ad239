package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Instant;

/** The world that {@link Turns} moves. All of it is called under the lock. */
interface Stage {
    Instant now();

    void setNow(Instant time);

    /** When the next thing is due, null if nothing is. */
    @Nullable
    Instant next();

    /** Does everything that is due now. */
    void runDue();

    /** Says who waits for what. */
    String describe(Participant participant);
}
