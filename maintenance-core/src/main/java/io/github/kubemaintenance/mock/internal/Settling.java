package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Of a cluster that is being built nobody sees how its pods come to life, so those for which nothing can go otherwise are
 * written once, as they will be, instead of at every step: bound, started, ready. Their times are those of the steps.
 *
 * <p>Left out are pods whose start depends on others, or others' on theirs: with init containers, of StatefulSets, and all
 * of a cluster in which an init container waits for somebody.
 */
final class Settling {
    private static final Set<String> OWNERS = Set.of("ReplicaSet", "ReplicationController", "DaemonSet");

    private final StatusMemo<Optional<PodStatus>> alike = new StatusMemo<>();

    /** What the status of a pod that is bound now will be when nothing happens to it any more; empty if it isn't known. */
    Optional<PodStatus> of(World world, Pod bound) {
        Optional<Instant> until = world.unseenUntil();
        if (until.isEmpty()
                || !bound.spec().initContainers().isEmpty()
                || !isOfSuchAnOwner(bound)
                || !world.behaviourOf(bound.nodeName()).equals(NodeBehaviour.HEALTHY)) {
            return Optional.empty();
        }
        PodBehaviour behaviour = world.behaviourOf(bound);
        return alike.get(
                bound.spec(),
                bound.status(),
                behaviour,
                world.now(),
                () -> foreseen(bound, behaviour, world.now(), until.get()));
    }

    private static boolean isOfSuchAnOwner(Pod pod) {
        return pod.controller().filter(owner -> OWNERS.contains(owner.kind())).isPresent();
    }

    private static Optional<PodStatus> foreseen(Pod bound, PodBehaviour behaviour, Instant now, Instant until) {
        if (behaviour.runsFor().isPresent() || behaviour.readyAfter().isEmpty()) {
            return Optional.empty();
        }
        Pod pod = bound;
        Instant at = now;
        while (!at.isAfter(until)) {
            PodLife.Stand stand = PodLife.at(pod, behaviour, Duration.ZERO, nobody -> false, at);
            if (stand.wake().isEmpty()) {
                return stand.status().isReady() ? Optional.of(stand.status()) : Optional.empty();
            }
            pod = pod.with(stand.status());
            at = stand.wake().get();
        }
        return Optional.empty();
    }
}
