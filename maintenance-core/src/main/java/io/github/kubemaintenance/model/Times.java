package io.github.kubemaintenance.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How Kubernetes writes a point in time. */
final class Times {
    private Times() {}

    /** metav1.Time: RFC 3339 in UTC, whole seconds. */
    static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
