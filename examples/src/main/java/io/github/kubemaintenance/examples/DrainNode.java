package io.github.kubemaintenance.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.drain.DrainException;
import io.github.kubemaintenance.drain.DrainForecast;
import io.github.kubemaintenance.drain.DrainPlan;
import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.fabric8.ClusterDump;
import io.github.kubemaintenance.fabric8.Fabric8Cluster;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Outcome;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Drains a node and lets a person watch: the plan, the drain as it goes, the report. On a small shop that is built in,
 * on a cluster made of a dump, or on a real one; {@code --help} tells how, and what the exit codes mean.
 */
public final class DrainNode {
    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int USAGE = 2;
    private static final int NOT_COMPLETED = 3;
    private static final int UNREADABLE = 4;

    private final Arguments arguments;
    private final Terminal terminal;
    private final PrintStream out;
    private final Style style;

    private DrainNode(Arguments arguments, Terminal terminal, PrintStream out) {
        this.arguments = arguments;
        this.terminal = terminal;
        this.out = out;
        this.style = new Style(terminal.colours());
    }

    /**
     * Runs the example.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        int code = run(args, Terminal.here(), Terminal.out());
        if (code != DONE) {
            System.exit(code);
        }
    }

    /** Runs the example and returns its exit code. */
    static int run(String[] args, Terminal terminal, PrintStream out) {
        Style style = new Style(terminal.colours());
        try {
            Arguments arguments = Arguments.parse(args);
            if (arguments.has("--help")) {
                out.print(Arguments.USAGE);
                return DONE;
            }
            if (arguments.has("--rbac")) {
                out.print(DrainRights.text());
                return DONE;
            }
            DrainRequest request = arguments.request();
            return new DrainNode(arguments, terminal, out).onCluster(request);
        } catch (IllegalArgumentException e) {
            out.println(style.red("That doesn't work: ") + e.getMessage());
            return USAGE;
        } catch (MaintenanceException e) {
            out.println(style.red("Can't go on: ") + e.getMessage());
            return UNREADABLE;
        }
    }

    private int onCluster(DrainRequest request) {
        if (arguments.has("--live")) {
            try (KubernetesClient client = new KubernetesClientBuilder().build()) {
                return drain(request, Fabric8Cluster.of(client), arguments.has("--yes"));
            }
        }
        Optional<Path> dump = arguments.dump();
        MockCluster cluster = dump.isPresent() ? ClusterDump.load(dump.get()) : ShopCluster.create();
        out.println(style.dim(dump.map(file -> "A simulated cluster made of " + file)
                        .orElse("A simulated shop, built in")
                + ": "
                + cluster.list(io.github.kubemaintenance.cluster.Kind.NODES).size() + " nodes, "
                + cluster.pods().size() + " pods. Nothing real is touched."
                + (arguments.takesDefaults()
                        ? "\nNo flag says what may go, so as with"
                                + " --ignore-daemonsets --delete-emptydir-data --force --await-replacements 5m"
                        : "")));
        out.println();
        return drain(request, cluster, true);
    }

    private int drain(DrainRequest request, ClusterBackend cluster, boolean allowed) {
        DrainPlan plan = request.plan(cluster);
        print(plan);
        out.println();
        if (arguments.has("--rehearse")) {
            DrainForecast forecast = request.rehearse(cluster);
            print(forecast);
            boolean goesOn =
                    allowed && arguments.has("--yes") && forecast.report().outcome() == Outcome.COMPLETED;
            if (!goesOn) {
                return code(forecast.report());
            }
            out.println();
        }
        if (plan.isRefused()) {
            out.println(style.red("Refused.") + " Nothing was changed.");
            return REFUSED;
        } else if (arguments.has("--plan")) {
            return DONE;
        } else if (!allowed) {
            out.println("This is a real cluster: add --yes to drain the node as planned.");
            return DONE;
        }
        DrainReport report = watched(request.expecting(plan), plan, cluster);
        print(report);
        return code(report);
    }

    private DrainReport watched(DrainRequest request, DrainPlan plan, ClusterBackend cluster) {
        View view = view(plan, cluster instanceof MockCluster);
        try {
            return request.onEvent(view).run(cluster);
        } catch (DrainException e) {
            return e.report();
        } finally {
            view.close();
        }
    }

    private View view(DrainPlan plan, boolean virtual) {
        Pace pace = virtual ? new Pace(arguments.speed(), terminal.moving()) : Pace.none();
        return terminal.moving() && !arguments.has("--plain")
                ? new LiveView(out, style, pace, new Board(plan), plan.node().name(), terminal, plan.madeAt())
                : new PlainView(out, pace, plan.madeAt());
    }

    private void print(Object text) {
        out.println(style.words(Style.wrap(text.toString(), Math.min(terminal.columns(), 120))));
    }

    private static int code(DrainReport report) {
        return switch (report.outcome()) {
            case COMPLETED -> DONE;
            case REFUSED -> REFUSED;
            case TIMED_OUT, CANCELLED, FAILED -> NOT_COMPLETED;
        };
    }
}
