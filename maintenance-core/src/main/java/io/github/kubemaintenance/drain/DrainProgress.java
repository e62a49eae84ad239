package io.github.kubemaintenance.drain;

import java.util.Optional;

/**
 * How far a drain is, at one moment.
 *
 * @param phase what it is doing
 * @param toGo pods that have to go and are not gone: waiting for their turn or a budget, or on their way out
 * @param blocked those of them that wait for a budget
 * @param gone pods that are gone
 * @param last the last event as text; empty before the first
 */
public record DrainProgress(Phase phase, int toGo, int blocked, int gone, Optional<String> last) {
    /** What a drain is doing. More may come. */
    public enum Phase {
        /** It reads, and changes nothing yet. */
        PLANNING,
        /** It cordons the node and reads its pods again. */
        CORDONING,
        /** It moves pods. */
        DRAINING,
        /** It waits for replacements. */
        AWAITING_REPLACEMENTS,
        /** It waits for answers in flight, or gives the node back. */
        ENDING,
        /** It has ended. */
        ENDED
    }

    static final DrainProgress NONE = new DrainProgress(Phase.PLANNING, 0, 0, 0, Optional.empty());
}
