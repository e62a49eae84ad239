package io.github.kubemaintenance.fabric8;

import java.util.LinkedHashSet;
import java.util.Set;

/** Says what was thrown in one line: the messages of the whole chain, each once. */
final class Causes {
    private Causes() {}

    static String text(Throwable error) {
        Set<String> parts = new LinkedHashSet<>();
        Throwable each = error;
        for (int depth = 0; each != null && depth < 10; depth++) {
            String message = each.getMessage();
            String text = each.getClass().getSimpleName() + (message == null ? "" : ": " + message);
            if (parts.stream().noneMatch(part -> message != null && part.contains(message))) {
                parts.add(text);
            }
            each = each.getCause();
        }
        return String.join(", caused by ", parts);
    }
}
