package io.github.kubemaintenance.model.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against a LinkedHashMap, of sizes on both sides of the border. */
class FrozenTest {
    @Test
    void a_frozen_map_is_a_linked_map_that_nobody_can_change() {
        for (long seed = 1; seed <= 500; seed++) {
            Random random = new Random(seed);
            Map<String, Integer> model = new LinkedHashMap<>();
            Map<String, Integer> frozen = Map.of();
            for (int i = 0; i < 60; i++) {
                String at = "seed " + seed + " step " + i;
                Map<String, Integer> before = frozen;
                Map<String, Integer> was = new LinkedHashMap<>(model);
                String key = "k" + random.nextInt(seed % 2 == 0 ? 6 : 20);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        model.remove(key);
                        frozen = Frozen.without(frozen, key);
                    }
                    case 1 -> {
                        model.put(key, null);
                        frozen = Frozen.with(frozen, key, null);
                    }
                    default -> {
                        model.put(key, i);
                        frozen = Frozen.with(frozen, key, i);
                    }
                }
                check(model, frozen, at);
                check(was, before, at + ": the one before stays");
                check(model, Frozen.copyOf(new LinkedHashMap<>(model)), at + ": a copy");
            }
        }
    }

    private static void check(Map<String, Integer> model, Map<String, Integer> frozen, String at) {
        assertEquals(model, frozen, at);
        assertEquals(frozen, model, at);
        assertEquals(model.hashCode(), frozen.hashCode(), at);
        assertEquals(model.toString(), frozen.toString(), at + ": the order");
        assertEquals(model.size(), frozen.size(), at);
        assertEquals(List.copyOf(model.keySet()), List.copyOf(frozen.keySet()), at);
        assertEquals(new ArrayList<>(model.values()), new ArrayList<>(frozen.values()), at);
        List<String> each = new ArrayList<>();
        frozen.forEach((key, value) -> each.add(key + "=" + value));
        assertEquals(model.toString(), "{" + String.join(", ", each) + "}", at);
        for (int i = 0; i < 20; i++) {
            assertEquals(model.containsKey("k" + i), frozen.containsKey("k" + i), at);
            assertEquals(model.get("k" + i), frozen.get("k" + i), at);
            assertEquals(model.getOrDefault("k" + i, -1), frozen.getOrDefault("k" + i, -1), at);
        }
        assertThrows(UnsupportedOperationException.class, () -> frozen.put("x", 1), at);
        Iterator<Map.Entry<String, Integer>> all = frozen.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Integer> entry = all.next();
            assertThrows(UnsupportedOperationException.class, () -> entry.setValue(1), at);
            assertThrows(UnsupportedOperationException.class, all::remove, at);
        }
        assertThrows(NoSuchElementException.class, all::next, at);
    }

    @Test
    void one_of_ours_is_not_copied_again() {
        for (int size : List.of(1, 8, 9, 100)) {
            Map<String, Integer> map = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                map.put("k" + i, i);
            }
            Map<String, Integer> frozen = Frozen.copyOf(map);
            map.clear();
            assertEquals(size, frozen.size());
            assertSame(frozen, Frozen.copyOf(frozen));
        }
    }
}
