package io.github.kubemaintenance.node;

import java.util.List;

/**
 * A list that something can be told without.
 *
 * @param items what was read
 * @param unread empty if it was read, else what was asked and what was answered
 */
record Reading<T>(List<T> items, String unread) {
    Reading {
        items = List.copyOf(items);
    }

    static <T> Reading<T> of(List<T> items) {
        return new Reading<>(items, "");
    }

    static <T> Reading<T> unread(String why) {
        return new Reading<>(List.of(), why);
    }

    boolean isRead() {
        return unread.isEmpty();
    }
}
