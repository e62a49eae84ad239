package io.github.kubemaintenance.node;

import java.time.Duration;
import java.util.Locale;

/** Lengths of time as people write them. */
final class Spans {
    private static final long MINUTE = 60;

    private Spans() {}

    static String text(Duration span) {
        long seconds = span.toSeconds();
        if (seconds < MINUTE) {
            return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0);
        } else if (seconds < MINUTE * MINUTE) {
            return span.toMinutes() + " min" + (span.toSecondsPart() > 0 ? " " + span.toSecondsPart() + " s" : "");
        }
        return span.toHours() + " h" + (span.toMinutesPart() > 0 ? " " + span.toMinutesPart() + " min" : "");
    }
}
