package io.github.kubemaintenance.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.ResourceBackups;
import io.github.kubemaintenance.backup.ConflictPolicy;
import io.github.kubemaintenance.backup.RestorePlan;
import io.github.kubemaintenance.backup.RestoreRequest;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.fabric8.Fabric8Cluster;
import io.github.kubemaintenance.fabric8.YamlFormat;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Restores a backup: shows the plan, then what became of each object. Into an empty simulated cluster, or with {@code
 * --cluster --yes} into the cluster of your kubeconfig.
 */
public final class RestoreResources {
    private static final String USAGE =
            """
            RestoreResources BACKUP [--cluster [--yes]] [--namespace NAME]... [--map OLD=NEW] [--update] [--skip-refused]

              BACKUP          a folder or .tar.gz of BackupResources
              --cluster       the cluster of your kubeconfig: only planned, unless you add --yes
              --map OLD=NEW   a namespace under another name
              --update        update what is there otherwise, without taking fields from others
              --skip-refused  leave out what can't be restored there, instead of refusing everything

            Ends with 0 when the restore is complete (or planned), 1 when it is refused, 2 for arguments that make no sense, 3
            when it failed.
            """;

    private RestoreResources() {}

    /**
     * Runs the example.
     *
     * @param args a backup and flags
     */
    public static void main(String[] args) {
        int code = run(args, System.out);
        if (code != 0) {
            System.exit(code);
        }
    }

    static int run(String[] args, PrintStream out) {
        Deque<String> rest = new ArrayDeque<>(List.of(args));
        if (rest.isEmpty() || rest.contains("--help")) {
            out.print(USAGE);
            return rest.isEmpty() ? 2 : 0;
        }
        Path backup = Path.of(rest.remove());
        boolean yes = rest.remove("--yes");
        if (!rest.remove("--cluster")) {
            MockCluster empty =
                    MockCluster.builder().nodes("worker-", 3, node -> {}).build();
            return restore(empty, backup, rest, true, out);
        }
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            return restore(Fabric8Cluster.of(client), backup, rest, yes, out);
        }
    }

    private static int restore(
            ClusterBackend cluster, Path backup, Deque<String> flags, boolean allowed, PrintStream out) {
        RestoreRequest request = ResourceBackups.of(cluster)
                .restoreFrom(backup)
                .format(new YamlFormat())
                .onEvent(out::println);
        while (!flags.isEmpty()) {
            switch (flags.remove()) {
                case "--namespace" -> request = request.namespaces(flags.remove());
                case "--map" -> {
                    String[] names = flags.remove().split("=", 2);
                    request = request.mapNamespace(names[0], names[1]);
                }
                case "--update" -> request = request.onConflict(ConflictPolicy.UPDATE);
                case "--skip-refused" -> request = request.skipRefused();
                default -> {
                    out.print(USAGE);
                    return 2;
                }
            }
        }
        try {
            RestorePlan plan = request.plan();
            out.println(plan);
            if (plan.isRefused()) {
                return 1;
            } else if (!allowed) {
                out.println("This is a real cluster: add --yes to restore as planned.");
                return 0;
            }
            out.println(request.run());
            return 0;
        } catch (MaintenanceException e) {
            out.println(e.getMessage());
            return 3;
        }
    }
}
