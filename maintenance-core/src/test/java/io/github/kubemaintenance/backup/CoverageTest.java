package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.backup.CoverageEntry.Origin;
import io.github.kubemaintenance.backup.CoverageEntry.State;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoverageTest {
    @TempDir
    Path folder;

    private final MockCluster cluster = Samples.shop()
            .objects(List.of(
                    Samples.map("shop", "chart", "1")
                            .with("web", "metadata", "annotations", "meta.helm.sh/release-name"),
                    Samples.map("shop", "typed", "1")
                            .with(
                                    List.of(Document.of("manager", "kubectl-create")
                                            .with("Update", "operation")
                                            .with("2026-01-01T00:00:00Z", "time")),
                                    "metadata",
                                    "managedFields"),
                    Samples.map("shop", "operated", "1")
                            .with(
                                    List.of(Document.of("manager", "till-operator")
                                            .with("Update", "operation")),
                                    "metadata",
                                    "managedFields")))
            .build();

    private CoverageReport compare() {
        return CoverageRequest.of(cluster, folder).run();
    }

    private static List<String> names(List<CoverageEntry> entries) {
        return entries.stream().map(CoverageEntry::name).toList();
    }

    @Test
    void whatIsNotDeclaredIsSplitByWhoMadeIt() {
        CoverageReport report = compare();
        assertEquals(List.of("chart"), names(report.undeclared(Origin.HELM)));
        assertEquals(List.of("typed"), names(report.undeclared(Origin.HAND)));
        assertEquals(List.of("operated"), names(report.undeclared(Origin.CONTROLLER)));
        assertTrue(report.undeclared(Origin.HAND).get(0).text().contains("kubectl-create"));
        assertFalse(report.entries().stream().anyMatch(each -> each.kind().equals("ReplicaSet")), report::toString);
        assertFalse(report.entries().stream().anyMatch(each -> each.name().equals("kube-root-ca.crt")));
        assertTrue(report.isComplete());
    }

    @Test
    void aBackupCoversTheClusterThatItIsOf() {
        SaveRequest.of(cluster, folder.resolve("backup"))
                .secrets(SecretHandling.keptReadable())
                .run();
        CoverageReport report =
                CoverageRequest.of(cluster, folder.resolve("backup")).run();
        List<CoverageEntry> rest = report.entries().stream()
                .filter(each -> each.state() != State.COVERED)
                .filter(each -> !each.name().equals("kube-system"))
                .toList();
        assertEquals(List.of(), rest);
        assertTrue(report.entries(State.COVERED).size() > 10);
    }

    @Test
    void whatDiffersAndWhatIsMissingIsToldWithFieldAndFile() {
        Samples.writeObject(folder, "apps/settings.json", Samples.map("shop", "settings", "2"));
        Samples.writeObject(
                folder,
                "apps/list.json",
                Document.of("apiVersion", "v1")
                        .with("List", "kind")
                        .with(List.of(Samples.map("shop", "gone", "1"), Samples.map("shop", "typed", "1")), "items"));
        Samples.writeObject(folder, "values.json", Document.of("replicas", 3));
        Samples.writeObject(folder, "other.json", Samples.object("nosuch.example.com/v1", "Thing", "shop", "thing"));
        Samples.writeObject(folder, ".git/hidden.json", Samples.map("shop", "hidden", "1"));
        CoverageReport report = compare();

        CoverageEntry differs = report.entries(State.DIFFERS).get(0);
        assertEquals("ConfigMap shop/settings", differs.object());
        assertTrue(differs.text().contains(".data.key") && differs.text().contains("apps/settings.json"));
        assertEquals(List.of("gone", "thing"), names(report.entries(State.MISSING)));
        assertTrue(report.entries(State.MISSING).get(1).text().contains("serves no Thing"));
        assertEquals(List.of("typed"), names(report.entries(State.COVERED)));
        assertEquals(List.of(), report.unreadFiles());
    }

    @Test
    void whatServersWriteOtherwiseIsNoDifference() {
        assertEquals(
                List.of(),
                Difference.of(
                        Document.of("cpu", "1000m")
                                .with("1Gi", "memory")
                                .with(1, "n")
                                .with("", "empty"),
                        Document.of("cpu", "1")
                                .with("1024Mi", "memory")
                                .with(1.0, "n")
                                .with("x", "default")));
        assertEquals(
                List.of(".a", ".b[0].c", ".d"),
                Difference.of(
                        Document.of("a", "1")
                                .with(List.of(Document.of("c", true)), "b")
                                .with(List.of(1), "d"),
                        Document.of("a", "2")
                                .with(List.of(Document.of("c", false)), "b")
                                .with(List.of(1, 2), "d")));
    }

    @Test
    void whatCantBeReadIsSaid() {
        cluster.inject(Fault.forbidden("list", "configmaps"));
        Samples.writeObject(folder, "broken.json", Document.empty());
        Samples.writeObject(folder, "chart.yaml", Samples.map("shop", "y", "1"));
        CoverageReport report = compare();
        assertFalse(report.isComplete());
        assertEquals("configmaps", report.findings().get(0).subject());
        assertTrue(report.unreadFiles().toString().contains("chart.yaml"), report.unreadFiles()::toString);
    }

    @Test
    void adviceFollowsFromWhereEtcdIs() {
        assertEquals(BackupAdvice.Way.RESOURCES, BackupAdvice.of(cluster).way());
        MockCluster own = MockCluster.builder()
                .node("cp-1", node -> node.label("node-role.kubernetes.io/control-plane", ""))
                .objects(List.of(Samples.object("v1", "Pod", "kube-system", "etcd-cp-1")
                        .with("etcd", "metadata", "labels", "component")
                        .with("cp-1", "spec", "nodeName")))
                .build();
        assertEquals(BackupAdvice.Way.BOTH, BackupAdvice.of(own).way());
        MockCluster k3s = MockCluster.builder()
                .node("cp-1", node -> node.label("node-role.kubernetes.io/control-plane", "true"))
                .build();
        assertEquals(
                BackupAdvice.Way.RESOURCES_AND_LOOK_FOR_ETCD,
                BackupAdvice.of(k3s).way());
        own.inject(Fault.forbidden("list", "pods"));
        assertEquals(
                BackupAdvice.Way.RESOURCES_AND_LOOK_FOR_ETCD,
                BackupAdvice.of(own).way());
    }
}
