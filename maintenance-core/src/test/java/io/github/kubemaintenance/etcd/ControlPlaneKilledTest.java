package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.internal.Disk;
import io.github.kubemaintenance.model.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that restores a control plane is killed for real, at each step that changes a disk, and run again. */
class ControlPlaneKilledTest {
    /** What the child process runs: the restore, which ends the process at a call, as SIGKILL would. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            int killAt = Integer.parseInt(args[2]);
            TestHost host = new TestHost();
            host.hook = call -> {
                if (host.calls.size() == killAt) {
                    Runtime.getRuntime().halt(137);
                }
            };
            restore(host, Path.of(args[0]), Path.of(args[1])).run();
        }
    }

    @TempDir
    Path folder;

    private static ControlPlaneRestore restore(TestHost host, Path snapshot, Path data) {
        return ControlPlaneRestore.of(host.etcd, snapshot)
                .discardWritesAfter(SnapshotFile.at(snapshot).info().revision())
                .tryingWith(() -> {})
                .token("tok")
                .member(new ControlPlaneMember(host, "m1", "http://10.0.0.1:2380", data));
    }

    private static void old(Path data) throws IOException {
        Disk.delete(data);
        Files.writeString(Files.createDirectories(data.resolve("member")).resolve("old.txt"), "old");
    }

    @Test
    void killed_at_each_step_that_changes_the_disk_it_is_run_again_and_completes() throws Exception {
        Path snapshot = Snapshots.file("small-etcd-3.5", folder);
        Path data = folder.resolve("etcd");
        old(data);
        TestHost counting = new TestHost();
        restore(counting, snapshot, data).run();
        List<String> calls = counting.calls;
        int[] changing = IntStream.rangeClosed(1, calls.size())
                .filter(i -> calls.get(i - 1).matches("(restore|move|start ETCD).*"))
                .toArray();
        assertTrue(changing.length >= 11, calls::toString);
        for (int killAt : changing) {
            String context = "killed at " + killAt + ", " + calls.get(killAt - 1);
            old(data);
            assertEquals(137, killed(snapshot, data, killAt), context);
            long olds = olds(data);
            assertEquals(1, olds, context + ": the old data is there once");

            TestHost again = new TestHost();
            EtcdMaintenanceReport report = restore(again, snapshot, data).run();
            assertEquals(Outcome.COMPLETED, report.outcome(), context);
            assertTrue(SnapshotFile.at(data.resolve("member/snap/db")).verify().isSound(), context);
            assertFalse(Files.exists(data.resolve("member/old.txt")), context);
            assertEquals(1, olds(data), context);
            assertEquals(List.of(".kube-maintenance", "member"), names(data), context);
        }
    }

    private static long olds(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> file.endsWith("old.txt")).count();
        }
    }

    private static List<String> names(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static int killed(Path snapshot, Path data, int at) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        snapshot.toString(),
                        data.toString(),
                        Integer.toString(at))
                .redirectErrorStream(true)
                .start();
        String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(child.waitFor(120, TimeUnit.SECONDS), out);
        assertEquals("", out);
        return child.exitValue();
    }
}
