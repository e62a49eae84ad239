package io.github.kubemaintenance.cluster;

/**
 * Which page of a list.
 *
 * @param limit most items on it, 0 for all
 * @param continueToken where to go on, empty for the first page
 */
public record PageRequest(int limit, String continueToken) {
    public PageRequest {
        if (limit < 0) {
            throw new IllegalArgumentException("a page has at least 0 items, not " + limit);
        }
    }

    /**
     * Asks for the first page.
     *
     * @param limit most items on it, 0 for all
     * @return the request
     */
    public static PageRequest first(int limit) {
        return new PageRequest(limit, "");
    }

    /**
     * Asks for the page after another.
     *
     * @param page the page before, which has a continue token
     * @return the request
     */
    public PageRequest after(Page<?> page) {
        return new PageRequest(limit, page.continueToken());
    }
}
