package io.github.kubemaintenance.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0n, 0",
        "0Ki, 0",
        "1Ki, 1024",
        "8Ki, 8192",
        "7Mi, 7340032",
        "6Gi, 6442450944",
        "5Ti, 5497558138880",
        "4Pi, 4503599627370496",
        "3Ei, 3458764513820540928",
        "10Ei, 11529215046068469760",
        "5n, 0.000000005",
        "4u, 0.000004",
        "3m, 0.003",
        "9, 9",
        "8k, 8000",
        "50k, 50000",
        "7M, 7000000",
        "6G, 6000000000",
        "5T, 5e12",
        "40T, 4e13",
        "300T, 3e14",
        "2P, 2e15",
        "1E, 1e18",
        "1E-3, 0.001",
        "1e3, 1000",
        "1E6, 1000000",
        "1e9, 1e9",
        "100.035, 100.035",
        "0.5, 0.5",
        "1.5, 1.5",
        ".5, 0.5",
        "5., 5",
        "0.001, 0.001",
        "1.25Ti, 1374389534720",
        "-1, -1",
        "+4, 4",
        "-0.0001, -0.0001",
        "1100m, 1.1",
        "0.1Ki, 102.4",
        "1.1M, 1100000",
    })
    void amounts_are_read_as_Kubernetes_does(String text, BigDecimal amount) {
        assertEquals(0, amount.compareTo(Quantity.parse(text).amount()), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "1.1.M", "1+1.0M", "0.1mi", "0.1am", "aoeu", ".5i", "1i", "-3.01i", "1 Ki", " 1", "1 ", "1KI",
                "1ki", "1mi", "--1", "+-1", "1e", "1e+", "1e1.5", "1E5Ki", "Ki", "0x10", "1,5", "1e1000", "1\n"
            })
    void anything_else_is_refused(String text) {
        assertEquals(Optional.empty(), Quantity.tryParse(text));
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> Quantity.parse(text));
        assertTrue(refusal.getMessage().contains("'" + text + "'"), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "1n, 1, 1",
        "1, 1000, 1",
        "1500m, 1500, 2",
        "0.1m, 1, 1",
        "-1500m, -1500, -1",
        "16Gi, 17179869184000, 17179869184"
    })
    void fractions_are_rounded_up(String text, long milli, long whole) {
        assertEquals(milli, Quantity.parse(text).milliValue());
        assertEquals(whole, Quantity.parse(text).value());
    }

    @Test
    void what_no_long_holds_is_the_greatest_long() {
        assertEquals(Long.MAX_VALUE, Quantity.parse("10Ei").value());
        assertEquals(Long.MIN_VALUE, Quantity.parse("-1000E").milliValue());
    }

    @Test
    void equal_amounts_are_equal_however_written() {
        assertEquals(Quantity.parse("1"), Quantity.parse("1000m"));
        assertEquals(Quantity.parse("1Gi").hashCode(), Quantity.parse("1024Mi").hashCode());
        assertEquals(Quantity.ZERO, Quantity.parse("0.00Ki"));
        assertTrue(Quantity.parse("999Mi").compareTo(Quantity.parse("1G")) > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"250m", "4", "16Gi", "110", "0", "1500m", "3Mi", "7n", "-2", "-250m"})
    void the_usual_forms_are_written_as_they_were_read(String text) {
        assertEquals(text, Quantity.parse(text).toString());
    }

    @Test
    void every_amount_is_written_so_that_it_is_read_as_the_same() {
        String[] suffixes = {
            "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e-12", "e7"
        };
        for (long seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            String text = (random.nextInt(5) == 0 ? "-" : "")
                    + random.nextInt(100_000)
                    + (random.nextBoolean() ? "." + random.nextInt(1000) : "")
                    + suffixes[random.nextInt(suffixes.length)];
            Quantity quantity = Quantity.parse(text);
            assertEquals(quantity, Quantity.parse(quantity.toString()), "seed " + seed + ": " + text);
            Quantity other = Quantity.of(random.nextInt(1000));
            assertEquals(quantity, quantity.plus(other).minus(other), "seed " + seed + ": " + text);
        }
    }
}
