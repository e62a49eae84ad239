package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.internal.Nullable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The schema of a custom resource: what is unknown to it is left out, defaults are filled in, and what doesn't fit is
 * refused in the words of the server's validator. Known are types, required, enum, pattern, lengths, numbers and items,
 * {@code nullable}, {@code x-kubernetes-preserve-unknown-fields} and {@code -int-or-string}; allOf and its like and CEL
 * rules are not.
 */
final class Schemas {
    private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
    private static final String INT_OR_STRING = "x-kubernetes-int-or-string";
    private static final List<String> METADATA = List.of("apiVersion", "kind", "metadata");

    private final Invalid invalid;

    private Schemas(Invalid invalid) {
        this.invalid = invalid;
    }

    /** The object as it is stored; unknown fields are named, defaults are there. */
    static Document completed(World world, Kind<?> kind, Document object, List<String> unknown) {
        Optional<Document> schema = schema(world, kind);
        if (schema.isEmpty()) {
            return object;
        }
        Map<String, Object> kept = pruned(schema.get(), object.asMap(), "", unknown, true);
        return Document.of(kept);
    }

    /** Refuses an object that doesn't fit. */
    static void check(World world, Kind<?> kind, Document object) {
        Optional<Document> version = Columns.version(world, kind);
        if (version.isEmpty()) {
            return;
        }
        Invalid invalid = Invalid.of(kind, object.name());
        Document rest = object;
        for (String each : METADATA) {
            rest = rest.without(each);
        }
        new Schemas(invalid).check(version.get().at("schema", "openAPIV3Schema"), rest.asMap(), "");
        Document scale = version.get().at("subresources", "scale");
        for (String field : List.of("specReplicasPath", "statusReplicasPath")) {
            String path = scale.text(field).orElse("");
            JsonPath.first(object, path)
                    .filter(value -> value instanceof Number number && number.longValue() < 0)
                    .ifPresent(value -> invalid.invalid(path, value.toString(), "should be a non-negative integer"));
        }
        invalid.check();
    }

    private static Optional<Document> schema(World world, Kind<?> kind) {
        return Columns.version(world, kind)
                .map(version -> version.at("schema", "openAPIV3Schema"))
                .filter(schema -> !schema.isEmpty());
    }

    private static Map<String, Object> pruned(
            Document schema, Map<?, ?> object, String path, List<String> unknown, boolean root) {
        Map<String, Object> kept = new LinkedHashMap<>();
        Document properties = schema.at("properties");
        Document more = schema.at("additionalProperties");
        boolean open = schema.flag(PRESERVE).orElse(false)
                || schema.flag("additionalProperties").orElse(false);
        object.forEach((key, value) -> {
            String name = (String) key;
            String place = path.isEmpty() ? name : path + "." + name;
            if (root && METADATA.contains(name)) {
                kept.put(name, value);
            } else if (properties.has(name)) {
                kept.put(name, pruned(properties.at(name), value, place, unknown));
            } else if (!more.isEmpty()) {
                kept.put(name, pruned(more, value, place, unknown));
            } else if (open) {
                kept.put(name, value);
            } else {
                unknown.add("unknown field \"" + place + "\"");
            }
        });
        for (String name : properties.asMap().keySet()) {
            Optional<Object> byDefault = properties.at(name).value("default");
            if (byDefault.isPresent() && kept.get(name) == null) {
                kept.put(name, pruned(properties.at(name), byDefault.get(), path, new ArrayList<>()));
            }
        }
        return kept;
    }

    private static @Nullable Object pruned(Document schema, @Nullable Object value, String path, List<String> unknown) {
        if (value instanceof Map<?, ?> map) {
            return schema.text("type").orElse("").equals("object") ? pruned(schema, map, path, unknown, false) : map;
        } else if (value instanceof List<?> list && schema.has("items")) {
            List<@Nullable Object> items = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                items.add(pruned(schema.at("items"), list.get(i), path + "[" + i + "]", unknown));
            }
            return items;
        }
        return value;
    }

    private void check(Document schema, @Nullable Object value, String path) {
        if (value == null) {
            if (!schema.flag("nullable").orElse(false)) {
                wrongType(schema, "null", path);
            }
            return;
        }
        String found = typeOf(value);
        String wanted = schema.text("type").orElse("");
        boolean either = schema.flag(INT_OR_STRING).orElse(false);
        boolean fits = either
                ? found.equals("integer") || found.equals("string")
                : wanted.isEmpty() || wanted.equals(found) || (wanted.equals("number") && found.equals("integer"));
        if (!fits) {
            wrongType(schema, found, path);
            return;
        }
        if (value instanceof String text) {
            text(schema, text, path);
        } else if (value instanceof Number number) {
            number(schema, number, path);
        } else if (value instanceof List<?> list) {
            items(schema, list, path);
        } else if (value instanceof Map<?, ?> map) {
            fields(schema, map, path);
        }
        oneOf(schema, value, path);
    }

    private void wrongType(Document schema, String found, String path) {
        String wanted = schema.flag(INT_OR_STRING).orElse(false)
                ? "integer,string"
                : schema.text("type").orElse("");
        invalid.add(
                "FieldValueTypeInvalid",
                path,
                "Invalid value: " + GoText.quoted(found) + ": " + path + " in body must be of type " + wanted + ": "
                        + GoText.quoted(found));
    }

    private static String typeOf(Object value) {
        return value instanceof String
                ? "string"
                : value instanceof Boolean
                        ? "boolean"
                        : value instanceof List<?>
                                ? "array"
                                : value instanceof Map<?, ?>
                                        ? "object"
                                        : value instanceof Long || value instanceof Integer ? "integer" : "number";
    }

    private void text(Document schema, String text, String path) {
        long length = text.codePointCount(0, text.length());
        schema.number("maxLength")
                .filter(most -> length > most)
                .ifPresent(most ->
                        invalid.add("FieldValueTooLong", path, "Too long: may not be more than " + most + " bytes"));
        schema.number("minLength")
                .filter(least -> length < least)
                .ifPresent(least -> wrong(path, GoText.quoted(text), "should be at least " + least + " chars long"));
        schema.text("pattern")
                .filter(pattern -> !matches(pattern, text))
                .ifPresent(pattern -> wrong(path, GoText.quoted(text), "should match '" + pattern + "'"));
    }

    private static boolean matches(String pattern, String text) {
        try {
            return Pattern.compile(pattern).matcher(text).find();
        } catch (PatternSyntaxException unlikeGo) {
            return true;
        }
    }

    private void number(Document schema, Number number, String path) {
        BigDecimal value = new BigDecimal(number.toString());
        bound(schema, "maximum", "exclusiveMaximum", "less", value, path);
        bound(schema, "minimum", "exclusiveMinimum", "greater", value, path);
    }

    private void bound(Document schema, String field, String exclusive, String word, BigDecimal value, String path) {
        Optional<Object> limit = schema.value(field);
        if (limit.isEmpty()) {
            return;
        }
        int order = value.compareTo(new BigDecimal(limit.get().toString())) * (word.equals("less") ? 1 : -1);
        boolean strict = schema.flag(exclusive).orElse(false);
        if (order > 0 || (strict && order == 0)) {
            wrong(
                    path,
                    value.toString(),
                    "should be " + word + " than " + (strict ? "" : "or equal to ") + limit.get());
        }
    }

    private void items(Document schema, List<?> list, String path) {
        schema.number("maxItems")
                .filter(most -> list.size() > most)
                .ifPresent(most -> invalid.add(
                        "FieldValueTooMany",
                        path,
                        "Too many: " + list.size() + ": must have at most " + most + " items"));
        schema.number("minItems")
                .filter(least -> list.size() < least)
                .ifPresent(least ->
                        wrong(path, Integer.toString(list.size()), "should have at least " + least + " items"));
        for (int i = 0; i < list.size() && schema.has("items"); i++) {
            check(schema.at("items"), list.get(i), path + "[" + i + "]");
        }
    }

    private void fields(Document schema, Map<?, ?> map, String path) {
        for (String name : schema.texts("required")) {
            if (!map.containsKey(name)) {
                invalid.required(path.isEmpty() ? name : path + "." + name, "");
            }
        }
        new TreeMap<>(schema.at("properties").asMap()).keySet().forEach(name -> {
            if (map.containsKey(name)) {
                check(schema.at("properties", name), map.get(name), path.isEmpty() ? name : path + "." + name);
            }
        });
    }

    private void oneOf(Document schema, Object value, String path) {
        if (schema.value("enum").orElse(null) instanceof List<?> allowed && !allowed.contains(value)) {
            List<String> names = allowed.stream()
                    .map(each -> each instanceof String text ? text : GoText.json(each))
                    .toList();
            invalid.unsupported(path, GoText.json(value), names);
        }
    }

    private void wrong(String path, String value, String why) {
        invalid.invalid(path, value, path + " in body " + why);
    }
}
