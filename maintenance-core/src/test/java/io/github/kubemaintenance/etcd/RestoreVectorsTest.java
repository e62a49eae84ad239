package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.internal.NewCluster;
import io.github.kubemaintenance.model.Document;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A restore makes what the official tool made, as recorded: ids, log and raft snapshot byte for byte, equal buckets. */
class RestoreVectorsTest {
    private static final String THREE = "m1=http://127.0.0.1:26112,m2=http://127.0.0.1:26114,m3=http://127.0.0.1:26116";
    private static final String SNAP_ONE = "member/snap/0000000000000001-0000000000000001.snap";
    private static final String SNAP_THREE = "member/snap/0000000000000001-0000000000000003.snap";
    private static final String WAL = "member/wal/0000000000000000-0000000000000000.wal";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "default=http://localhost:2380|etcd-cluster|8e9e05c52164694d|cdf818194e3a8c32",
                "a=http://127.0.0.1:23851|tk|45fdaccdb285efd|b52b144ba65f86a2",
                "m1=http://127.0.0.1:23791,m2=http://127.0.0.1:23793,m3=http://127.0.0.1:23795|tk1"
                        + "|4a918a8b34666204 54865b5f650d1ebf ad91c8b3cfb1e31b|5143d72e332dbaf5",
                "a=https://10.0.0.1:2380,b=https://10.0.0.2:2380,c=https://10.0.0.3:2380|etcd-cluster"
                        + "|fde9dd315b6d0b2 26129ddf465384ed 63044e73c12f33cd|7bf295af7743bf7"
            })
    void ids_are_those_of_etcd(String members, String token, String ids, String clusterId) {
        NewCluster cluster = NewCluster.of(PeerUrls.cluster(members), token);

        assertEquals(
                ids,
                cluster.members().stream()
                        .map(member -> Long.toHexString(member.id()))
                        .collect(Collectors.joining(" ")));
        assertEquals(clusterId, Long.toHexString(cluster.id()));
    }

    @Test
    void a_member_with_two_urls_has_one_id_in_any_order() {
        NewCluster one = NewCluster.of(PeerUrls.cluster("a=http://h:1,a=http://h:2"), "t");

        assertEquals(one, NewCluster.of(PeerUrls.cluster("a=http://h:2,a=http://h:1"), "t"));
    }

    @Test
    void a_single_member_with_the_defaults() throws IOException {
        RestoreReport report = SnapshotRestore.of(Snapshots.file("etcd-real/base-etcd-3.5", folder))
                .dataDir(folder.resolve("default.etcd"))
                .run();

        assertEquals("8e9e05c52164694d", report.memberId());
        assertEquals("cdf818194e3a8c32", report.clusterId());
        assertEquals(49, report.revision());
        assertEquals("3.5", report.version());
        assertEquals(
                "0b4a5ce53d6a11fb4489ae93ea6c2c717bd5ba3889821561512ef36598e10221",
                sha256(report.dataDir().resolve(WAL)),
                "the log of 64,000,000 bytes");
        same("restored-3.5.16-single", "default.etcd", report, SNAP_ONE);
    }

    @Test
    void a_bumped_revision_that_is_marked_compacted() throws IOException {
        RestoreReport report = SnapshotRestore.of(Snapshots.file("etcd-real/base-etcd-3.5", folder))
                .dataDir(folder.resolve("default.etcd"))
                .bumpRevision(1_000_000_000L)
                .markCompacted()
                .run();

        assertEquals(1_000_000_049L, report.revision());
        assertEquals(1_000_000_049L, report.compactedRevision());
        same("restored-3.5.16-bumped-marked-compacted", "default.etcd", report, SNAP_ONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"m1", "m2", "m3"})
    void each_of_three_members(String name) throws IOException {
        RestoreReport report = SnapshotRestore.of(Snapshots.file("etcd-real/base-etcd-3.5", folder))
                .name(name)
                .dataDir(folder.resolve(name + ".etcd"))
                .initialCluster(THREE)
                .initialAdvertisePeerUrls("http://127.0.0.1:2611" + 2 * Integer.parseInt(name.substring(1)))
                .initialClusterToken("restored")
                .run();

        same("restored-3.5.16-three-" + name, name + ".etcd", report, SNAP_THREE);
    }

    @Test
    void what_3_4_made_is_restored_as_3_5_would_and_its_keys_are_kept() throws IOException {
        RestoreReport report = SnapshotRestore.of(Snapshots.file("etcd-real/base-etcd-3.4", folder))
                .dataDir(folder.resolve("default.etcd"))
                .run();

        assertEquals("3.4", report.version());
        SnapshotFile restored = SnapshotFile.at(report.dataDir().resolve("member/snap/db"));
        assertEquals(24, restored.info().liveKeys());
        assertEquals(1292553181L, restored.hashKv(27));
        assertEquals(
                List.of("default"),
                restored.info().members().stream().map(EtcdMember::name).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes-1.34-etcd-3.6", "etcd-real/compacting-etcd-3.5", "etcd-real/learner-etcd-3.5"})
    void the_keys_are_those_of_the_snapshot(String name) {
        Path snapshot = Snapshots.file(name, folder);
        RestoreReport report =
                SnapshotRestore.of(snapshot).dataDir(folder.resolve("data")).run();

        SnapshotFile restored = SnapshotFile.at(report.dataDir().resolve("member/snap/db"));
        SnapshotInfo before = SnapshotFile.at(snapshot).info();
        assertEquals(before.revision(), restored.info().revision());
        assertEquals(before.liveKeys(), restored.info().liveKeys());
        assertEquals(before.version(), restored.info().version());
        assertEquals(SnapshotFile.at(snapshot).hashKv(before.revision()), restored.hashKv(before.revision()));
        assertTrue(restored.verify().isSound(), () -> restored.verify().toString());
    }

    @ParameterizedTest
    @CsvSource({"4096, true", "4096, false", "16384, true", "65536, false"})
    void a_root_that_is_a_branch_and_small_buckets_with_trees_are_no_obstacle(int pageSize, boolean split)
            throws IOException {
        byte[][] keys = new byte[400][];
        for (int i = 0; i < 200; i++) {
            keys[2 * i] = BoltBuilder.revision(2 + i, 0);
            keys[2 * i + 1] = BoltBuilder.record("k" + i, 2 + i, new byte[50]);
        }
        BoltBuilder bolt = new BoltBuilder(pageSize)
                .bucket("alarm", 3)
                .leaf(3)
                .bucket("meta", 4)
                .leaf(4, BoltBuilder.ascii("consistent_index"), new byte[] {0, 0, 0, 0, 0, 1, 0, 0})
                .bucket("members", 5)
                .leaf(5, BoltBuilder.ascii("12345"), BoltBuilder.ascii("{\"id\":74565,\"name\":\"old\"}"))
                .bucket("key", 10)
                .leaf(10, keys);
        Path snapshot = (split ? bolt.splitRoot() : bolt).write(folder.resolve("made.db"));
        RestoreReport report = SnapshotRestore.of(snapshot)
                .dataDir(folder.resolve("data"))
                .skipHashCheck()
                .bumpRevision(1000)
                .markCompacted()
                .run();

        SnapshotFile restored = SnapshotFile.at(report.dataDir().resolve("member/snap/db"));
        assertTrue(restored.verify().isSound(), () -> restored.verify().toString());
        assertEquals(1201, restored.info().revision());
        assertEquals(pageSize, restored.info().pageSize());
        assertEquals(200, restored.keys().names().size());
        assertEquals(
                List.of("default"),
                restored.info().members().stream().map(EtcdMember::name).toList());
    }

    @Test
    void files_are_for_their_owner_only() throws IOException {
        Path data = SnapshotRestore.of(Snapshots.file("small-etcd-3.5", folder))
                .dataDir(folder.resolve("d"))
                .run()
                .dataDir();

        for (String name : List.of("", "member", "member/wal", "member/snap")) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name))));
        }
        for (String name : List.of("member/snap/db", WAL, SNAP_ONE)) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name))));
        }
        try (var left = Files.list(folder)) {
            assertEquals(
                    List.of("d", "small-etcd-3.5.db"),
                    left.map(p -> p.getFileName().toString()).sorted().toList());
        }
    }

    private void same(String recorded, String root, RestoreReport report, String snap) throws IOException {
        Map<String, byte[]> official = tar("etcd-real/folders/" + recorded + ".tar.gz");
        Path data = report.dataDir();
        byte[] wal = official.get(root + "/" + WAL);
        try (var in = Files.newInputStream(data.resolve(WAL))) {
            assertArrayEquals(wal, in.readNBytes(wal.length), "the head of the log");
        }
        assertEquals(64_000_000, Files.size(data.resolve(WAL)));
        assertArrayEquals(official.get(root + "/" + snap), Files.readAllBytes(data.resolve(snap)), "the raft snapshot");

        Path db = Files.write(folder.resolve("official.db"), official.get(root + "/member/snap/db"));
        SnapshotInfo theirs = SnapshotFile.at(db).info();
        SnapshotInfo ours = SnapshotFile.at(data.resolve("member/snap/db")).info();
        assertEquals(theirs.hash(), ours.hash(), "the buckets");
        assertEquals(theirs.totalRecords(), ours.totalRecords());
        assertEquals(theirs.revision(), ours.revision());
        assertEquals(theirs.members(), ours.members());
        if (Snapshots.class.getResource("/snapshots/etcd-real/folders/" + recorded + ".status.json") != null) {
            Document status = Snapshots.json("etcd-real/folders/" + recorded + ".status.json");
            assertEquals(status.number("hash").orElseThrow(), ours.hash());
        }
    }

    /** Reads the plain files of a tar archive. */
    private static Map<String, byte[]> tar(String name) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(Snapshots.unzipped(name)));
        byte[] header = new byte[512];
        while (in.available() >= 512) {
            in.readFully(header);
            String path = text(header, 0, 100);
            if (path.isEmpty()) {
                break;
            }
            int size = Integer.parseInt(text(header, 124, 12).strip(), 8);
            byte[] padded = new byte[(size + 511) / 512 * 512];
            in.readFully(padded);
            files.put(path.replaceFirst("^\\./", ""), Arrays.copyOf(padded, size));
        }
        assertFalse(files.isEmpty());
        return files;
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.US_ASCII);
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
