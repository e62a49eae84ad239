package io.github.kubemaintenance.model;

import io.github.kubemaintenance.model.internal.Frozen;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An immutable tree of maps, lists and scalars: one API object, or a part of one, as JSON would hold it. Keys keep
 * their order. Scalars are {@link String}, {@link Boolean}, {@link Long}, {@link Double} and JSON's null.
 *
 * <p>Reading never fails on shape: what is absent, null or of another type is an empty {@link Optional}, an empty list
 * or an empty map. {@code with} and {@code without} return changed copies that share what did not change. Thread-safe.
 */
public final class Document {
    private static final Document EMPTY = new Document(Map.of());

    private final Map<String, Object> tree;

    private Document(Map<String, Object> tree) {
        this.tree = tree;
    }

    /**
     * Returns the document without any key.
     *
     * @return the empty document
     */
    public static Document empty() {
        return EMPTY;
    }

    /**
     * Copies a map tree. Maps, lists, strings, booleans and numbers are taken (a whole number becomes a {@link Long},
     * any other a {@link Double}), a {@link Document} is taken as its map, null stays null.
     *
     * @param tree the tree
     * @return the document
     * @throws IllegalArgumentException for a key that is no text or a value of another type
     */
    public static Document of(Map<String, ?> tree) {
        return tree.isEmpty() ? EMPTY : new Document(freezeMap(tree));
    }

    /**
     * Takes a tree that the caller has made of the right types and will not change, without a copy.
     *
     * @param tree unmodifiable or never to be modified
     * @return the document
     */
    static Document trusted(Map<String, Object> tree) {
        return tree.isEmpty() ? EMPTY : new Document(Frozen.copyOf(tree));
    }

    /**
     * Starts a document with one key.
     *
     * @param key the key
     * @param value its value
     * @return the document
     */
    public static Document of(String key, Object value) {
        return EMPTY.with(value, key);
    }

    /**
     * Returns the tree.
     *
     * @return an unmodifiable map
     */
    public Map<String, Object> asMap() {
        return tree;
    }

    /**
     * Tells whether there is no key at all.
     *
     * @return true for the empty document
     */
    public boolean isEmpty() {
        return tree.isEmpty();
    }

    /**
     * Tells whether a path leads to a value (JSON's null included).
     *
     * @param path keys from the root
     * @return true if the last key is there
     */
    public boolean has(String... path) {
        Map<?, ?> parent = parentOf(path);
        return parent != null && parent.containsKey(path[path.length - 1]);
    }

    /**
     * Returns the raw value at a path: a scalar, an unmodifiable list or an unmodifiable map.
     *
     * @param path keys from the root
     * @return empty if there is none or it is null
     */
    public Optional<Object> value(String... path) {
        Map<?, ?> parent = parentOf(path);
        return parent == null ? Optional.empty() : Optional.ofNullable(parent.get(path[path.length - 1]));
    }

    /**
     * Returns the text at a path.
     *
     * @param path keys from the root
     * @return empty if there is none or it is no text
     */
    public Optional<String> text(String... path) {
        return value(path).filter(String.class::isInstance).map(String.class::cast);
    }

    /**
     * Returns the whole number at a path.
     *
     * @param path keys from the root
     * @return empty if there is none or it is no whole number
     */
    public Optional<Long> number(String... path) {
        return value(path).filter(Long.class::isInstance).map(Long.class::cast);
    }

    /**
     * Returns the boolean at a path.
     *
     * @param path keys from the root
     * @return empty if there is none or it is no boolean
     */
    public Optional<Boolean> flag(String... path) {
        return value(path).filter(Boolean.class::isInstance).map(Boolean.class::cast);
    }

    /**
     * Returns the part of the tree at a path.
     *
     * @param path keys from the root
     * @return the empty document if there is none or it is no map
     */
    public Document at(String... path) {
        return value(path).map(Document::wrap).orElse(EMPTY);
    }

    /**
     * Returns the maps in the list at a path; what is no map is left out.
     *
     * @param path keys from the root
     * @return an empty list if there is none
     */
    public List<Document> documents(String... path) {
        List<Document> found = new ArrayList<>();
        for (Object item : list(path)) {
            if (item instanceof Map<?, ?>) {
                found.add(wrap(item));
            }
        }
        return Collections.unmodifiableList(found);
    }

    /**
     * Returns the texts in the list at a path; what is no text is left out.
     *
     * @param path keys from the root
     * @return an empty list if there is none
     */
    public List<String> texts(String... path) {
        return list(path).stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    /**
     * Returns the map of texts at a path, in its order; what is no text is left out.
     *
     * @param path keys from the root
     * @return an empty map if there is none
     */
    public Map<String, String> textMap(String... path) {
        Map<String, String> found = new LinkedHashMap<>();
        at(path).tree.forEach((key, value) -> {
            if (value instanceof String text) {
                found.put(key, text);
            }
        });
        return Frozen.copyOf(found);
    }

    /**
     * Returns a copy with a value at a path; maps on the way are made where they are missing, and a scalar on the way
     * is replaced by a map.
     *
     * @param value as {@link #of(Map)} takes them
     * @param path keys from the root, at least one
     * @return the changed copy
     */
    public Document with(Object value, String... path) {
        return new Document(put(tree, freeze(value), path, 0));
    }

    /**
     * Returns a copy with JSON's null at a path, which in a merge patch means: remove it.
     *
     * @param path keys from the root, at least one
     * @return the changed copy
     */
    public Document withNull(String... path) {
        return new Document(put(tree, null, path, 0));
    }

    /**
     * Returns a copy with all keys of another document at the top; where both have a key, the other's value counts.
     *
     * @param other another document
     * @return the changed copy, or this if the other is empty
     */
    public Document withAll(Document other) {
        if (other.isEmpty()) {
            return this;
        }
        Map<String, Object> copy = new LinkedHashMap<>(tree);
        copy.putAll(other.tree);
        return new Document(Frozen.copyOf(copy));
    }

    /**
     * Returns a copy without what is at a path. Maps that become empty stay.
     *
     * @param path keys from the root, at least one
     * @return the changed copy, or this if there was nothing
     */
    public Document without(String... path) {
        return has(path) ? new Document(remove(tree, path, 0)) : this;
    }

    /**
     * Returns the object's apiVersion.
     *
     * @return empty text if it has none
     */
    public String apiVersion() {
        return text("apiVersion").orElse("");
    }

    /**
     * Returns the object's kind.
     *
     * @return empty text if it has none
     */
    public String kind() {
        return text("kind").orElse("");
    }

    /**
     * Returns the object's name.
     *
     * @return empty text if it has none
     */
    public String name() {
        return text("metadata", "name").orElse("");
    }

    /**
     * Returns the object's namespace.
     *
     * @return empty text if it has none
     */
    public String namespace() {
        return text("metadata", "namespace").orElse("");
    }

    private List<?> list(String... path) {
        return value(path)
                .filter(List.class::isInstance)
                .<List<?>>map(v -> (List<?>) v)
                .orElse(List.of());
    }

    private @Nullable Map<?, ?> parentOf(String... path) {
        if (path.length == 0) {
            throw new IllegalArgumentException("a path has at least one key");
        }
        Map<?, ?> here = tree;
        for (int i = 0; i < path.length - 1; i++) {
            if (!(here.get(path[i]) instanceof Map<?, ?> next)) {
                return null;
            }
            here = next;
        }
        return here;
    }

    @SuppressWarnings("unchecked") // every map in a document was frozen with text keys
    private static Document wrap(Object value) {
        return value instanceof Map<?, ?> map && !map.isEmpty() ? new Document((Map<String, Object>) map) : EMPTY;
    }

    private static Map<String, Object> put(Map<String, Object> map, @Nullable Object value, String[] path, int depth) {
        if (depth == path.length - 1) {
            return Frozen.with(map, path[depth], value);
        }
        Map<String, Object> child = map.get(path[depth]) instanceof Map<?, ?> below ? frozen(below) : Map.of();
        return Frozen.with(map, path[depth], put(child, value, path, depth + 1));
    }

    private static Map<String, Object> remove(Map<String, Object> map, String[] path, int depth) {
        if (depth == path.length - 1) {
            return Frozen.without(map, path[depth]);
        } else if (map.get(path[depth]) instanceof Map<?, ?> child) {
            return Frozen.with(map, path[depth], remove(frozen(child), path, depth + 1));
        }
        return map;
    }

    @SuppressWarnings("unchecked") // every map in a document was frozen with text keys
    private static Map<String, Object> frozen(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private static @Nullable Object freeze(@Nullable Object value) {
        if (value instanceof Document document) {
            return document.tree;
        } else if (value instanceof Map<?, ?> map) {
            return freezeMap(map);
        } else if (value instanceof Iterable<?> items) {
            List<@Nullable Object> copy = new ArrayList<>();
            items.forEach(item -> copy.add(freeze(item)));
            return Collections.unmodifiableList(copy);
        } else if (value == null || value instanceof String || value instanceof Boolean) {
            return value;
        } else if (value instanceof Long || value instanceof Double) {
            return value;
        } else if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        } else if (value instanceof java.math.BigInteger big && big.bitLength() < 64) {
            return big.longValue();
        } else if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException(
                "no value of a document: " + value.getClass().getName());
    }

    private static Map<String, Object> freezeMap(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>(Math.max(4, map.size() * 4 / 3 + 1));
        map.forEach((key, value) -> {
            if (!(key instanceof String text)) {
                throw new IllegalArgumentException("a key of a document is text: " + key);
            }
            copy.put(text, freeze(value));
        });
        return Frozen.copyOf(copy);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Document document && tree.equals(document.tree);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(tree);
    }

    /** Returns the document as one line of JSON. */
    @Override
    public String toString() {
        return DocumentFormat.json().write(this);
    }
}
