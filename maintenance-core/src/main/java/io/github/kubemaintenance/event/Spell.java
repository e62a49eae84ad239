package io.github.kubemaintenance.event;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of time in which one thing was so.
 *
 * @param kind what
 * @param from since when
 * @param to until when; not before {@code from}
 * @param text why, for people; may be empty
 */
record Spell(Kind kind, Instant from, Instant to, String text) {
    /** What was so. */
    enum Kind {
        /** A node: its pods are moved away. */
        DRAINING("draining"),
        /** A node: it is empty, and the replacements of its pods are awaited. */
        REPLACEMENTS("awaiting replacements"),
        /** A node: the caller's action. */
        ACTION("action"),
        /** A node: it is away, and awaited. */
        COMEBACK("coming back"),
        /** A node: the caller's checks. */
        CHECKS("checks"),
        /** A pod: its eviction is asked for. */
        ASKED("asked to go"),
        /** A pod: it can't go now. */
        BLOCKED("blocked"),
        /** A pod: it stops. */
        STOPPING("stopping"),
        /** A pod: it should have stopped by now. */
        STUCK("stuck"),
        /** A pod: it is gone, and its owner has not all its pods Ready yet. */
        REPLACING("being replaced"),
        /** A pod: it was made as a replacement and doesn't get Ready. */
        STARTING("starting"),
        /** The server doesn't answer. */
        AWAY("server away");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        boolean ofNode() {
            return compareTo(CHECKS) <= 0;
        }

        String words() {
            return words;
        }

        String css() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    Duration length() {
        return Duration.between(from, to);
    }

    /** Writes a duration as people do: {@code 0.4 s}, {@code 25 s}, {@code 5 min 40 s}, {@code 2 h 5 min}. */
    static String words(Duration time) {
        if (time.compareTo(Duration.ofSeconds(10)) < 0 && time.toMillisPart() != 0) {
            return Math.round(time.toMillis() / 100.0) / 10.0 + " s";
        }
        long seconds = time.plusMillis(500).toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        } else if (seconds < 3600) {
            return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
        }
        return seconds / 3600 + " h" + (seconds / 60 % 60 == 0 ? "" : " " + seconds / 60 % 60 + " min");
    }
}
