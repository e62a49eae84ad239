package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a deletion does to a pod: its grace period, when it is due and whether the object is gone at once. Mirrors
 * kube-apiserver's pod strategy and its generic graceful deletion. Pure.
 */
public final class DeletionRule {
    private DeletionRule() {}

    /**
     * What a deletion does.
     *
     * @param metadata the pod's metadata afterwards
     * @param gone whether the object is removed at once: no grace is left and nothing holds it
     */
    public record Deleted(ObjectMeta metadata, boolean gone) {}

    /**
     * Deletes a pod.
     *
     * @param pod the pod as it is
     * @param override the grace period that was asked for, in whole seconds; negative counts as 1 s
     * @param now the server's time
     * @return what it does
     */
    public static Deleted delete(Pod pod, Optional<Duration> override, Instant now) {
        ObjectMeta before = pod.metadata();
        if (before.deletionTimestamp().isPresent()) {
            return shorten(before, override, now);
        }
        Duration grace = grace(pod, override);
        ObjectMeta after = before.deleted(now.plus(grace), grace);
        after = before.generation() > 0 ? after.withGeneration(before.generation() + 1) : after;
        return new Deleted(after, grace.isZero() && before.finalizers().isEmpty());
    }

    private static Duration grace(Pod pod, Optional<Duration> override) {
        if (pod.nodeName().isEmpty() || pod.isFinished()) {
            return Duration.ZERO;
        }
        return notNegative(override.orElse(pod.spec().terminationGracePeriod()));
    }

    /** A pod that is being deleted can only be asked to hurry; one without grace goes as soon as nothing holds it. */
    private static Deleted shorten(ObjectMeta before, Optional<Duration> override, Instant now) {
        Duration had = before.deletionGracePeriod().orElse(Duration.ZERO);
        if (had.isZero()) {
            return new Deleted(before, before.finalizers().isEmpty());
        }
        Duration wanted = override.map(DeletionRule::notNegative).orElse(had);
        if (wanted.compareTo(had) >= 0) {
            return new Deleted(before, false);
        } else if (wanted.isZero()) {
            return new Deleted(
                    before.deleted(now, Duration.ZERO), before.finalizers().isEmpty());
        }
        Instant due = before.deletionTimestamp().orElse(now).minus(had).plus(wanted);
        return new Deleted(
                due.isBefore(now) ? before.deleted(now, Duration.ofSeconds(1)) : before.deleted(due, wanted), false);
    }

    private static Duration notNegative(Duration grace) {
        return grace.isNegative() ? Duration.ofSeconds(1) : grace;
    }

    /**
     * Tells whether an object goes with the update that leaves it like this: its deletion was asked for, no grace is left
     * and nothing holds it. This is how an object leaves when its last finalizer is taken away.
     *
     * @param metadata the object's metadata after an update
     * @return true if the server removes the object
     */
    public static boolean vanishes(ObjectMeta metadata) {
        return metadata.isTerminating()
                && metadata.deletionGracePeriod().orElse(Duration.ZERO).isZero()
                && metadata.finalizers().isEmpty();
    }
}
