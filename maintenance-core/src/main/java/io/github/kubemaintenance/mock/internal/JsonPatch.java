package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** JSON patch (RFC 6902): add, remove, replace, move, copy and test. */
final class JsonPatch {
    private JsonPatch() {}

    /** Applies operations in their order; refuses with 422 where one can't be, as the server does. */
    @SuppressWarnings("unchecked") // a thawed document is a map of texts
    static Document apply(Document target, List<Document> operations) {
        Object root = Objects.requireNonNull(thaw(target.asMap()));
        for (Document operation : operations) {
            String path = operation.text("path").orElse("");
            @Nullable Object value = thaw(operation.asMap().get("value"));
            switch (operation.text("op").orElse("")) {
                case "add" -> add(root, path, value);
                case "remove" -> remove(root, path);
                case "replace" -> {
                    remove(root, path);
                    add(root, path, value);
                }
                case "test" -> {
                    if (!Objects.equals(get(root, path), value)) {
                        throw refused("testing path " + path + " value failed: test failed");
                    }
                }
                case "copy" ->
                    add(root, path, thaw(get(root, operation.text("from").orElse(""))));
                case "move" -> {
                    String from = operation.text("from").orElse("");
                    @Nullable Object moved = get(root, from);
                    remove(root, from);
                    add(root, path, moved);
                }
                default ->
                    throw refused("Unexpected kind: " + operation.text("op").orElse("none"));
            }
        }
        return Document.of((Map<String, Object>) root);
    }

    private static @Nullable Object thaw(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, each) -> copy.put(key, thaw(each)));
            return copy;
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(each -> copy.add(thaw(each)));
            return copy;
        }
        return value;
    }

    private static String[] parts(String path) {
        if (!path.startsWith("/")) {
            throw refused("no path into the object: '" + path + "'");
        }
        String[] parts = path.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = parts[i].replace("~1", "/").replace("~0", "~");
        }
        return parts;
    }

    private static Object parent(Object root, String[] parts, String path) {
        @Nullable Object here = root;
        for (int i = 0; i < parts.length - 1; i++) {
            here = child(here, parts[i], path);
        }
        if (here == null) {
            throw missing(path);
        }
        return here;
    }

    private static @Nullable Object child(@Nullable Object here, String key, String path) {
        if (here instanceof Map<?, ?> map && map.containsKey(key)) {
            return map.get(key);
        } else if (here instanceof List<?> list) {
            int at = index(key, list.size(), path);
            if (at < list.size()) {
                return list.get(at);
            }
        }
        throw missing(path);
    }

    private static int index(String key, int size, String path) {
        if (key.equals("-")) {
            return size;
        }
        try {
            int at = Integer.parseInt(key);
            if (at >= 0 && at <= size) {
                return at;
            }
        } catch (NumberFormatException e) {
            throw missing(path);
        }
        throw missing(path);
    }

    private static @Nullable Object get(Object root, String path) {
        String[] parts = parts(path);
        Object parent = parent(root, parts, path);
        String last = parts[parts.length - 1];
        return parent instanceof Map<?, ?> map ? map.get(last) : child(parent, last, path);
    }

    @SuppressWarnings("unchecked") // thawed: all of it is ours
    private static void add(Object root, String path, @Nullable Object value) {
        String[] parts = parts(path);
        Object parent = parent(root, parts, path);
        String last = parts[parts.length - 1];
        if (parent instanceof Map<?, ?> map) {
            ((Map<String, @Nullable Object>) map).put(last, value);
        } else if (parent instanceof List<?> list) {
            ((List<@Nullable Object>) list).add(index(last, list.size(), path), value);
        } else {
            throw missing(path);
        }
    }

    private static void remove(Object root, String path) {
        String[] parts = parts(path);
        Object parent = parent(root, parts, path);
        String last = parts[parts.length - 1];
        if (parent instanceof Map<?, ?> map && map.containsKey(last)) {
            map.remove(last);
        } else if (parent instanceof List<?> list && index(last, list.size(), path) < list.size()) {
            list.remove(index(last, list.size(), path));
        } else {
            throw missing(path);
        }
    }

    private static StatusException missing(String path) {
        return refused("the path " + path + " leads nowhere: missing value");
    }

    /** The server doesn't tell why; what is thrown does, to whoever reads a stack. */
    private static StatusException refused(String why) {
        StatusException refused = new StatusException(refusal());
        refused.initCause(new IllegalArgumentException(why));
        return refused;
    }

    /** What is said of a patch whose operations can't be done. */
    static ApiStatus refusal() {
        return Statuses.of(422, "Invalid", "the server rejected our request due to an error in our request", "", "");
    }
}
