package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Outcome;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that has room for some bytes, wherever in a save it becomes full. */
class FullDiskTest {
    @TempDir
    Path folder;

    private final MockCluster cluster = Samples.shop().build();

    private static final class Disk implements BackupWriter.Disk {
        private final long room;
        private long used;

        Disk(long room) {
            this.room = room;
        }

        private void use(long bytes) throws IOException {
            used += bytes;
            if (used > room) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void write(Path file, byte[] bytes) throws IOException {
            use(bytes.length);
            PrivateFiles.write(file, bytes);
        }

        @Override
        public void append(Path file, byte[] bytes) throws IOException {
            use(bytes.length);
            PrivateFiles.append(file, bytes);
        }

        @Override
        public OutputStream create(Path file) throws IOException {
            return new FilterOutputStream(PrivateFiles.create(file)) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    use(length);
                    out.write(bytes, from, length);
                }

                @Override
                public void write(int each) throws IOException {
                    use(1);
                    out.write(each);
                }
            };
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "b.tar.gz"})
    void nothingNewIsThereAndTheBackupOfBeforeIsWhole(String name) throws IOException {
        Path target = folder.resolve(name);
        SaveRequest request = SaveRequest.of(cluster, target)
                .resources("configmaps", "namespaces", "services", "deployments.apps")
                .overwrite();
        Disk endless = new Disk(Long.MAX_VALUE);
        request.onDisk(endless).run();
        for (boolean before : new boolean[] {true, false}) {
            byte[] old = before ? manifest(target) : new byte[0];
            if (!before) {
                delete(target);
            }
            for (long room = 0; room < endless.used; room += Math.max(1, endless.used / 20)) {
                SaveRequest full = request.onDisk(new Disk(room));
                BackupException none = assertThrows(BackupException.class, full::run);
                assertEquals(Outcome.FAILED, none.report().outcome());
                assertTrue(none.getMessage().contains("No space left on device"), none::getMessage);
                try (Stream<Path> left = Files.list(folder)) {
                    assertEquals(before ? List.of(target) : List.of(), left.toList(), "room for " + room);
                }
                if (before) {
                    assertArrayEquals(old, manifest(target));
                    RestoreRequest.of(cluster, target).plan();
                }
            }
        }
    }

    private static byte[] manifest(Path target) throws IOException {
        return Files.readAllBytes(Files.isDirectory(target) ? target.resolve("manifest.json") : target);
    }

    private static void delete(Path target) throws IOException {
        try (Stream<Path> all = Files.walk(target)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
