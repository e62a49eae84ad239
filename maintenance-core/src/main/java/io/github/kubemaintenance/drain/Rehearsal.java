package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs a drain on a copy of a cluster. A drain without a timeout gets one there, since the copy has all the time in the
 * world; where it doesn't complete, what counts is when a pod last moved.
 */
final class Rehearsal {
    private static final Duration LONG_ENOUGH = Duration.ofDays(1);

    private Rehearsal() {}

    static DrainForecast of(DrainRequest request, ClusterBackend backend) {
        MockCluster copy = MockCluster.copyOf(backend);
        AtomicReference<Instant> moved = new AtomicReference<>(copy.now());
        DrainRequest bounded = request.options().timeout().isPresent() ? request : request.timeout(LONG_ENOUGH);
        List<MaintenanceEvent> events = new ArrayList<>();
        DrainRequest rehearsed = bounded.withoutListeners().onEvent(event -> {
            events.add(event);
            if (event instanceof PodEvent pod && pod.kind() != PodEvent.Kind.FAILED) {
                moved.set(event.at());
            }
        });
        DrainReport report = SingleDrain.run(rehearsed, copy, new DrainOperation());
        if (report.outcome() == Outcome.CANCELLED) { // only an interrupt can do that here
            throw new MaintenanceException("interrupted while rehearsing the " + request);
        }
        return new DrainForecast(
                report,
                report.outcome() == Outcome.COMPLETED
                        ? report.duration()
                        : Duration.between(report.startedAt(), moved.get()),
                events);
    }
}
