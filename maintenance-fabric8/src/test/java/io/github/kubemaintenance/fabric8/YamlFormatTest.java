package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFormatTest {
    private final YamlFormat yaml = new YamlFormat();

    @ParameterizedTest
    @ValueSource(strings = {"kubeadm-1.30-ha", "eks-1.31-mixed"})
    void every_object_of_a_cluster_survives_writing_and_reading(String name) {
        List<Document> objects = Dumps.objects(name);
        StringBuilder stream = new StringBuilder();
        for (Document each : objects) {
            String text = yaml.write(each);
            assertEquals(each, yaml.read(text), text);
            stream.append("---\n").append(text);
        }
        assertEquals(objects, YamlFormat.readAll(stream.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.30",
                "1.10",
                "1",
                "0644",
                "0o644",
                "0x10",
                "0b11",
                "1e3",
                "12e03",
                "1_000",
                "1:30",
                "on",
                "off",
                "yes",
                "no",
                "y",
                "n",
                "true",
                "True",
                "TRUE",
                "false",
                "null",
                "Null",
                "~",
                "",
                " ",
                " lead",
                "trail ",
                "- a",
                "a: b",
                "a #b",
                "# a",
                "a\nb\n",
                "a\n  b\n\n",
                "\n",
                "a\r\nb",
                "a\tb",
                "\ta",
                "...",
                "---",
                "a\n---\nb",
                ".inf",
                ".NaN",
                "+1",
                "-1",
                ".5",
                "=",
                "<<",
                "!x",
                "&x",
                "*x",
                "%x",
                "@x",
                "`x",
                "'x'",
                "\"x\"",
                "it's",
                "{a: 1}",
                "[a]",
                "2020-01-01",
                "2020-01-01T00:00:00Z",
                "\u2028",
                "\u0001",
                "\u007f",
                "\uFEFFa",
                "é😀",
                "|",
                ">",
                "?",
                ":",
                "a:",
                "- ",
                ",",
                "\\",
                "\\n",
                "${x}",
                "{{ .Values.x }}"
            })
    void text_that_looks_like_something_else_stays_text_as_value_and_as_key(String text) {
        Document document = Document.of("value", text)
                .with(List.of(text, text), "list")
                .with(Map.of(text, text), "map")
                .with(420, "number");
        String written = yaml.write(document);
        assertEquals(document, yaml.read(written), written);
    }

    @Test
    void what_has_no_quotes_is_read_by_json_s_rules() {
        Document read = yaml.read(
                """
                quoted: "1.30"
                bare: 1.30
                on: on
                hex: 0x10
                octal: 0644
                whole: 420
                big: 9223372036854775807
                flag: true
                capital: True
                none: null
                empty:
                tilde: ~
                text: |
                  one
                  two
                """);
        assertEquals("1.30", read.text("quoted").orElseThrow());
        assertEquals(1.3, read.value("bare").orElseThrow());
        assertEquals("on", read.text("on").orElseThrow());
        assertEquals("0x10", read.text("hex").orElseThrow());
        assertEquals("0644", read.text("octal").orElseThrow());
        assertEquals(420, read.number("whole").orElseThrow());
        assertEquals(Long.MAX_VALUE, read.number("big").orElseThrow());
        assertEquals(true, read.flag("flag").orElseThrow());
        assertEquals("True", read.text("capital").orElseThrow());
        assertTrue(read.has("none") && read.value("none").isEmpty());
        assertTrue(read.has("empty") && read.value("empty").isEmpty());
        assertEquals("~", read.text("tilde").orElseThrow());
        assertEquals("one\ntwo\n", read.text("text").orElseThrow());
    }

    @Test
    void a_key_that_yaml_1_1_takes_for_a_boolean_is_never_written_bare() {
        Document map = Document.of("data", Map.of("on", "x"));
        assertEquals("{\n  \"data\": {\n    \"on\": \"x\"\n  }\n}\n", yaml.write(map));
        assertEquals(map, yaml.read(yaml.write(map)));
    }

    @Test
    void random_trees_survive_writing_and_reading() {
        long seed = 20261124;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Document document = Document.of("root", tree(random, 4));
            String written = yaml.write(document);
            assertEquals(document, yaml.read(written), "seed " + seed + ", tree " + i + "\n" + written);
        }
    }

    private static Object tree(Random random, int depth) {
        int choice = random.nextInt(depth > 0 ? 8 : 6);
        if (choice == 6) {
            List<Object> list = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                list.add(tree(random, depth - 1));
            }
            return list;
        } else if (choice == 7) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                map.put(text(random), tree(random, depth - 1));
            }
            return map;
        }
        return switch (choice) {
            case 0 -> random.nextBoolean();
            case 1 -> random.nextLong();
            case 2 -> random.nextInt(1000);
            case 3 -> random.nextInt(100_000) / 64.0;
            default -> text(random);
        };
    }

    private static String text(Random random) {
        String alphabet = "ab 01.:-#'\"\n\t{}[]&*!|>%@`,~é\u2028yno\\";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void a_stream_is_read_document_by_document_and_empty_ones_are_passed_over() {
        String stream =
                """
                \uFEFF# a comment
                %YAML 1.2
                ---
                a: 1
                ---
                # nothing
                --- {b: 2}
                ...
                ---
                text: |
                  x
                  ---
                  y
                ---
                """;
        assertEquals(
                List.of(Document.of("a", 1), Document.of("b", 2), Document.of("text", "x\n---\ny\n")),
                YamlFormat.readAll(stream));
        assertEquals(List.of(), YamlFormat.readAll("---\n# nothing\n"));
        assertEquals(List.of(Document.of("a", 1)), YamlFormat.readAll("a: 1\r\n---\r\n"));
    }

    @Test
    void json_is_yaml_and_what_follows_its_end_is_not_overlooked() {
        assertEquals(Document.of("a", List.of(1)), yaml.read("{\"a\":[1]}"));
        assertEquals(Document.of("a", 1), yaml.read("{a: 1}"));
        assertMessage("the end of the text", () -> yaml.read("{\"a\":1} x"));
        assertMessage("line 1", () -> yaml.read("{\"a\":1, x"));
    }

    @Test
    void what_is_no_object_is_refused_with_the_parser_s_words() {
        assertMessage("found none", () -> yaml.read(""));
        assertMessage("found none", () -> yaml.read("# only a comment\n"));
        assertMessage("found 2 documents; YamlFormat.readAll", () -> yaml.read("a: 1\n---\nb: 2\n"));
        assertMessage("expected a map at the top, found a list", () -> yaml.read("- a\n"));
        assertMessage("expected a map at the top, found a single value", () -> yaml.read("<html></html>"));
        assertMessage("line 1, column 4", () -> yaml.read("a: [1\nb: 2\n"));
        assertMessage("found duplicate key a", () -> yaml.read("a: 1\na: 2\n"));
        assertMessage("TAB", () -> yaml.read("a:\n\t- x\n"));
        assertMessage("java.lang.Thread", () -> yaml.read("a: !!java.lang.Thread x\n"));
        assertMessage("no API object can hold", () -> yaml.read("a: !!binary aGVsbG8=\n"));
        assertMessage(
                "in the document that begins on line 3 (number 2): expected a map",
                () -> YamlFormat.readAll("a: 1\n# one\n--- x\n---\nb: 1\n"));
    }

    @Test
    void anchors_are_read_and_bombs_are_refused() {
        assertEquals(
                Document.of("a", Map.of("k", "v")).with(Map.of("k", "v"), "b"), yaml.read("a: &x {k: v}\nb: *x\n"));
        assertMessage("inside itself", () -> yaml.read("a: &x\n  b: *x\n"));
        assertMessage("aliases", () -> yaml.read(bomb(25, 9)));
        // The parser alone would let these through: 3^16 copies and more.
        assertMessage("aliases", () -> yaml.read(bomb(16, 3)));
        assertMessage("aliases", () -> yaml.read("{" + bomb(16, 3).replace('\n', ',') + "}"));
        assertMessage("nested too deeply", () -> yaml.read("a: " + "[".repeat(100_000)));
        assertMessage("exceeds the limit", () -> yaml.read("a: b\n".replace("b", "b".repeat(4_000_000))));
    }

    @Test
    void pointers_and_globs_in_a_script_are_no_bomb() {
        StringBuilder script = new StringBuilder("data:\n  run: |\n");
        for (int i = 0; i < 200; i++) {
            script.append("    *p = 1; sleep 1 & rm *.tmp && run &all *\n");
        }
        assertEquals(
                200,
                yaml.read(script.toString())
                        .text("data", "run")
                        .orElseThrow()
                        .lines()
                        .count());
    }

    private static String bomb(int levels, int width) {
        StringBuilder bomb = new StringBuilder("a0: &a0 [" + "x,".repeat(width) + "x]\n");
        for (int i = 1; i <= levels; i++) {
            bomb.append(
                    "a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(width - 1) + "*a" + (i - 1) + "]\n");
        }
        return bomb.toString();
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable executable) {
        String message = assertThrows(DocumentFormatException.class, executable).getMessage();
        assertTrue(message.contains(part), message);
    }
}
