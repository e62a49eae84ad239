package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.DeletionRule;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The ways in which controllers delete pods. */
final class PodWrites {
    private PodWrites() {}

    /** The pod as it is now, if it is still that one. */
    static Optional<Pod> current(World world, Pod pod) {
        return world.find(Kind.PODS, pod.namespace(), pod.name())
                .filter(found -> found.uid().equals(pod.uid()));
    }

    /** Deletes a pod with its own grace period, or another. */
    static void delete(World world, Pod pod, Optional<Duration> grace) {
        Optional<Pod> found = current(world, pod);
        if (found.isEmpty()) {
            return;
        }
        DeletionRule.Deleted deleted = DeletionRule.delete(found.get(), grace, world.now());
        Pod after = world.update(Kind.PODS, found.get().with(deleted.metadata()));
        if (deleted.gone()) {
            world.remove(Kind.PODS, after);
        }
    }

    /** Removes a pod at once, as far as its finalizers let it go. */
    static void force(World world, Pod pod) {
        delete(world, pod, Optional.of(Duration.ZERO));
    }

    /** Removes a pod that is being deleted and that nothing holds any more. */
    static void removeIfReleased(World world, Pod pod) {
        if (pod.isTerminating()
                && pod.metadata().finalizers().isEmpty()
                && pod.metadata().deletionGracePeriod().map(Duration::isZero).orElse(true)) {
            world.remove(Kind.PODS, pod);
        }
    }

    /** Says on the pod that it goes because of a disruption. */
    static Pod markDisrupted(World world, Pod pod, String reason, String message) {
        Instant now = world.now();
        return world.update(
                Kind.PODS,
                pod.with(pod.status()
                        .with(PodStatuses.condition(PodStatuses.DISRUPTION_TARGET, true, reason, message, now))));
    }
}
