package io.github.kubemaintenance.model.internal;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes a tree of maps, lists and scalars as JSON. Not thread-safe; one use. */
final class JsonWriter {
    private final StringBuilder out;
    private final boolean pretty;
    private int level;

    JsonWriter(StringBuilder out, boolean pretty) {
        this.out = out;
        this.pretty = pretty;
    }

    void write(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            object(map);
        } else if (value instanceof List<?> list) {
            array(list);
        } else if (value instanceof String text) {
            string(text);
        } else if (value instanceof Double number && (number.isNaN() || number.isInfinite())) {
            throw new IllegalArgumentException("JSON has no " + number);
        } else {
            out.append(value);
        }
    }

    private void object(Map<?, ?> map) {
        out.append('{');
        level++;
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            line();
            string(String.valueOf(entry.getKey()));
            out.append(pretty ? ": " : ":");
            write(entry.getValue());
            if (entries.hasNext()) {
                out.append(',');
            }
        }
        level--;
        if (!map.isEmpty()) {
            line();
        }
        out.append('}');
    }

    private void array(List<?> list) {
        out.append('[');
        level++;
        for (int i = 0; i < list.size(); i++) {
            line();
            write(list.get(i));
            if (i < list.size() - 1) {
                out.append(',');
            }
        }
        level--;
        if (!list.isEmpty()) {
            line();
        }
        out.append(']');
    }

    private void line() {
        if (pretty) {
            out.append('\n').append("  ".repeat(level));
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == '\u2028' || c == '\u2029') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
