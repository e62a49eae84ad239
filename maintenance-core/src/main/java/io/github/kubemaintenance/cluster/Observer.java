package io.github.kubemaintenance.cluster;

import java.util.List;

/**
 * What a {@link Loop} calls for an observation, on the loop's thread.
 *
 * @param <T> type of the objects
 */
public interface Observer<T> {
    /**
     * All objects at one revision: the first, or after a loss.
     *
     * @param items the objects
     */
    void snapshot(List<T> items);

    /**
     * One object has changed.
     *
     * @param type how
     * @param object its state; for DELETED the last one
     */
    void changed(WatchSink.ChangeType type, T object);

    /**
     * What was shown may be old until the next snapshot.
     *
     * @param why what happened
     * @param ended true if nothing will come any more
     */
    void lost(ApiFailure why, boolean ended);
}
