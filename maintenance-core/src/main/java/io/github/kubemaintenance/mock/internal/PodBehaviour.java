package io.github.kubemaintenance.mock.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the pods of a simulated workload behave on their node.
 *
 * @param startsIn from being bound (or the end of the init containers) to its containers running
 * @param readyAfter from running to Ready; empty for never
 * @param stopsIn from the deletion request to being stopped, never longer than the grace period; empty for: it takes
 *     the whole grace period
 * @param runsFor from running to its own end; empty for ever
 * @param succeeds whether its own end is a success
 * @param init what its init containers do, in order; those not named here take no time
 */
public record PodBehaviour(
        Duration startsIn,
        Optional<Duration> readyAfter,
        Optional<Duration> stopsIn,
        Optional<Duration> runsFor,
        boolean succeeds,
        List<Init> init) {
    /** Starts and gets Ready at once, stops at once. */
    public static final PodBehaviour PROMPT = new PodBehaviour(
            Duration.ZERO, Optional.of(Duration.ZERO), Optional.of(Duration.ZERO), Optional.empty(), true, List.of());

    /**
     * What one init container does.
     *
     * @param name its name
     * @param takes how long an attempt takes
     * @param failures how many attempts fail before one succeeds; {@link Integer#MAX_VALUE} for all
     * @param until it fails until this Service's namespace/name has a ready endpoint; empty for none
     */
    public record Init(String name, Duration takes, int failures, Optional<String> until) {}

    public PodBehaviour {
        init = List.copyOf(init);
    }
}
