package io.github.kubemaintenance.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntOrPercentTest {
    @ParameterizedTest
    @CsvSource({
        "0, 7, 0, 0",
        "3, 7, 3, 3",
        "9, 7, 9, 9",
        "0%, 7, 0, 0",
        "30%, 7, 3, 2",
        "34%, 3, 2, 1",
        "50%, 7, 4, 3",
        "100%, 7, 7, 7",
        "1%, 1, 1, 0",
        "28%, 22, 7, 6",
        "200%, 3, 6, 6",
        "33%, 0, 0, 0",
        "100%, 2147483647, 2147483647, 2147483647"
    })
    void parts_of_a_total_are_rounded(String text, int total, int up, int down) {
        IntOrPercent amount = IntOrPercent.parse(text);
        assertEquals(up, amount.roundedUpOf(total));
        assertEquals(down, amount.roundedDownOf(total));
        assertEquals(text, amount.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "-1", "-5%", "1.5", "30 %", " 30%", "30%%", "x", "1e3", "9999999999", "٣"})
    void anything_else_is_refused_by_name(String text) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> IntOrPercent.parse(text));
        assertTrue(refusal.getMessage().contains("'" + text + "'"), refusal.getMessage());
    }

    @Test
    void no_amount_is_negative() {
        assertThrows(IllegalArgumentException.class, () -> IntOrPercent.of(-1));
        assertThrows(IllegalArgumentException.class, () -> IntOrPercent.percent(-1));
    }
}
