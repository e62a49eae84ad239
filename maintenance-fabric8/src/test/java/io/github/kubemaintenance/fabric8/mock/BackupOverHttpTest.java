package io.github.kubemaintenance.fabric8.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.ResourceBackups;
import io.github.kubemaintenance.backup.BackupFinding;
import io.github.kubemaintenance.backup.BackupReport;
import io.github.kubemaintenance.backup.ConflictPolicy;
import io.github.kubemaintenance.backup.RestoreReport;
import io.github.kubemaintenance.backup.RestoredObject.Result;
import io.github.kubemaintenance.backup.SecretHandling;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.fabric8.Fabric8Cluster;
import io.github.kubemaintenance.fabric8.YamlFormat;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Save, restore and update over HTTP, through fabric8's client, in YAML. */
class BackupOverHttpTest {
    private static final Kind<KubeDocument> MAPS = Kind.document("", "v1", "configmaps", "ConfigMap", true);

    @TempDir
    Path folder;

    private static Document map(String name, String value) {
        return Document.of("apiVersion", "v1")
                .with("ConfigMap", "kind")
                .with(name, "metadata", "name")
                .with("shop", "metadata", "namespace")
                .with(value, "data", "key");
    }

    @Test
    void aClusterIsSavedAsYamlAndRestoredIntoAnother() {
        MockCluster origin = MockCluster.builder()
                .nodes("worker-", 2, node -> {})
                .deployment("shop/web", d -> d.replicas(2))
                .objects(List.of(map("settings", "1"), map("text", "yes: no\n- 1\n")))
                .build();
        MockCluster target = MockCluster.builder().node("worker-1").build();
        try (MockApiServer from = MockApiServer.builder(origin).speed(50).start();
                MockApiServer to = MockApiServer.builder(target).speed(50).start();
                KubernetesClient reader = from.client();
                KubernetesClient writer = to.client()) {
            BackupReport saved = ResourceBackups.of(Fabric8Cluster.of(reader))
                    .saveTo(folder.resolve("backup"))
                    .secrets(SecretHandling.keptReadable())
                    .format(new YamlFormat())
                    .run();
            assertFalse(saved.isPartial(), saved::toString);
            assertTrue(saved.objects() >= 4, saved::toString);

            var restore = ResourceBackups.of(Fabric8Cluster.of(writer))
                    .restoreFrom(folder.resolve("backup"))
                    .format(new YamlFormat());
            RestoreReport restored = restore.run();
            assertEquals(List.of(), restored.objects(Result.FAILED));
            assertEquals(
                    Optional.of("yes: no\n- 1\n"),
                    target.find(MAPS, "shop/text").orElseThrow().document().text("data", "key"));
            assertTrue(target.find(Kind.DEPLOYMENTS, "shop/web").isPresent());
            assertEquals(List.of(), restore.run().objects(Result.CREATED));

            target.patch(MAPS, "shop/settings", Document.empty().with("mine", "data", "key"));
            assertEquals(
                    1,
                    restore.onConflict(ConflictPolicy.UPDATE)
                            .run()
                            .objects(Result.CONFLICT)
                            .size());
            restore.onConflict(ConflictPolicy.UPDATE_TAKING_FIELDS).run();
            assertEquals(
                    Optional.of("1"),
                    target.find(MAPS, "shop/settings").orElseThrow().document().text("data", "key"));
        }
    }

    private static MockCluster settings(int count) {
        List<Document> maps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            maps.add(map("m" + i, "1"));
        }
        return MockCluster.builder().objects(maps).build();
    }

    @Test
    void aTokenThatExpiresInTheMiddleBeginsTheKindAgain() {
        MockCluster cluster = settings(20);
        cluster.inject(Fault.expired().on("list", "configmaps").afterCalls(2).times(1));
        try (MockApiServer server = MockApiServer.builder(cluster).start();
                KubernetesClient client = server.client()) {
            BackupReport report = ResourceBackups.of(Fabric8Cluster.of(client))
                    .saveTo(folder.resolve("backup"))
                    .resources("configmaps")
                    .pageSize(5)
                    .run();
            assertTrue(
                    report.findings().stream().anyMatch(each -> each.code() == BackupFinding.Code.LIST_RESTARTED),
                    report::toString);
            assertFalse(report.isPartial(), report::toString);
            assertEquals(20, report.objects(), report::toString);
            assertFalse(ResourceBackups.of(Fabric8Cluster.of(client))
                    .restoreFrom(folder.resolve("backup"))
                    .plan()
                    .isRefused());
        }
    }

    @Test
    void aTokenThatExpiresAgainAndAgainMakesItPartialAndIsNamed() {
        MockCluster cluster = settings(20);
        cluster.inject(Fault.expired().on("list", "configmaps").afterCalls(1).always());
        try (MockApiServer server = MockApiServer.builder(cluster).start();
                KubernetesClient client = server.client()) {
            BackupReport report = ResourceBackups.of(Fabric8Cluster.of(client))
                    .saveTo(folder.resolve("backup"))
                    .resources("configmaps")
                    .pageSize(5)
                    .run();
            assertTrue(report.isPartial(), report::toString);
            assertEquals(0, report.objects(), "half a kind is no backup of it");
            assertTrue(
                    report.findings().stream().anyMatch(each -> each.code() == BackupFinding.Code.KIND_UNREADABLE),
                    report::toString);
        }
    }

    @Test
    void kindsThatMayNotBeReadMakeItPartialAndAreNamed() {
        MockCluster cluster = settings(3);
        cluster.inject(Fault.forbidden("list", "configmaps"));
        try (MockApiServer server = MockApiServer.builder(cluster).start();
                KubernetesClient client = server.client()) {
            BackupReport report = ResourceBackups.of(Fabric8Cluster.of(client))
                    .saveTo(folder.resolve("backup"))
                    .run();
            assertTrue(report.isPartial(), report::toString);
            assertEquals(BackupFinding.Code.FORBIDDEN, report.findings().get(0).code());
            assertEquals("configmaps", report.findings().get(0).subject());
        }
    }

    @Test
    void requestsAreFew() {
        MockCluster cluster = settings(1200);
        try (MockApiServer server = MockApiServer.builder(cluster).start();
                KubernetesClient client = server.client()) {
            BackupReport report = ResourceBackups.of(Fabric8Cluster.of(client))
                    .saveTo(folder.resolve("backup"))
                    .run();
            long most = report.kinds().size() + report.objects() / 500 + 20;
            assertTrue(report.requests() <= most, () -> report.requests() + " of at most " + most);
            long seen = cluster.requests().size();
            assertTrue(seen <= most, () -> "the server saw " + seen + " of at most " + most);
        }
    }
}
