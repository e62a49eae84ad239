package io.github.kubemaintenance.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.UpgradePlanner;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.fabric8.ClusterDump;
import io.github.kubemaintenance.fabric8.Fabric8Cluster;
import io.github.kubemaintenance.fabric8.YamlFormat;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.upgrade.Platform;
import io.github.kubemaintenance.upgrade.UpgradePlan;
import io.github.kubemaintenance.upgrade.UpgradeRequest;
import io.github.kubemaintenance.upgrade.WorkerPace;
import io.github.kubemaintenance.upgrade.WorkerStrategy;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Plans an upgrade and prints it: on versions alone, on a cluster made of a dump, or on a real one. Only reads; {@code
 * --help} tells how.
 */
public final class PlanUpgrade {
    private static final int FREE = 0;
    private static final int BLOCKED = 1;
    private static final int USAGE_ERROR = 2;
    private static final int UNREADABLE = 4;
    private static final String USAGE =
            """
            Plans an upgrade of a cluster; changes nothing.

              PlanUpgrade FROM TO                       on versions alone: 1.10 1.13
              PlanUpgrade --dump FILE TO                of what `kubectl get ... -A -o json` printed
              PlanUpgrade --live TO                     of the cluster of your kubeconfig

              --platform kubeadm|eks|managed|new-cluster  instead of what the cluster looks like
              --seldom                workers as seldom as the version skew policy allows, not after each minor
              --at-once N             N workers at a time instead of one
              --new-nodes-first N     N new nodes first, then as many old ones go
              --manifests FOLDER      looks through manifests for versions of APIs that go
              --acknowledge CODE      takes a blocker's risk: a code, or an id as the plan prints it
              --markdown | --mermaid | --json   instead of a table

            Without anything it plans 1.10 to 1.13. Ends with 0, or 1 if the plan is blocked, 2 for arguments that make no
            sense, 4 when the dump or the cluster can't be read.
            """;

    private final List<String> words = new ArrayList<>();
    private Optional<Path> dump = Optional.empty();
    private boolean live;
    private String form = "--table";

    private PlanUpgrade() {}

    /**
     * Runs the example.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        int code = run(args, Terminal.out());
        if (code != FREE) {
            System.exit(code);
        }
    }

    /** Runs the example and returns its exit code. */
    static int run(String[] args, PrintStream out) {
        if (List.of(args).contains("--help")) {
            out.print(USAGE);
            return FREE;
        }
        try {
            return new PlanUpgrade().plan(args, out);
        } catch (IllegalArgumentException e) {
            out.println("That doesn't work: " + e.getMessage());
            return USAGE_ERROR;
        } catch (MaintenanceException e) {
            out.println("Can't go on: " + e.getMessage());
            return UNREADABLE;
        }
    }

    private int plan(String[] args, PrintStream out) {
        List<String> options = new ArrayList<>();
        Deque<String> rest = new ArrayDeque<>(List.of(args));
        while (!rest.isEmpty()) {
            String arg = rest.remove();
            switch (arg) {
                case "--dump" -> dump = Optional.of(Path.of(value(arg, rest)));
                case "--live" -> live = true;
                case "--markdown", "--mermaid", "--json" -> form = arg;
                default -> {
                    if (arg.startsWith("--")) {
                        options.add(arg);
                        if (!arg.equals("--seldom")) {
                            options.add(value(arg, rest));
                        }
                    } else {
                        words.add(arg);
                    }
                }
            }
        }
        UpgradePlan plan = planned(options);
        out.println(
                switch (form) {
                    case "--markdown" -> plan.toMarkdown();
                    case "--mermaid" -> plan.toMermaid();
                    case "--json" -> plan.toJson();
                    default -> plan.toString();
                });
        return plan.isBlocked() ? BLOCKED : FREE;
    }

    private UpgradePlan planned(List<String> options) {
        if (live) {
            try (KubernetesClient client = new KubernetesClientBuilder().build()) {
                return onCluster(options, Fabric8Cluster.of(client));
            }
        } else if (dump.isPresent()) {
            return onCluster(options, ClusterDump.load(dump.get()));
        }
        if (words.isEmpty()) {
            words.addAll(List.of("1.10", "1.13"));
        }
        expect(2, "FROM and TO");
        return asked(UpgradePlanner.from(words.get(0)).to(words.get(1)), options)
                .plan();
    }

    private UpgradePlan onCluster(List<String> options, ClusterBackend cluster) {
        expect(1, "TO");
        return asked(UpgradePlanner.to(words.get(0)).yaml(new YamlFormat()), options)
                .plan(cluster);
    }

    private void expect(int count, String what) {
        if (words.size() != count) {
            throw new IllegalArgumentException("expected " + what + ", not " + words);
        }
    }

    private static UpgradeRequest asked(UpgradeRequest plain, List<String> options) {
        UpgradeRequest request = plain;
        Deque<String> rest = new ArrayDeque<>(options);
        while (!rest.isEmpty()) {
            String option = rest.remove();
            request = switch (option) {
                case "--seldom" -> request.pace(WorkerPace.SELDOM);
                case "--at-once" -> request.workers(WorkerStrategy.atOnce(Integer.parseInt(rest.remove())));
                case "--new-nodes-first" ->
                    request.workers(WorkerStrategy.newNodesFirst(Integer.parseInt(rest.remove())));
                case "--manifests" -> request.yaml(new YamlFormat()).manifests(Path.of(rest.remove()));
                case "--acknowledge" -> request.acknowledge(rest.remove());
                case "--platform" -> request.platform(platform(rest.remove()));
                default -> throw new IllegalArgumentException("no option " + option + "; --help tells them all");
            };
        }
        return request;
    }

    private static Platform platform(String name) {
        return switch (name) {
            case "kubeadm" -> Platform.KUBEADM;
            case "eks" -> Platform.EKS;
            case "managed" -> Platform.MANAGED;
            case "new-cluster" -> Platform.newCluster();
            default -> throw new IllegalArgumentException("no platform " + name);
        };
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.remove();
    }
}
