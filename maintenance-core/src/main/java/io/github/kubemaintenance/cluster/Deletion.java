package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.util.Optional;

/**
 * A request to delete one object, guarded by its uid.
 *
 * @param kind its kind
 * @param namespace its namespace, empty for none
 * @param name its name
 * @param uid its uid
 * @param gracePeriod instead of the object's own, in whole seconds; empty for its own
 * @param dryRun whether the server only checks ({@code dryRun=All})
 */
public record Deletion(
        Kind<?> kind, String namespace, String name, String uid, Optional<Duration> gracePeriod, boolean dryRun) {
    /**
     * Deletes a pod with its own grace period.
     *
     * @param pod the pod
     * @return the request
     */
    public static Deletion of(PodRef pod) {
        return new Deletion(Kind.PODS, pod.namespace(), pod.name(), pod.uid(), Optional.empty(), false);
    }
}
