package io.github.kubemaintenance.mock;

import com.sun.management.ThreadMXBean;
import io.github.kubemaintenance.NodeMaintenance;
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
import io.github.kubemaintenance.drain.DrainPlan;
import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.model.Pod;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Prints what the simulator and a drain on it cost; no test, since machines differ. {@code mvn test-compile} first, then,
 * in {@code maintenance-core}:
 *
 * <pre>java -Xmx4g -cp target/classes:target/test-classes io.github.kubemaintenance.mock.SimulatorBenchmark</pre>
 */
public final class SimulatorBenchmark {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int DRAINS = 40;

    private SimulatorBenchmark() {}

    /** What something cost. */
    private record Cost(double millis, double cpuMillis, long bytes) {
        private interface Work {
            void run() throws InterruptedException;
        }

        static Cost of(Work work) throws InterruptedException {
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long cpu = THREADS.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            work.run();
            return new Cost(
                    (System.nanoTime() - start) / 1e6,
                    (THREADS.getCurrentThreadCpuTime() - cpu) / 1e6,
                    THREADS.getCurrentThreadAllocatedBytes() - bytes);
        }

        static Cost median(List<Cost> all) {
            return new Cost(
                    all.stream().mapToDouble(Cost::millis).sorted().toArray()[all.size() / 2],
                    all.stream().mapToDouble(Cost::cpuMillis).sorted().toArray()[all.size() / 2],
                    all.stream().mapToLong(Cost::bytes).sorted().toArray()[all.size() / 2]);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%8.2f ms (%8.2f ms of CPU), %,8d kB allocated", millis, cpuMillis, bytes >> 10);
        }
    }

    /** Builds clusters, then drains nodes of them; prints a line for each figure. */
    public static void main(String[] args) throws InterruptedException {
        print(
                "%s %s, %d processors, -Xmx %d MB",
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20);
        build(50, true); // warms the machine up
        build(500, true);
        print("%nWhole clusters");
        build(500, false);
        MockCluster large = build(5_000, false);
        build(5_000, false);
        print("%nOne node, by the size of its cluster (medians of %d)", DRAINS);
        List<MockCluster> clusters = List.of(cluster(100), cluster(1_000), large);
        drains("30 pods, simulator alone   ", clusters, 30, SimulatorBenchmark::evictAll);
        drains("30 pods, plan              ", clusters, 30, SimulatorBenchmark::plan);
        drains("30 pods, whole drain       ", clusters, 30, SimulatorBenchmark::drain);
        List<MockCluster> full = List.of(full(100), full(1_000));
        drains("110 pods, simulator alone  ", full, 110, SimulatorBenchmark::evictAll);
        drains("110 pods, plan             ", full, 110, SimulatorBenchmark::plan);
        drains("110 pods, whole drain      ", full, 110, SimulatorBenchmark::drain);
    }

    private static void print(String format, Object... arguments) {
        System.out.printf(Locale.ROOT, format + "%n", arguments);
    }

    private static MockCluster build(int nodes, boolean silent) throws InterruptedException {
        long empty = used();
        MockCluster[] built = new MockCluster[1];
        Cost building = Cost.of(() -> built[0] = cluster(nodes));
        MockCluster mock = built[0];
        long bytes = used() - empty;
        Cost copying = Cost.of(mock::copy);
        Cost listing = Cost.of(mock::pods);
        int pods = mock.pods().size();
        if (!silent) {
            print("%,6d nodes, %,8d pods: build %s", nodes, pods, building);
            print("%,28d MB (%d bytes a pod) retained, all told", bytes >> 20, bytes / pods);
            print("                       copy  %s", copying);
            print("         first list of all  %s", listing);
        }
        return mock;
    }

    private static MockCluster cluster(int nodes) {
        MockClusterBuilder builder = MockCluster.builder().seed(1).nodes("worker-", nodes, n -> n.cpu("32")
                .memory("128Gi"));
        for (int i = 0; i < nodes; i++) {
            builder.deployment("ns-" + i % 50 + "/app-" + i, d -> d.replicas(30).readyAfter(Duration.ofSeconds(5)));
        }
        return builder.build();
    }

    /** Nodes with 110 pods of five workloads each, a budget on every workload, and room for half as much again. */
    private static MockCluster full(int nodes) {
        MockClusterBuilder builder = MockCluster.builder()
                .seed(1)
                .nodes("worker-", nodes, n -> n.cpu("32").memory("128Gi").pods(165));
        for (int i = 0; i < nodes * 5; i++) {
            builder.deployment("ns-" + i % 50 + "/app-" + i, d -> d.replicas(22).readyAfter(Duration.ofSeconds(5)));
            builder.budget("ns-" + i % 50 + "/app-" + i, b -> b.maxUnavailable(11));
        }
        return builder.build();
    }

    private interface Job {
        void on(MockCluster mock, String node) throws InterruptedException;
    }

    /** Does something to nodes of copies of several clusters, by turns, so that all are equally warm. */
    private static void drains(String what, List<MockCluster> clusters, int pods, Job job) throws InterruptedException {
        List<List<Cost>> costs = new ArrayList<>();
        List<MockCluster> copies = new ArrayList<>();
        for (MockCluster each : clusters) {
            costs.add(new ArrayList<>());
            copies.add(each.copy());
        }
        for (int round = -DRAINS; round < DRAINS; round++) {
            for (int i = 0; i < copies.size(); i++) {
                MockCluster mock = copies.get(i);
                String node = node(mock, pods);
                Cost cost = Cost.of(() -> job.on(mock, node));
                if (round >= 0) {
                    costs.get(i).add(cost);
                }
                NodeMaintenance.uncordon(node).run(mock);
            }
        }
        for (int i = 0; i < copies.size(); i++) {
            print("%s of %,5d nodes %s", what, clusters.get(i).list(Kind.NODES).size(), Cost.median(costs.get(i)));
        }
    }

    /** One of the first hundred nodes, with that many pods or nearly so. */
    private static String node(MockCluster mock, int pods) {
        String best = "";
        int least = Integer.MAX_VALUE;
        for (int i = 1; i <= 100; i++) {
            int off = Math.abs(mock.podsOn("worker-" + i).size() - pods);
            best = off < least ? "worker-" + i : best;
            least = Math.min(least, off);
        }
        if (least > pods / 10) {
            throw new IllegalStateException("no node has about " + pods + " pods but is off by " + least);
        }
        return best;
    }

    private static void plan(MockCluster mock, String node) {
        DrainPlan plan = DrainRequest.of(node).plan(mock);
        if (plan.isRefused()) {
            throw new IllegalStateException(plan.toString());
        }
    }

    /** A drain, and the time in which the replacements get ready. */
    private static void drain(MockCluster mock, String node) {
        DrainReport report = DrainRequest.of(node).run(mock);
        if (!report.remaining().isEmpty()) {
            throw new IllegalStateException(report.toString());
        }
        mock.advance(Duration.ofMinutes(1));
    }

    /** What a drain asks of the cluster, without an engine: so that only the simulator is measured. */
    private static void evictAll(MockCluster mock, String node) throws InterruptedException {
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
        mock.advance(Duration.ofMinutes(1));
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
