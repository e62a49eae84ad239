package io.github.kubemaintenance.mock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Index and Table against a TreeMap that is asked the same. */
class TableTest {
    private static Map<String, Named> model() {
        return new TreeMap<>((a, b) -> {
            String[] x = a.split("/", -1);
            String[] y = b.split("/", -1);
            return x[0].equals(y[0]) ? x[1].compareTo(y[1]) : x[0].compareTo(y[0]);
        });
    }

    @Test
    void a_table_is_a_sorted_map_whenever_it_is_asked_and_so_is_every_copy() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            Table<Named> table = new Table<>(Places.BY_NAME);
            Map<String, Named> model = model();
            Map<Tree<Named>, List<Named>> shown = new LinkedHashMap<>();
            int writes = 1 << random.nextInt(11);
            for (int i = 0; i < writes; i++) {
                String at = "seed " + seed + " write " + i;
                Named each = Named.any(random, i);
                if (random.nextInt(3) == 0) {
                    table.remove(each);
                    model.remove(each.key());
                } else {
                    table.put(each);
                    model.put(each.key(), each);
                }
                assertEquals(model.size(), table.size(), at);
                Named asked = Named.any(random, 0);
                assertEquals(model.get(asked.key()), table.find(asked.namespace(), asked.name()), at);
                if (random.nextInt(20) == 0) {
                    Tree<Named> ordered = table.ordered();
                    assertEquals(List.copyOf(model.values()), List.copyOf(ordered), at);
                    shown.put(ordered, List.copyOf(ordered));
                } else if (random.nextInt(50) == 0) {
                    Table<Named> left = table;
                    table = table.copy();
                    left.put(Named.of("Aa", "only in the original", i));
                }
            }
            assertEquals(List.copyOf(model.values()), List.copyOf(table.ordered()), "seed " + seed);
            String at = "seed " + seed + ": what was shown stays as it was";
            shown.forEach((tree, then) -> assertEquals(then, List.copyOf(tree), at));
        }
    }

    @Test
    void an_index_finds_what_was_put_and_nothing_else() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            Index<Named> index = new Index<>();
            Map<String, Named> model = new TreeMap<>();
            for (int i = 0; i < 500; i++) {
                String at = "seed " + seed + " write " + i;
                Named each = Named.any(random, i);
                if (random.nextInt(5) < 2) {
                    assertEquals(model.remove(each.key()), index.remove(each.namespace(), each.name()), at);
                } else {
                    assertEquals(model.put(each.key(), each), index.put(each), at);
                }
                assertEquals(model.size(), index.size(), at);
                if (i % 50 == 0) {
                    Index<Named> copy = index.copy();
                    index.remove(each.namespace(), each.name());
                    model.keySet().forEach(key -> {
                        Keys place = Keys.parse(key);
                        assertEquals(model.get(key), copy.find(place.namespace(), place.name()), at + " " + key);
                    });
                    index = copy;
                    List<String> all = new ArrayList<>();
                    index.all().forEach(found -> all.add(found.key()));
                    all.sort(null);
                    assertEquals(List.copyOf(model.keySet()), all, at);
                }
            }
        }
    }

    @Test
    void a_namespace_and_a_name_are_not_one_text() {
        Index<Named> index = new Index<>();
        index.put(Named.of("a", "b/c", 1));
        assertNull(index.find("a/b", "c"));
        assertEquals("a/b/c@1", String.valueOf(index.find("a", "b/c")));
    }
}
