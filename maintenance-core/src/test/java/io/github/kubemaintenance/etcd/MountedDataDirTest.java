package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.internal.Disk;
import io.github.kubemaintenance.model.Outcome;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data directories that are file systems of their own, which can't be renamed, become full or can't be written. Needs the
 * right to mount; skipped elsewhere.
 */
class MountedDataDirTest {
    /** The process that restores is killed here. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @TempDir
    Path folder;

    private final Deque<Path> mounted = new ArrayDeque<>();

    private Path mount(String name, String size) throws Exception {
        Path point = Files.createDirectories(folder.resolve(name));
        String said = run("mount", "-t", "tmpfs", "-o", "size=" + size + ",mode=0700", "tmpfs", point.toString());
        Assumptions.assumeTrue(said.isEmpty(), "no right to mount here, so not tested on a mount: " + said);
        mounted.push(point);
        return point;
    }

    private static String run(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? "" : "'" + String.join(" ", command) + "' said " + said;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @AfterEach
    void unmount() throws Exception {
        while (!mounted.isEmpty()) {
            assertEquals("", run("umount", mounted.pop().toString()));
        }
    }

    private Path snapshot() {
        return Snapshots.file("small-etcd-3.5", folder);
    }

    private ControlPlaneRestore restore(TestHost host, Path data) {
        MockEtcd etcd = MockEtcd.builder().member("m1").build();
        host.etcd = etcd;
        return ControlPlaneRestore.of(etcd, snapshot())
                .discardWritesAfter(SnapshotFile.at(snapshot()).info().revision())
                .tryingWith(() -> {})
                .token("tok")
                .member(new ControlPlaneMember(host, "m1", "http://10.0.0.1:2380", data));
    }

    private static void old(Path data) throws IOException {
        Disk.delete(data.resolve("member"));
        Disk.delete(data.resolve(".kube-maintenance"));
        Files.writeString(Files.createDirectories(data.resolve("member")).resolve("old.txt"), "old");
    }

    private static void assertRestored(Path data, String context) throws IOException {
        assertTrue(SnapshotFile.at(data.resolve("member/snap/db")).verify().isSound(), context);
        assertFalse(Files.exists(data.resolve("member/old.txt")), context);
        try (Stream<Path> kept = Files.walk(data.resolve(".kube-maintenance"))) {
            assertEquals(1, kept.filter(file -> file.endsWith("old.txt")).count(), context);
        }
    }

    @Test
    void a_data_directory_that_is_a_mount_point_is_restored_by_a_swap_within_it() throws Exception {
        Path data = mount("etcd", "400m");
        old(data);
        FileSystemException busy = assertThrows(
                FileSystemException.class,
                () -> Files.move(data, folder.resolve("aside"), StandardCopyOption.ATOMIC_MOVE));
        assertTrue(busy.getMessage().contains("busy"), "what this is about: " + busy);

        EtcdMaintenanceReport report = restore(new TestHost(), data).run();
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertRestored(data, "");
    }

    @Test
    void killed_at_any_step_on_a_mount_it_is_run_again_and_completes() throws Exception {
        Path data = mount("etcd", "400m");
        old(data);
        TestHost counting = new TestHost();
        restore(counting, data).run();
        int total = counting.calls.size();
        assertTrue(counting.calls.contains("restore: database copied"), counting.calls::toString);
        for (int killAt = 1; killAt <= total; killAt++) {
            old(data);
            int at = killAt;
            TestHost dying = new TestHost();
            dying.hook = call -> {
                if (dying.calls.size() >= at) {
                    throw new Killed();
                }
            };
            ControlPlaneRestore first = restore(dying, data);
            assertThrows(Killed.class, () -> done(first));
            TestHost again = new TestHost();
            again.running.retainAll(dying.running);
            EtcdMaintenanceReport report = restore(again, data).run();
            String context = "killed at " + at + ", " + counting.calls.get(at - 1);
            assertEquals(Outcome.COMPLETED, report.outcome(), context);
            assertRestored(data, context);
        }
    }

    private static void done(ControlPlaneRestore restore) {
        restore.run();
    }

    @Test
    void a_member_folder_that_is_a_mount_point_itself_is_told_and_all_is_taken_back() throws Exception {
        Path data = Files.createDirectories(folder.resolve("etcd"));
        Path member = mount("etcd/member", "100m");
        Files.writeString(member.resolve("old.txt"), "old");
        TestHost host = new TestHost();
        ControlPlaneRestore restore = restore(host, data);
        EtcdMaintenanceReport report = assertThrows(EtcdMaintenanceException.class, () -> done(restore))
                .report();
        assertEquals(Outcome.FAILED, report.outcome());
        assertTrue(report.toString().contains(member + " is a mount point"), report::toString);
        assertTrue(Files.exists(member.resolve("old.txt")), report::toString);
        assertFalse(Files.exists(data.resolve(".kube-maintenance/new")), report::toString);
        assertEquals(new TestHost().running, host.running, "what ran runs again");
    }

    @Test
    void a_restore_into_an_empty_mount_point() throws Exception {
        Path data = mount("etcd", "200m");
        RestoreReport report = SnapshotRestore.of(snapshot()).dataDir(data).run();
        assertEquals(data, report.dataDir());
        assertTrue(SnapshotFile.at(data.resolve("member/snap/db")).verify().isSound());
    }

    @Test
    void too_small_a_disk_is_seen_before_and_one_that_fills_up_is_told_and_left_clean() throws Exception {
        Path small = mount("small", "20m");
        SnapshotRestoreException before =
                assertThrows(SnapshotRestoreException.class, () -> SnapshotRestore.of(snapshot())
                        .dataDir(small.resolve("data"))
                        .run());
        assertEquals(SnapshotRestoreException.Code.NO_SPACE, before.code());
        assertEquals(List.of(), names(small));

        Path disk = mount("disk", "80m");
        SnapshotRestore filling = SnapshotRestore.of(snapshot())
                .dataDir(disk.resolve("data"))
                .steps(step -> {
                    if (step.equals("database committed")) {
                        fill(disk.resolve("others"));
                    }
                });
        SnapshotRestoreException full = assertThrows(SnapshotRestoreException.class, filling::run);
        assertEquals(SnapshotRestoreException.Code.NO_SPACE, full.code(), full.getMessage());
        assertTrue(full.getMessage().contains("No space left"), full.getMessage());
        assertEquals(List.of("others"), names(disk));
    }

    @Test
    void a_save_onto_a_disk_that_fills_up_is_told_and_leaves_nothing() throws Exception {
        Path disk = mount("disk", "8m");
        try (MockEtcd etcd = MockEtcd.builder().member("m1").build()) {
            for (int i = 0; i < 40; i++) {
                etcd.put("k" + i, "v".repeat(100_000));
            }
            SnapshotSave save = SnapshotSave.of(etcd, disk.resolve("s.db")).onEvent(event -> {
                if (event instanceof SnapshotEvent told && told.step() == SnapshotEvent.Step.MEMBER_CHOSEN) {
                    unchecked(disk.resolve("others"));
                }
            });
            SnapshotSaveException full = assertThrows(SnapshotSaveException.class, save::run);
            assertTrue(
                    full.code() == SnapshotSaveException.Code.NO_SPACE || full.code() == SnapshotSaveException.Code.IO,
                    full::getMessage);
            assertTrue(full.getMessage().contains("space"), full.getMessage());
            assertEquals(List.of("others"), names(disk));
        }
    }

    @Test
    void a_disk_that_may_not_be_written_is_told_even_to_root() throws Exception {
        Path disk = mount("disk", "200m");
        assertEquals("", run("mount", "-o", "remount,ro", disk.toString()));
        SnapshotRestoreException restore =
                assertThrows(SnapshotRestoreException.class, () -> SnapshotRestore.of(snapshot())
                        .dataDir(disk.resolve("data"))
                        .run());
        assertEquals(SnapshotRestoreException.Code.IO, restore.code());
        assertTrue(restore.getMessage().contains("Read-only"), restore.getMessage());
        try (MockEtcd etcd = MockEtcd.builder().member("m1").build()) {
            SnapshotSaveException save =
                    assertThrows(SnapshotSaveException.class, () -> SnapshotSave.of(etcd, disk.resolve("s.db"))
                            .run());
            assertEquals(SnapshotSaveException.Code.IO, save.code());
            assertTrue(save.getMessage().contains("Read-only"), save.getMessage());
        }
        assertEquals(List.of(), names(disk));
    }

    private static List<String> names(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** Another program takes all the room that is left. */
    private static void fill(Path file) throws IOException {
        try (OutputStream out = new FileOutputStream(file.toFile())) {
            byte[] zeros = new byte[1 << 12];
            while (true) {
                out.write(zeros);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    private static void unchecked(Path file) {
        try {
            fill(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
