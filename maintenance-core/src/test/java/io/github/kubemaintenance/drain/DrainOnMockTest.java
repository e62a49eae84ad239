package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainOnMockTest {
    @Test
    void firstTry() {
        MockCluster mock = MockCluster.builder()
                .seed(7)
                .nodes("worker-", 3, n -> n.cpu("4").memory("16Gi"))
                .deployment("shop/web", d -> d.replicas(6).readyAfter(Duration.ofSeconds(8)))
                .budget("shop/web", b -> b.minAvailable(5))
                .daemonSet("kube-system/proxy", d -> {})
                .build();
        System.out.println(mock.podsOn("worker-1"));
        long t = System.nanoTime();
        DrainReport report = DrainRunner.run(
                DrainRequest.of("worker-1").ignoreDaemonSets().onEvent(e -> System.out.println(e)),
                mock,
                new DrainOperation());
        System.out.println((System.nanoTime() - t) / 1e6 + " ms");
        System.out.println(report);
        mock.requests().forEach(System.out::println);
        assertEquals(Outcome.COMPLETED, report.outcome());
        assertTrue(report.requests() > 0);
    }
}
