package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup that is damaged, tampered with or of another format is refused by name, and nothing is written anywhere. */
class DamagedBackupTest {
    private static final String SETTINGS = "resources/configmaps/namespaces/shop/settings.json";

    @TempDir
    Path folder;

    private final MockCluster cluster = Samples.shop().build();

    @BeforeEach
    void save() {
        SaveRequest.of(cluster, backup()).run();
        SaveRequest.of(cluster, archive()).run();
        cluster.clearRequests();
    }

    private Path backup() {
        return folder.resolve("backup");
    }

    private Path archive() {
        return folder.resolve("backup.tar.gz");
    }

    private String refusal(Path path) {
        BackupFormatException refused = assertThrows(BackupFormatException.class, () -> RestoreRequest.of(cluster, path)
                .plan());
        RestoreException run = assertThrows(
                RestoreException.class, () -> RestoreRequest.of(cluster, path).run());
        assertEquals(Outcome.REFUSED, run.report().outcome());
        assertFalse(cluster.requests().stream().anyMatch(each -> each.isWrite()));
        return refused.getMessage();
    }

    @Test
    void anArchiveCutOffAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(archive());
        Random random = new Random(7);
        for (int i = 0; i < 25; i++) {
            int length = random.nextInt(whole.length);
            Path cut = folder.resolve("cut" + i + ".tar.gz");
            Files.write(cut, Arrays.copyOf(whole, length));
            String message = refusal(cut);
            assertTrue(message.contains("cut" + i), () -> "at " + length + ": " + message);
        }
    }

    @Test
    void aBitThatFlippedIsFound() throws IOException {
        byte[] whole = Files.readAllBytes(archive());
        Random random = new Random(8);
        for (int i = 0; i < 25; i++) {
            byte[] flipped = whole.clone();
            int at = 12 + random.nextInt(whole.length - 12);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Path file = folder.resolve("flip" + i + ".tar.gz");
            Files.write(file, flipped);
            refusal(file);
        }
    }

    @Test
    void aFileThatWasChangedIsNamedAndMayBeAccepted() throws IOException {
        Path file = backup().resolve(SETTINGS);
        Files.writeString(file, Files.readString(file).replace("\"1\"", "\"2\""));
        assertTrue(refusal(backup()).contains(SETTINGS));
        RestorePlan plan =
                RestoreRequest.of(cluster, backup()).acceptEditedFiles().plan();
        assertTrue(plan.toString().contains(".data.key"), plan::toString);
    }

    @Test
    void aFileThatIsMissingOrTooMuchIsNamed() throws IOException {
        Path file = backup().resolve(SETTINGS);
        String text = Files.readString(file);
        Files.delete(file);
        assertTrue(refusal(backup()).contains("settings.json"));
        Files.writeString(file, text);
        Files.writeString(file.resolveSibling("extra.json"), text);
        assertTrue(refusal(backup()).contains("extra.json"));
    }

    @Test
    void checksumsThatWereMadeAnewDontPass() throws IOException {
        Path sums = backup().resolve("SHA256SUMS");
        Files.writeString(sums, Files.readString(sums).replaceFirst("^.", "f"));
        assertTrue(refusal(backup()).contains("SHA256SUMS"));
    }

    @Test
    void aNewerFormatIsNamed() throws IOException {
        Path manifest = backup().resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"formatVersion\": 1", "\"formatVersion\": 9"));
        assertTrue(refusal(backup()).contains("format 9"));
    }

    @Test
    void aFolderWithoutAManifestIsNoBackup() throws IOException {
        Files.delete(backup().resolve("manifest.json"));
        assertTrue(refusal(backup()).contains("no manifest.json"));
        assertTrue(refusal(folder.resolve("nowhere")).contains("no backup at"));
    }

    @Test
    void aPathThatLeadsOutOfTheFolderIsRefused() throws IOException {
        for (String evil : new String[] {"../evil", "/tmp/evil", "a/../../evil", "a\\..\\evil", "c:evil", ".."}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                TarWriter tar = new TarWriter(out);
                tar.add(evil, 1, new ByteArrayInputStream(new byte[1]));
                tar.end();
            }
            Path file = folder.resolve("evil.tar.gz");
            Files.write(file, bytes.toByteArray());
            assertTrue(refusal(file).contains("outside of the backup"), evil);
        }
        assertFalse(Files.exists(folder.resolve("evil")));
        Path sums = backup().resolve("SHA256SUMS");
        Files.writeString(sums, "0".repeat(64) + "  ../../etc/passwd\n");
        Path manifest = backup().resolve("manifest.json");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replaceFirst(
                                "\"checksums\": \"[0-9a-f]*\"",
                                "\"checksums\": \"" + FileNames.Sha256.of(Files.readAllBytes(sums)) + "\""));
        assertTrue(refusal(backup()).contains("outside of the backup"));
    }

    @Test
    void aLinkInAnArchiveIsRefused() throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(plain);
        tar.add("manifest.json", 0, new ByteArrayInputStream(new byte[0]));
        tar.end();
        byte[] bytes = plain.toByteArray();
        int before = bytes[156];
        bytes[156] = '2';
        String sum = new String(bytes, 148, 6, StandardCharsets.US_ASCII);
        String next = Long.toOctalString(Long.parseLong(sum, 8) + '2' - before);
        byte[] padded = ("0".repeat(6 - next.length()) + next).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(padded, 0, bytes, 148, 6);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        Path file = folder.resolve("link.tar.gz");
        Files.write(file, packed.toByteArray());
        assertTrue(refusal(file).contains("no plain file"));
    }

    @Test
    void namesOfAnyLengthComeBackFromATar() throws IOException {
        for (int length : new int[] {1, 99, 100, 101, 150, 255, 300, 990}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            TarWriter writer = new TarWriter(bytes);
            String name = "é" + "n".repeat(length);
            writer.add(name, 3, new ByteArrayInputStream(new byte[] {1, 2, 3}));
            writer.end();
            TarReader reader = new TarReader(new ByteArrayInputStream(bytes.toByteArray()));
            assertEquals(Optional.of(new TarReader.Entry(name, 3)), reader.next());
            assertEquals(3, reader.content(10).length);
            assertEquals(Optional.empty(), reader.next());
        }
    }

    @Test
    void encryptedSecretsWithoutAKeyAreRefusedByName() {
        Path secrets = folder.resolve("secrets");
        SaveRequest.of(cluster, secrets)
                .secrets(SecretHandling.encryptedBy(Samples::flipped))
                .run();
        RestorePlan plan = RestoreRequest.of(cluster, secrets).plan();
        assertTrue(plan.isRefused());
        assertTrue(plan.toString().contains("REFUSE Secret shop/database: it is encrypted"), plan::toString);
    }

    @Test
    void anArchiveThatUnpacksWithoutEndIsStopped() throws IOException {
        Path into = Files.createDirectory(folder.resolve("into"));
        IOException stopped = assertThrows(IOException.class, () -> FolderSource.unpack(archive(), into, 2_000));
        assertTrue(stopped.getMessage().contains("more than 2000 bytes"), stopped::getMessage);
    }

    @Test
    void aSizeThatCantBeIsRefused() throws IOException {
        String[] sizes = {
            "-0000000001", "77777777777", "99999999999", "0x000000001", "00000000777", "\u0080\0\0\0\0\0\0\0\0\0\0"
        };
        for (String size : sizes) {
            for (char type : new char[] {'0', 'x', 'L', '5', 'g'}) {
                byte[] header = new byte[TarWriter.BLOCK];
                put(header, 0, "manifest.json");
                put(header, 124, size);
                header[156] = (byte) type;
                put(header, 148, "        ");
                int sum = 0;
                for (byte each : header) {
                    sum += each & 0xff;
                }
                put(header, 148, String.format("%06o\0 ", sum));
                Path file = folder.resolve("size.tar.gz");
                try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                    out.write(header);
                    out.write(new byte[2 * TarWriter.BLOCK]);
                }
                String message = refusal(file);
                assertTrue(message.contains("size.tar.gz"), () -> size + " " + type + ": " + message);
            }
        }
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    @Test
    void filesWithoutContentHaveAnEndToo() throws IOException {
        Path file = folder.resolve("many.tar.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            TarWriter tar = new TarWriter(out);
            for (int i = 0; i < 100; i++) {
                tar.add("resources/" + i, 0, new ByteArrayInputStream(new byte[0]));
            }
            tar.end();
        }
        Path into = Files.createDirectory(folder.resolve("into"));
        IOException stopped = assertThrows(IOException.class, () -> FolderSource.unpack(file, into, 20_000));
        assertTrue(stopped.getMessage().contains("more than 20000 bytes"), stopped::getMessage);
    }

    @Test
    void aFileThatIsTwiceInAnArchiveIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            TarWriter tar = new TarWriter(out);
            tar.add("manifest.json", 1, new ByteArrayInputStream(new byte[1]));
            tar.add("manifest.json", 1, new ByteArrayInputStream(new byte[1]));
            tar.end();
        }
        Path file = folder.resolve("twice.tar.gz");
        Files.write(file, bytes.toByteArray());
        assertTrue(refusal(file).contains("manifest.json"));
    }

    @Test
    void aLinkInAFolderIsRefused() throws IOException {
        Path elsewhere = Files.move(backup().resolve(SETTINGS), folder.resolve("elsewhere.json"));
        Files.createSymbolicLink(backup().resolve(SETTINGS), elsewhere);
        assertTrue(refusal(backup()).contains("a link"));
        BackupFormatException edited = assertThrows(
                BackupFormatException.class,
                () -> RestoreRequest.of(cluster, backup()).acceptEditedFiles().plan());
        assertTrue(edited.getMessage().contains("a link"), edited::getMessage);
    }
}
