package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Good files with random damage. Whatever the damage, reading ends, and with nothing but the library's own exception.
 * Each round is made from its own seed, which a failure names.
 */
class SnapshotFuzzTest {
    private static final int ROUNDS = 1500;
    private static final List<String> SEEDS_OF_DAMAGE = List.of(
            "small-etcd-3.5", "etcd-real/compacting-etcd-3.5", "etcd-real/base-etcd-3.4", "etcd-real/auth-etcd-3.5");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Timeout(120)
    void damaged_in_any_way_it_ends_in_findings(long family) throws IOException {
        List<byte[]> good = SEEDS_OF_DAMAGE.stream().map(Snapshots::bytes).toList();
        for (int round = 0; round < ROUNDS; round++) {
            long seed = family * 1_000_003 + round;
            Random random = new Random(seed);
            byte[] bytes = damage(good.get(random.nextInt(good.size())), random);
            SnapshotFile file = SnapshotFile.at(Files.write(folder.resolve("fuzzed.db"), bytes));
            try {
                SnapshotVerification verification = file.verify();
                assertFalse(verification.findings().isEmpty(), "seed " + seed + ": damage was not seen");
                use(file);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    @Timeout(120)
    void a_restore_of_it_is_refused_or_sound_even_without_the_hash(long family) throws IOException {
        List<byte[]> good = SEEDS_OF_DAMAGE.stream().map(Snapshots::bytes).toList();
        for (int round = 0; round < 100; round++) {
            long seed = family * 1_000_003 + round;
            Random random = new Random(seed);
            byte[] bytes = damage(good.get(random.nextInt(good.size())), random);
            Path fuzzed = Files.write(folder.resolve("fuzzed.db"), bytes);
            SnapshotRestore restore = SnapshotRestore.of(fuzzed).dataDir(folder.resolve("data" + round));
            try {
                RestoreReport report = (random.nextBoolean()
                                ? restore.bumpRevision(1000).markCompacted()
                                : restore)
                        .skipHashCheck()
                        .run();
                SnapshotFile.at(report.dataDir().resolve("member/snap/db"))
                        .verify()
                        .orThrow();
                Files.delete(report.walDir().resolve("0000000000000000-0000000000000000.wal"));
            } catch (SnapshotRestoreException e) {
                assertFalse(Files.exists(folder.resolve("data" + round)), "seed " + seed);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void use(SnapshotFile file) {
        try {
            SnapshotStatus status = file.status();
            file.hashKv(status.revision());
            file.keys().list();
            file.resources().list();
            file.summary();
            file.compareTo(file);
        } catch (SnapshotFileException | IllegalArgumentException e) {
            assertFalse(e.getMessage().isEmpty());
        }
    }

    /** Damage that a hash doesn't stop at: half of the files lose their hash first, so that the tree is all there is. */
    private static byte[] damage(byte[] good, Random random) {
        byte[] bytes = random.nextBoolean() ? Arrays.copyOf(good, good.length - 32) : good.clone();
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            switch (random.nextInt(6)) {
                case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                case 1 -> header(bytes, random);
                case 2 -> element(bytes, random);
                case 3 -> copyPage(bytes, random);
                case 4 -> Arrays.fill(bytes, random.nextInt(bytes.length), bytes.length, (byte) random.nextInt(256));
                default -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length + 600));
            }
        }
        return Arrays.equals(bytes, good) ? damage(good, random) : bytes;
    }

    private static void header(byte[] bytes, Random random) {
        int page = 4096 * random.nextInt(Math.max(1, bytes.length / 4096));
        int at = page + random.nextInt(16);
        if (at < bytes.length) {
            bytes[at] = (byte) interesting(random);
        }
    }

    private static void element(byte[] bytes, Random random) {
        int page = 4096 * random.nextInt(Math.max(1, bytes.length / 4096));
        int at = page + 16 + 4 * random.nextInt(64);
        for (int i = 0; i < 4 && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (random.nextBoolean() ? interesting(random) : 0);
        }
    }

    private static void copyPage(byte[] bytes, Random random) {
        int pages = bytes.length / 4096;
        if (pages > 1) {
            int from = 4096 * random.nextInt(pages);
            System.arraycopy(bytes, from, bytes, 4096 * random.nextInt(pages), 4096);
        }
    }

    private static int interesting(Random random) {
        int[] values = {0, 1, 2, 3, 4, 0x10, 0x7F, 0x80, 0xFF, random.nextInt(256)};
        return values[random.nextInt(values.length)];
    }
}
