package io.github.kubemaintenance.model;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** How Kubernetes writes a point in time. */
final class Times {
    private Times() {}

    /**
     * Reads the time at a path.
     *
     * @throws IllegalArgumentException for a text that is no time
     */
    static Optional<Instant> read(Document document, String... path) {
        return document.text(path).map(text -> parse(text, String.join(".", path)));
    }

    /** Reads RFC 3339; the name is for the message of the IllegalArgumentException. */
    static Instant parse(String text, String name) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    name + ": not a time: '" + text + "' (expected for example 2030-01-31T12:00:00Z)", e);
        }
    }

    /** metav1.Time: RFC 3339 in UTC, whole seconds. */
    static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
