package io.github.kubemaintenance.fabric8;

import java.net.ConnectException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Says what was thrown in one line: the messages of the whole chain, each once. */
final class Causes {
    private Causes() {}

    static String text(Throwable error) {
        Set<String> parts = new LinkedHashSet<>();
        Throwable each = error;
        for (int depth = 0; each != null && depth < 10; depth++) {
            String message = message(each);
            String text = each.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
            if (message.isEmpty() || parts.stream().noneMatch(part -> part.contains(message))) {
                parts.add(text);
            }
            each = each.getCause();
        }
        return String.join(", caused by ", parts);
    }

    /** The JDK's own HTTP client leaves it at the type. */
    private static String message(Throwable error) {
        String said = error.getMessage();
        if (said == null) {
            return error instanceof ConnectException ? "connection refused" : "";
        }
        return said;
    }
}
