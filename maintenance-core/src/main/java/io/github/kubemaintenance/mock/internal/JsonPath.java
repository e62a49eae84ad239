package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The simple JSON paths that columns of custom resources have: fields, indexes, and items picked by the text of a field
 * ({@code .status.conditions[?(@.type=="Ready")].status}).
 */
final class JsonPath {
    private static final Pattern STEP = Pattern.compile("\\.?([^.\\[\\]]+)"
            + "|\\[(\\d+)\\]|\\['([^']+)'\\]|\\[\\?\\(@\\.([^=!<> ]+)\\s*==\\s*[\"']([^\"']*)[\"']\\)\\]");

    private JsonPath() {}

    /** The first thing that a path leads to. */
    static Optional<Object> first(Document document, String path) {
        @Nullable Object here = document.asMap();
        Matcher steps = STEP.matcher(path);
        int end = 0;
        while (steps.find() && here != null) {
            if (steps.start() != end) {
                return Optional.empty(); // something between the steps that isn't known
            }
            end = steps.end();
            here = step(here, steps);
        }
        return end == path.length() ? Optional.ofNullable(here) : Optional.empty();
    }

    private static @Nullable Object step(Object here, Matcher step) {
        @Nullable String field = step.group(1) != null ? step.group(1).replace("\\", "") : step.group(3);
        if (field != null) {
            return here instanceof Map<?, ?> map ? map.get(field) : null;
        }
        if (!(here instanceof List<?> list)) {
            return null;
        }
        if (step.group(2) != null) {
            int at = Integer.parseInt(step.group(2));
            return at < list.size() ? list.get(at) : null;
        }
        for (Object item : list) {
            if (item instanceof Map<?, ?> map && step.group(5).equals(String.valueOf(map.get(step.group(4))))) {
                return item;
            }
        }
        return null;
    }
}
