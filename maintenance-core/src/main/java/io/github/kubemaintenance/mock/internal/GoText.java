package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Values as Go prints them in Kubernetes' messages. */
final class GoText {
    private GoText() {}

    /** In quotes, as {@code %q}. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** A map as {@code %+v}: keys in order, no quotes. */
    static String map(Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put((String) key, plain(value)));
        StringBuilder out = new StringBuilder("map[");
        sorted.forEach((key, value) ->
                out.append(out.length() > 4 ? " " : "").append(key).append(':').append(value));
        return out.append(']').toString();
    }

    private static String plain(@Nullable Object value) {
        if (value == null) {
            return "<nil>";
        } else if (value instanceof Map<?, ?> map) {
            return map(map);
        } else if (value instanceof List<?> list) {
            return "[" + String.join(" ", list.stream().map(GoText::plain).toList()) + "]";
        }
        return value.toString();
    }

    /** A value as JSON, keys in order: how field errors show objects, lists and numbers since 1.32. */
    static String json(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, each) -> sorted.put((String) key, json(each)));
            StringBuilder out = new StringBuilder("{");
            sorted.forEach((key, each) -> out.append(out.length() > 1 ? "," : "")
                    .append(quoted(key))
                    .append(':')
                    .append(each));
            return out.append('}').toString();
        } else if (value instanceof List<?> list) {
            return "[" + String.join(",", list.stream().map(GoText::json).toList()) + "]";
        } else if (value instanceof Document document) {
            return json(document.asMap());
        }
        return value instanceof String text ? quoted(text) : String.valueOf(value);
    }
}
