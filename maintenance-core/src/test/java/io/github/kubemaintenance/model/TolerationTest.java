package io.github.kubemaintenance.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which taints a toleration matches, as v1.Toleration's ToleratesTaint. */
class TolerationTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // operator, key, value, effect of the toleration; taint; tolerated
                "Equal, k, v, NoSchedule, k, v, NoSchedule, true",
                "-, k, v, NoSchedule, k, v, NoSchedule, true",
                "Equal, k, v, NoSchedule, k, other, NoSchedule, false",
                "Equal, k, v, NoSchedule, k, v, NoExecute, false",
                "Equal, k, v, -, k, v, NoExecute, true",
                "Equal, k, -, NoSchedule, k, '', NoSchedule, true",
                "Equal, other, v, NoSchedule, k, v, NoSchedule, false",
                "Exists, k, -, NoSchedule, k, v, NoSchedule, true",
                "Exists, k, -, -, k, v, PreferNoSchedule, true",
                "Exists, -, -, -, k, v, NoExecute, true",
                "Exists, -, -, NoSchedule, k, v, NoExecute, false",
                "Exists, -, -, NoSchedule, k, v, NoSchedule, true",
                "Equal, -, v, -, k, v, NoSchedule, false",
            })
    void a_toleration_matches_by_key_value_and_effect(
            String operator,
            String key,
            String value,
            String effect,
            String taintKey,
            String taintValue,
            String taintEffect,
            boolean tolerated) {
        Document document = Document.empty();
        document = operator == null ? document : document.with(operator, "operator");
        document = key == null ? document : document.with(key, "key");
        document = value == null ? document : document.with(value, "value");
        document = effect == null ? document : document.with(effect, "effect");
        Toleration toleration = Toleration.of(document);
        Taint taint = new Taint(taintKey, taintValue, TaintEffect.parse(taintEffect), Optional.empty());
        assertEquals(tolerated, toleration.tolerates(taint), toleration + " and " + taint);
        assertEquals(toleration, Toleration.of(toleration.toDocument()));
    }
}
