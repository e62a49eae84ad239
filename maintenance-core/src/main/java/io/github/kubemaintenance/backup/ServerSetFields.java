package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.internal.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The list of fields that a server sets, which is data: {@code server-set-fields.txt} beside this class. */
final class ServerSetFields {
    /** One line of the list. */
    record Field(String category, String resource, List<String> path) {}

    private static final List<Field> ALL = read();

    private ServerSetFields() {}

    static List<Field> all() {
        return ALL;
    }

    /** Takes the fields of a resource away, those of some categories excepted. */
    static Document strip(String resource, Document object, Set<String> keep) {
        Map<String, Object> tree = object.asMap();
        for (Field field : ALL) {
            if ((field.resource().equals("*") || field.resource().equals(resource))
                    && !keep.contains(field.category())) {
                tree = without(tree, field.path(), 0);
            }
        }
        return tree == object.asMap() ? object : Document.of(tree);
    }

    /** A copy without a path, or the same where there is nothing; maps that become empty go too. */
    private static Map<String, Object> without(Map<String, Object> map, List<String> path, int depth) {
        String key = path.get(depth);
        if (!map.containsKey(key)) {
            return map;
        }
        Object value = map.get(key);
        Object next = depth == path.size() - 1 ? null : below(value, path, depth + 1);
        if (next == value && next != null) {
            return map;
        }
        Map<String, Object> copy = new LinkedHashMap<>(map);
        if (next == null || (next instanceof Map<?, ?> rest && rest.isEmpty())) {
            copy.remove(key);
        } else {
            copy.put(key, next);
        }
        return copy;
    }

    @SuppressWarnings("unchecked") // the keys of documents are text
    private static @Nullable Object below(@Nullable Object value, List<String> path, int depth) {
        if (path.get(depth).equals("[]")) {
            if (!(value instanceof List<?> list)) {
                return value;
            }
            List<Object> items = new ArrayList<>();
            boolean changed = false;
            for (Object item : list) {
                Object next =
                        item instanceof Map<?, ?> map ? without((Map<String, Object>) map, path, depth + 1) : item;
                changed |= next != item;
                items.add(next);
            }
            return changed ? items : value;
        }
        return value instanceof Map<?, ?> map ? without((Map<String, Object>) map, path, depth) : value;
    }

    private static List<Field> read() {
        try (InputStream in = ServerSetFields.class.getResourceAsStream("server-set-fields.txt")) {
            if (in == null) {
                throw new IllegalStateException("the library's own list is missing: server-set-fields.txt");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> List.of(line.split(" ", -1)))
                    .map(parts -> new Field(parts.get(0), parts.get(1), parts.subList(2, parts.size())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the library's own list can't be read: server-set-fields.txt", e);
        }
    }
}
