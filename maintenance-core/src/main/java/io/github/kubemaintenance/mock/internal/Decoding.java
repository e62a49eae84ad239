package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decodes a tree into one of Kubernetes' own types as kube-apiserver does: unknown fields are left out and named, a
 * value of the wrong type is refused in the words of Go's decoder. What is no type of Kubernetes' own stays as it is.
 */
final class Decoding {
    private static final Pattern QUANTITY = Pattern.compile("([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)");
    private static final String QUANTITY_FORM =
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    /** What is decoded, and what was strange about it. */
    record Decoded(Document document, List<String> unknown) {}

    /** A value that can't be what it should: the message of Go's decoder. */
    static final class WrongType extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String why;

        WrongType(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    private final List<String> unknown = new ArrayList<>();

    private Decoding() {}

    /** Decodes; throws {@link WrongType}. */
    static Decoded decode(String apiVersion, String kind, Document body) {
        Optional<FieldTypes.Type> type = FieldTypes.of(apiVersion, kind);
        if (type.isEmpty()) {
            return new Decoded(body, List.of());
        }
        Decoding decoding = new Decoding();
        Map<String, Object> fields = decoding.struct(type.get(), body.asMap(), "", "");
        Document decoded = decoding.unknown.isEmpty() ? body : Document.of(fields);
        return new Decoded(decoded, List.copyOf(decoding.unknown));
    }

    private Map<String, Object> struct(FieldTypes.Type type, Map<?, ?> map, String path, String strictPath) {
        Map<String, Object> kept = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = (String) key;
            String strict = strictPath.isEmpty() ? name : strictPath + "." + name;
            @Nullable String known = type.fields().get(name);
            // The table of fields leaves these out everywhere, and references have them too.
            if (known == null && (name.equals("kind") || name.equals("apiVersion"))) {
                known = "s";
            }
            if (known == null) {
                if (type.fields().isEmpty()) {
                    kept.put(name, value);
                } else {
                    unknown.add("unknown field \"" + strict + "\"");
                }
            } else if (value == null) {
                kept.put(name, value);
            } else {
                String full = path.isEmpty() ? name : path + "." + name;
                kept.put(name, value(type, known, value, full, strict));
            }
        });
        return kept;
    }

    private Object value(FieldTypes.Type owner, String type, Object value, String path, String strict) {
        return switch (type.charAt(0)) {
            case '[' -> list(owner, type, value, path, strict);
            case '{' -> map(owner, type, value, path, strict);
            default ->
                type.length() == 1
                        ? scalar(owner, type.charAt(0), value, path)
                        : typed(owner, type, value, path, strict);
        };
    }

    private List<Object> list(FieldTypes.Type owner, String type, Object value, String path, String strict) {
        if (!(value instanceof List<?> list)) {
            throw wrong(value, owner, path, inGo(type));
        }
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            items.add(item == null ? Map.of() : value(owner, type.substring(1), item, path, strict + "[" + i + "]"));
        }
        return items;
    }

    private Map<String, Object> map(FieldTypes.Type owner, String type, Object value, String path, String strict) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(value, owner, path, inGo(type));
        }
        Map<String, Object> entries = new LinkedHashMap<>();
        map.forEach((key, each) -> entries.put(
                (String) key, each == null ? "" : value(owner, type.substring(1), each, path, strict + "." + key)));
        return entries;
    }

    private Object typed(FieldTypes.Type owner, String type, Object value, String path, String strict) {
        FieldTypes.Type below = FieldTypes.named(type);
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(value, owner, path, "v1." + below.inGo());
        }
        return struct(below, map, path, strict);
    }

    private static Object scalar(FieldTypes.Type owner, char type, Object value, String path) {
        boolean fits =
                switch (type) {
                    case 's', 't' -> value instanceof String;
                    case 'b' -> value instanceof Boolean;
                    case 'i', 'l' -> value instanceof Long || value instanceof Integer;
                    case 'd' -> value instanceof Number;
                    case 'q' -> quantity(value);
                    case 'o' -> value instanceof String || value instanceof Number;
                    default -> true;
                };
        if (!fits) {
            throw wrong(value, owner, path, inGo(String.valueOf(type)));
        } else if (type == 'i' && (((Number) value).longValue() != ((Number) value).intValue())) {
            throw new WrongType("json: cannot unmarshal number " + value + " into Go struct field " + owner.inGo() + "."
                    + path + " of type int32");
        }
        return value;
    }

    private static boolean quantity(Object value) {
        if ((value instanceof String text && QUANTITY.matcher(text).matches()) || value instanceof Number) {
            return true;
        }
        throw new WrongType(QUANTITY_FORM);
    }

    private static WrongType wrong(Object value, FieldTypes.Type owner, String path, String wanted) {
        String found = value instanceof String
                ? "string"
                : value instanceof Boolean
                        ? "bool"
                        : value instanceof List<?> ? "array" : value instanceof Map<?, ?> ? "object" : "number";
        String number = value instanceof Double && wanted.startsWith("int") ? "number " + value : found;
        return new WrongType("json: cannot unmarshal " + number + " into Go struct field " + owner.inGo() + "." + path
                + " of type " + wanted);
    }

    private static String inGo(String type) {
        return switch (type.charAt(0)) {
            case '[' -> "[]" + inGo(type.substring(1));
            case '{' -> "map[string]" + inGo(type.substring(1));
            case 's', 't' -> "string";
            case 'b' -> "bool";
            case 'i' -> "int32";
            case 'l' -> "int64";
            case 'd' -> "float64";
            case 'q' -> "resource.Quantity";
            case 'o' -> "intstr.IntOrString";
            default -> "v1." + FieldTypes.named(type).inGo();
        };
    }
}
