package io.github.kubemaintenance.model;

import io.github.kubemaintenance.model.internal.Nullable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of a resource as Kubernetes writes it: {@code 250m}, {@code 4}, {@code 16Gi}, {@code 1e3}. Two quantities
 * are equal when the amounts are, however they were written ({@code 1} and {@code 1000m}). Mirrors
 * k8s.io/apimachinery's resource.Quantity.
 */
public final class Quantity implements Comparable<Quantity> {
    /** Nothing. */
    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, "0");

    private static final Pattern FORM =
            Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))(?:[eE]([+-]?\\d{1,3})|([numkKMGTPE]i?))?");
    private static final Map<String, BigDecimal> SUFFIXES = Map.ofEntries(
            Map.entry("n", BigDecimal.ONE.movePointLeft(9)),
            Map.entry("u", BigDecimal.ONE.movePointLeft(6)),
            Map.entry("m", BigDecimal.ONE.movePointLeft(3)),
            Map.entry("k", BigDecimal.ONE.movePointRight(3)),
            Map.entry("M", BigDecimal.ONE.movePointRight(6)),
            Map.entry("G", BigDecimal.ONE.movePointRight(9)),
            Map.entry("T", BigDecimal.ONE.movePointRight(12)),
            Map.entry("P", BigDecimal.ONE.movePointRight(15)),
            Map.entry("E", BigDecimal.ONE.movePointRight(18)),
            Map.entry("Ki", binary(1)),
            Map.entry("Mi", binary(2)),
            Map.entry("Gi", binary(3)),
            Map.entry("Ti", binary(4)),
            Map.entry("Pi", binary(5)),
            Map.entry("Ei", binary(6)));

    private final BigDecimal amount;
    private final String text;

    private Quantity(BigDecimal amount, String text) {
        this.amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
        this.text = text;
    }

    private Quantity(BigDecimal amount) {
        this(amount, "");
    }

    /** {@return the exact amount in base units: cores, bytes, pods} */
    public BigDecimal amount() {
        return amount;
    }

    /**
     * Reads a quantity.
     *
     * @param text for example {@code 250m} or {@code 16Gi}
     * @return the quantity
     * @throws IllegalArgumentException for any other text
     */
    public static Quantity parse(String text) {
        return tryParse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "not a Kubernetes quantity: '" + text + "' (expected for example 250m, 4 or 16Gi)"));
    }

    /**
     * Reads a quantity that may be malformed.
     *
     * @param text any text
     * @return empty if it is no quantity
     */
    public static Optional<Quantity> tryParse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigDecimal amount = new BigDecimal(matcher.group(1));
        if (matcher.group(2) != null) {
            amount = amount.scaleByPowerOfTen(Integer.parseInt(matcher.group(2)));
        } else if (matcher.group(3) != null) {
            BigDecimal factor = SUFFIXES.get(matcher.group(3));
            if (factor == null) {
                return Optional.empty();
            }
            amount = amount.multiply(factor);
        }
        return Optional.of(new Quantity(amount, text));
    }

    /**
     * Makes a quantity of whole units.
     *
     * @param units cores, bytes or pods
     * @return the quantity
     */
    public static Quantity of(long units) {
        return units == 0 ? ZERO : new Quantity(BigDecimal.valueOf(units));
    }

    /**
     * Adds.
     *
     * @param other another amount
     * @return the sum
     */
    public Quantity plus(Quantity other) {
        return other.amount.signum() == 0 ? this : new Quantity(amount.add(other.amount));
    }

    /**
     * Subtracts.
     *
     * @param other another amount
     * @return the difference, which may be negative
     */
    public Quantity minus(Quantity other) {
        return new Quantity(amount.subtract(other.amount));
    }

    /**
     * Returns the greater of two.
     *
     * @param other another amount
     * @return this or the other
     */
    public Quantity max(Quantity other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /**
     * Returns the amount in thousandths, rounded up as Kubernetes' MilliValue does.
     *
     * @return thousandths of the base unit
     */
    public long milliValue() {
        return clamp(amount.movePointRight(3).setScale(0, RoundingMode.CEILING).toBigInteger());
    }

    /**
     * Returns the amount in whole base units, rounded up as Kubernetes' Value does.
     *
     * @return base units
     */
    public long value() {
        return clamp(amount.setScale(0, RoundingMode.CEILING).toBigInteger());
    }

    private static long clamp(BigInteger value) {
        return value.bitLength() < 64 ? value.longValue() : value.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    private static BigDecimal binary(int power) {
        return new BigDecimal(BigInteger.ONE.shiftLeft(10 * power));
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    /** Two quantities are equal when the amounts are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Quantity quantity && amount.equals(quantity.amount);
    }

    @Override
    public int hashCode() {
        return amount.hashCode();
    }

    /** Returns the text that it was read from, else the shortest usual form: {@code 250m}, {@code 4}, {@code 16Gi}. */
    @Override
    public String toString() {
        return text.isEmpty() ? shortest() : text;
    }

    private String shortest() {
        if (amount.signum() != 0 && amount.stripTrailingZeros().scale() <= 0) {
            for (String suffix : new String[] {"Ei", "Pi", "Ti", "Gi", "Mi", "Ki"}) {
                BigDecimal[] parts = amount.divideAndRemainder(SUFFIXES.get(suffix));
                if (parts[1].signum() == 0) {
                    return parts[0].toBigInteger() + suffix;
                }
            }
            return amount.toBigInteger().toString();
        }
        for (String suffix : new String[] {"m", "u", "n"}) {
            BigDecimal scaled = amount.divide(SUFFIXES.get(suffix));
            if (amount.signum() != 0 && scaled.stripTrailingZeros().scale() <= 0) {
                return scaled.toBigInteger() + suffix;
            }
        }
        return amount.toPlainString();
    }
}
