package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.event.ServerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * How a drain bears a server that is away or asks for patience. What failed is tried again after 1 s, 2 s, ... 30 s, and
 * not before the server said. When nothing but failures has come three times in a row the server counts as away: then
 * one request at a time asks whether it is back, and everything else pauses.
 */
final class Patience {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int AWAY_AFTER = 3;

    private final Desk desk;
    private int failures;
    private Instant askAgain = Instant.MIN;
    private Instant throttledUntil = Instant.MIN;

    Patience(Desk desk) {
        this.desk = desk;
    }

    /** Returns how long to wait before something is tried again that has failed a number of times. */
    static Duration backOff(int attempts, Optional<Duration> retryAfter) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(Math.max(attempts - 1, 0), 5));
        wait = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        Duration asked = retryAfter.orElse(Duration.ZERO);
        return asked.compareTo(wait) > 0 ? asked : wait;
    }

    /** Tells whether nothing may be sent now; asks for a look when that ends by itself. */
    boolean holds(BooleanSupplier somethingInFlight) {
        if (desk.now().isBefore(throttledUntil)) {
            desk.lookAgain(throttledUntil);
            return true;
        }
        if (!isAway()) {
            return false;
        }
        if (desk.now().isBefore(askAgain)) {
            desk.lookAgain(askAgain);
            return true;
        }
        return somethingInFlight.getAsBoolean();
    }

    boolean isAway() {
        return failures >= AWAY_AFTER;
    }

    /** No answer came, or one that says that the server isn't well. */
    void unwell(String message, Optional<Duration> retryAfter) {
        failures++;
        if (failures == AWAY_AFTER) {
            desk.tell(ServerEvent.Kind.AWAY, "the server doesn't answer as it should, pausing: " + message);
        }
        askAgain = desk.in(backOff(failures - AWAY_AFTER + 1, retryAfter));
    }

    /** An answer came. */
    void well() {
        if (isAway()) {
            desk.tell(ServerEvent.Kind.BACK, "the server answers again");
        }
        failures = 0;
    }

    /** The server asks for patience, of everybody. */
    void throttled(String message, Duration wait) {
        Instant until = desk.in(wait);
        if (!desk.now().isBefore(throttledUntil)) {
            desk.tell(
                    ServerEvent.Kind.THROTTLED,
                    "the server asks to wait " + (wait.toSeconds() + wait.toMillisPart() / 1000.0) + " s: " + message);
        }
        throttledUntil = until.isAfter(throttledUntil) ? until : throttledUntil;
    }
}
