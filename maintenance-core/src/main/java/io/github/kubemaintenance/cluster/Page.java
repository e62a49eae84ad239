package io.github.kubemaintenance.cluster;

import java.util.List;

/**
 * A page of a list. All pages of one list show the same revision.
 *
 * @param items the objects
 * @param continueToken token of the next page, empty on the last one
 * @param resourceVersion the revision of the list, to watch from
 * @param <T> type of the objects
 */
public record Page<T>(List<T> items, String continueToken, String resourceVersion) {
    public Page {
        items = List.copyOf(items);
    }

    /**
     * Tells whether there is another page.
     *
     * @return true if there is a continue token
     */
    public boolean hasNext() {
        return !continueToken.isEmpty();
    }
}
