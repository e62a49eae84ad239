package io.github.kubemaintenance.model.internal;

import java.time.Duration;
import java.time.Instant;

/** Points in time that callers and servers name by a duration, however long: for ever is a duration too. */
public final class Later {
    private Later() {}

    /** Returns the instant so much later, or the last one that there is. */
    public static Instant after(Instant from, Duration time) {
        return time.compareTo(Duration.between(from, Instant.MAX)) < 0 ? from.plus(time) : Instant.MAX;
    }
}
