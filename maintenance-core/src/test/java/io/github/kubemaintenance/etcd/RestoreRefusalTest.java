package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.SnapshotRestoreException.Code;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a restore refuses, and that it leaves nothing when it does or when it fails. */
class RestoreRefusalTest {
    private static final List<String> STEPS = List.of(
            "folders made",
            "database copied",
            "changes appended",
            "database committed",
            "log written",
            "raft snapshot written",
            "forced to disk");

    @TempDir
    Path folder;

    private Path data;
    private SnapshotRestore restore;

    @BeforeEach
    void a_good_snapshot() throws IOException {
        Files.createDirectory(folder.resolve("place"));
        data = folder.resolve("place").resolve("m1.etcd");
        restore = SnapshotRestore.of(Snapshots.file("small-etcd-3.5", folder)).dataDir(data);
    }

    @Test
    void a_member_that_is_not_in_the_cluster() throws IOException {
        refused(Code.MEMBER_NOT_IN_CLUSTER, restore.name("m1").initialCluster("m2=http://127.0.0.1:1"), "[m2]");
    }

    @Test
    void other_urls_advertised_than_the_cluster_has() throws IOException {
        refused(
                Code.PEER_URLS_DIFFER,
                restore.name("m1")
                        .initialCluster("m1=http://127.0.0.1:1")
                        .initialAdvertisePeerUrls("http://localhost:1"),
                "http://localhost:1");
    }

    @Test
    void a_url_of_two_members() throws IOException {
        refused(
                Code.DUPLICATE_PEER_URL,
                restore.name("m1").initialCluster("m1=http://127.0.0.1:1,m2=http://127.0.0.1:1"),
                "http://127.0.0.1:1");
    }

    @Test
    void a_bump_without_compaction_and_the_reverse() throws IOException {
        refused(Code.BUMP_WITHOUT_COMPACTION, restore.bumpRevision(5), "together");
        refused(Code.BUMP_WITHOUT_COMPACTION, restore.markCompacted(), "together");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://h:1",
                "http://h",
                "http://h:1/",
                "http://h:1/path",
                "http://:1",
                "http://h:99999",
                "http://u@h:1",
                "h:1",
                "http://fe80::1:1",
                "",
                "unix://"
            })
    void what_is_no_peer_url(String url) {
        assertThrows(IllegalArgumentException.class, () -> restore.initialAdvertisePeerUrls(url));
        assertThrows(IllegalArgumentException.class, () -> restore.initialCluster("m1=" + url));
    }

    @ParameterizedTest
    @CsvSource({
        "http://[::1]:2380, http://[::1]:2380",
        "HTTPS://etcd-0.etcd:2380, https://etcd-0.etcd:2380",
        "' http://10.0.0.1:2380 ', http://10.0.0.1:2380",
        "unix://localhost:1234, unix://localhost:1234",
        "unixs:///run/etcd.sock, unixs:///run/etcd.sock"
    })
    void what_is_a_peer_url(String url, String read) {
        assertEquals(List.of(read), List.copyOf(PeerUrls.list(url)));
    }

    @Test
    void malformed_options_fail_where_they_are_given() {
        assertThrows(IllegalArgumentException.class, () -> restore.initialCluster("m1"));
        assertThrows(IllegalArgumentException.class, () -> restore.initialCluster("=http://h:1"));
        assertThrows(IllegalArgumentException.class, () -> restore.name("a,b"));
        assertThrows(IllegalArgumentException.class, () -> restore.bumpRevision(0));
        assertThrows(IllegalArgumentException.class, () -> restore.targetVersion("latest"));
        assertThrows(IllegalArgumentException.class, () -> restore.initialAdvertisePeerUrls("http://h:1,http://h:1"));
    }

    @Test
    void a_folder_that_holds_something_is_not_touched() throws IOException {
        Files.createDirectories(data.resolve("member"));
        refused(Code.DATA_DIR_NOT_EMPTY, restore, "member");
    }

    @Test
    void an_empty_folder_will_do_and_stays_the_same_folder() throws IOException {
        Files.createDirectories(data);
        Object inode = Files.getAttribute(data, "unix:ino");
        restore.run();

        assertEquals(inode, Files.getAttribute(data, "unix:ino"), "a mount point can't be replaced");
        assertEquals(List.of("m1.etcd", "m1.etcd/member"), tree(2));
    }

    @Test
    void a_log_of_its_own_place() throws IOException {
        Path wal = folder.resolve("place").resolve("wal");
        RestoreReport report = restore.walDir(wal).run();

        assertEquals(wal, report.walDir());
        assertEquals(64_000_000, Files.size(wal.resolve("0000000000000000-0000000000000000.wal")));
        assertEquals(
                List.of("m1.etcd", "m1.etcd/member", "m1.etcd/member/snap", "wal"),
                tree(3).stream().filter(name -> !name.contains(".wal")).toList());
    }

    @Test
    void a_log_s_place_that_exists() throws IOException {
        Files.createDirectories(folder.resolve("place/wal"));
        refused(Code.WAL_DIR_EXISTS, restore.walDir(folder.resolve("place/wal")), "wal");
        Files.writeString(folder.resolve("place/wal/0000000000000000-0000000000000000.wal"), "another's");
        refused(Code.WAL_DIR_EXISTS, restore.walDir(folder.resolve("place/wal")), "wal");
    }

    @ParameterizedTest
    @CsvSource({
        "append16, NO_TRAILER",
        "append32zero, NO_TRAILER",
        "empty, TOO_SMALL",
        "flip_data, SHA_MISMATCH",
        "flip_magic0, SHA_MISMATCH",
        "flip_meta0_cksum, SHA_MISMATCH",
        "flip_sha, SHA_MISMATCH",
        "gz, NOT_BBOLT",
        "livecopy, NO_TRAILER",
        "nohash, NO_TRAILER",
        "text, NOT_BBOLT",
        "tiny31, TOO_SMALL",
        "trunc_1byte, NO_TRAILER",
        "trunc_half, OUT_OF_BOUNDS",
        "trunc_page, LENGTH_MISMATCH"
    })
    void every_damaged_snapshot(String name, SnapshotFinding.Code why) throws IOException {
        refused(
                Code.SNAPSHOT_UNUSABLE,
                SnapshotRestore.of(Snapshots.resource("damaged/" + name + ".db"))
                        .dataDir(data),
                why.name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"livecopy", "nohash", "flip_sha", "append16", "trunc_1byte"})
    void without_the_hash_only_when_asked_and_then_said(String name) {
        RestoreReport report = SnapshotRestore.of(Snapshots.resource("damaged/" + name + ".db"))
                .dataDir(data)
                .skipHashCheck()
                .run();

        assertTrue(
                report.toString().contains(name.equals("flip_sha") ? "SHA-256 is wrong" : "SHA-256 is missing"),
                report::toString);
        assertTrue(SnapshotFile.at(data.resolve("member/snap/db")).verify().isSound());
    }

    @ParameterizedTest
    @ValueSource(strings = {"trunc_half", "trunc_page", "text", "gz", "empty", "tiny31"})
    void what_has_lost_its_structure_is_refused_even_then(String name) throws IOException {
        refused(
                Code.SNAPSHOT_UNUSABLE,
                SnapshotRestore.of(Snapshots.resource("damaged/" + name + ".db"))
                        .dataDir(data)
                        .skipHashCheck(),
                name);
    }

    @Test
    void for_an_older_etcd_only_when_accepted() throws IOException {
        SnapshotRestore young = SnapshotRestore.of(Snapshots.file("kubernetes-1.34-etcd-3.6", folder))
                .dataDir(data)
                .targetVersion("3.5.16");
        refused(Code.NEWER_THAN_TARGET, young, "etcd 3.6");

        assertEquals("3.5", young.acceptDowngrade().run().version());
    }

    @Test
    void for_a_later_etcd_it_goes() {
        assertEquals("3.6", restore.targetVersion("3.6").run().version());
    }

    @Test
    void a_revision_that_would_overflow() throws IOException {
        refused(Code.BUMP_TOO_LARGE, restore.bumpRevision(Long.MAX_VALUE).markCompacted(), "can't be bumped");
    }

    @Test
    void alarms_and_users_are_carried_over_and_said_or_cleared() {
        SnapshotRestore alarm = SnapshotRestore.of(Snapshots.file("nospace-alarm-etcd-3.5", folder));
        RestoreReport kept = alarm.dataDir(data).run();
        RestoreReport cleared =
                alarm.dataDir(folder.resolve("two")).clearAlarms().run();
        assertTrue(kept.toString().contains("ALARM_RAISED"), kept::toString);
        assertFalse(cleared.toString().contains("ALARM_RAISED"), cleared::toString);

        SnapshotRestore auth = SnapshotRestore.of(Snapshots.file("etcd-real/auth-etcd-3.5", folder));
        RestoreReport open =
                auth.dataDir(folder.resolve("three")).disableAuthentication().run();
        assertFalse(
                SnapshotFile.at(open.dataDir().resolve("member/snap/db")).info().authEnabled());
        assertTrue(auth.dataDir(folder.resolve("four")).run().toString().contains("AUTH_ENABLED"));
    }

    @Test
    void a_full_disk_at_any_step_leaves_nothing() throws IOException {
        for (String full : STEPS) {
            SnapshotRestore failing = restore.steps(step -> {
                if (step.equals(full)) {
                    throw new IOException("No space left on device");
                }
            });
            refused(Code.NO_SPACE, failing, "No space left on device");
        }
        restore.run();
    }

    @Test
    void any_other_failure_at_any_step_leaves_nothing() throws IOException {
        for (String broken : STEPS) {
            SnapshotRestore failing = restore.walDir(folder.resolve("place/wal"))
                    .steps(step -> {
                        if (step.equals(broken)) {
                            throw new IOException("Input/output error");
                        }
                    });
            refused(Code.IO, failing, "Input/output error");
        }
    }

    @Test
    void an_interrupt_at_any_step_leaves_nothing_and_stays_set() throws IOException {
        for (String step : List.of("folders made", "database copied", "log written")) {
            SnapshotRestore interrupted = restore.steps(done -> {
                if (done.equals(step)) {
                    Thread.currentThread().interrupt();
                }
            });
            try {
                refused(Code.CANCELLED, interrupted, "interrupted");
            } finally {
                assertTrue(Thread.interrupted(), "the flag is set again");
            }
        }
        restore.run();
    }

    @Test
    void two_at_once_into_one_place_is_one_too_many() {
        List<Code> second = new ArrayList<>();
        restore.steps(step -> {
                    if (step.equals("database copied")) {
                        second.add(assertThrows(SnapshotRestoreException.class, restore::run)
                                .code());
                    }
                })
                .run();

        assertEquals(List.of(Code.BUSY), second);
        assertTrue(Files.exists(data.resolve("member/snap/db")));
    }

    private void refused(Code code, SnapshotRestore refused, String says) throws IOException {
        List<String> before = tree(9);
        SnapshotRestoreException e = assertThrows(SnapshotRestoreException.class, refused::run);
        assertEquals(code, e.code(), e::getMessage);
        assertTrue(e.getMessage().contains(says), e::getMessage);
        assertEquals(before, tree(9), "a refused restore leaves everything as it was");
    }

    private List<String> tree(int depth) throws IOException {
        Path place = folder.resolve("place");
        try (Stream<Path> files = Files.walk(place, depth, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(path -> !path.equals(place))
                    .map(path -> place.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }
}
