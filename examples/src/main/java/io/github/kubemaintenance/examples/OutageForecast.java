package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.node.OutageRequest;
import io.github.kubemaintenance.node.PodOutage;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Foretells what happens if a node dies now. On a small shop that is built in, on a cluster made of a dump, or on a real
 * one; it only reads. On a simulated cluster it can let the node die and show what then happens.
 */
public final class OutageForecast {
    static final String USAGE =
            """
            Foretells what happens if a node dies now. Nothing is changed.

              OutageForecast [--node NAME] [--returns-after TIME] [--dump FILE | --cluster] [--let-it-happen]

              --node NAME           which node; there is a default in the built-in cluster only
              --returns-after TIME  it is back after this: 90s, 10m, 1h30m
              --dump FILE           a cluster made of what `kubectl get nodes,pods,svc,... -A -o json` printed
              --cluster             the real one of your kubeconfig
              --let-it-happen       on a simulated cluster: kill the node and say when what was foretold happens

            Ends with 0, 2 for arguments that make no sense, 4 when the dump or the cluster can't be read.
            """;

    private static final Duration STEP = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(15);

    private OutageForecast() {}

    /**
     * Runs the example.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        int code = run(args, Terminal.out());
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs the example and returns its exit code. */
    static int run(String[] args, PrintStream out) {
        try {
            Asked asked = Asked.parse(Set.of("--let-it-happen"), Set.of("--node", "--returns-after"), args);
            if (asked.has("--help")) {
                out.print(USAGE);
                return 0;
            } else if (!asked.isBuiltIn() && !asked.has("--node")) {
                throw new IllegalArgumentException("which node? Add --node NAME");
            }
            OutageRequest request = NodeMaintenance.outage(asked.value("--node").orElse(ShopCluster.NODE));
            if (asked.has("--returns-after")) {
                request = request.returnsAfter(Arguments.time(
                        "--returns-after", asked.value("--returns-after").orElseThrow()));
            }
            OutageRequest asking = request;
            return asked.on(OutageForecast::shop, cluster -> foretell(asking, cluster, asked, out));
        } catch (IllegalArgumentException e) {
            out.println("That doesn't work: " + e.getMessage());
            return 2;
        } catch (MaintenanceException e) {
            out.println("Can't go on: " + e.getMessage());
            return 4;
        }
    }

    private static int foretell(OutageRequest request, ClusterBackend cluster, Asked asked, PrintStream out) {
        io.github.kubemaintenance.node.OutageForecast forecast = request.forecast(cluster);
        out.print(forecast);
        if (asked.has("--let-it-happen")) {
            if (!(cluster instanceof MockCluster simulated)) {
                throw new IllegalArgumentException("--let-it-happen kills a node: only on a simulated cluster");
            }
            out.println();
            out.println("It happens:");
            happen(forecast, simulated, out);
        }
        return 0;
    }

    private static void happen(
            io.github.kubemaintenance.node.OutageForecast forecast, MockCluster cluster, PrintStream out) {
        String node = forecast.node();
        cluster.kill(node);
        boolean noticed = false;
        List<PodOutage> left = new ArrayList<>(forecast.pods());
        for (Duration time = Duration.ZERO; time.compareTo(LONG) < 0; time = time.plus(STEP)) {
            String after = "  " + Times.clock(time) + "  ";
            if (!noticed && !cluster.node(node).isReady()) {
                noticed = true;
                out.println(after + "noticed, " + cluster.node(node).taints());
            }
            for (PodOutage pod : List.copyOf(left)) {
                boolean gone = cluster.find(
                                io.github.kubemaintenance.cluster.Kind.PODS,
                                pod.pod().toString())
                        .map(Pod::isTerminating)
                        .orElse(true);
                if (gone) {
                    left.remove(pod);
                    out.println(after + pod.pod() + " evicted: " + pod.fate());
                }
            }
            if (forecast.returnsAfter().filter(time::equals).isPresent()) {
                cluster.revive(node);
                out.println(after + "the node is back");
            }
            cluster.advance(STEP);
        }
        left.forEach(pod -> out.println("  never  " + pod.pod() + ": " + pod.fate()));
    }

    /** The shop with the Services that its customers and its pods ask. */
    private static MockCluster shop() {
        MockCluster shop = ShopCluster.create();
        for (String name : List.of("web", "queue", "db", "cache")) {
            shop.apply(Document.of("apiVersion", "v1")
                    .with("Service", "kind")
                    .with(name, "metadata", "name")
                    .with("shop", "metadata", "namespace")
                    .with(name, "spec", "selector", "app"));
        }
        return shop;
    }
}
