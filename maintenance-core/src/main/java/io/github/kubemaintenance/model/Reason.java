package io.github.kubemaintenance.model;

/**
 * Why something is as it is, for programs and for people.
 *
 * @param code a stable upper-case word, for example {@code DAEMON_SET}
 * @param text a sentence that names the thing and, where something can be done, what
 */
public record Reason(String code, String text) {
    /** Returns the text. */
    @Override
    public String toString() {
        return text;
    }
}
