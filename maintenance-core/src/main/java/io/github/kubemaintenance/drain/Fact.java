package io.github.kubemaintenance.drain;

/**
 * Something that a plan can be made without: it was read, it could not be read, or nobody asked because nothing depended
 * on it (or because no more requests were allowed). Never mistaken for "there is none".
 *
 * @param <T> type of what was read
 */
sealed interface Fact<T> {
    /** It was read. */
    record Read<T>(T value) implements Fact<T> {}

    /** It could not be read; {@code why} says what was asked and what was answered. */
    record Unreadable<T>(String why) implements Fact<T> {}

    /** It was not asked for. */
    record NotRead<T>() implements Fact<T> {}

    /** Returns what was read, or something else. */
    default T or(T other) {
        return this instanceof Read<T> read ? read.value() : other;
    }

    /** Tells whether it was read. */
    default boolean isRead() {
        return this instanceof Read<T>;
    }
}
