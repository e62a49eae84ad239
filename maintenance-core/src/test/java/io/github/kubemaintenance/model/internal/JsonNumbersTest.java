package io.github.kubemaintenance.model.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.model.DocumentFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNumbersTest {
    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, -5067096728772844194L, 1_000_000_000_000_000_000L})
    void every_long_is_read_exactly(long number) {
        assertEquals(
                number,
                DocumentFormat.json().read("{\"n\":" + number + "}").number("n").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "123456789012345678901234567890"})
    void what_no_long_can_hold_becomes_a_double(String number) {
        assertEquals(
                Double.valueOf(number),
                DocumentFormat.json().read("{\"n\":" + number + "}").value("n").orElseThrow());
    }
}
