package io.github.kubemaintenance.node;

import java.time.Duration;

/**
 * When something happens, as far as it can be known beforehand: somewhere between two times, both counted from the outage.
 *
 * @param earliest not before this
 * @param latest not after this
 */
public record TimeRange(Duration earliest, Duration latest) {
    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if it ends before it begins
     */
    public TimeRange {
        if (latest.compareTo(earliest) < 0) {
            throw new IllegalArgumentException("a range can't end before it begins: " + earliest + " to " + latest);
        }
    }

    /**
     * Returns the range of one time only.
     *
     * @param time the time
     * @return from and to it
     */
    public static TimeRange at(Duration time) {
        return new TimeRange(time, time);
    }

    /**
     * Tells whether a time is in this range.
     *
     * @param time a time since the outage
     * @return true from the earliest to the latest, both included
     */
    public boolean contains(Duration time) {
        return time.compareTo(earliest) >= 0 && time.compareTo(latest) <= 0;
    }

    /**
     * Moves both ends.
     *
     * @param time how much later
     * @return the later range
     */
    public TimeRange plus(Duration time) {
        return new TimeRange(earliest.plus(time), latest.plus(time));
    }

    /**
     * Returns a range none of whose ends is later than a time.
     *
     * @param time the time
     * @return this range, cut
     */
    TimeRange atMost(Duration time) {
        return new TimeRange(
                earliest.compareTo(time) < 0 ? earliest : time, latest.compareTo(time) < 0 ? latest : time);
    }

    /** Writes a duration as people do: {@code 45s}, {@code 5m40s}, {@code 2h}. */
    static String text(Duration time) {
        Duration rounded = time.plusMillis(500);
        long hours = rounded.toHours();
        int minutes = rounded.toMinutesPart();
        int seconds = rounded.toSecondsPart();
        String text = (hours > 0 ? hours + "h" : "")
                + (minutes > 0 ? minutes + "m" : "")
                + (seconds > 0 ? seconds + "s" : "");
        return text.isEmpty() ? "0s" : text;
    }

    /** Returns for example {@code 40s to 50s}, or one time where both are the same. */
    @Override
    public String toString() {
        return earliest.equals(latest) ? text(earliest) : text(earliest) + " to " + text(latest);
    }
}
