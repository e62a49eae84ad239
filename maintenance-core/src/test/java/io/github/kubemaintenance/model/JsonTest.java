package io.github.kubemaintenance.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final DocumentFormat JSON = DocumentFormat.json();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "3",
                "\"x\"",
                "[]",
                "[{}]",
                "{",
                "}",
                "{]",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":5.}",
                "{\"a\":1e}",
                "{\"a\":-}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":1e999}",
                "{\"a\":-1e999}",
                "{\"a\":tru}",
                "{\"a\":True}",
                "{\"a\":nul}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"x}",
                "{\"a\":[1,]}",
                "{\"a\":[1 2]}",
                "{} {}",
                "{}x",
                "{\"a\":\u00a01}",
                "\ufeff{}",
                "{\"a\":1}\u0000",
                "{\"a\u0000\":1}",
                "{\"a\":\"\\",
                "{\"a\":\"\\u00"
            })
    void what_is_no_JSON_object_is_refused(String text) {
        assertThrows(DocumentFormatException.class, () -> JSON.read(text));
    }

    @Test
    void a_refusal_says_where_and_what_was_expected() {
        String message = assertThrows(DocumentFormatException.class, () -> JSON.read("{\n  \"a\": 1,\n  \"b\": ?}"))
                .getMessage();
        assertTrue(message.contains("line 3, column 8"), message);
        assertTrue(message.contains("'?'"), message);
    }

    @Test
    void depth_is_bounded_so_that_no_text_exhausts_the_stack() {
        for (String level : List.of("[", "{\"a\":")) {
            String deep = "{\"a\":" + level.repeat(100_000);
            String message = assertThrows(DocumentFormatException.class, () -> JSON.read(deep))
                    .getMessage();
            assertTrue(message.contains("levels"), message);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\\u0041\\u00e9\\u20ac|A\u00e9\u20ac",
                "\\ud83d\\ude00|\ud83d\ude00",
                "\\\"\\\\\\/|\"\\/",
                "tab\\there|tab\there",
            })
    void escapes_are_read(String escaped, String text) {
        assertEquals(Optional.of(text), JSON.read("{\"a\":\"" + escaped + "\"}").text("a"));
    }

    @Test
    void keys_keep_their_order_and_the_last_of_two_equal_ones_counts() {
        Document read = JSON.read("{\"z\":1,\"a\":2,\"m\":null,\"a\":3}");
        assertEquals(List.of("z", "a", "m"), List.copyOf(read.asMap().keySet()));
        assertEquals(Optional.of(3L), read.number("a"));
        assertTrue(read.has("m"));
        assertEquals("{\"z\":1,\"a\":3,\"m\":null}", JSON.write(read));
    }

    @Test
    void every_document_is_read_as_it_was_written() {
        for (long seed = 0; seed < 1500; seed++) {
            Document document = Document.of(map(new Random(seed), 0));
            for (DocumentFormat format : List.of(JSON, DocumentFormat.prettyJson())) {
                String text = format.write(document);
                Document read = JSON.read(text);
                assertEquals(document, read, "seed " + seed);
                assertEquals(text, format.write(read), "seed " + seed);
            }
        }
    }

    @Test
    void damaged_text_is_refused_or_read_but_never_breaks_anything() {
        List<String> real = new ArrayList<>();
        for (Path file : RealObjects.recordings().subList(0, 12)) {
            String text = RealObjects.text(file);
            real.add(text.substring(0, Math.min(text.length(), 3000)));
        }
        String spice = "{}[]\",:\\u0001-+.eE truefalsnl\n\t\u0000\ud800é";
        int refused = 0;
        for (long seed = 0; seed < 6000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(
                    seed % 2 == 0 ? real.get(random.nextInt(real.size())) : JSON.write(Document.of(map(random, 0))));
            for (int i = 1 + random.nextInt(4); i > 0 && text.length() > 0; i--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.setCharAt(at, spice.charAt(random.nextInt(spice.length())));
                    case 1 -> text.insert(at, spice.charAt(random.nextInt(spice.length())));
                    case 2 -> text.deleteCharAt(at);
                    default -> text.setLength(at);
                }
            }
            try {
                Document read = JSON.read(text.toString());
                assertEquals(read, JSON.read(JSON.write(read)), "seed " + seed);
            } catch (DocumentFormatException e) {
                refused++;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
        assertTrue(refused > 1000 && refused < 6000, "refused " + refused);
    }

    private static Map<String, Object> map(Random random, int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            map.put(text(random), value(random, depth));
        }
        return map;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 6 : 8)) {
            case 0 -> random.nextLong();
            case 1 -> (long) random.nextInt(10);
            case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(200) - 100);
            case 3 -> random.nextBoolean();
            case 4 -> text(random);
            case 5 -> null;
            case 6 -> map(random, depth + 1);
            default -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                yield Collections.unmodifiableList(list);
            }
        };
    }

    private static String text(Random random) {
        String alphabet = "abcXYZ019 /\\\"\n\r\t\b\f\u0001\u001f\u007f\u00e9\u2028\u2029\u20ac\ud83d\ude00{}[],:";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
