package io.github.kubemaintenance.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.etcd.EtcdBackend;
import io.github.kubemaintenance.etcd.EtcdException;
import io.github.kubemaintenance.etcd.EtcdHealth;
import io.github.kubemaintenance.etcd.Integrity;
import io.github.kubemaintenance.etcd.MockEtcd;
import io.github.kubemaintenance.etcd.RestoreReport;
import io.github.kubemaintenance.etcd.SnapshotFile;
import io.github.kubemaintenance.etcd.SnapshotInfo;
import io.github.kubemaintenance.etcd.SnapshotRestore;
import io.github.kubemaintenance.jetcd.JetcdBackend;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The etcd part of {@link ApiContractTest}; the live lines run where an etcd is found. */
class EtcdContractTest {
    @TempDir
    Path dir;

    private void contract(EtcdBackend etcd) {
        etcd.operations().put("/registry/a", "1".getBytes(StandardCharsets.UTF_8));
        EtcdSnapshots snapshots = EtcdSnapshots.of(etcd);
        SnapshotInfo saved = snapshots.save(dir.resolve("backup.db"));
        snapshots
                .saveTo(dir.resolve("backup.db"))
                .overwrite()
                .member(etcd.endpoints().get(0))
                .onEvent(event -> assertFalse(event.toString().isEmpty()))
                .run();

        SnapshotInfo info = SnapshotFile.at(dir.resolve("backup.db")).info();
        assertEquals(saved.revision(), info.revision());
        assertEquals(1, info.liveKeys());
        assertTrue(info.totalRecords() > 0 && info.totalSize() > 0 && info.hash() > 0);
        Optional<String> version = info.version();
        assertTrue(version.isEmpty());
        assertEquals(Integrity.VERIFIED, info.integrity());
        assertEquals(
                List.of(), SnapshotFile.at(dir.resolve("backup.db")).verify().findings());

        RestoreReport restored = SnapshotRestore.of(dir.resolve("backup.db"))
                .name("m1")
                .dataDir(dir.resolve("m1.etcd"))
                .initialCluster("m1=http://127.0.0.1:2380")
                .initialAdvertisePeerUrls("http://127.0.0.1:2380")
                .initialClusterToken("tok")
                .bumpRevision(1_000_000_000L)
                .markCompacted()
                .run();
        assertEquals(saved.revision() + 1_000_000_000L, restored.revision());
        assertTrue(EtcdHealth.of(etcd).check().isHealthy());
    }

    @Test
    void on_the_mock() {
        try (MockEtcd etcd = MockEtcd.builder().build()) {
            contract(etcd);
        }
    }

    @Test
    @Timeout(300)
    void live() throws Exception {
        String endpoint = "http://127.0.0.1:" + FreePorts.free();
        String peer = "http://127.0.0.1:" + FreePorts.free();
        Process server = new ProcessBuilder(
                        program().toString(),
                        "--data-dir",
                        dir.resolve("live").toString(),
                        "--listen-client-urls",
                        endpoint,
                        "--advertise-client-urls",
                        endpoint,
                        "--listen-peer-urls",
                        peer,
                        "--initial-advertise-peer-urls",
                        peer,
                        "--initial-cluster",
                        "default=" + peer)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (EtcdBackend etcd = JetcdBackend.builder().endpoints(endpoint).build()) {
            while (!answers(etcd)) {
                etcd.pause(Duration.ofMillis(100));
            }
            contract(etcd);
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private static boolean answers(EtcdBackend etcd) {
        try {
            return etcd.status(etcd.endpoints().get(0)).leader() != 0;
        } catch (EtcdException e) {
            return false;
        }
    }

    private static Path program() {
        List<Path> places = new ArrayList<>();
        Optional.ofNullable(System.getenv("ETCD_BINARIES")).ifPresent(folder -> {
            places.add(Path.of(folder, "3.5", "usr", "bin"));
            places.add(Path.of(folder));
        });
        Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .forEach(places::add);
        return places.stream()
                .map(place -> place.resolve("etcd"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> Assumptions.abort("no etcd in ETCD_BINARIES or PATH: the live lines are not run"));
    }
}
