package io.github.kubemaintenance.etcd.internal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.RestoreReport;
import io.github.kubemaintenance.etcd.SnapshotFile;
import io.github.kubemaintenance.etcd.SnapshotInfo;
import io.github.kubemaintenance.etcd.SnapshotRestore;
import io.github.kubemaintenance.etcd.SnapshotRestoreException;
import io.github.kubemaintenance.etcd.Snapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is restored passes each check that etcd 3.6 makes before it serves; and each check can fail. */
class Etcd36BootTest {
    private static final String THREE = "m1=https://10.0.0.1:2380,m2=https://10.0.0.2:2380,m3=https://10.0.0.3:2380";

    @TempDir
    Path folder;

    static Stream<String> good() {
        return Snapshots.GOOD.stream();
    }

    private RestoreReport restored(String name, String cluster, boolean bump) {
        SnapshotRestore restore = SnapshotRestore.of(Snapshots.file(name, folder))
                .name("m1")
                .initialCluster(cluster)
                .dataDir(folder.resolve("data-" + bump))
                .targetVersion("3.6");
        return (bump ? restore.bumpRevision(1_000_000_000).markCompacted() : restore).run();
    }

    @ParameterizedTest
    @MethodSource("good")
    void it_starts_on_what_any_server_from_3_4_on_has_written(String name) throws IOException {
        SnapshotInfo info = SnapshotFile.at(Snapshots.file(name, folder)).info();
        for (boolean three : List.of(false, true)) {
            RestoreReport report = restored(name, three ? THREE : "m1=http://127.0.0.1:2380", three);
            assertEquals("3.6", report.version());
            assertEquals(
                    info.version().isPresent() ? "3.6" : "3.5",
                    Etcd36Boot.start(report.dataDir()),
                    "the schema, which 3.6 brings up to date itself when all members are 3.6");
            SnapshotInfo made =
                    SnapshotFile.at(report.dataDir().resolve("member/snap/db")).info();
            assertEquals(info.version(), made.version(), "as etcdutl 3.6 keeps it");
            assertEquals(info.clusterVersion(), made.clusterVersion());
        }
    }

    @Test
    void what_3_6_wrote_stays_of_3_6() {
        RestoreReport report = restored("kubernetes-1.34-etcd-3.6", THREE, true);
        SnapshotInfo made =
                SnapshotFile.at(report.dataDir().resolve("member/snap/db")).info();
        assertEquals(Optional.of("3.6.0"), made.version());
        assertEquals(Optional.of("3.6.0"), made.clusterVersion());
    }

    /** Writes a database again with one value changed. */
    private static void change(Path db, String bucket, String key, byte[] value) throws IOException {
        NavigableMap<String, NavigableMap<byte[], byte[]>> buckets = Etcd36Boot.buckets(db);
        buckets.get(bucket).put(key.getBytes(StandardCharsets.US_ASCII), value);
        Files.write(db, BoltImage.of(buckets));
    }

    private void refused(String words, Path data) {
        Etcd36Boot.Refused e = assertThrows(Etcd36Boot.Refused.class, () -> Etcd36Boot.start(data), words);
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "meta | consistent_index | #2 | failed to find database snapshot file",
                "meta | consistent_index | #4 | ConsistentIndex (4)",
                "meta | term | #5 | backend.Term",
                "meta | storageVersion | 3.7.0 | version \"3.7\" is not supported",
                "meta | storageVersion | 3.4.0 | version \"3.4\" is not supported",
                "cluster | clusterVersion | 3.7.0 | invalid downgrade",
                "members | abcd | {\"id\":43981,\"peerURLs\":[\"http://z:1\"],\"name\":\"zombie\"} | are not the members",
                "members_removed | abcd | removed | members were removed"
            })
    void a_database_that_3_6_would_not_start_on_is_known_by_its_own_words(
            String bucket, String key, String value, String words) throws IOException {
        Path data = restored("kubernetes-1.34-etcd-3.6", THREE, false).dataDir();
        Path db = data.resolve("member/snap/db");
        Files.write(db, BoltImage.of(Etcd36Boot.buckets(db)));
        assertDoesNotThrow(() -> Etcd36Boot.start(data), "packed anew it is still the same");
        change(
                db,
                bucket,
                key,
                value.startsWith("#")
                        ? ByteBuffer.allocate(8)
                                .putLong(Long.parseLong(value.substring(1)))
                                .array()
                        : value.getBytes(StandardCharsets.US_ASCII));
        refused(words, data);
    }

    @Test
    void damaged_files_beside_the_database_and_old_content_are_known_too() throws IOException {
        Path data = restored("small-etcd-3.5", THREE, false).dataDir();
        Path wal = data.resolve("member/wal").resolve(RaftFiles.WAL);
        Path snap = data.resolve("member/snap/0000000000000001-0000000000000003.snap");
        byte[] log = Files.readAllBytes(wal);
        byte[] good = Files.readAllBytes(snap);
        assertDoesNotThrow(() -> Etcd36Boot.start(data));

        byte[] flipped = log.clone();
        flipped[40] ^= 1;
        Files.write(wal, flipped);
        refused("crc mismatch", data);
        Files.write(wal, log);

        flipped = good.clone();
        flipped[good.length / 2] ^= 1;
        Files.write(snap, flipped);
        refused("snap file is corrupt", data);

        Files.write(snap, withV2Key(good));
        refused("detected disallowed custom content in v2store", data);
        Files.write(snap, good);
        Files.writeString(data.resolve("member/snap/notes.txt"), "x");
        refused("unexpected file", data);
    }

    /** The same snapshot with a key that somebody wrote through the API of etcd 2. */
    private static byte[] withV2Key(byte[] snap) {
        String text = new String(snap, StandardCharsets.ISO_8859_1);
        int from = text.indexOf("{\"Root\"");
        int to = text.indexOf("\"CurrentVersion\":2}") + "\"CurrentVersion\":2}".length();
        String json = text.substring(from, to);
        int one = json.indexOf("\"Children\":{}", json.indexOf("\"Path\":\"/1\""));
        String with = json.substring(0, one) + "\"Children\":{\"a\":{\"Path\":\"/1/a\",\"Value\":\"b\"}}"
                + json.substring(one + "\"Children\":{}".length());
        byte[] rest = text.substring(to).getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(new ProtoWriter()
                .bytes(1, with.getBytes(StandardCharsets.ISO_8859_1))
                .toBytes());
        data.writeBytes(rest);
        CRC32C crc = new CRC32C();
        crc.update(data.toByteArray());
        return new ProtoWriter()
                .number(1, crc.getValue())
                .bytes(2, data.toByteArray())
                .toBytes();
    }

    @ParameterizedTest
    @CsvSource({"meta, storageVersion", "cluster, clusterVersion"})
    void a_snapshot_of_3_7_or_on_the_way_there_is_refused_for_3_6(String bucket, String key) throws Exception {
        Path file = Snapshots.file("kubernetes-1.34-etcd-3.6", folder);
        change(file, bucket, key, "3.7.0".getBytes(StandardCharsets.US_ASCII));
        byte[] data = Files.readAllBytes(file);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(data);
        byte[] streamed = Arrays.copyOf(data, data.length + hash.length);
        System.arraycopy(hash, 0, streamed, data.length, hash.length);
        Files.write(file, streamed);

        SnapshotRestore restore = SnapshotRestore.of(file).dataDir(folder.resolve("data"));
        SnapshotRestoreException e = assertThrows(SnapshotRestoreException.class, restore.targetVersion("3.6")::run);
        assertEquals(SnapshotRestoreException.Code.NEWER_THAN_TARGET, e.code());
        assertEquals("3.7", restore.run().version());
    }
}
