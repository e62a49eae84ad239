package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A drain of worker-1 on a simulated cluster, and what came of it. */
final class Scene {
    static final Duration LATENCY = Duration.ofMillis(10);

    final MockCluster mock;
    final List<MaintenanceEvent> events = new ArrayList<>();
    private final List<Consumer<MaintenanceEvent>> reactions = new ArrayList<>();

    Scene(MockClusterBuilder builder) {
        mock = builder.build();
        mock.clearRequests();
    }

    /** Two nodes, worker-1 first, and a little latency. */
    static MockClusterBuilder nodes() {
        return MockCluster.builder()
                .seed(1)
                .latency(LATENCY)
                .node("worker-1")
                .node("worker-2", n -> n.label("side", "b"));
    }

    /** A bare pod on worker-1 that a made-up controller owns: nothing brings it back, and nothing refuses it. */
    static MockClusterBuilder ownedPods(MockClusterBuilder builder, int count) {
        for (int i = 0; i < count; i++) {
            builder.pod("shop/p-" + i, p -> p.node("worker-1")
                    .ownedBy("example.com/v1", "Thing", "thing")
                    .label("app", "p"));
        }
        return builder;
    }

    Scene when(PodEvent.Kind kind, Runnable then) {
        reactions.add(event -> {
            if (event instanceof PodEvent pod && pod.kind() == kind) {
                then.run();
            }
        });
        return this;
    }

    Scene when(NodeEvent.Step step, Runnable then) {
        reactions.add(event -> {
            if (event instanceof NodeEvent node && node.step() == step) {
                then.run();
            }
        });
        return this;
    }

    static DrainRequest request() {
        return DrainRequest.of("worker-1");
    }

    DrainReport drain() {
        return drain(request());
    }

    DrainReport drain(DrainRequest request) {
        return SingleDrain.run(listening(request), mock, new DrainOperation());
    }

    DrainRequest listening(DrainRequest request) {
        return request.onEvent(event -> {
            events.add(event);
            reactions.forEach(each -> each.accept(event));
        });
    }

    List<PodEvent> pods(PodEvent.Kind kind) {
        return events.stream()
                .filter(PodEvent.class::isInstance)
                .map(PodEvent.class::cast)
                .filter(event -> event.kind() == kind)
                .toList();
    }

    List<RecordedRequest> requests(String verb, String resource) {
        return mock.requests().stream()
                .filter(each -> each.verb().equals(verb) && each.resource().equals(resource))
                .toList();
    }

    List<RecordedRequest> evictions() {
        return requests("create", "pods/eviction");
    }

    List<RecordedRequest> writes() {
        return mock.requests().stream().filter(RecordedRequest::isWrite).toList();
    }

    Scene fault(Fault fault) {
        mock.inject(fault);
        return this;
    }

    static List<String> names(List<PodRef> pods) {
        return pods.stream().map(PodRef::name).toList();
    }

    static void assertEnded(io.github.kubemaintenance.model.Outcome outcome, DrainReport report) {
        assertEquals(outcome, report.outcome(), report::toString);
    }

    static Duration since(Instant start, Instant end) {
        return Duration.between(start, end);
    }
}
