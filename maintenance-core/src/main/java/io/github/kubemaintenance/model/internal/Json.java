package io.github.kubemaintenance.model.internal;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import java.util.List;
import java.util.Map;

/** JSON by RFC 8259, strict, with a bound on depth so that no text can exhaust the stack. */
public final class Json implements DocumentFormat {
    /** On one line. */
    public static final Json COMPACT = new Json(false);
    /** With two spaces a level. */
    public static final Json PRETTY = new Json(true);

    private final boolean pretty;

    private Json(boolean pretty) {
        this.pretty = pretty;
    }

    @Override
    public String name() {
        return "json";
    }

    @Override
    public Document read(String text) {
        Object value = new JsonReader(text).readAll();
        if (value instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // the reader makes text keys only
            Map<String, Object> tree = (Map<String, Object>) map;
            return Document.of(tree);
        }
        throw new DocumentFormatException("expected a JSON object at the top, found "
                + (value == null ? "null" : value instanceof List<?> ? "an array" : "a scalar"));
    }

    @Override
    public String write(Document document) {
        StringBuilder out = new StringBuilder();
        new JsonWriter(out, pretty).write(document.asMap());
        return out.toString();
    }
}
