package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.fabric8.YamlFormat;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.node.NodeCheckReport;
import io.github.kubemaintenance.node.NodeCheckRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Checks how nodes, and what nodes to come are made of, are configured. On a small shop that is built in (and has a
 * mistake), on a cluster made of a dump, or on a real one; it only reads.
 */
public final class CheckNodes {
    static final String USAGE =
            """
            Checks nodes and what nodes to come are made of: clusterDNS, versions, readiness, pressure, taints, cordons.

              CheckNodes [--nodes A,B] [--labels SELECTOR] [--kubelets] [--dump FILE [--configz FILE] | --cluster]

              --nodes A,B        only these nodes
              --labels SELECTOR  only nodes with these labels, for example karpenter.sh/nodepool=default
              --kubelets         also ask each kubelet what it runs with; on a real cluster that needs the powerful right to
                                 get nodes/proxy
              --dump FILE        a cluster made of what `kubectl get nodes,svc,ds,cm,ec2nodeclasses,... -A -o json` printed
              --configz FILE     with --dump: what the kubelets say, as JSON: {"NODE": answer of its /configz, ...}
              --cluster          the real one of your kubeconfig

            Ends with 0 when there is no PROBLEM, 1 when there is, 2 for arguments that make no sense, 4 when the dump or the
            cluster can't be read.
            """;

    private CheckNodes() {}

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
            Asked asked = Asked.parse(Set.of("--kubelets"), Set.of("--nodes", "--labels", "--configz"), args);
            if (asked.has("--help")) {
                out.print(USAGE);
                return 0;
            } else if (asked.has("--configz") && !asked.has("--dump")) {
                throw new IllegalArgumentException("--configz goes with --dump");
            }
            NodeCheckRequest checks = NodeMaintenance.checks().yaml(new YamlFormat());
            if (asked.has("--nodes")) {
                checks = checks.nodes(asked.value("--nodes").orElseThrow().split(","));
            }
            if (asked.has("--labels")) {
                checks = checks.labelled(asked.value("--labels").orElseThrow());
            }
            boolean kubelets = asked.has("--kubelets") || asked.has("--configz") || asked.isBuiltIn();
            NodeCheckRequest all = kubelets ? checks.readingKubelets() : checks;
            return asked.on(CheckNodes::shop, cluster -> {
                asked.value("--configz").ifPresent(file -> configure(cluster, Path.of(file)));
                NodeCheckReport report = all.run(cluster);
                out.print(report);
                return report.isSound() ? 0 : 1;
            });
        } catch (IllegalArgumentException e) {
            out.println("That doesn't work: " + e.getMessage());
            return 2;
        } catch (MaintenanceException e) {
            out.println("Can't go on: " + e.getMessage());
            return 4;
        }
    }

    private static void configure(ClusterBackend cluster, Path file) {
        try {
            Document all = DocumentFormat.json().read(Files.readString(file));
            for (String node : all.asMap().keySet()) {
                ((MockCluster) cluster).configureKubelet(node, all.at(node, "kubeletconfig"));
            }
        } catch (IOException | DocumentFormatException e) {
            throw new MaintenanceException("the kubelets' configurations can't be read from " + file + ": " + e, e);
        }
    }

    /** The shop, where somebody has set up Karpenter with another cluster's DNS. */
    private static MockCluster shop() {
        MockCluster shop = ShopCluster.create();
        shop.apply(Document.of("apiVersion", "v1")
                .with("Service", "kind")
                .with("kube-dns", "metadata", "name")
                .with("kube-system", "metadata", "namespace")
                .with("10.0.0.10", "spec", "clusterIP"));
        shop.apply(Document.of("apiVersion", "karpenter.k8s.aws/v1")
                .with("EC2NodeClass", "kind")
                .with("default", "metadata", "name")
                .with(List.of("172.20.0.10"), "spec", "kubelet", "clusterDNS"));
        shop.configureKubelet("worker-4", Document.of("clusterDNS", List.of("172.20.0.10")));
        return shop;
    }
}
