package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A cluster that was handed over settled is the one that would have settled by itself. */
class SettlingTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Any cluster: some pods don't fit, some are never ready or late, some wait for others, some nodes are dead. */
    private static MockClusterBuilder any(long seed) {
        Random random = new Random(seed);
        MockClusterBuilder builder = MockCluster.builder().seed(seed);
        int nodes = 2 + random.nextInt(5);
        for (int i = 1; i <= nodes; i++) {
            String zone = "z" + random.nextInt(2);
            builder.node("n" + i, n -> n.cpu("4").zone(zone));
        }
        if (random.nextInt(4) == 0) {
            builder.kubeletDead("n1");
        }
        int workloads = 1 + random.nextInt(5);
        for (int i = 0; i < workloads; i++) {
            String name = "ns" + random.nextInt(2) + "/w" + i;
            int replicas = 1 + random.nextInt(6);
            Duration starts = Duration.ofSeconds(random.nextInt(3) * 5L);
            Duration ready = Duration.ofMinutes(random.nextInt(5) == 0 ? 70 : random.nextInt(3));
            String cpu = random.nextInt(3) == 0 ? "1900m" : "100m";
            int special = random.nextInt(6);
            switch (random.nextInt(4)) {
                case 0 ->
                    builder.statefulSet(name, s -> s.replicas(replicas).cpu(cpu).readyAfter(ready));
                case 1 -> builder.daemonSet(name, d -> d.readyAfter(ready).startsIn(starts));
                default ->
                    builder.deployment(name, d -> {
                        d.replicas(replicas).cpu(cpu).readyAfter(ready).startsIn(starts);
                        if (special == 0) {
                            d.initContainer("init", init -> init.takes(Duration.ofSeconds(7)));
                        } else if (special == 1) {
                            d.antiAffinity("kubernetes.io/hostname");
                        } else if (special == 2) {
                            d.neverReady();
                        }
                    });
            }
            if (random.nextBoolean()) {
                builder.budget(name, b -> b.maxUnavailable(1));
            }
        }
        return builder;
    }

    @Test
    void what_was_settled_at_once_is_what_would_have_come_about_in_an_hour() {
        int pods = 0;
        int ready = 0;
        for (long seed = 1; seed <= 150; seed++) {
            MockCluster settled = any(seed).start(START).build();
            MockCluster slow = any(seed)
                    .start(START.minus(Duration.ofHours(1)))
                    .unsettled()
                    .build();
            slow.advance(Duration.ofHours(1));
            for (Kind<?> kind : List.of(Kind.PODS, Kind.NODES, Kind.REPLICA_SETS, Kind.STATEFUL_SETS)) {
                assertEquals(shown(slow, kind), shown(settled, kind), "seed " + seed + " " + kind);
            }
            assertEquals(
                    slow.list(Kind.BUDGETS).stream()
                            .map(each -> each.status().disruptionsAllowed())
                            .toList(),
                    settled.list(Kind.BUDGETS).stream()
                            .map(each -> each.status().disruptionsAllowed())
                            .toList(),
                    "seed " + seed);
            slow.advance(Duration.ofHours(1));
            settled.advance(Duration.ofHours(1));
            assertEquals(shown(slow, Kind.PODS), shown(settled, Kind.PODS), "seed " + seed + " an hour later");
            pods += settled.pods().size();
            ready +=
                    (int) settled.pods().stream().filter(each -> each.isReady()).count();
        }
        assertTrue(pods > 1000 && ready > pods / 2 && ready < pods, ready + " of " + pods + " are ready");
    }

    private static List<Document> shown(MockCluster mock, Kind<?> kind) {
        List<Document> all = new ArrayList<>();
        for (var object : mock.list(kind)) {
            all.add(object.toDocument().without("metadata", "resourceVersion"));
        }
        return all;
    }
}
