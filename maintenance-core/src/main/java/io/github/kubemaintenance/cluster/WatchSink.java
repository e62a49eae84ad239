package io.github.kubemaintenance.cluster;

/**
 * Where a watch delivers, in order, from any thread, one call at a time. After {@code lost} nothing comes any more.
 *
 * @param <T> type of the objects
 */
public interface WatchSink<T> {
    /** What happened to an object. */
    enum ChangeType {
        /** It is new, or has come into the query. */
        ADDED,
        /** It has changed. */
        MODIFIED,
        /** It is gone, or has left the query. */
        DELETED
    }

    /**
     * An object has changed.
     *
     * @param type how
     * @param object its state; for DELETED the last one
     */
    void changed(ChangeType type, T object);

    /**
     * Nothing has changed up to a revision; proves that the watch is alive.
     *
     * @param resourceVersion the revision
     */
    void bookmark(String resourceVersion);

    /**
     * The watch has ended, for whatever reason but its being closed. Comes once.
     *
     * @param why what ended it; EXPIRED asks for a new list
     */
    void lost(ApiFailure why);
}
