package io.github.kubemaintenance.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DocumentTest {
    private static final Document DOCUMENT = DocumentFormat.json()
            .read("{\"kind\":\"Pod\",\"n\":3,\"yes\":true,\"none\":null,\"half\":0.5,"
                    + "\"list\":[{\"a\":1},\"text\",2],\"map\":{\"a\":\"x\",\"b\":7,\"deep\":{\"c\":\"d\"}}}");

    @Test
    void reading_never_fails_on_shape() {
        assertEquals(Optional.empty(), DOCUMENT.text("n"));
        assertEquals(Optional.empty(), DOCUMENT.number("half"));
        assertEquals(Optional.empty(), DOCUMENT.flag("kind"));
        assertEquals(Optional.empty(), DOCUMENT.text("kind", "below", "a", "scalar"));
        assertEquals(Document.empty(), DOCUMENT.at("list"));
        assertEquals(List.of(), DOCUMENT.documents("map"));
        assertEquals(List.of(Document.of("a", 1)), DOCUMENT.documents("list"));
        assertEquals(List.of("text"), DOCUMENT.texts("list"));
        assertEquals(Map.of("a", "x"), DOCUMENT.textMap("map"));
        assertEquals(Map.of(), DOCUMENT.textMap("none"));
    }

    @Test
    void null_is_there_but_has_no_value() {
        assertTrue(DOCUMENT.has("none"));
        assertEquals(Optional.empty(), DOCUMENT.value("none"));
        assertFalse(DOCUMENT.without("none").has("none"));
        assertEquals(DOCUMENT, DOCUMENT.without("none").withNull("none"), "whatever the order of the keys");
    }

    @Test
    void changes_make_copies_and_leave_the_original() {
        String before = DOCUMENT.toString();
        Document changed =
                DOCUMENT.with("y", "map", "deep", "c").with(1, "new", "path").without("map", "b");
        assertEquals(Optional.of("y"), changed.text("map", "deep", "c"));
        assertEquals(Optional.of(1L), changed.number("new", "path"));
        assertFalse(changed.has("map", "b"));
        assertEquals(before, DOCUMENT.toString());
        assertSame(DOCUMENT, DOCUMENT.without("no", "such", "path"));
        assertEquals(Optional.of("z"), DOCUMENT.with("z", "kind", "below").text("kind", "below"), "a scalar gives way");
    }

    @Test
    void what_is_handed_in_is_copied_and_what_is_handed_out_can_not_be_changed() {
        Map<String, Object> mine = new HashMap<>();
        List<Object> list = new ArrayList<>(List.of("a"));
        mine.put("list", list);
        Document document = Document.of(mine);
        mine.put("x", 1);
        list.add("b");
        assertEquals("{\"list\":[\"a\"]}", document.toString());
        assertThrows(UnsupportedOperationException.class, () -> document.asMap().put("y", 1));
        assertThrows(UnsupportedOperationException.class, () -> document.textMap("list")
                .put("y", "z"));
    }

    @Test
    void numbers_are_longs_or_doubles() {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("int", 1);
        numbers.put("short", (short) 2);
        numbers.put("big", BigInteger.TEN);
        numbers.put("float", 0.5f);
        numbers.put("huge", BigInteger.ONE.shiftLeft(80));
        assertEquals(
                "{\"int\":1,\"short\":2,\"big\":10,\"float\":0.5,\"huge\":1.2089258196146292E24}",
                Document.of(numbers).toString());
    }

    @Test
    void what_is_no_part_of_a_document_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Document.of(Map.of("a", new Object())));
        assertThrows(IllegalArgumentException.class, () -> Document.of("a", Map.of(1, 2)));
        assertThrows(IllegalArgumentException.class, DOCUMENT::value);
    }

    @Test
    void with_and_without_agree_with_a_plain_map() {
        String[] keys = {"a", "b", "c"};
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            Document document = Document.empty();
            Map<String, Object> plain = new LinkedHashMap<>();
            for (int i = 0; i < 12; i++) {
                String[] path = new String[1 + random.nextInt(3)];
                for (int k = 0; k < path.length; k++) {
                    path[k] = keys[random.nextInt(keys.length)];
                }
                boolean add = random.nextInt(3) > 0;
                document = add ? document.with((long) i, path) : document.without(path);
                change(plain, path, 0, add ? (Object) (long) i : null);
                assertEquals(plain, document.asMap(), "seed " + seed);
                assertEquals(document, DocumentFormat.json().read(document.toString()), "seed " + seed);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static void change(Map<String, Object> map, String[] path, int depth, Object value) {
        String key = path[depth];
        if (depth == path.length - 1) {
            if (value == null) {
                map.remove(key);
            } else {
                map.put(key, value);
            }
        } else if (map.get(key) instanceof Map<?, ?> below) {
            change((Map<String, Object>) below, path, depth + 1, value);
        } else if (value != null) {
            Map<String, Object> made = new LinkedHashMap<>();
            map.put(key, made);
            change(made, path, depth + 1, value);
        }
    }
}
