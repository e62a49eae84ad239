package io.github.kubemaintenance.model.internal;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Unmodifiable maps by text that keep their order and, unlike {@code Map.of}, may hold null. Most maps of the API have a
 * few entries (labels, a condition): these are one array, a quarter of the size of a LinkedHashMap and searched as fast.
 * A cluster of 150,000 pods has a hundred thousand of them.
 */
public final class Frozen {
    /** Up to so many entries are searched one after the other. */
    private static final int FEW = 8;

    private Frozen() {}

    /**
     * Copies a map, unless it is one of ours already.
     *
     * @param map any map
     * @param <V> type of the values
     * @return an equal map that nobody can change, in the same order
     */
    @SuppressWarnings("unchecked") // nobody can put something else in
    public static <V> Map<String, V> copyOf(Map<String, ? extends V> map) {
        if (map instanceof Small<?> || map instanceof Large<?>) {
            return (Map<String, V>) map;
        } else if (map.isEmpty()) {
            return Map.of();
        }
        return map.size() <= FEW ? new Small<>(pairs(map)) : new Large<>(new LinkedHashMap<>(map));
    }

    private static Object[] pairs(Map<?, ?> map) {
        Object[] pairs = new Object[map.size() * 2];
        int[] next = {0};
        map.forEach((key, value) -> {
            pairs[next[0]++] = key;
            pairs[next[0]++] = value;
        });
        return pairs;
    }

    /**
     * Returns a copy with an entry; a new one comes last, a known key keeps its place.
     *
     * @param map any map
     * @param key the key
     * @param value its value
     * @param <V> type of the values
     * @return the copy
     */
    public static <V> Map<String, V> with(Map<String, V> map, String key, @Nullable V value) {
        if (map instanceof Small<V> small && (map.size() < FEW || small.indexOf(key) >= 0)) {
            return small.with(key, value);
        } else if (map.isEmpty()) {
            return new Small<>(new Object[] {key, value});
        }
        Map<String, V> copy = new LinkedHashMap<>(map);
        copy.put(key, value);
        return copyOf(copy);
    }

    /**
     * Returns a copy without a key.
     *
     * @param map any map
     * @param key the key
     * @param <V> type of the values
     * @return the copy
     */
    public static <V> Map<String, V> without(Map<String, V> map, String key) {
        Map<String, V> copy = new LinkedHashMap<>(map);
        copy.remove(key);
        return copyOf(copy);
    }

    /** Keys and values by turns. */
    private static final class Small<V> extends AbstractMap<String, V> {
        private final Object[] pairs;

        Small(Object[] pairs) {
            this.pairs = pairs;
        }

        int indexOf(@Nullable Object key) {
            for (int i = 0; i < pairs.length; i += 2) {
                if (pairs[i].equals(key)) {
                    return i;
                }
            }
            return -1;
        }

        Small<V> with(String key, @Nullable V value) {
            int at = indexOf(key);
            if (at >= 0 && Objects.equals(pairs[at + 1], value)) {
                return this;
            }
            Object[] copy = Arrays.copyOf(pairs, at < 0 ? pairs.length + 2 : pairs.length);
            int place = at < 0 ? pairs.length : at;
            copy[place] = key;
            copy[place + 1] = value;
            return new Small<>(copy);
        }

        @SuppressWarnings("unchecked") // only such were put
        private @Nullable V valueAt(int index) {
            return (V) pairs[index + 1];
        }

        @Override
        public int size() {
            return pairs.length / 2;
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return indexOf(key) >= 0;
        }

        @Override
        public @Nullable V get(@Nullable Object key) {
            int at = indexOf(key);
            return at < 0 ? null : valueAt(at);
        }

        @Override
        public void forEach(BiConsumer<? super String, ? super V> action) {
            for (int i = 0; i < pairs.length; i += 2) {
                action.accept((String) pairs[i], valueAt(i));
            }
        }

        @Override
        public Set<Entry<String, V>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public int size() {
                    return pairs.length / 2;
                }

                @Override
                public Iterator<Entry<String, V>> iterator() {
                    return new Iterator<>() {
                        private int next;

                        @Override
                        public boolean hasNext() {
                            return next < pairs.length;
                        }

                        @Override
                        public Entry<String, V> next() {
                            if (next >= pairs.length) {
                                throw new NoSuchElementException();
                            }
                            Entry<String, V> entry = new SimpleImmutableEntry<>((String) pairs[next], valueAt(next));
                            next += 2;
                            return entry;
                        }
                    };
                }
            };
        }
    }

    private static final class Large<V> extends AbstractMap<String, V> {
        private final Map<String, V> map;

        Large(Map<String, V> map) {
            this.map = map;
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return map.containsKey(key);
        }

        @Override
        public @Nullable V get(@Nullable Object key) {
            return map.get(key);
        }

        @Override
        public void forEach(BiConsumer<? super String, ? super V> action) {
            map.forEach(action);
        }

        @Override
        public Set<Entry<String, V>> entrySet() {
            return Collections.unmodifiableMap(map).entrySet();
        }
    }
}
