package io.github.kubemaintenance.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.event.RollEvent;
import io.github.kubemaintenance.fabric8.ClusterDump;
import io.github.kubemaintenance.fabric8.Fabric8Cluster;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.node.NodeAction;
import io.github.kubemaintenance.node.Nodes;
import io.github.kubemaintenance.node.RollException;
import io.github.kubemaintenance.node.RollPlan;
import io.github.kubemaintenance.node.RollReport;
import io.github.kubemaintenance.node.RollRequest;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reboots the workers of a cluster, a few at a time: the plan, the roll as it goes, the report. On a small shop that is
 * built in, on a cluster made of a dump, or on a real one, where a command of yours reboots a node.
 *
 * <pre>
 *   RollingReboot [--dump FILE | --cluster --command "ssh {} sudo reboot"] [--nodes SELECTOR] [--max-unavailable 2]
 *                 [--canary 1] [--settle 30s] [--plan] [--yes]
 * </pre>
 */
public final class RollingReboot {
    private static final Duration AWAY = Duration.ofSeconds(70);

    private String nodes = "";
    private String dump = "";
    private String command = "";
    private String maxUnavailable = "1";
    private int canary = 1;
    private Optional<Duration> settle = Optional.empty();
    private boolean live;
    private boolean planOnly;
    private boolean yes;

    private RollingReboot(String... args) {
        Deque<String> rest = new ArrayDeque<>(List.of(args));
        while (!rest.isEmpty()) {
            String arg = rest.remove();
            switch (arg) {
                case "--nodes" -> nodes = value(arg, rest);
                case "--dump" -> dump = value(arg, rest);
                case "--command" -> command = value(arg, rest);
                case "--max-unavailable" -> maxUnavailable = value(arg, rest);
                case "--canary" -> canary = Integer.parseInt(value(arg, rest));
                case "--settle" -> settle = Optional.of(Arguments.time(arg, value(arg, rest)));
                case "--cluster" -> live = true;
                case "--plan" -> planOnly = true;
                case "--yes" -> yes = true;
                default ->
                    throw new IllegalArgumentException(
                            "there is no " + arg
                                    + "; there are --nodes, --max-unavailable, --canary, --settle, --plan, --dump, --cluster, --command, --yes");
            }
        }
        if (live && (command.isEmpty() || !dump.isEmpty())) {
            throw new IllegalArgumentException(
                    "--cluster goes with --command \"ssh {} sudo reboot\", and without --dump");
        }
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.remove();
    }

    /**
     * Runs the example.
     *
     * @param args see the class
     */
    public static void main(String[] args) {
        int code = run(args, new PrintStream(System.out, true, StandardCharsets.UTF_8));
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs the example and returns its exit code: 0 done, 1 refused, 2 nonsense, 3 not completed, 4 unreadable. */
    static int run(String[] args, PrintStream out) {
        try {
            return new RollingReboot(args).go(out);
        } catch (IllegalArgumentException e) {
            out.println("That doesn't work: " + e.getMessage());
            return 2;
        } catch (MaintenanceException e) {
            out.println("Can't go on: " + e.getMessage());
            return 4;
        }
    }

    private int go(PrintStream out) {
        if (live) {
            try (KubernetesClient client = new KubernetesClientBuilder().build()) {
                return roll(Fabric8Cluster.of(client), this::command, yes, out);
            }
        }
        MockCluster mock = dump.isEmpty() ? shop() : ClusterDump.load(Path.of(dump));
        out.println("A simulated cluster" + (dump.isEmpty() ? "" : " made of " + dump) + "; nothing real is touched.");
        return roll(mock, node -> mock.reboot(node.name(), AWAY), true, out);
    }

    /** Six workers in two zones, with room for what one of them runs. */
    private static MockCluster shop() {
        return MockCluster.builder()
                .seed(2026)
                .start(Instant.parse("2026-11-24T09:00:00Z"))
                .node("control-1", n -> n.controlPlane().zone("a"))
                .nodes("worker-", 6, n -> n.cpu("4").memory("16Gi").zone("a"))
                .daemonSet("kube-system/kube-proxy", d -> d.cpu("100m").toleratesEverything())
                .deployment("shop/web", d -> d.replicas(8)
                        .cpu("500m")
                        .readyAfter(Duration.ofSeconds(9))
                        .stopsIn(Duration.ofSeconds(5)))
                .budget("shop/web", b -> b.minAvailable(7))
                .statefulSet("shop/db", d -> d.replicas(3)
                        .cpu("500m")
                        .antiAffinity("kubernetes.io/hostname")
                        .readyAfter(Duration.ofSeconds(15)))
                .budget("shop/db", b -> b.maxUnavailable(1))
                .deployment("shop/mail", d -> d.replicas(1).cpu("250m").readyAfter(Duration.ofSeconds(6)))
                .build();
    }

    private void command(Node node) throws Exception {
        List<String> words = List.of(command.replace("{}", node.name()).split(" +", -1));
        int code = new ProcessBuilder(words).inheritIO().start().waitFor();
        if (code != 0 && code != 255) { // ssh ends so when the machine goes down under it
            throw new IllegalStateException(words + " ended with " + code);
        }
    }

    private int roll(ClusterBackend cluster, NodeAction reboot, boolean allowed, PrintStream out) {
        RollRequest request = NodeMaintenance.rolling(nodes.isEmpty() ? Nodes.workers() : Nodes.labelled(nodes))
                .maxUnavailable(maxUnavailable)
                .canary(canary)
                .drain(d -> d.ignoreDaemonSets().deleteEmptyDirData().force())
                .actionTakes(AWAY)
                .action(reboot)
                .check(node -> {
                    if (!node.isReady()) {
                        throw new IllegalStateException(node.name() + " is not Ready");
                    }
                });
        if (settle.isPresent()) { // how long load balancers are given to follow
            request = request.settle(settle.get());
        }
        RollPlan plan = request.plan(cluster);
        out.println(plan);
        if (plan.isRefused()) {
            return 1;
        } else if (planOnly || !allowed) {
            out.println(planOnly ? "" : "This is a real cluster: add --yes to do it.");
            return 0;
        }
        Instant[] begin = new Instant[1];
        RollReport report;
        try {
            report = request.onEvent(event -> show(event, begin, out)).run(cluster);
        } catch (RollException e) {
            report = e.report();
        }
        out.println();
        out.println(report);
        return report.outcome() == Outcome.COMPLETED ? 0 : 3;
    }

    /** One line for each step of a node, and for pods only what holds it up. */
    private static void show(MaintenanceEvent event, Instant[] begin, PrintStream out) {
        begin[0] = begin[0] == null ? event.at() : begin[0];
        boolean shown = event instanceof NodeEvent
                || event instanceof RollEvent
                || (event instanceof PodEvent pod
                        && (pod.kind() == PodEvent.Kind.BLOCKED || pod.kind() == PodEvent.Kind.STUCK));
        if (shown) {
            Duration since = Duration.between(begin[0], event.at());
            out.printf("  %3d:%02d  %-10s %s%n", since.toMinutes(), since.toSecondsPart(), event.node(), event.text());
        }
    }
}
