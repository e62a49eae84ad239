package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.model.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Hides what differs from run to run: uids, times and revisions, wherever they stand, and which build of a server on
 * which address it was; nothing else.
 */
final class Mask {
    private static final Pattern UID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final Pattern REVISION = Pattern.compile(
            "(ResourceVersion in (?:the precondition|record) )\\(?\\d+\\)?|(precondition )\\(\\d+\\)|(record )\\(\\d+\\)|(resource version: \\d+) \\(\\d+\\)|(current: )\\d+");

    private static final Set<String> OF_THE_BUILD =
            Set.of("gitVersion", "gitCommit", "gitTreeState", "goVersion", "compiler", "platform", "serverAddress");

    private Mask() {}

    static Document of(Document document) {
        return Document.of(map(document.asMap()));
    }

    static String of(String text) {
        String masked = UID.matcher(text).replaceAll("UID");
        masked = TIME.matcher(masked).replaceAll("TIME");
        return REVISION.matcher(masked).replaceAll("REVISION");
    }

    private static Map<String, Object> map(Map<?, ?> map) {
        Map<String, Object> masked = new TreeMap<>();
        map.forEach((key, value) -> masked.put(
                of((String) key),
                key.equals("resourceVersion") && value instanceof String
                        ? "REVISION"
                        : OF_THE_BUILD.contains(key) && value instanceof String ? "BUILD" : value(value)));
        return masked;
    }

    private static Object value(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map(map);
        } else if (value instanceof List<?> list) {
            List<Object> masked = new ArrayList<>();
            list.forEach(item -> masked.add(value(item)));
            return masked;
        }
        return value instanceof String text ? of(text) : value;
    }
}
