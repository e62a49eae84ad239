package io.github.kubemaintenance.node;

import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import java.time.Duration;
import java.util.Locale;

/**
 * Prints what it costs to rehearse a rolling maintenance; no test, since machines differ:
 *
 * <pre>java -Xmx2g -cp target/classes:target/test-classes io.github.kubemaintenance.node.RollBenchmark</pre>
 */
public final class RollBenchmark {
    private RollBenchmark() {}

    /** Rehearses rolls over 20, 200 and 1,000 nodes of 30 pods. */
    public static void main(String[] args) {
        measure(20); // warms the machine up
        measure(200);
        measure(1_000);
    }

    private static void measure(int nodes) {
        MockClusterBuilder builder = MockCluster.builder().seed(1).latency(Duration.ofMillis(5));
        builder =
                builder.nodes("worker-", nodes, n -> n.cpu("16").memory("64Gi").pods(110));
        int workloads = nodes * 2;
        for (int i = 0; i < workloads; i++) {
            String name = "team-" + i % 50 + "/app-" + i;
            builder = builder.deployment(name, d -> d.replicas(14)
                    .cpu("100m")
                    .readyAfter(Duration.ofSeconds(8))
                    .stopsIn(Duration.ofSeconds(3)));
            builder = builder.budget(name, b -> b.maxUnavailable("25%"));
        }
        builder = builder.daemonSet("kube-system/proxy", d -> {}).daemonSet("kube-system/logs", d -> {});
        MockCluster mock = builder.build();
        RollRequest request = RollRequest.of(Nodes.all())
                .maxUnavailable("5%")
                .drain(d -> d.ignoreDaemonSets())
                .action(node -> {});
        long start = System.nanoTime();
        RollPlan plan = request.plan(mock);
        double seconds = (System.nanoTime() - start) / 1e9;
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                Locale.ROOT,
                "%,6d nodes %,8d pods: rehearsed in %.1f s, %d MB in use (heap at most %d MB), %,d evictions (at least"
                        + " %,d, since the first batch finds no node that is done), virtual %s, %s,"
                        + " lowest capacity %s%n",
                nodes,
                mock.pods().size(),
                seconds,
                (runtime.totalMemory() - runtime.freeMemory()) >> 20,
                runtime.maxMemory() >> 20,
                plan.evictions(),
                RollMovesOnceTest.fewest(mock, plan),
                Spans.text(plan.duration()),
                plan.rehearsed().outcome(),
                plan.lowestCapacity());
    }
}
