package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.mock.LiveMock;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole drains on real threads and a real clock: X04, nothing is left when they have ended, however they end. */
@Timeout(120)
class LiveDrainTest {
    private static MockCluster shop() {
        return MockCluster.builder()
                .node("worker-1")
                .node("worker-2")
                .node("worker-3")
                .deployment("shop/web", d -> d.replicas(12).readyAfter(Duration.ofSeconds(2)))
                .budget("shop/web", b -> b.maxUnavailable(3))
                .deployment("shop/free", d -> d.replicas(9))
                .daemonSet("kube-system/proxy", d -> {})
                .build();
    }

    private static DrainRequest request() {
        return DrainRequest.of("worker-1").ignoreDaemonSets();
    }

    private static void assertNothingLeft(LiveMock live) throws InterruptedException {
        assertEquals(0, live.openWatches(), "watches left open");
        assertTrue(live.endsCleanly(), "a thread is left");
    }

    @Test
    void X04_a_completed_drain_leaves_no_thread_and_no_watch() throws InterruptedException {
        MockCluster mock = shop();
        try (LiveMock live = new LiveMock(mock)) {
            DrainReport report =
                    request().awaitReplacements(Duration.ofMinutes(1)).run(live.backend());
            assertEquals(Outcome.COMPLETED, report.outcome());
            assertEquals(1, mock.podsOn("worker-1").size());
            assertEquals(7, report.evicted().size(), report::toString);
            assertNothingLeft(live);
        }
    }

    @Test
    void X04_nor_does_one_that_is_cancelled_from_another_thread() throws Exception {
        MockCluster mock = MockCluster.builder()
                .node("worker-1")
                .pod("shop/slow", p -> p.node("worker-1")
                        .ownedBy("example.com/v1", "Thing", "thing")
                        .gracePeriod(Duration.ofDays(9))
                        .stopsIn(Duration.ofDays(8)))
                .build();
        try (LiveMock live = new LiveMock(mock)) {
            CountDownLatch evicted = new CountDownLatch(1);
            DrainOperation operation = request()
                    .onEvent(event -> {
                        if (event.toString().contains("evicted")) {
                            evicted.countDown();
                        }
                    })
                    .start(live.backend());
            assertTrue(evicted.await(30, TimeUnit.SECONDS));
            operation.cancel();
            DrainReport report = operation.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertEquals(Outcome.CANCELLED, report.outcome());
            assertNothingLeft(live);
        }
    }

    @Test
    void X04_nor_does_one_that_is_refused() throws InterruptedException {
        MockCluster mock = MockCluster.builder()
                .node("worker-1")
                .pod("shop/bare", p -> p.node("worker-1"))
                .build();
        try (LiveMock live = new LiveMock(mock)) {
            DrainReport report = SingleDrain.run(request(), live.backend(), new DrainOperation());
            assertEquals(Outcome.REFUSED, report.outcome());
            assertNothingLeft(live);
        }
    }
}
