package io.github.kubemaintenance.examples;

import java.time.Duration;

/** Durations for people. */
final class Times {
    private Times() {}

    /** Returns minutes and seconds as a clock shows them, for example {@code 01:24}. */
    static String clock(Duration time) {
        long seconds = time.toSeconds();
        String text = String.format("%02d:%02d", seconds / 60 % 60, seconds % 60);
        return seconds < 3600 ? text : seconds / 3600 + ":" + text;
    }

    /** Returns a phrase, for example {@code 1 min 24 s}. */
    static String words(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            return time.toMillis() + " ms";
        } else if (time.toSeconds() < 60) {
            return time.toSeconds() + " s";
        } else if (time.toHours() < 1) {
            return time.toMinutes() + " min" + (time.toSecondsPart() == 0 ? "" : " " + time.toSecondsPart() + " s");
        }
        return time.toHours() + " h" + (time.toMinutesPart() == 0 ? "" : " " + time.toMinutesPart() + " min");
    }
}
