package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Reason;
import java.util.Optional;

/**
 * The caller's own rule for pods that would go: it can only take a pod out of a drain. Called on the loop's thread,
 * several times for one pod; it must be pure and quick.
 */
@FunctionalInterface
public interface PodFilter {
    /**
     * Judges a pod.
     *
     * @param pod a pod that the built-in rules let go
     * @return why it is left where it is; empty lets it go
     */
    Optional<Reason> skip(Pod pod);
}
