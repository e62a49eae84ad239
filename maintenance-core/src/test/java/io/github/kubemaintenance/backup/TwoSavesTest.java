package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two saves at once to one target. */
class TwoSavesTest {
    @TempDir
    Path folder;

    private final MockCluster cluster = Samples.shop().build();
    private final MockCluster other =
            MockCluster.builder().objects(List.of(Samples.map("b", "b", "1"))).build();

    @ParameterizedTest
    @CsvSource({"b, false", "b, true", "b.tar.gz, false", "b.tar.gz, true"})
    void theSecondIsRefusedAndTheFirstIsWhole(String name, boolean thereBefore) throws IOException {
        Path target = folder.resolve(name);
        if (thereBefore) {
            SaveRequest.of(other, target).run();
        }
        SaveRequest second = SaveRequest.of(other, target).overwrite();
        AtomicInteger refusals = new AtomicInteger();
        BackupReport first = SaveRequest.of(cluster, target)
                .overwrite()
                .onEvent(event -> {
                    BackupReport refused =
                            assertThrows(BackupException.class, second::run).report();
                    assertEquals(Outcome.REFUSED, refused.outcome());
                    assertEquals("TARGET_IN_USE", refused.reasons().get(0).code());
                    refusals.incrementAndGet();
                })
                .run();
        assertTrue(refusals.get() > 10, "asked at every kind: " + refusals);
        assertFalse(RestoreRequest.of(cluster, target).plan().isRefused(), first::toString);
        second.run();
        Set<String> saved = Set.of("ConfigMap", "Namespace");
        assertTrue(RestoreRequest.of(other, target).plan().objects().stream()
                .anyMatch(each -> saved.contains(each.kind())));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(target), left.toList());
        }
    }

    @Test
    void whatASaveThatWasKilledLeftHindersNobody() throws IOException {
        Files.createFile(folder.resolve(".b.lock"));
        Files.createDirectories(folder.resolve(".b.part/resources/configmaps"));
        Files.createFile(folder.resolve(".b.part.tar.gz"));
        SaveRequest.of(cluster, folder.resolve("b")).run();
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("b")), left.toList());
        }
    }

    @Test
    void aFolderThatIsThereIsWrittenToInsideOnly() throws IOException {
        // it may be a volume's root, with another file system beside it
        Path volume = Files.createDirectory(folder.resolve("volume"));
        SaveRequest.of(cluster, volume)
                .onDisk((file, bytes) -> {
                    assertTrue(file.startsWith(volume), file::toString);
                    PrivateFiles.write(file, bytes);
                })
                .run();
        assertFalse(RestoreRequest.of(cluster, volume).plan().isRefused());
    }
}
