package io.github.kubemaintenance.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.LabelSelector.Operator;
import io.github.kubemaintenance.model.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSelectorTest {
    private static final Map<String, String> LABELS =
            Map.of("app", "web", "tier", "front", "n", "5", "empty", "", "example.com/team", "a.b-c_d");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|true",
                "' '|true",
                "app=web|true",
                "app==web|true",
                "app = web|true",
                "app=other|false",
                "app!=web|false",
                "app!=other|true",
                "missing!=x|true",
                "missing=x|false",
                "app|true",
                "missing|false",
                "!app|false",
                "!missing|true",
                "! missing|true",
                "app in (web)|true",
                "app in (a, web ,b)|true",
                "app in (a,b)|false",
                "app notin (a,b)|true",
                "app notin (web)|false",
                "missing notin (a)|true",
                "missing in (a)|false",
                "app=web,tier=front|true",
                "app=web,tier=back|false",
                "app=web , !missing|true",
                "empty=|true",
                "empty|true",
                "app=|false",
                "empty in ()|true",
                "empty in (,a)|true",
                "example.com/team=a.b-c_d|true",
                "n>4|true",
                "n>5|false",
                "n<6|true",
                "n<5|false",
                "missing>1|false",
                "app>1|false",
                "in in (in)|false",
                "notin|false",
                "app in(web)|true",
            })
    void selectors_are_read_as_kubectl_does(String text, boolean matches) {
        LabelSelector selector = LabelSelector.parse(text);
        assertEquals(matches, selector.matches(LABELS), selector.toString());
        assertEquals(matches, LabelSelector.parse(selector.toString()).matches(LABELS), selector.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",",
                "app=web,",
                ",app",
                "app==",
                "=web",
                "!=x",
                "!",
                "app=web tier=front",
                "app in",
                "app in web",
                "app in (web",
                "app in web)",
                "app notin",
                "app like x",
                "app=a=b",
                "app===web",
                "app=!x",
                "app!web",
                "-app=web",
                "app-=web",
                "app=-web",
                "app=we b",
                "a/b/c=d",
                "/app=x",
                "Example.com/app=x",
                "app/=x",
                "app>x",
                "app>",
                "app<1.5",
                "(app)",
                "app=(web)",
                "app,,tier",
                "x=y,!",
                "ключ=x",
                "app=веб",
                "a23456789012345678901234567890123456789012345678901234567890abcd=x",
                "app=a23456789012345678901234567890123456789012345678901234567890abcd"
            })
    void malformed_selectors_are_refused_with_the_place(String text) {
        if (text.equals("app==")) {
            assertEquals("app=", LabelSelector.parse(text).toString(), "an empty value, as in kubectl");
            return;
        }
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> LabelSelector.parse(text));
        assertTrue(refusal.getMessage().contains("'" + text + "'"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("position"), refusal.getMessage());
    }

    @Test
    void the_form_of_the_API_is_read_and_written() {
        Document document = Document.of("matchLabels", Map.of("app", "web"))
                .with(
                        List.of(
                                Document.of("key", "tier")
                                        .with("In", "operator")
                                        .with(List.of("a", "b"), "values"),
                                Document.of("key", "old").with("DoesNotExist", "operator")),
                        "matchExpressions");
        LabelSelector selector = LabelSelector.of(document);
        assertEquals("app=web,tier in (a,b),!old", selector.toString());
        assertEquals(document, selector.toDocument());
        assertTrue(LabelSelector.of(Document.empty()).matches(Map.of()), "the empty one selects everything");
        assertThrows(
                IllegalArgumentException.class,
                () -> LabelSelector.of(Document.of(
                        "matchExpressions", List.of(Document.of("key", "a").with("Like", "operator")))));
    }

    @Test
    void two_equalities_on_one_key_both_hold() {
        LabelSelector selector = LabelSelector.parse("app=a,app=b");
        assertEquals(
                selector.matches(Map.of("app", "a")),
                LabelSelector.of(selector.toDocument()).matches(Map.of("app", "a")));
        assertEquals(false, LabelSelector.of(selector.toDocument()).matches(Map.of("app", "b")));
    }

    @Test
    void every_selector_means_the_same_after_writing_and_reading() {
        String[] keys = {"a", "b", "example.com/c", "d"};
        String[] values = {"", "x", "y", "z", "1", "2"};
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            List<Requirement> requirements = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                Operator operator = List.of(Operator.values()).get(random.nextInt(Operator.values().length));
                List<String> some = new ArrayList<>();
                switch (operator) {
                    case IN, NOT_IN -> {
                        for (int v = 1 + random.nextInt(3); v > 0; v--) {
                            some.add(values[random.nextInt(values.length)]);
                        }
                    }
                    case GREATER_THAN, LESS_THAN -> some.add("" + random.nextInt(3));
                    case EXISTS, DOES_NOT_EXIST -> {}
                }
                requirements.add(new Requirement(keys[random.nextInt(keys.length)], operator, some));
            }
            LabelSelector selector = new LabelSelector(requirements);
            LabelSelector parsed = LabelSelector.parse(selector.toString());
            LabelSelector read = LabelSelector.of(selector.toDocument());
            for (int n = 0; n < 20; n++) {
                Map<String, String> labels = new LinkedHashMap<>();
                for (String key : keys) {
                    if (random.nextBoolean()) {
                        labels.put(key, values[random.nextInt(values.length)]);
                    }
                }
                boolean expected = selector.matches(labels);
                assertEquals(expected, parsed.matches(labels), "seed " + seed + ": " + selector + " on " + labels);
                assertEquals(expected, read.matches(labels), "seed " + seed + ": " + selector + " on " + labels);
            }
        }
    }
}
