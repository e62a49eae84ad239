package io.github.kubemaintenance.etcd.internal;

import java.util.Collection;
import java.util.stream.Collectors;

/** Texts as Go's encoding/json writes them, so that files come out byte for byte like etcd's own. */
final class GoJson {
    private GoJson() {}

    static String text(String value) {
        StringBuilder out = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    static String list(Collection<String> values) {
        return values.stream().map(GoJson::text).collect(Collectors.joining(",", "[", "]"));
    }
}
