package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A restore whose process is killed at any step leaves nothing that a server could start on, and can be run again. */
class RestoreKilledTest {
    /** What the child process runs: a restore that ends the process at a step, as SIGKILL would. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            SnapshotRestore restore = SnapshotRestore.of(Path.of(args[0])).dataDir(Path.of(args[1]));
            if (!args[2].isEmpty()) {
                restore = restore.walDir(Path.of(args[2]));
            }
            restore.steps(step -> {
                        if (step.equals(args[3])) {
                            Runtime.getRuntime().halt(137);
                        }
                    })
                    .run();
        }
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "folders made",
                "database copied",
                "changes appended",
                "database committed",
                "log written",
                "raft snapshot written",
                "forced to disk"
            })
    void killed_before_the_rename_it_runs_again(String step) throws Exception {
        Path data = folder.resolve("place/data");
        assertEquals(137, killed(data, "", step));
        assertFalse(Files.exists(data));

        again(data, "");
        assertEquals(List.of("data"), names(folder.resolve("place")), "the left-overs are gone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"database copied", "forced to disk"})
    void killed_in_an_empty_folder_it_runs_again(String step) throws Exception {
        Path data = Files.createDirectories(folder.resolve("place/data"));
        assertEquals(137, killed(data, "", step));
        assertFalse(Files.exists(data.resolve("member")));

        again(data, "");
        assertEquals(List.of("member"), names(data));
    }

    @ParameterizedTest
    @ValueSource(strings = {"log written", "log renamed"})
    void killed_between_the_two_renames_it_runs_again(String step) throws Exception {
        Path data = folder.resolve("place/data");
        String wal = folder.resolve("place/wal").toString();
        assertEquals(137, killed(data, wal, step));
        assertFalse(Files.exists(data));

        again(data, wal);
        assertEquals(List.of("data", "wal"), names(folder.resolve("place")));
    }

    private void again(Path data, String wal) {
        SnapshotRestore restore =
                SnapshotRestore.of(Snapshots.file("small-etcd-3.5", folder)).dataDir(data);
        (wal.isEmpty() ? restore : restore.walDir(Path.of(wal))).run();
        assertTrue(SnapshotFile.at(data.resolve("member/snap/db")).verify().isSound());
    }

    private int killed(Path data, String wal, String step) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        Snapshots.file("small-etcd-3.5", folder).toString(),
                        data.toString(),
                        wal,
                        step)
                .redirectErrorStream(true)
                .start();
        String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(child.waitFor(60, TimeUnit.SECONDS), out);
        assertEquals("", out);
        return child.exitValue();
    }

    private static List<String> names(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
