package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real servers start on what was restored, and the official tools agree with it. Skipped where there are none. */
@Timeout(600)
class RestoreOnRealEtcdTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "small-etcd-3.4, false",
        "small-etcd-3.5, false",
        "small-etcd-3.5, true",
        "nospace-alarm-etcd-3.5, true",
        "kubernetes-1.34-etcd-3.5, true",
        "kubernetes-1.34-etcd-3.6, false",
        "etcd-real/auth-etcd-3.5, false",
        "etcd-real/compacting-etcd-3.5, true",
        "etcd-real/learner-etcd-3.5, false",
        "etcd-real/three-members-m1, true"
    })
    void the_official_restore_makes_the_same(String name, boolean bump) throws IOException {
        Path bin = RealEtcd.binaries("3.5", "etcdutl");
        Path snapshot = Snapshots.file(name, folder);
        String cluster =
                "m1=https://10.0.0.1:2380,m2=https://10.0.0.2:2380,m2=https://10.0.0.2:2390,<m>&3=http://[::1]:7";
        Path theirs = folder.resolve("theirs");
        List<String> command = new ArrayList<>(List.of(
                bin.resolve("etcdutl").toString(),
                "snapshot",
                "restore",
                snapshot.toString(),
                "--data-dir",
                theirs.toString(),
                "--name",
                "m2",
                "--initial-cluster",
                cluster,
                "--initial-cluster-token",
                "tok&en",
                "--initial-advertise-peer-urls",
                "https://10.0.0.2:2390,https://10.0.0.2:2380"));
        if (bump) {
            command.addAll(List.of("--bump-revision", "1000000000", "--mark-compacted"));
        }
        RealEtcd.run(command);
        SnapshotRestore restore = SnapshotRestore.of(snapshot)
                .dataDir(folder.resolve("ours"))
                .name("m2")
                .initialCluster(cluster)
                .initialClusterToken("tok&en")
                .initialAdvertisePeerUrls("https://10.0.0.2:2390,https://10.0.0.2:2380");
        Path ours = (bump ? restore.bumpRevision(1_000_000_000).markCompacted() : restore)
                .run()
                .dataDir();

        for (String file : List.of(
                "member/wal/0000000000000000-0000000000000000.wal",
                "member/snap/0000000000000001-0000000000000003.snap")) {
            assertEquals(-1, Files.mismatch(theirs.resolve(file), ours.resolve(file)), file);
            assertArrayEquals(Files.readAllBytes(theirs.resolve(file)), Files.readAllBytes(ours.resolve(file)), file);
        }
        Document official = status(bin, theirs.resolve("member/snap/db"));
        Document own = status(bin, ours.resolve("member/snap/db"));
        for (String number : List.of("hash", "revision", "totalKey")) {
            assertEquals(official.number(number), own.number(number), number);
        }
    }

    private static Document status(Path bin, Path db) {
        return DocumentFormat.json()
                .read(RealEtcd.run(
                        List.of(bin.resolve("etcdutl").toString(), "snapshot", "status", db.toString(), "-w", "json")));
    }

    @ParameterizedTest
    @CsvSource({
        "3.4, small-etcd-3.4",
        "3.4, etcd-real/base-etcd-3.4",
        "3.4, small-etcd-3.5",
        "3.5, etcd-real/base-etcd-3.4",
        "3.5, small-etcd-3.5",
        "3.5, etcd-real/base-etcd-3.5",
        "3.5, etcd-real/compacting-etcd-3.5",
        "3.5, kubernetes-1.34-etcd-3.5"
    })
    void a_single_member_starts_and_takes_writes(String version, String name) throws Exception {
        Path bin = RealEtcd.binaries(version, "etcd");
        Path snapshot = Snapshots.file(name, folder);
        SnapshotInfo info = SnapshotFile.at(snapshot).info();
        int peer = FreePorts.free();
        RestoreReport report = SnapshotRestore.of(snapshot)
                .dataDir(folder.resolve("data"))
                .initialCluster("default=http://127.0.0.1:" + peer)
                .targetVersion(version)
                .acceptDowngrade()
                .run();

        try (RealEtcd etcd = RealEtcd.start(bin, "default", report.dataDir(), peer)) {
            etcd.await("endpoint", "health");
            assertEquals(info.revision(), etcd.revision());
            assertEquals(info.liveKeys(), count(etcd));
            assertEquals(SnapshotFile.at(snapshot).hashKv(info.revision()), etcd.hashKv(info.revision()));
            assertEquals("OK", etcd.ctl("put", "written/after", "the restore"));
            assertEquals("the restore", etcd.ctl("get", "written/after", "--print-value-only"));
            assertEquals(info.revision() + 1, etcd.revision());
            assertTrue(etcd.ctl("member", "list").startsWith(report.memberId() + ", started"));

            Path again = folder.resolve("again.db");
            etcd.ctl("snapshot", "save", again.toString());
            SnapshotVerification verification = SnapshotFile.at(again).verify();
            assertTrue(verification.isSound(), verification::toString);
            assertEquals(info.revision() + 1, verification.info().orElseThrow().revision());
        }
        try (RealEtcd etcd = RealEtcd.start(bin, "default", report.dataDir(), peer)) {
            etcd.await("endpoint", "health");
            assertEquals("the restore", etcd.ctl("get", "written/after", "--print-value-only"), "after a restart");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.4", "3.5"})
    void after_a_bump_old_revisions_are_compacted(String version) throws Exception {
        Path bin = RealEtcd.binaries(version, "etcd");
        int peer = FreePorts.free();
        Path data = SnapshotRestore.of(Snapshots.file("small-etcd-" + version, folder))
                .dataDir(folder.resolve("data"))
                .initialCluster("default=http://127.0.0.1:" + peer)
                .bumpRevision(1_000_000_000L)
                .markCompacted()
                .run()
                .dataDir();

        try (RealEtcd etcd = RealEtcd.start(bin, "default", data, peer)) {
            etcd.await("endpoint", "health");
            assertTrue(etcd.revision() >= 1_000_000_000L);
            assertEquals("OK", etcd.ctl("put", "a", "b"));
            AssertionError compacted = assertThrows(AssertionError.class, () -> etcd.ctl("get", "a", "--rev", "5"));
            assertTrue(compacted.getMessage().contains("has been compacted"), compacted::getMessage);
        }
    }

    @ParameterizedTest
    @CsvSource({"3.4, 0", "3.5, 0", "3.5, 1"})
    void three_members_find_together(String version, int official) throws Exception {
        Path bin = RealEtcd.binaries(version, "etcd");
        Path snapshot = Snapshots.file("etcd-real/base-etcd-" + version, folder);
        int[] peers = IntStream.range(0, 3).map(i -> FreePorts.free()).toArray();
        String cluster = IntStream.range(0, 3)
                .mapToObj(i -> "m" + i + "=http://127.0.0.1:" + peers[i])
                .collect(Collectors.joining(","));
        List<RealEtcd> members = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                Path data = folder.resolve("m" + i + ".etcd");
                if (i < official) {
                    RealEtcd.run(List.of(
                            bin.resolve("etcdutl").toString(),
                            "snapshot",
                            "restore",
                            snapshot.toString(),
                            "--name",
                            "m" + i,
                            "--data-dir",
                            data.toString(),
                            "--initial-cluster",
                            cluster,
                            "--initial-cluster-token",
                            "anew",
                            "--initial-advertise-peer-urls",
                            "http://127.0.0.1:" + peers[i]));
                } else {
                    SnapshotRestore.of(snapshot)
                            .name("m" + i)
                            .dataDir(data)
                            .initialCluster(cluster)
                            .initialClusterToken("anew")
                            .run();
                }
                members.add(RealEtcd.start(bin, "m" + i, data, peers[i]));
            }
            RealEtcd first = members.get(0);
            first.await("endpoint", "health");
            members.get(1).await("endpoint", "health");
            members.get(2).await("endpoint", "health");
            for (int i = 0; i < 10; i++) {
                assertEquals("OK", members.get(i % 3).ctl("put", "three/" + i, "value"));
            }
            long revision = first.revision();
            assertEquals(SnapshotFile.at(snapshot).info().revision() + 10, revision);
            for (RealEtcd member : members) {
                member.await("get", "three/9"); // linearizable: has caught up then
                assertEquals(first.hashKv(revision), member.hashKv(revision));
            }
            assertEquals(3, first.json("member", "list").documents("members").size());
        } finally {
            members.forEach(RealEtcd::close);
        }
    }

    @Test
    void members_that_the_tool_of_3_4_left_behind_are_found_and_removed() throws Exception {
        Path old = RealEtcd.binaries("3.4", "etcdctl");
        Path bin = RealEtcd.binaries("3.5", "etcd");
        Path data = folder.resolve("data");
        int peer = FreePorts.free();
        RealEtcd.run(List.of(
                old.resolve("etcdctl").toString(),
                "snapshot",
                "restore",
                Snapshots.file("etcd-real/base-etcd-3.5", folder).toString(),
                "--data-dir",
                data.toString(),
                "--initial-cluster",
                "default=http://127.0.0.1:" + peer,
                "--initial-advertise-peer-urls",
                "http://127.0.0.1:" + peer));
        Path snapshot = folder.resolve("zombies.db");
        try (RealEtcd etcd = RealEtcd.start(bin, "default", data, peer)) {
            etcd.await("put", "a", "b");
            etcd.ctl("snapshot", "save", snapshot.toString());
        }
        SnapshotVerification verification = SnapshotFile.at(snapshot).verify();
        assertTrue(verification.has(SnapshotFinding.Code.ZOMBIE_MEMBER), verification::toString);
        assertEquals(2, verification.info().orElseThrow().members().size());

        Path clean = SnapshotRestore.of(snapshot)
                .dataDir(folder.resolve("clean"))
                .run()
                .dataDir();
        SnapshotVerification after =
                SnapshotFile.at(clean.resolve("member/snap/db")).verify();
        assertEquals(1, after.info().orElseThrow().members().size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_kept_alarm_refuses_writes_and_a_cleared_one_does_not(boolean clear) throws Exception {
        Path bin = RealEtcd.binaries("3.5", "etcd");
        int peer = FreePorts.free();
        SnapshotRestore restore = SnapshotRestore.of(Snapshots.file("nospace-alarm-etcd-3.5", folder))
                .dataDir(folder.resolve("data"))
                .initialCluster("default=http://127.0.0.1:" + peer);
        Path data = (clear ? restore.clearAlarms() : restore).run().dataDir();

        try (RealEtcd etcd = RealEtcd.start(bin, "default", data, peer)) {
            etcd.await("get", "anything");
            if (clear) {
                assertEquals("OK", etcd.ctl("put", "a", "b"));
            } else {
                AssertionError full = assertThrows(AssertionError.class, () -> etcd.ctl("put", "a", "b"));
                assertTrue(full.getMessage().contains("space exceeded"), full::getMessage);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.4", "3.5"})
    void leases_that_are_let_end_take_their_keys_with_them(String version) throws Exception {
        Path bin = RealEtcd.binaries(version, "etcd");
        int peer = FreePorts.free();
        RestoreReport report = SnapshotRestore.of(Snapshots.file("etcd-real/leases-etcd-3.5", folder))
                .dataDir(folder.resolve("data"))
                .initialCluster("default=http://127.0.0.1:" + peer)
                .targetVersion(version)
                .acceptDowngrade()
                .expireLeases()
                .run();
        assertEquals(List.of(), report.findings());
        List<String> before = SnapshotFile.at(report.dataDir().resolve("member/snap/db"))
                .keys()
                .names();
        assertEquals(5, before.size(), "four of leases and one without");

        try (RealEtcd etcd = RealEtcd.start(bin, "default", report.dataDir(), peer)) {
            String left = etcd.await("get", "", "--prefix", "--keys-only");
            for (int i = 0;
                    i < 240 && left.lines().filter(line -> !line.isEmpty()).count() > 1;
                    i++) {
                etcd.pause(); // its leases run on its own time
                left = etcd.await("get", "", "--prefix", "--keys-only");
            }
            assertEquals(1, left.lines().filter(line -> !line.isEmpty()).count(), left);
            assertEquals("found 0 leases", etcd.ctl("lease", "list").strip());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes-1.34-etcd-3.5", "etcd-real/base-etcd-3.5"})
    void older_revisions_are_read_as_a_server_answers_them(String name) throws Exception {
        Path bin = RealEtcd.binaries("3.5", "etcd");
        SnapshotFile file = SnapshotFile.at(Snapshots.file(name, folder));
        long oldest = file.info().compactedRevision().orElse(1);
        int peer = FreePorts.free();
        Path data = SnapshotRestore.of(file.path())
                .dataDir(folder.resolve("data"))
                .initialCluster("default=http://127.0.0.1:" + peer)
                .run()
                .dataDir();

        try (RealEtcd etcd = RealEtcd.start(bin, "default", data, peer)) {
            etcd.await("endpoint", "health");
            long newest = file.info().revision();
            for (long at = oldest; at <= newest; at += Math.max(1, (newest - oldest) / 12)) {
                String listed = etcd.ctl("get", "", "--prefix", "--keys-only", "--rev", Long.toString(at));
                assertEquals(
                        listed.lines().filter(line -> !line.isEmpty()).toList(),
                        file.keys().atRevision(at).names(),
                        "at revision " + at);
                assertEquals(etcd.hashKv(at), file.hashKv(at), "at revision " + at);
            }
        }
    }

    @Test
    void what_the_mock_streams_is_taken_by_the_official_tools_and_a_server() throws Exception {
        Path bin = RealEtcd.binaries("3.5", "etcdutl");
        Path snapshot = folder.resolve("mock.db");
        SnapshotInfo saved = SnapshotSave.of(SnapshotSaveTest.filled(MockEtcd.builder()), snapshot)
                .run();

        Document official = status(bin, snapshot);
        assertEquals(saved.hash(), official.number("hash").orElseThrow());
        assertEquals(saved.totalRecords(), official.number("totalKey").orElseThrow());
        int peer = FreePorts.free();
        Path data = folder.resolve("data");
        RealEtcd.run(List.of(
                bin.resolve("etcdutl").toString(),
                "snapshot",
                "restore",
                snapshot.toString(),
                "--data-dir",
                data.toString(),
                "--initial-cluster",
                "default=http://127.0.0.1:" + peer,
                "--initial-advertise-peer-urls",
                "http://127.0.0.1:" + peer));
        try (RealEtcd etcd = RealEtcd.start(RealEtcd.binaries("3.5", "etcd"), "default", data, peer)) {
            assertEquals("again", etcd.await("get", "/registry/pods/a/p1", "--print-value-only"));
            assertEquals(saved.liveKeys(), count(etcd));
            assertEquals(SnapshotFile.at(snapshot).hashKv(saved.revision()), etcd.hashKv(saved.revision()));
        }
    }

    private static long count(RealEtcd etcd) {
        return etcd.json("get", "", "--prefix", "--keys-only").documents("kvs").size();
    }
}
