package io.github.kubemaintenance.jetcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.etcd.RestoreReport;
import io.github.kubemaintenance.etcd.SnapshotFile;
import io.github.kubemaintenance.etcd.SnapshotRestore;
import io.github.kubemaintenance.etcd.SnapshotStatus;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Generated keyspaces on real servers: this library, the server and the official tools say the same of them, and restore
 * the same. Skipped where there are no programs.
 */
@Timeout(600)
class DifferentialTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"3.4, 341, 300", "3.4, 342, 1500", "3.5, 351, 40", "3.5, 352, 700", "3.5, 353, 2500"})
    void status_hashes_keys_and_restored_files_are_those_of_the_official_tools(String minor, long seed, int writes)
            throws Exception {
        Path tools = EtcdPrograms.find("3.5", "etcdutl");
        try (LiveEtcd etcd = LiveEtcd.start(minor, 1, folder, "--unsafe-no-fsync");
                JetcdBackend backend = etcd.backend();
                RandomKeyspace keyspace = new RandomKeyspace(etcd.endpoint("m1"), seed)) {
            for (int round = 0; round < 2; round++) {
                String context = "seed " + seed + ", round " + round;
                keyspace.write(writes);
                Path file = EtcdSnapshots.of(backend)
                        .save(folder.resolve("s" + round + ".db"))
                        .file();
                sameAsTheServer(file, backend, keyspace, context);
                sameStatus(tools.resolve("etcdutl"), file, context);
                if (minor.equals("3.4")) {
                    sameStatus(EtcdPrograms.find("3.4", "etcdctl").resolve("etcdctl"), file, context);
                }
                long bump = round == 0 ? 0 : 1 + new Random(seed).nextInt(1_000_000_000);
                sameRestored(tools.resolve("etcdutl"), file, bump, context);
            }
        }
    }

    private static void sameAsTheServer(Path file, JetcdBackend backend, RandomKeyspace keyspace, String context) {
        SnapshotFile snapshot = SnapshotFile.at(file);
        assertTrue(snapshot.verify().isSound(), () -> context + ": " + snapshot.verify());
        assertEquals(keyspace.revision(), snapshot.status().revision(), context);
        String endpoint = backend.endpoints().get(0);
        for (int i = 0; i < 6; i++) {
            long at = i == 0 ? keyspace.revision() : keyspace.readable();
            String there = context + ", revision " + at;
            assertEquals(backend.hashKv(endpoint, at).hash(), snapshot.hashKv(at), there);
            List<String> ours = snapshot.keys().atRevision(at).list().stream()
                    .map(key -> RandomKeyspace.text(
                            key.keyBytes(),
                            key.value(),
                            key.createRevision(),
                            key.modRevision(),
                            key.version(),
                            key.lease()))
                    .toList();
            assertEquals(keyspace.at(at), ours, there);
        }
    }

    private static void sameStatus(Path tool, Path file, String context) {
        Document theirs = DocumentFormat.json()
                .read(EtcdPrograms.run(List.of(tool.toString(), "snapshot", "status", file.toString(), "-w", "json")));
        SnapshotStatus ours = SnapshotFile.at(file).status();
        String there = context + ", " + tool + " " + file;
        assertEquals(theirs.number("hash").orElseThrow(), ours.hash(), there);
        assertEquals(theirs.number("revision").orElseThrow(), ours.revision(), there);
        assertEquals(theirs.number("totalKey").orElseThrow(), ours.totalRecords(), there);
        assertEquals(theirs.number("totalSize").orElseThrow(), ours.totalSize(), there);
    }

    private void sameRestored(Path tool, Path file, long bump, String context) throws IOException {
        SnapshotRestore restore = SnapshotRestore.of(file)
                .name("b")
                .initialCluster("c=http://10.0.0.3:2380,a=http://10.0.0.1:2380,b=http://10.0.0.2:2380")
                .initialClusterToken("differential");
        SnapshotRestore bumped = bump > 0 ? restore.bumpRevision(bump).markCompacted() : restore;
        RestoreReport ours = bumped.dataDir(folder.resolve("ours-" + bump)).run();
        RestoreReport theirs = bumped.dataDir(folder.resolve("theirs-" + bump))
                .using(EtcdutlEngine.at(tool))
                .run();
        for (String each : List.of(
                "member/wal/0000000000000000-0000000000000000.wal",
                "member/snap/0000000000000001-0000000000000003.snap")) {
            assertEquals(
                    -1,
                    Files.mismatch(
                            ours.dataDir().resolve(each), theirs.dataDir().resolve(each)),
                    context + ", " + each);
        }
        Path own = ours.dataDir().resolve("member/snap/db");
        Path official = theirs.dataDir().resolve("member/snap/db");
        // The hash is over the names, keys and values of all buckets; where in the file they lie is bbolt's affair.
        SnapshotStatus a = SnapshotFile.at(own).status();
        SnapshotStatus b = SnapshotFile.at(official).status();
        assertEquals(b.hash(), a.hash(), context);
        assertEquals(b.totalRecords(), a.totalRecords(), context);
        assertEquals(b.revision(), a.revision(), context);
        sameStatus(tool, own, context);
        sameStatus(tool, official, context);
        assertTrue(SnapshotFile.at(official).verify().isSound(), context);
    }
}
