package io.github.kubemaintenance.model;

import java.util.regex.Pattern;

/**
 * A whole number or a percentage, as budgets and rollouts take them. Mirrors Kubernetes' IntOrString where a text is
 * a percentage.
 *
 * @param amount the number, or the per cent
 * @param isPercent whether the amount is per cent
 */
public record IntOrPercent(int amount, boolean isPercent) {
    private static final Pattern PERCENT = Pattern.compile("\\d{1,9}%");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    public IntOrPercent {
        if (amount < 0) {
            throw new IllegalArgumentException("not a number or percentage of pods or nodes: " + amount);
        }
    }

    /**
     * Makes a number.
     *
     * @param number not negative
     * @return the value
     */
    public static IntOrPercent of(int number) {
        return new IntOrPercent(number, false);
    }

    /**
     * Makes a percentage.
     *
     * @param percent not negative
     * @return the value
     */
    public static IntOrPercent percent(int percent) {
        return new IntOrPercent(percent, true);
    }

    /**
     * Reads {@code 3} or {@code 30%}.
     *
     * @param text the text
     * @return the value
     * @throws IllegalArgumentException for any other text
     */
    public static IntOrPercent parse(String text) {
        if (PERCENT.matcher(text).matches()) {
            return percent(Integer.parseInt(text.substring(0, text.length() - 1)));
        } else if (NUMBER.matcher(text).matches()) {
            return of(Integer.parseInt(text));
        }
        throw new IllegalArgumentException(
                "not a number or percentage: '" + text + "' (expected for example 2 or 30%)");
    }

    /**
     * Returns the number that this means of a total, a fraction rounded up.
     *
     * @param total the whole
     * @return the number itself, or that part of the total
     */
    public int roundedUpOf(int total) {
        return isPercent ? (int) (((long) amount * total + 99) / 100) : amount;
    }

    /**
     * Returns the number that this means of a total, a fraction rounded down.
     *
     * @param total the whole
     * @return the number itself, or that part of the total
     */
    public int roundedDownOf(int total) {
        return isPercent ? (int) ((long) amount * total / 100) : amount;
    }

    /** Returns {@code 3} or {@code 30%}. */
    @Override
    public String toString() {
        return isPercent ? amount + "%" : Integer.toString(amount);
    }
}
