package io.github.kubemaintenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.EtcdBackend;
import io.github.kubemaintenance.etcd.Integrity;
import io.github.kubemaintenance.etcd.MockEtcd;
import io.github.kubemaintenance.etcd.RestoreReport;
import io.github.kubemaintenance.etcd.SnapshotFile;
import io.github.kubemaintenance.etcd.SnapshotInfo;
import io.github.kubemaintenance.etcd.SnapshotRestore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way a user goes, seen from outside of the package: save, look, verify, restore. */
class EtcdSnapshotsTest {
    @TempDir
    Path folder;

    @Test
    void saved_looked_at_verified_and_restored() {
        MockEtcd mock = MockEtcd.builder().member("m1").member("m2").build();
        mock.put(
                "/registry/namespaces/shop",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\"}}");
        Path backup = folder.resolve("backup.db");
        Path dir = folder.resolve("m1.etcd");

        try (EtcdBackend etcd = mock) {
            EtcdSnapshots snapshots = EtcdSnapshots.of(etcd);
            SnapshotInfo saved = snapshots.save(backup);
            snapshots
                    .saveTo(backup)
                    .overwrite()
                    .member("m2")
                    .onEvent(System.out::println)
                    .run();
            assertEquals(2, saved.revision());
        }

        SnapshotInfo info = SnapshotFile.at(backup).info();
        assertEquals(2, info.revision());
        assertEquals(1, info.liveKeys());
        assertTrue(info.totalRecords() > info.liveKeys());
        assertTrue(info.totalSize() % info.pageSize() == 0);
        assertTrue(info.hash() >= 0 && info.hash() < 1L << 32);
        assertTrue(info.version().isEmpty());
        assertEquals(Integrity.VERIFIED, info.integrity());
        SnapshotFile.at(backup).verify().orThrow();
        assertEquals(
                "shop",
                SnapshotFile.at(backup)
                        .resources()
                        .kind("Namespace")
                        .first()
                        .orElseThrow()
                        .name());

        RestoreReport report = SnapshotRestore.of(backup)
                .name("m1")
                .dataDir(dir)
                .initialCluster("m1=http://127.0.0.1:2380")
                .initialAdvertisePeerUrls("http://127.0.0.1:2380")
                .initialClusterToken("tok")
                .bumpRevision(1_000_000_000L)
                .markCompacted()
                .run();
        assertEquals(1_000_000_002L, report.revision());
        assertTrue(Files.exists(dir.resolve("member/snap/db")));
    }
}
