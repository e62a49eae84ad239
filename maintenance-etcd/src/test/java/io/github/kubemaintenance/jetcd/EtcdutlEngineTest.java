package io.github.kubemaintenance.jetcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.MockEtcd;
import io.github.kubemaintenance.etcd.RestoreReport;
import io.github.kubemaintenance.etcd.SnapshotFile;
import io.github.kubemaintenance.etcd.SnapshotRestore;
import io.github.kubemaintenance.etcd.SnapshotRestoreException;
import io.github.kubemaintenance.etcd.SnapshotRestoreException.Code;
import io.github.kubemaintenance.etcd.SnapshotSave;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both engines make the same of the same, whatever is in the snapshot. Skipped where there is no etcdutl. */
@Timeout(600)
class EtcdutlEngineTest {
    @TempDir
    Path folder;

    private Path snapshot(long seed, int writes) {
        MockEtcd etcd = MockEtcd.builder().member("a").member("b").build();
        Random random = new Random(seed);
        for (int i = 0; i < writes; i++) {
            String key = "k" + random.nextInt(1 + writes / 3);
            if (random.nextInt(4) == 0) {
                etcd.delete(key);
            } else {
                etcd.put(key, "v".repeat(random.nextInt(3000)));
            }
        }
        Path file = folder.resolve("snapshot-" + seed + ".db");
        SnapshotSave.of(etcd, file).run();
        return file;
    }

    private static SnapshotRestore restore(Path snapshot, Path data) {
        return SnapshotRestore.of(snapshot)
                .dataDir(data)
                .name("m2")
                .initialCluster("m1=http://10.0.0.1:2380,m2=http://10.0.0.2:2380,m2=http://10.0.0.2:2382")
                .initialClusterToken("tok");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0", "2, 40, 1000000000", "3, 2000, 0", "4, 3000, 77", "5, 700, 1"})
    void both_engines_make_the_same(long seed, int writes, long bump) throws IOException {
        EtcdutlEngine official =
                EtcdutlEngine.at(EtcdPrograms.find("3.5", "etcdutl").resolve("etcdutl"));
        Path snapshot = snapshot(seed, writes);
        SnapshotRestore ours = restore(snapshot, folder.resolve("ours"));
        SnapshotRestore theirs = restore(snapshot, folder.resolve("theirs")).using(official);
        RestoreReport own = (bump > 0 ? ours.bumpRevision(bump).markCompacted() : ours).run();
        RestoreReport other = (bump > 0 ? theirs.bumpRevision(bump).markCompacted() : theirs).run();

        String context = "seed " + seed;
        assertEquals(own.memberId(), other.memberId(), context);
        assertEquals(own.clusterId(), other.clusterId(), context);
        assertEquals(own.revision(), other.revision(), context);
        assertEquals(own.compactedRevision(), other.compactedRevision(), context);
        assertEquals(own.members(), other.members(), context);
        SnapshotFile ownDb = SnapshotFile.at(own.dataDir().resolve("member/snap/db"));
        SnapshotFile otherDb = SnapshotFile.at(other.dataDir().resolve("member/snap/db"));
        assertEquals(ownDb.status().hash(), otherDb.status().hash(), context);
        for (String file : List.of(
                "member/wal/0000000000000000-0000000000000000.wal",
                "member/snap/0000000000000001-0000000000000002.snap")) {
            assertEquals(
                    -1,
                    Files.mismatch(own.dataDir().resolve(file), other.dataDir().resolve(file)),
                    context + file);
        }
    }

    @Test
    void the_log_goes_elsewhere_with_both() {
        EtcdutlEngine official =
                EtcdutlEngine.at(EtcdPrograms.find("3.5", "etcdutl").resolve("etcdutl"));
        Path wal = folder.resolve("disk2").resolve("wal");
        RestoreReport report = restore(snapshot(1, 5), folder.resolve("data"))
                .using(official)
                .walDir(wal)
                .run();
        assertEquals(wal, report.walDir());
        assertTrue(Files.exists(wal.resolve("0000000000000000-0000000000000000.wal")));
        assertFalse(Files.exists(folder.resolve("data/member/wal")));
    }

    @Test
    void what_the_tool_refuses_is_told_in_its_words_and_nothing_is_left() throws IOException {
        Path tool = EtcdPrograms.find("3.5", "etcdutl").resolve("etcdutl");
        Path snapshot = snapshot(9, 30);
        byte[] bytes = Files.readAllBytes(snapshot);
        bytes[bytes.length - 1] ^= 1;
        Files.write(snapshot, bytes);
        SnapshotRestoreException e =
                assertThrows(SnapshotRestoreException.class, () -> restore(snapshot, folder.resolve("data"))
                        .using(EtcdutlEngine.at(tool))
                        .run());
        assertEquals(Code.IO, e.code());
        assertTrue(e.getMessage().contains("expected sha256"), e.getMessage());
        assertEquals(List.of(String.valueOf(snapshot.getFileName())), left());
    }

    @Test
    void a_missing_program_and_changes_it_does_not_know_are_refused() throws IOException {
        Path snapshot = snapshot(9, 30);
        SnapshotRestore restore =
                restore(snapshot, folder.resolve("data")).using(EtcdutlEngine.at(folder.resolve("no-such-program")));
        SnapshotRestoreException missing = assertThrows(SnapshotRestoreException.class, restore::run);
        assertTrue(missing.getMessage().contains("no-such-program"), missing.getMessage());
        SnapshotRestoreException alarms = assertThrows(SnapshotRestoreException.class, restore.clearAlarms()::run);
        assertEquals(Code.NOT_WITH_THIS_ENGINE, alarms.code());
        assertEquals(List.of(String.valueOf(snapshot.getFileName())), left());
    }

    private List<String> left() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
