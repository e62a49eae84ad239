package io.github.kubemaintenance.etcd;

import static io.github.kubemaintenance.etcd.BoltBuilder.ascii;
import static io.github.kubemaintenance.etcd.BoltBuilder.record;
import static io.github.kubemaintenance.etcd.BoltBuilder.revision;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.SnapshotFinding.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes of databases that no server writes on request: other page sizes, deep trees, huge files, targeted damage. */
class BoltShapesTest {
    private static final byte[] A = record("a", 2, ascii("1"));
    private static final byte[] B = record("b", 3, ascii("2"));
    private static final byte[] C = record("c", 4, ascii("3"));

    @TempDir
    Path folder;

    private BoltBuilder bolt;

    @BeforeEach
    void a_tree_of_two_levels() {
        bolt = new BoltBuilder(4096)
                .inline("meta", ascii("consistent_index"), new byte[8])
                .bucket("key", 3)
                .branch(3, List.of(revision(2, 0), revision(4, 0)), 4, 5)
                .leaf(4, revision(2, 0), A, revision(3, 0), B)
                .leaf(5, revision(4, 0), C);
    }

    @Test
    void the_undamaged_tree_is_sound() throws IOException {
        SnapshotVerification verification = verify();

        assertEquals(List.of(Code.NO_TRAILER), codes(verification));
        assertEquals(4, verification.info().orElseThrow().revision());
        assertEquals(3, verification.info().orElseThrow().liveKeys());
        assertEquals(4, verification.info().orElseThrow().totalRecords());
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 16384, 65536})
    void other_page_sizes_are_read(int pageSize) throws IOException {
        bolt = new BoltBuilder(pageSize)
                .inline("meta", ascii("term"), new byte[8])
                .bucket("key", 3)
                .leaf(3, revision(2, 0), record("a", 2, new byte[pageSize * 3]), revision(3, 0), B);

        SnapshotVerification verification = verify();
        assertEquals(List.of(Code.NO_TRAILER), codes(verification));
        assertEquals(pageSize, verification.info().orElseThrow().pageSize());
        assertEquals(2, verification.info().orElseThrow().liveKeys());
    }

    @Test
    void a_file_over_2_gib_is_read() throws IOException {
        long far = (5L << 30) / 4096;
        bolt = bolt.branch(3, List.of(revision(2, 0), revision(4, 0)), 4, far).leaf(far, revision(4, 0), C);

        Path file = bolt.write(folder.resolve("huge.db"));
        assertTrue(Files.size(file) > 5L << 30);
        SnapshotStatus status = SnapshotFile.at(file).status();
        assertEquals(4, status.revision());
        assertEquals(Files.size(file), status.totalSize());
    }

    @Test
    void a_cycle_ends() throws IOException {
        bolt.branch(3, List.of(revision(2, 0), revision(4, 0)), 4, 3);
        assertTrue(verify().has(Code.MULTI_REFERENCE));
    }

    @Test
    void a_page_used_twice_is_found() throws IOException {
        bolt.branch(3, List.of(revision(2, 0), revision(4, 0)), 4, 4);
        assertTrue(verify().has(Code.MULTI_REFERENCE));
    }

    @Test
    void a_page_inside_of_another_run_is_found() throws IOException {
        bolt.leaf(4, revision(2, 0), record("a", 2, new byte[5000]))
                .branch(3, List.of(revision(2, 0), revision(4, 0)), 4, 6)
                .leaf(6, revision(4, 0), C);
        assertFalse(verify().has(Code.MULTI_REFERENCE));
        bolt.bucket("lease", 5).leaf(5, ascii("12345678"), ascii("x"));
        assertTrue(verify().has(Code.MULTI_REFERENCE));
    }

    @Test
    void references_out_of_the_file_are_found() throws IOException {
        bolt.branch(3, List.of(revision(2, 0), revision(4, 0)), 4, 999);
        assertTrue(verify().has(Code.OUT_OF_BOUNDS));
    }

    @Test
    void a_wrong_page_flag_is_found() throws IOException {
        bolt.page(5)[8] = 0x10;
        assertTrue(verify().has(Code.BAD_PAGE));
    }

    @Test
    void a_page_that_names_another_is_found() throws IOException {
        bolt.page(5)[0] = 4;
        assertTrue(verify().has(Code.BAD_PAGE));
    }

    @Test
    void an_element_behind_its_page_is_found() throws IOException {
        ByteBuffer.wrap(bolt.page(5)).order(ByteOrder.LITTLE_ENDIAN).putInt(16 + 12, 9000);
        assertTrue(verify().has(Code.OUT_OF_BOUNDS));
    }

    @Test
    void elements_that_share_their_bytes_over_and_over_are_found() throws IOException {
        byte[] page = new byte[4096];
        ByteBuffer view = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
        view.putLong(0, 5).putShort(8, (short) 2).putShort(10, (short) 100);
        for (int i = 0; i < 100; i++) {
            int element = 16 + 16 * i;
            view.putInt(element + 4, 1700 - element).putInt(element + 8, 17).putInt(element + 12, 2000);
        }
        bolt.raw(5, page);
        assertTrue(verify().has(Code.OUT_OF_BOUNDS));
    }

    @Test
    void keys_out_of_order_are_found() throws IOException {
        bolt.leaf(4, revision(3, 0), B, revision(2, 0), A);
        assertTrue(verify().has(Code.KEY_ORDER));
    }

    @Test
    void a_leaf_below_its_separator_is_found() throws IOException {
        bolt.leaf(5, revision(1, 0), C);
        assertTrue(verify().has(Code.KEY_ORDER));
    }

    @Test
    void a_leaf_above_the_next_separator_is_found() throws IOException {
        bolt.leaf(4, revision(2, 0), A, revision(9, 0), B);
        assertTrue(verify().has(Code.KEY_ORDER));
    }

    @Test
    void a_key_that_is_no_revision_is_found() throws IOException {
        bolt.leaf(5, ascii("\0\0\0\0\0\0\0\4-12345678"), C);
        assertTrue(verify().has(Code.BAD_REVISION_KEY));
        bolt.leaf(5, ascii("\0\0\0\0\0\0\0\4_1234567"), C);
        assertTrue(verify().has(Code.BAD_REVISION_KEY));
    }

    @Test
    void a_record_of_another_revision_than_its_key_is_found() throws IOException {
        bolt.leaf(5, revision(5, 0), C);
        assertEquals(List.of(Code.KV_INCONSISTENT, Code.NO_TRAILER), codes(verify()));
    }

    @Test
    void a_record_that_is_no_protobuf_is_found() throws IOException {
        bolt.leaf(5, revision(4, 0), new byte[] {0x0A, 100, 1});
        assertTrue(verify().has(Code.BAD_RECORD));
    }

    @Test
    void buckets_that_etcd_never_makes_are_found() throws IOException {
        assertTrue(new BoltBuilder(4096).rootKey("plain") != null);
        bolt.rootKey("plain");
        assertTrue(verify().has(Code.BAD_BUCKET));
    }

    @Test
    void another_program_s_database_is_told_from_etcd_s() throws IOException {
        bolt = new BoltBuilder(4096).inline("settings", ascii("a"), ascii("b"));
        assertEquals(List.of(Code.MISSING_BUCKET, Code.MISSING_BUCKET, Code.NO_TRAILER), codes(verify()));
    }

    @Test
    void a_free_list_is_read_and_a_page_both_free_and_used_is_found() throws IOException {
        bolt.freelist(7, 6, 8).raw(6, new byte[4096]).raw(8, new byte[4096]);
        assertEquals(List.of(Code.NO_TRAILER), codes(verify()));
        bolt.freelist(7, 5, 6);
        assertTrue(verify().has(Code.MULTI_REFERENCE));
    }

    @Test
    void many_damaged_pages_make_a_short_list() throws IOException {
        byte[][] pairs = new byte[2000][];
        for (int i = 0; i < 1000; i++) {
            pairs[2 * i] = revision(10 + i, 0);
            pairs[2 * i + 1] = record("k" + i, 1, ascii("v"));
        }
        bolt.leaf(5, pairs).branch(3, List.of(revision(2, 0), revision(4, 0)), 4, 5);

        SnapshotVerification verification = verify();
        assertTrue(verification.findings().size() < 20, verification::toString);
        assertTrue(verification.toString().contains("990 more of KV_INCONSISTENT"), verification::toString);
    }

    @Test
    void encrypted_values_are_counted_by_key_of_the_configuration() throws IOException {
        bolt.leaf(
                5,
                revision(4, 0),
                record("s1", 4, ascii("k8s:enc:aescbc:v1:key1:xxxx")),
                revision(5, 0),
                record("s2", 5, ascii("k8s:enc:aescbc:v1:key1:yyyy")),
                revision(6, 0),
                record("s1", 6, ascii("k8s:enc:kms:v2:vault:zzzz")),
                revision(7, 0),
                record("s3", 7, ascii("k8s:enc:aescbc:v1:key2:yyyy")),
                ascii(new String(revision(8, 0), java.nio.charset.StandardCharsets.ISO_8859_1) + "t"),
                new byte[] {0x0A, 2, 's', '3'});

        SnapshotVerification verification = verify();
        assertTrue(verification.has(Code.ENCRYPTED_VALUES));
        assertEquals(
                List.of(new EncryptionUse("aescbc", "v1", "key1", 1), new EncryptionUse("kms", "v2", "vault", 1)),
                verification.info().orElseThrow().encryption());
    }

    private SnapshotVerification verify() throws IOException {
        return SnapshotFile.at(bolt.write(folder.resolve("made.db"))).verify();
    }

    private static List<Code> codes(SnapshotVerification verification) {
        return verification.findings().stream().map(SnapshotFinding::code).toList();
    }
}
