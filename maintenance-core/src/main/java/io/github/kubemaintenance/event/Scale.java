package io.github.kubemaintenance.event;

import java.time.Duration;
import java.time.Instant;

/**
 * What the width of a chart stands for.
 *
 * @param from time of its left edge
 * @param millis how much time it shows, at least 1
 */
record Scale(Instant from, long millis) {
    private static final int TICKS = 8;
    private static final long DAY = 86_400;
    private static final long[] STEPS = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, DAY
    };

    static Scale of(Instant from, Instant to) {
        return new Scale(from, Math.max(1, Duration.between(from, to).toMillis()));
    }

    /** A share of the width in per cent, with three decimals. */
    String percent(long part) {
        long thousandths = Math.round(part * 100_000.0 / millis);
        return thousandths / 1000 + "."
                + Long.toString(1000 + thousandths % 1000).substring(1);
    }

    /** Where a time is, in per cent from the left. */
    String place(Instant at) {
        return percent(Duration.between(from, at).toMillis());
    }

    /** From one mark to the next: a round time, and some eight marks at most. */
    Duration tick() {
        for (long seconds : STEPS) {
            if (seconds * 1000 * TICKS >= millis) {
                return Duration.ofSeconds(seconds);
            }
        }
        return Duration.ofDays(millis / 1000 / TICKS / DAY + 1);
    }
}
