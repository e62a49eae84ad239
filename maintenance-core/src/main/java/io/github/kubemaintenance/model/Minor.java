package io.github.kubemaintenance.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A minor version of Kubernetes, for example 1.31. Ordered by number: 1.9 comes before 1.10.
 *
 * @param major 1 so far
 * @param minor number of the minor release
 */
public record Minor(int major, int minor) implements Comparable<Minor> {
    private static final Pattern FORM = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})\\+?");

    public Minor {
        if (major < 0 || minor < 0) {
            throw new IllegalArgumentException("not a minor version: " + major + "." + minor);
        }
    }

    /**
     * Makes a minor of Kubernetes 1.
     *
     * @param minor number of the minor release
     * @return 1.minor
     */
    public static Minor of(int minor) {
        return new Minor(1, minor);
    }

    /**
     * Reads {@code 1.31}, {@code v1.31} or {@code 1.27+}.
     *
     * @param text the text
     * @return the minor
     * @throws IllegalArgumentException for any other text
     */
    public static Minor parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not a minor version of Kubernetes: '" + text + "' (expected for example 1.31)");
        }
        return new Minor(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /**
     * Returns the minor some releases later or earlier.
     *
     * @param releases how many, negative for earlier
     * @return the other minor
     */
    public Minor plus(int releases) {
        return new Minor(major, minor + releases);
    }

    @Override
    public int compareTo(Minor other) {
        int byMajor = Integer.compare(major, other.major);
        return byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
    }

    /** Returns for example {@code 1.31}. */
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
