package io.github.kubemaintenance.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.ResourceBackups;
import io.github.kubemaintenance.backup.BackupException;
import io.github.kubemaintenance.backup.BackupReport;
import io.github.kubemaintenance.backup.SaveRequest;
import io.github.kubemaintenance.backup.SecretHandling;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.fabric8.Fabric8Cluster;
import io.github.kubemaintenance.fabric8.YamlFormat;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Saves what the API server shows into a folder or a {@code .tar.gz}, readable with kubectl and fit for Git. Of the shop that
 * is built in, or with {@code --cluster} of the cluster of your kubeconfig, which is only read.
 */
public final class BackupResources {
    private static final String USAGE =
            """
            BackupResources TARGET [--cluster] [--namespace NAME]... [--secrets keep|leave] [--yaml] [--overwrite]

              TARGET        a folder, or a file that ends with .tar.gz
              --cluster     the cluster of your kubeconfig; else a small shop, built in
              --secrets     what becomes of Secrets; without a choice they are left out, and that is said

            Ends with 0 when the backup is whole, 1 when it is partial, 2 for arguments that make no sense, 3 when there is
            none.
            """;

    private BackupResources() {}

    /**
     * Runs the example.
     *
     * @param args a target and flags
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
        Path target = Path.of(rest.remove());
        if (!rest.remove("--cluster")) {
            return save(ShopCluster.create(), target, rest, out);
        }
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            return save(Fabric8Cluster.of(client), target, rest, out);
        }
    }

    private static int save(ClusterBackend cluster, Path target, Deque<String> flags, PrintStream out) {
        SaveRequest request = ResourceBackups.of(cluster).saveTo(target).onEvent(out::println);
        while (!flags.isEmpty()) {
            switch (flags.remove()) {
                case "--namespace" -> request = request.namespaces(flags.remove());
                case "--secrets" ->
                    request = request.secrets(
                            flags.remove().equals("keep") ? SecretHandling.keptReadable() : SecretHandling.leftOut());
                case "--yaml" -> request = request.format(new YamlFormat());
                case "--overwrite" -> request = request.overwrite();
                default -> {
                    out.print(USAGE);
                    return 2;
                }
            }
        }
        try {
            BackupReport report = request.run();
            out.println(report);
            return report.isPartial() ? 1 : 0;
        } catch (BackupException e) {
            out.println(e.getMessage());
            return 3;
        }
    }
}
