package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is on disk when a save is killed before or after any of its writes, as a copy of the disk at that moment. */
class KilledSaveTest {
    @TempDir
    Path folder;

    private final MockCluster cluster = Samples.shop().build();

    private SaveRequest save(Path disk, String name) {
        return SaveRequest.of(cluster, disk.resolve(name))
                .resources("configmaps", "namespaces", "services", "deployments.apps")
                .overwrite();
    }

    /** Copies the disk before the first write and after each. */
    private final class Camera implements BackupWriter.Disk {
        private final Path disk;
        final List<Path> images = new ArrayList<>();

        Camera(Path disk) {
            this.disk = disk;
        }

        @Override
        public void write(Path file, byte[] bytes) throws IOException {
            PrivateFiles.write(file, bytes);
            shoot();
        }

        @Override
        public void append(Path file, byte[] bytes) throws IOException {
            PrivateFiles.append(file, bytes);
            shoot();
        }

        private void shoot() throws IOException {
            Path image = folder.resolve("image-" + images.size());
            try (Stream<Path> all = Files.walk(disk)) {
                for (Path each : all.toList()) {
                    Files.copy(each, image.resolve(disk.relativize(each).toString()));
                }
            }
            images.add(image);
        }
    }

    @ParameterizedTest
    @CsvSource({"b, false", "b, true", "b.tar.gz, false", "b.tar.gz, true"})
    void theNextSaveGoesThroughAndTheBackupOfBeforeIsWhole(String name, boolean before) throws IOException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        if (before) {
            save(disk, name).run();
            cluster.apply(Samples.map("shop", "later", "1"));
        }
        Map<String, byte[]> old = bytes(disk);
        Camera camera = new Camera(disk);
        camera.shoot();
        save(disk, name).onDisk(camera).run();
        Map<String, byte[]> whole = bytes(disk);
        assertTrue(camera.images.size() > 8, "a camera that was asked " + camera.images.size() + " times");
        for (Path image : camera.images) {
            Path target = image.resolve(name);
            if (before) {
                old.keySet().forEach(each -> assertTrue(Files.exists(image.resolve(each)), each));
                assertEquals(
                        "SAME",
                        RestoreRequest.of(cluster, target)
                                .resources("services")
                                .plan()
                                .objects()
                                .get(0)
                                .action()
                                .name());
            } else {
                assertThrows(BackupFormatException.class, () -> RestoreRequest.of(cluster, target)
                        .plan());
            }
            save(image, name).run();
            same(whole, bytes(image), image);
        }
    }

    private static void same(Map<String, byte[]> expected, Map<String, byte[]> actual, Path image) {
        assertEquals(expected.keySet(), actual.keySet(), image::toString);
        expected.forEach((file, bytes) -> {
            if (!file.endsWith("manifest.json") && !file.endsWith(".tar.gz")) { // these say when
                assertArrayEquals(bytes, actual.get(file), file);
            }
        });
    }

    private static Map<String, byte[]> bytes(Path root) throws IOException {
        Map<String, byte[]> files = new java.util.TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(each).toString(), Files.readAllBytes(each));
            }
        }
        return files;
    }

    @Test
    void aBackupThatWasBeingReplacedComesBackWithTheNextSave() throws IOException {
        save(folder, "b").run();
        Path target = folder.resolve("b");
        Map<String, String> old = Samples.files(target);
        Path replaced = target.resolve(".kube-backup.part/replaced");
        for (int moved = 1; moved <= 3; moved++) {
            Files.createDirectories(replaced);
            for (String each :
                    List.of("manifest.json", "resources", "SHA256SUMS").subList(0, moved)) {
                Files.move(target.resolve(each), replaced.resolve(each));
            }
            if (moved == 3) { // and something of the new one was there already
                Samples.writeObject(target, "resources/configmaps/new.json", Samples.map("shop", "new", "1"));
            }
            cluster.inject(Fault.unavailable(Duration.ofHours(1)));
            assertThrows(BackupException.class, () -> save(folder, "b").run());
            assertEquals(old, Samples.files(target), "after " + moved + " moves");
            cluster.advance(Duration.ofHours(2));
        }
    }

    @Test
    void whatAKilledSaveLeftInAnEmptyFolderIsNoBackupThatWouldBeReplaced() throws IOException {
        Path volume = Files.createDirectories(folder.resolve("volume"));
        Files.createDirectories(volume.resolve("lost+found"));
        Files.createDirectories(volume.resolve(".kube-backup.part/resources"));
        Files.createFile(volume.resolve(".kube-backup.lock"));
        SaveRequest.of(cluster, volume).run();
        assertTrue(Files.exists(volume.resolve("manifest.json")));
        try (Stream<Path> left = Files.list(volume)) {
            assertEquals(
                    List.of("SHA256SUMS", "lost+found", "manifest.json", "resources"),
                    left.map(each -> each.getFileName().toString()).sorted().toList());
        }
    }
}
