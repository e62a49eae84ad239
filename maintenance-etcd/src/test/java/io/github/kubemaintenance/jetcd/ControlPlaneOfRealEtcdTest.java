package io.github.kubemaintenance.jetcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.etcd.ControlPlaneHost;
import io.github.kubemaintenance.etcd.ControlPlaneMember;
import io.github.kubemaintenance.etcd.ControlPlanePart;
import io.github.kubemaintenance.etcd.ControlPlaneRestore;
import io.github.kubemaintenance.etcd.EtcdHealth;
import io.github.kubemaintenance.etcd.EtcdMaintenanceReport;
import io.github.kubemaintenance.etcd.LocalHost;
import io.github.kubemaintenance.etcd.RestoreReport;
import io.github.kubemaintenance.etcd.SnapshotInfo;
import io.github.kubemaintenance.etcd.SnapshotRestore;
import io.github.kubemaintenance.model.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The restore of a whole control plane on real servers; there are no API servers here. Skipped where there is no etcd. */
@Timeout(600)
class ControlPlaneOfRealEtcdTest {
    @TempDir
    Path folder;

    /** One server of the test's cluster, as a machine. */
    private record Machine(LiveEtcd etcd, String name, LocalHost files) implements ControlPlaneHost {
        @Override
        public boolean isRunning(ControlPlanePart part) {
            return part == ControlPlanePart.ETCD && etcd.runs(name);
        }

        @Override
        public void stop(ControlPlanePart part) {
            if (part == ControlPlanePart.ETCD) {
                etcd.kill(name);
            }
        }

        @Override
        public void start(ControlPlanePart part) throws IOException {
            if (part == ControlPlanePart.ETCD && !etcd.runs(name)) {
                etcd.launch(name, "existing");
            }
        }

        @Override
        public boolean exists(Path path) {
            return files.exists(path);
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            files.move(from, to);
        }

        @Override
        public void delete(Path path) throws IOException {
            files.delete(path);
        }

        @Override
        public RestoreReport restore(SnapshotRestore restore) throws IOException {
            return files.restore(restore);
        }

        @Override
        public String command(ControlPlanePart part, boolean stop) {
            return files.command(part, stop);
        }
    }

    @ParameterizedTest
    @CsvSource({"3.4, 1", "3.5, 1", "3.5, 3"})
    void a_cluster_goes_back_to_its_snapshot_and_takes_writes(String minor, int members) throws Exception {
        try (LiveEtcd etcd = LiveEtcd.start(minor, members, folder);
                JetcdBackend backend = etcd.backend()) {
            byte[] before = "before".getBytes(StandardCharsets.UTF_8);
            backend.operations().put("key", before);
            SnapshotInfo saved = EtcdSnapshots.of(backend).save(folder.resolve("snapshot.db"));
            backend.operations().put("key", "after".getBytes(StandardCharsets.UTF_8));
            backend.operations().put("later", before);

            ControlPlaneRestore restore =
                    ControlPlaneRestore.of(backend, saved.file()).discardWritesAfter(saved.revision());
            for (int i = 1; i <= members; i++) {
                String name = "m" + i;
                restore = restore.member(new ControlPlaneMember(
                        new Machine(etcd, name, LocalHost.systemd(name)), name, etcd.peer(name), etcd.data(name)));
            }
            EtcdMaintenanceReport report = restore.run();

            assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
            assertEquals("before", new String(backend.get("key").orElseThrow(), StandardCharsets.UTF_8));
            assertEquals(Optional.empty(), backend.get("later"));
            long revision = backend.operations().put("key", before);
            assertTrue(revision > saved.revision() + 1_000_000_000L);
            assertTrue(EtcdHealth.of(backend).check().isHealthy());
            for (String endpoint : backend.endpoints()) {
                LiveEtcd.awaitRevision(backend, endpoint, revision);
            }
            for (String endpoint : backend.endpoints()) {
                assertEquals(
                        backend.hashKv(backend.endpoints().get(0), revision).hash(),
                        backend.hashKv(endpoint, revision).hash());
            }
        }
    }
}
