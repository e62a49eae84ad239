package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The traps in two lifelike clusters, found before and after there are nodes. */
class NodeChecksOnDumpsTest {
    static MockCluster load(String name) throws IOException {
        String minor = name.replaceAll(".*-(1\\.\\d+)-.*", "$1");
        MockCluster cluster = MockCluster.builder()
                .version(minor)
                .withoutControllers()
                .objects(read("/dumps/" + name + ".json.gz").documents("items"))
                .build();
        Document configurations = read("/dumps/" + name + ".configz.json");
        for (String node : configurations.asMap().keySet()) {
            cluster.configureKubelet(node, configurations.at(node, "kubeletconfig"));
        }
        return cluster;
    }

    private static Document read(String resource) throws IOException {
        try (InputStream raw =
                        Objects.requireNonNull(NodeChecksOnDumpsTest.class.getResourceAsStream(resource), resource);
                InputStream in = resource.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return DocumentFormat.json().read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static List<String> dns(NodeCheckReport report) {
        return report.findings().stream()
                .filter(each -> each.code().startsWith("CLUSTER_DNS"))
                .map(each -> each.severity() + " " + each.about())
                .toList();
    }

    @Test
    void theKarpenterTrapIsFoundBeforeThereAreNodes() throws IOException {
        NodeCheckReport report = NodeMaintenance.checks().run(load("eks-1.31-mixed"));
        assertEquals(List.of("PROBLEM EC2NodeClass default", "PROBLEM NodePool default"), dns(report));
    }

    @Test
    void andOnTheNodesThatWereMadeOfIt() throws IOException {
        NodeCheckReport report = NodeMaintenance.checks().readingKubelets().run(load("eks-1.31-mixed"));
        assertEquals(
                List.of(
                        "PROBLEM EC2NodeClass default",
                        "PROBLEM NodePool default",
                        "PROBLEM node karpenter-1",
                        "PROBLEM node karpenter-2",
                        "PROBLEM node karpenter-3"),
                dns(report));
        assertTrue(
                report.toString()
                        .replaceAll("\\s+", " ")
                        .contains(
                                "Set spec.kubelet.clusterDNS of EC2NodeClass default to [10.0.0.10], then replace the node"),
                report.toString());
    }

    @Test
    void aSoundKubeadmClusterHasOnlyWhatIsWrongThere() throws IOException {
        NodeCheckReport report = NodeMaintenance.checks().readingKubelets().run(load("kubeadm-1.30-ha"));
        assertEquals(List.of(), dns(report));
        List<String> all = report.findings().stream()
                .map(each -> each.code() + " " + each.about())
                .toList();
        assertTrue(all.contains("NODE_SILENT node lost-1"), report.toString());
        assertTrue(all.contains("CORDONED_BY_OTHERS node worker-4"), report.toString());
        assertTrue(all.contains("YAML_UNKNOWN ConfigMap kube-system/kubelet-config"), report.toString());
    }
}
