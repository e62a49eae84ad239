package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.SnapshotFinding.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a file has a name. The official status passes most of these files, or crashes. */
class DamagedSnapshotTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "append16, TRAILING_GARBAGE NO_TRAILER",
        "append32zero, TRAILING_GARBAGE NO_TRAILER",
        "empty, TOO_SMALL",
        "flip_data, SHA_MISMATCH",
        "flip_magic0, META_FALLBACK SHA_MISMATCH",
        "flip_meta0_cksum, META_FALLBACK SHA_MISMATCH",
        "flip_sha, SHA_MISMATCH",
        "gz, NOT_BBOLT",
        "livecopy, NO_TRAILER LEASES",
        "nohash, NO_TRAILER",
        "text, NOT_BBOLT",
        "tiny31, TOO_SMALL",
        "trunc_1byte, LENGTH_MISMATCH NO_TRAILER",
        "trunc_half, LENGTH_MISMATCH OUT_OF_BOUNDS NO_TRAILER",
        "trunc_page, LENGTH_MISMATCH NO_TRAILER"
    })
    void each_damage_has_its_findings(String name, String codes) {
        SnapshotVerification verification =
                SnapshotFile.at(Snapshots.resource("damaged/" + name + ".db")).verify();

        assertEquals(new TreeSet<>(Arrays.asList(codes.split(" "))), codes(verification), verification::toString);
        assertEquals(name.equals("livecopy") || name.equals("nohash"), verification.isSound());
    }

    @Test
    void no_damaged_file_is_left_out_here() throws IOException {
        try (Stream<Path> files = Files.list(Snapshots.resource("damaged"))) {
            assertEquals(15, files.count());
        }
    }

    @Test
    void a_flipped_bit_leaves_numbers_and_a_mismatch() {
        SnapshotInfo info =
                SnapshotFile.at(Snapshots.resource("damaged/flip_data.db")).info();

        assertEquals(Integrity.MISMATCH, info.integrity());
        assertEquals(8, info.revision());
        assertEquals(
                Integrity.NO_TRAILER,
                SnapshotFile.at(Snapshots.resource("damaged/nohash.db")).info().integrity());
    }

    @Test
    void a_file_that_is_something_else_is_told_what() {
        SnapshotFileException e =
                assertThrows(SnapshotFileException.class, () -> SnapshotFile.at(Snapshots.resource("damaged/gz.db"))
                        .info());

        assertTrue(e.getMessage().contains("compressed with gzip"), e.getMessage());
        assertThrows(SnapshotFileException.class, () -> SnapshotFile.at(Snapshots.resource("damaged/gz.db"))
                .verify()
                .orThrow());
    }

    @Test
    void what_was_appended_to_an_intact_snapshot_can_be_cut_off() throws IOException {
        byte[] good = Snapshots.bytes("small-etcd-3.5");
        Path longer = Files.write(folder.resolve("longer.db"), Arrays.copyOf(good, good.length + 512));

        SnapshotVerification verification = SnapshotFile.at(longer).verify();
        assertTrue(verification.has(Code.SHA_MISMATCH));
        assertTrue(verification.has(Code.TRAILING_GARBAGE));
        assertTrue(verification.toString().contains("the first 20512 bytes are an intact snapshot"));
    }

    @Test
    void a_live_copy_with_room_to_grow_is_sound() throws IOException {
        byte[] good = Snapshots.bytes("small-etcd-3.5");
        Path copy = Files.write(folder.resolve("db"), Arrays.copyOf(Arrays.copyOf(good, 20480), 16 << 20));

        SnapshotVerification verification = SnapshotFile.at(copy).verify();
        assertTrue(verification.isSound(), verification::toString);
        assertEquals(
                List.of(Code.NO_TRAILER),
                verification.findings().stream().map(SnapshotFinding::code).toList());
        assertEquals(20480, verification.info().orElseThrow().totalSize());
    }

    @Test
    void both_meta_pages_broken_is_no_database_any_more() throws IOException {
        byte[] bytes = Snapshots.bytes("small-etcd-3.5");
        bytes[16 + 60] ^= 1;
        bytes[4096 + 16 + 60] ^= 1;

        assertEquals(new TreeSet<>(List.of("META_INVALID")), codes(verify(bytes)));
    }

    @Test
    void a_big_endian_database_is_named() throws IOException {
        byte[] bytes = new byte[16384];
        bytes[16] = (byte) 0xED;
        bytes[17] = 0x0C;
        bytes[18] = (byte) 0xDA;
        bytes[19] = (byte) 0xED;

        assertEquals(new TreeSet<>(List.of("UNSUPPORTED_ENDIAN")), codes(verify(bytes)));
    }

    @Test
    void a_cut_at_every_512th_byte_is_found_and_never_thrown() throws IOException {
        byte[] good = Snapshots.bytes("small-etcd-3.5");
        for (int length = 0; length < good.length; length += 512) {
            byte[] cut = Arrays.copyOf(good, length);
            SnapshotVerification verification = assertDoesNotThrow(() -> verify(cut));
            assertEquals(length == 20480, verification.isSound(), "cut at " + length + ": " + verification);
            assertFalse(verification.findings().isEmpty(), "cut at " + length);
        }
    }

    private SnapshotVerification verify(byte[] bytes) throws IOException {
        return SnapshotFile.at(Files.write(folder.resolve("some.db"), bytes)).verify();
    }

    private static Set<String> codes(SnapshotVerification verification) {
        TreeSet<String> codes = new TreeSet<>();
        verification.findings().forEach(finding -> codes.add(finding.code().name()));
        return codes;
    }
}
