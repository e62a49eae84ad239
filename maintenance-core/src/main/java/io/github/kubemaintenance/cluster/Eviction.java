package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.util.Optional;

/**
 * A request to evict one pod, guarded by its uid.
 *
 * @param pod the pod
 * @param gracePeriod instead of the pod's own, in whole seconds; empty for the pod's own
 * @param dryRun whether the server only checks ({@code dryRun=All})
 */
public record Eviction(PodRef pod, Optional<Duration> gracePeriod, boolean dryRun) {
    /**
     * Evicts with the pod's own grace period.
     *
     * @param pod the pod
     * @return the request
     */
    public static Eviction of(PodRef pod) {
        return new Eviction(pod, Optional.empty(), false);
    }
}
