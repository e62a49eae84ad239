package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.KubeObject;
import java.util.List;

/** What a session tells its one reader. */
public sealed interface Signal {
    /**
     * The one answer to a submitted call or a forked action.
     *
     * @param ticket of the call
     * @param result its answer, or why there is none
     */
    record Answer(long ticket, Result<?> result) implements Signal {}

    /**
     * All objects of an observation, at one revision. The first is followed by changes; after a loss a new one comes,
     * and the reader finds by uid what has happened meanwhile.
     *
     * @param ticket of the observation
     * @param items the objects
     */
    record Snapshot(long ticket, List<? extends KubeObject> items) implements Signal {}

    /**
     * One object of an observation has changed.
     *
     * @param ticket of the observation
     * @param type how
     * @param object its state; for DELETED the last one
     */
    record Change(long ticket, WatchSink.ChangeType type, KubeObject object) implements Signal {}

    /**
     * An observation is blind for a while: what it showed may be old until the next snapshot.
     *
     * @param ticket of the observation
     * @param why what ended the watch or refused the list
     * @param ended true if it will not be tried again (no rights, no such kind): nothing comes any more
     */
    record Lost(long ticket, ApiFailure why, boolean ended) implements Signal {}

    /** Somebody called {@link ClusterSession#wake()}. */
    record Woken() implements Signal {}

    /** The time that the reader was willing to wait is over. */
    record Idle() implements Signal {}
}
