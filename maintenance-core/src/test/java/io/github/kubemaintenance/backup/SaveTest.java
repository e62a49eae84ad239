package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaveTest {
    private static final String SETTINGS = "resources/configmaps/namespaces/shop/settings.json";

    @TempDir
    Path folder;

    private final MockCluster cluster = Samples.shop().build();

    private SaveRequest save() {
        return SaveRequest.of(cluster, folder.resolve("backup"));
    }

    private Path backup() {
        return folder.resolve("backup");
    }

    @Test
    void everyObjectIsOneCleanFileAndTheManifestCountsThem() {
        BackupReport report = save().secrets(SecretHandling.keptReadable()).run();

        assertEquals(Outcome.COMPLETED, report.outcome());
        assertFalse(report.isPartial(), report::toString);
        Map<String, String> files = Samples.files(backup());
        assertEquals(report.objects() + 2, files.size(), () -> files.keySet().toString());
        assertEquals(
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"settings\","
                        + "\"namespace\":\"shop\"},\"data\":{\"key\":\"1\"}}",
                Samples.read(backup(), SETTINGS).toString());
        for (String expected : List.of(
                "resources/deployments.apps/namespaces/shop/web.json",
                "resources/poddisruptionbudgets.policy/namespaces/shop/web.json",
                "resources/tills.example.com/namespaces/shop/front.json",
                "resources/customresourcedefinitions.apiextensions.k8s.io/cluster/tills.example.com.json",
                "resources/clusterroles.rbac.authorization.k8s.io/cluster/shop%3a%52eader.json",
                "resources/clusterroles.rbac.authorization.k8s.io/cluster/shop%3areader.json",
                "resources/secrets/namespaces/shop/database.json")) {
            assertTrue(files.containsKey(expected), () -> expected + " of " + files.keySet());
        }
        assertEquals("cluster-1", report.manifest().clusterId());
        assertEquals("v1.34.0", report.manifest().serverVersion());
        assertTrue(report.leftOut().get("OWNED") >= 3, "a ReplicaSet and two pods: " + report.leftOut());
        assertFalse(files.keySet().stream().anyMatch(each -> each.contains("kube-root-ca")));
        assertFalse(Samples.read(backup(), "resources/services/namespaces/shop/web.json")
                .has("spec", "clusterIP"));
    }

    @Test
    void filesAreForTheirOwnerOnly() throws IOException {
        save().secrets(SecretHandling.keptReadable()).run();
        try (Stream<Path> walk = Files.walk(backup())) {
            for (Path each : walk.toList()) {
                assertEquals(
                        Files.isDirectory(each) ? "rwx------" : "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(each)),
                        each::toString);
            }
        }
        BackupReport packed =
                SaveRequest.of(cluster, folder.resolve("b.tar.gz")).run();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(packed.target())));
    }

    @Test
    void secretsAreNotSavedUnlessSomebodyChose() {
        BackupReport report = save().run();
        assertTrue(report.findings().stream().anyMatch(each -> each.code() == BackupFinding.Code.SECRETS_NOT_CHOSEN));
        assertFalse(Samples.files(backup()).keySet().stream().anyMatch(each -> each.contains("secrets")));
        assertFalse(
                cluster.requests().stream().anyMatch(each -> each.resource().equals("secrets")),
                "what isn't saved isn't even read");

        BackupReport chosen =
                save().secrets(SecretHandling.leftOut()).overwrite().run();
        assertFalse(chosen.findings().stream().anyMatch(each -> each.code() == BackupFinding.Code.SECRETS_NOT_CHOSEN));
    }

    @Test
    void encryptedSecretsLeaveNoReadableByte() {
        save().secrets(SecretHandling.encryptedBy(Samples::flipped)).run();
        Map<String, String> files = Samples.files(backup());
        String secret = files.get("resources/secrets/namespaces/shop/database.json.enc");
        assertFalse(secret.contains("password") || secret.contains("Secret"), secret);
        assertFalse(files.values().stream().anyMatch(each -> each.contains("aHVzaA==")));
    }

    @Test
    void anExpiredTokenBeginsTheKindAgainAndNothingIsThereTwice() {
        for (int i = 0; i < 20; i++) {
            cluster.apply(Samples.map("shop", "m" + i, "1"));
        }
        AtomicInteger heard = new AtomicInteger();
        BackupReport report = save().resources("configmaps", "services")
                .pageSize(3)
                .onEvent(event -> {
                    if (heard.getAndIncrement() == 0) {
                        cluster.delete(
                                io.github.kubemaintenance.cluster.Kind.document(
                                        "", "v1", "configmaps", "ConfigMap", true),
                                "shop/m0");
                        cluster.compact();
                    }
                })
                .run();

        assertTrue(
                report.findings().stream().anyMatch(each -> each.code() == BackupFinding.Code.LIST_RESTARTED),
                report::toString);
        assertFalse(report.isPartial());
        Map<String, String> files = Samples.files(backup());
        assertFalse(files.containsKey("resources/configmaps/namespaces/shop/m0.json"), "it was deleted meanwhile");
        assertTrue(files.containsKey("resources/configmaps/namespaces/shop/m19.json"));
        assertEquals(
                files.keySet().stream()
                        .filter(each -> each.startsWith("resources"))
                        .count(),
                files.get("SHA256SUMS").lines().count());
    }

    @Test
    void kindsThatMayNotBeReadMakeItPartialAndAreNamed() {
        cluster.inject(Fault.forbidden("list", "configmaps"));
        BackupReport report = save().run();
        assertTrue(report.isPartial());
        BackupFinding finding = report.findings().get(0);
        assertEquals(BackupFinding.Code.FORBIDDEN, finding.code());
        assertEquals("configmaps", finding.subject());
        assertTrue(report.toString().startsWith("PARTIAL"), report::toString);
        assertTrue(Samples.files(backup()).get("manifest.json").contains("\"partial\": true"));
    }

    @Test
    void anAggregatedApiThatIsDownMakesItPartialAndTheRestIsSaved() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            ForwardingDocuments api = new ForwardingDocuments(cluster) {
                @Override
                public Discovery discover() {
                    Discovery all = super.discover();
                    return new Discovery(
                            all.serverVersion(),
                            all.resources(),
                            Map.of(
                                    "down.example.com/v1",
                                    new ApiFailure(
                                            ApiFailure.Kind.UNAVAILABLE, "get", 503, "", "no", Optional.empty())));
                }
            };
            BackupReport report = SaveRequest.of(api.live(threads), backup()).run();
            assertTrue(report.isPartial());
            assertTrue(report.findings().stream()
                    .anyMatch(each -> each.code() == BackupFinding.Code.GROUP_UNREADABLE
                            && each.subject().equals("down.example.com/v1")));
            assertTrue(Samples.files(backup()).containsKey(SETTINGS));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void throttlingIsWaitedForAndADeadServerEndsIt() {
        cluster.inject(Fault.throttled(Duration.ofSeconds(2)).on("list", "configmaps"));
        BackupReport report = save().run();
        assertFalse(report.isPartial(), report::toString);
        assertTrue(report.duration().compareTo(Duration.ofSeconds(2)) >= 0, report.duration()::toString);

        cluster.inject(Fault.unavailable(Duration.ofHours(1)).always());
        BackupException dead =
                assertThrows(BackupException.class, () -> save().overwrite().run());
        assertEquals(Outcome.FAILED, dead.report().outcome());
        assertTrue(Samples.files(backup()).containsKey(SETTINGS), "what was there is as it was");
    }

    @Test
    void aFullDiskLeavesNothing() throws IOException {
        AtomicInteger written = new AtomicInteger();
        BackupException full = assertThrows(BackupException.class, () -> save().onDisk((file, bytes) -> {
                    if (written.incrementAndGet() > 4) {
                        throw new IOException("No space left on device");
                    }
                    PrivateFiles.write(file, bytes);
                })
                .run());
        assertTrue(full.getMessage().contains("No space left on device"), full::getMessage);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void whatIsThereIsNotReplacedUnlessAskedAndAGitCheckoutStaysOne() throws IOException {
        Files.createDirectories(backup().resolve(".git"));
        Files.writeString(backup().resolve(".git/HEAD"), "ref");
        BackupException refused = assertThrows(BackupException.class, () -> save().run());
        assertEquals(Outcome.REFUSED, refused.report().outcome());
        assertEquals(0, cluster.requests().size());

        save().overwrite().run();
        cluster.delete(
                io.github.kubemaintenance.cluster.Kind.document("", "v1", "configmaps", "ConfigMap", true),
                "shop/settings");
        save().overwrite().run();
        Map<String, String> files = Samples.files(backup());
        assertEquals("ref", files.get(".git/HEAD"));
        assertFalse(files.containsKey(SETTINGS), "what is gone in the cluster is gone in the folder");
    }

    @Test
    void oneNamespaceBringsItselfAndItsDefinitions() {
        cluster.apply(Samples.map("other", "a", "1"));
        save().namespaces("shop").run();
        List<String> files = new ArrayList<>(Samples.files(backup()).keySet());
        assertTrue(files.contains("resources/namespaces/cluster/shop.json"), files::toString);
        assertTrue(files.stream().anyMatch(each -> each.contains("customresourcedefinitions")), files::toString);
        assertFalse(files.stream().anyMatch(each -> each.contains("other")), files::toString);
        assertFalse(files.stream().anyMatch(each -> each.contains("clusterroles")), files::toString);
        BackupReport named = save().overwrite()
                .namespaces("shop")
                .resources("tills", "customresourcedefinitions")
                .run();
        assertEquals(2, named.objects(), named::toString);
    }

    @Test
    void aNamespaceCanBeLeftOut() {
        cluster.apply(Samples.map("other", "a", "1"));
        save().withoutNamespaces("shop").run();
        List<String> files = new ArrayList<>(Samples.files(backup()).keySet());
        assertTrue(files.stream().anyMatch(each -> each.endsWith("namespaces/other/a.json")), files::toString);
        assertFalse(files.stream().anyMatch(each -> each.contains("namespaces/shop/")), files::toString);
        assertFalse(files.contains("resources/namespaces/cluster/shop.json"), files::toString);
        assertTrue(files.stream().anyMatch(each -> each.contains("clusterroles")), "what is in none stays");
    }

    @Test
    void labelsAndKindsAreFilters() {
        cluster.apply(Samples.map("shop", "marked", "1").with("yes", "metadata", "labels", "backup"));
        BackupReport report =
                save().labels("backup=yes").withoutResources("deployments.apps").run();
        assertEquals(1, report.objects(), report::toString);
        assertFalse(cluster.requests().stream().anyMatch(each -> each.resource().equals("deployments.apps")));
    }

    @Test
    void twoKindsWithOneNameDontMeet() {
        cluster.apply(Samples.definition("other.example.com", "Service", "services", "Namespaced"));
        cluster.advance(Duration.ofSeconds(5));
        cluster.apply(Samples.object("other.example.com/v1", "Service", "shop", "web"));
        save().run();
        Map<String, String> files = Samples.files(backup());
        assertTrue(files.containsKey("resources/services/namespaces/shop/web.json"));
        assertTrue(files.containsKey("resources/services.other.example.com/namespaces/shop/web.json"));
    }

    @Test
    void requestsAreFewAndTheSameClusterGivesTheSameBytes() {
        for (int i = 0; i < 1200; i++) {
            cluster.apply(Samples.map("shop", "m" + i, "1"));
        }
        cluster.clearRequests();
        BackupReport report = save().run();
        long kinds = report.kinds().size();
        long most = kinds + report.objects() / 500 + 20;
        assertTrue(report.requests() <= most, () -> report.requests() + " of at most " + most);
        assertEquals(report.requests(), cluster.requests().size());
        BackupReport again = SaveRequest.of(cluster, folder.resolve("again")).run();
        assertEquals(report.manifest().checksums(), again.manifest().checksums());
        Document first = Samples.read(backup(), SETTINGS);
        assertEquals(first, Samples.read(again.target(), SETTINGS));
    }
}
