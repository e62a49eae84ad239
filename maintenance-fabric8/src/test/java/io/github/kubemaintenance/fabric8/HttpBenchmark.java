package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.Interceptor;
import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.fabric8.mock.MockApiServer;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints what drains cost over HTTP, beside a bare eviction loop that watches the budget ({@link BareLoop}); no test, since
 * machines differ. The server runs in a process of its own, in real time, with pods that stop in 0.5 s and start in 0.3 s.
 *
 * <pre>java -Xmx4g -cp (the test class path) io.github.kubemaintenance.fabric8.HttpBenchmark</pre>
 */
public final class HttpBenchmark {
    private HttpBenchmark() {}

    /**
     * Measures.
     *
     * @param args {@code serve PODS ALLOWED} or {@code serve-large NODES} to be the server; nothing to measure
     */
    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            serve(args);
            return;
        }
        System.out.println("pods  max unavailable      bare loop          this library      ratio   bound");
        drain(20, 0); // warms the machine up
        drain(110, 0);
        drain(20, 1);
        drain(30, 3);
        memory(500);
        copy(Integer.getInteger("nodes", 5_000));
    }

    private static void serve(String[] args) throws IOException {
        MockCluster mock = args[0].equals("serve")
                ? shop(Integer.parseInt(args[1]), Integer.parseInt(args[2]))
                : large(Integer.parseInt(args[1]));
        try (MockApiServer server = MockApiServer.builder(mock).start()) {
            System.out.println(server.url());
            // Ends with its parent.
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }

    /** All pods on one node, and room on another. */
    private static MockCluster shop(int pods, int allowed) {
        MockClusterBuilder builder = MockCluster.builder()
                .seed(5)
                .node("worker-1", n -> n.cpu("512").memory("999Gi").pods(600))
                .node("worker-2", n -> n.cpu("512").memory("999Gi").pods(600))
                .deployment("shop/web", d -> d.replicas(pods)
                        .cpu("1m")
                        .startsIn(Duration.ofMillis(300))
                        .stopsIn(Duration.ofMillis(500)));
        if (allowed > 0) {
            builder.budget("shop/web", b -> b.maxUnavailable(allowed));
        }
        MockCluster mock = builder.build();
        // Half of them are elsewhere: move them, one round trip of cordon and eviction, before anybody measures.
        NodeMaintenance.drain("worker-2").run(mock);
        NodeMaintenance.uncordon("worker-2").run(mock);
        mock.advance(Duration.ofMinutes(5));
        return mock;
    }

    private static MockCluster large(int nodes) {
        MockClusterBuilder builder = MockCluster.builder().seed(5).nodes("worker-", nodes, n -> n.cpu("64")
                .memory("256Gi"));
        for (int i = 0; i < 300; i++) {
            int replicas = nodes / 10;
            builder.deployment("team-" + i % 30 + "/app-" + i, d -> d.replicas(replicas));
        }
        return builder.build();
    }

    /** A server in a process of its own. */
    private static final class Served implements AutoCloseable {
        private final Process process;
        final KubernetesClient client;

        Served(String... what) throws IOException {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            java.util.List<String> command = new java.util.ArrayList<>(List.of(
                    java, "-Xmx3g", "-cp", System.getProperty("java.class.path"), HttpBenchmark.class.getName()));
            command.addAll(List.of(what));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String url = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            client = new KubernetesClientBuilder()
                    .withConfig(new ConfigBuilder()
                            .withAutoConfigure(false)
                            .withMasterUrl(url)
                            .build())
                    .build();
        }

        @Override
        public void close() {
            client.close();
            process.destroy();
        }
    }

    /** Counts what is sent, but the look at how evictions are served. */
    private static final class Counter implements Interceptor {
        final AtomicInteger sent = new AtomicInteger();

        @Override
        public <A> A around(Call<A> call, Next next) {
            sent.incrementAndGet();
            return next.proceed(call);
        }
    }

    private static void drain(int pods, int allowed) throws Exception {
        String[] what = {"serve", String.valueOf(pods), String.valueOf(allowed)};
        double bare;
        int bareRequests;
        try (Served served = new Served(what)) {
            BareLoop loop = new BareLoop(served.client, "shop", "worker-1", allowed > 0);
            long start = System.nanoTime();
            loop.run();
            bare = seconds(start);
            bareRequests = loop.requests();
        }
        try (Served served = new Served(what)) {
            Counter counter = new Counter();
            long start = System.nanoTime();
            DrainReport report = NodeMaintenance.drain("worker-1")
                    .run(Fabric8Cluster.builder(served.client)
                            .interceptor(counter)
                            .build());
            double ours = seconds(start);
            System.out.printf(
                    Locale.ROOT,
                    "%4d  %15s  %6.2f s %4d req  %6.2f s %4d req  %8.2f  %6d%n",
                    report.evicted().size(),
                    allowed == 0 ? "no budget" : String.valueOf(allowed),
                    bare,
                    bareRequests,
                    ours,
                    counter.sent.get() + 1,
                    ours / bare,
                    report.evicted().size() + 12);
        }
    }

    private static void memory(int pods) throws Exception {
        try (Served served = new Served("serve", String.valueOf(pods), "0")) {
            served.client.nodes().list();
            long before = used();
            AtomicBoolean over = new AtomicBoolean();
            AtomicLong most = new AtomicLong();
            Thread watching = new Thread(() -> {
                while (!over.get()) {
                    most.accumulateAndGet(used(), Math::max);
                }
            });
            watching.start();
            DrainReport report = NodeMaintenance.drain("worker-1").run(Fabric8Cluster.of(served.client));
            over.set(true);
            watching.join();
            System.out.printf(
                    Locale.ROOT,
                    "A drain of %d pods: %.1f MiB live at most above the client's own%n",
                    report.evicted().size(),
                    (most.get() - before) / 1048576.0);
        }
    }

    private static void copy(int nodes) throws Exception {
        try (Served served = new Served("serve-large", String.valueOf(nodes))) {
            long before = used();
            Counter counter = new Counter();
            long start = System.nanoTime();
            MockCluster copy = MockCluster.copyOf(
                    Fabric8Cluster.builder(served.client).interceptor(counter).build());
            double took = seconds(start);
            System.out.printf(
                    Locale.ROOT,
                    "Copy of %d nodes and %d pods: %d requests, %.1f s, %.0f MiB live%n",
                    nodes,
                    copy.pods().size(),
                    counter.sent.get(),
                    took,
                    (used() - before) / 1048576.0);
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
