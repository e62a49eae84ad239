package io.github.kubemaintenance.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.ResourceBackups;
import io.github.kubemaintenance.backup.CoverageEntry;
import io.github.kubemaintenance.backup.CoverageEntry.Origin;
import io.github.kubemaintenance.backup.CoverageEntry.State;
import io.github.kubemaintenance.backup.CoverageReport;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.fabric8.Fabric8Cluster;
import io.github.kubemaintenance.fabric8.YamlFormat;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Says what would be lost if a cluster were built anew from a folder of manifests, by who made it; then what is declared
 * and missing, or otherwise. Only reads: the shop that is built in, or the cluster of your kubeconfig.
 */
public final class WhatIsNotInGit {
    private WhatIsNotInGit() {}

    /**
     * Runs the example.
     *
     * @param args a folder of manifests, and {@code --cluster} for the cluster of your kubeconfig
     */
    public static void main(String[] args) {
        int code = run(args, System.out);
        if (code != 0) {
            System.exit(code);
        }
    }

    static int run(String[] args, PrintStream out) {
        List<String> given = List.of(args);
        if (given.isEmpty() || given.get(0).startsWith("--")) {
            out.println("WhatIsNotInGit FOLDER [--cluster]");
            return 2;
        }
        try {
            if (!given.contains("--cluster")) {
                return compare(ShopCluster.create(), Path.of(given.get(0)), out);
            }
            try (KubernetesClient client = new KubernetesClientBuilder().build()) {
                return compare(Fabric8Cluster.of(client), Path.of(given.get(0)), out);
            }
        } catch (MaintenanceException e) {
            out.println(e.getMessage());
            return 3;
        }
    }

    private static int compare(ClusterBackend cluster, Path folder, PrintStream out) {
        CoverageReport report = ResourceBackups.of(cluster)
                .compareWith(folder)
                .format(new YamlFormat())
                .run();
        for (Origin origin : Origin.values()) {
            print(out, "Lost, made by " + origin, report.undeclared(origin));
        }
        print(out, "Declared and not there", report.entries(State.MISSING));
        print(out, "Otherwise than declared", report.entries(State.DIFFERS));
        report.findings().forEach(out::println);
        report.unreadFiles().forEach(out::println);
        out.println(ResourceBackups.of(cluster).advice());
        return report.entries(State.UNDECLARED).isEmpty() ? 0 : 1;
    }

    private static void print(PrintStream out, String title, List<CoverageEntry> entries) {
        if (!entries.isEmpty()) {
            out.println(title + ": " + entries.size());
            entries.forEach(
                    each -> out.println("  " + each.object() + (each.text().isEmpty() ? "" : "  " + each.text())));
        }
    }
}
