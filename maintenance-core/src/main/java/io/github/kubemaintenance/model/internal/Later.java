package io.github.kubemaintenance.model.internal;

import java.time.Duration;
import java.time.Instant;

/** Points in time that callers and servers name by a duration, however long: for ever is a duration too. */
public final class Later {
    private Later() {}

    /** Returns the instant so much later, or the last one that there is. */
    public static Instant after(Instant from, Duration time) {
        // in seconds: the nanoseconds up to there overflow, and to find that out costs an exception each time
        return time.toSeconds() < Instant.MAX.getEpochSecond() - from.getEpochSecond() ? from.plus(time) : Instant.MAX;
    }
}
