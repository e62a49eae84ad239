package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ClusterBackend;

/** Runs a drain on a copy of a cluster. */
final class Rehearsal {
    private Rehearsal() {}

    static DrainForecast of(DrainRequest request, ClusterBackend backend) {
        if (request.listeners().isEmpty()) {
            return new DrainForecast(DrainRunner.run(request, backend, new DrainOperation()));
        }
        throw new UnsupportedOperationException(
                "a drain of " + request.node() + " on " + backend + " can't be rehearsed yet");
    }
}
