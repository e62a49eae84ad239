package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.Signal;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Prints what the simulator costs; no test, since machines differ. Run with {@code -Xmx4g}:
 *
 * <pre>java -Xmx4g -cp target/classes:target/test-classes io.github.kubemaintenance.mock.SimulatorBenchmark</pre>
 */
public final class SimulatorBenchmark {
    private SimulatorBenchmark() {}

    /** Measures clusters of 500 and of 5,000 nodes. */
    public static void main(String[] args) throws InterruptedException {
        measure(50); // warms the machine up
        measure(500);
        measure(5_000);
    }

    private static void measure(int nodes) throws InterruptedException {
        int pods = nodes * 30;
        long empty = used();
        long start = System.nanoTime();
        MockCluster mock = build(nodes, pods);
        double built = seconds(start);
        long bytes = used() - empty;
        start = System.nanoTime();
        MockCluster copy = mock.copy();
        double copied = seconds(start);
        Set<Double> reads = new HashSet<>();
        List<Double> drains = new ArrayList<>();
        List<Long> memory = new ArrayList<>();
        Duration virtual = Duration.ZERO;
        for (int i = 1; i <= 20; i++) {
            String node = "worker-" + i;
            start = System.nanoTime();
            List<Pod> on = copy.podsOn(node);
            reads.add(seconds(start) * 1000);
            long before = allocated();
            Instant then = copy.now();
            start = System.nanoTime();
            drain(copy, node);
            drains.add(seconds(start) * 1000);
            memory.add((allocated() - before) / Math.max(1, on.size()));
            virtual = Duration.between(then, copy.now());
        }
        drains.sort(Double::compare);
        memory.sort(Long::compare);
        System.out.printf(
                Locale.ROOT,
                "%,6d nodes %,8d pods: built in %.2f s, %,d MB (%,d bytes a pod), copied in %.3f s, a node's pods in %.2f ms,"
                        + " drained in %.2f ms (median of 20; %,d bytes allocated a pod; virtual %s)%n",
                nodes,
                mock.pods().size(),
                built,
                bytes >> 20,
                bytes / pods,
                copied,
                reads.stream().min(Double::compare).orElse(0.0),
                drains.get(drains.size() / 2),
                memory.get(memory.size() / 2),
                virtual);
    }

    private static MockCluster build(int nodes, int pods) {
        MockClusterBuilder builder = MockCluster.builder().seed(1).nodes("worker-", nodes, n -> n.cpu("32")
                .memory("128Gi"));
        for (int i = 0; i < pods / 30; i++) {
            builder.deployment("ns-" + i % 50 + "/app-" + i, d -> d.replicas(30).readyAfter(Duration.ofSeconds(5)));
        }
        return builder.build();
    }

    /** What a drain asks of the cluster, without an engine: so that only the simulator is measured. */
    private static void drain(MockCluster mock, String node) throws InterruptedException {
        try (ClusterSession session = mock.open()) {
            session.submit(new Call.Change<>(Patch.cordon(node, true)));
            session.observe(Kind.PODS, Query.onNode(node));
            Set<String> left = new HashSet<>();
            boolean listed = false;
            while (!listed || !left.isEmpty()) {
                Signal signal = session.next(Duration.ofHours(1));
                if (signal instanceof Signal.Snapshot snapshot) {
                    listed = true;
                    snapshot.items().forEach(pod -> {
                        left.add(pod.uid());
                        session.submit(new Call.Evict(Eviction.of(((Pod) pod).ref())));
                    });
                } else if (signal instanceof Signal.Change change && change.type() == ChangeType.DELETED) {
                    left.remove(change.object().uid());
                } else if (signal instanceof Signal.Answer answer
                        && answer.result() instanceof Result.Ok<?> ok
                        && ok.value() instanceof EvictionOutcome outcome
                        && outcome.kind() != EvictionOutcome.Kind.ACCEPTED) {
                    throw new IllegalStateException(outcome.toString());
                } else if (signal instanceof Signal.Idle) {
                    throw new IllegalStateException("stuck: " + left);
                }
            }
            session.submit(new Call.ListPage<>(Kind.PODS, Query.onNode(node), PageRequest.first(500)));
            session.next(Duration.ofHours(1));
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
