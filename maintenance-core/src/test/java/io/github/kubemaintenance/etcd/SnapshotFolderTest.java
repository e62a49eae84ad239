package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.EtcdSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept, what is deleted, and what is never deleted. */
class SnapshotFolderTest {
    private static final Instant NOW = Instant.parse("2030-03-15T12:00:00Z");

    @TempDir
    Path folder;

    private static List<Instant> every(Duration step, int number) {
        return Stream.iterate(NOW, at -> at.minus(step)).limit(number).toList();
    }

    private static List<String> days(NavigableSet<Instant> kept) {
        return kept.stream().map(at -> at.toString().substring(5, 10)).toList();
    }

    @Test
    void without_rules_all_stay_and_a_count_keeps_the_newest() {
        List<Instant> times = every(Duration.ofHours(1), 50);
        assertEquals(50, SnapshotRetention.all().kept(times, NOW).size());
        assertEquals(
                new TreeSet<>(times.subList(0, 7)), SnapshotRetention.newest(7).kept(times, NOW));
        assertEquals(
                new TreeSet<>(times.subList(0, 11)),
                SnapshotRetention.all().andYoungerThan(Duration.ofHours(10)).kept(times, NOW));
    }

    @Test
    void the_newest_of_each_day_week_and_month_stays() {
        List<Instant> times = every(Duration.ofHours(6), 4 * 120);
        assertEquals(
                List.of("03-13", "03-14", "03-15"),
                days(SnapshotRetention.all().andDaily(3).kept(times, NOW)));
        NavigableSet<Instant> daily = SnapshotRetention.all().andDaily(2).kept(times, NOW);
        assertEquals(Instant.parse("2030-03-14T18:00:00Z"), daily.first());
        assertEquals(NOW, daily.last());
        assertEquals( // the 15th is a Friday; the Sundays before are the 10th and the 3rd
                List.of("03-03", "03-10", "03-15"),
                days(SnapshotRetention.all().andWeekly(3).kept(times, NOW)));
        assertEquals(
                List.of("01-31", "02-28", "03-15"),
                days(SnapshotRetention.all().andMonthly(3).kept(times, NOW)));
        assertEquals(5, SnapshotRetention.all().andHourly(5).kept(times, NOW).size());
        assertEquals(
                Instant.parse("2030-03-14T12:00:00Z"), // the last before midnight in Tokyo
                SnapshotRetention.all()
                        .andDaily(2)
                        .in(ZoneId.of("Asia/Tokyo"))
                        .kept(every(Duration.ofHours(12), 20), NOW)
                        .first());
    }

    @Test
    void a_pause_deletes_nothing_and_more_time_never_brings_a_deleted_one_back() {
        Random random = new Random(5);
        for (int seed = 0; seed < 200; seed++) {
            List<Instant> times = new ArrayList<>();
            Instant at = NOW;
            for (int i = 0; i < 60; i++) {
                at = at.minusSeconds(1 + random.nextInt(200_000));
                times.add(at);
            }
            SnapshotRetention policy = SnapshotRetention.newest(random.nextInt(3))
                    .andHourly(random.nextInt(4))
                    .andDaily(random.nextInt(8))
                    .andWeekly(random.nextInt(5))
                    .andMonthly(1 + random.nextInt(5));
            NavigableSet<Instant> kept = policy.kept(times, NOW);
            String context = "seed " + seed + " " + policy;
            assertTrue(kept.contains(times.get(0)), context);
            assertTrue(times.containsAll(kept), context);
            assertEquals(kept, policy.kept(kept, NOW), context);
            assertEquals(kept, policy.kept(times, NOW.plus(Duration.ofDays(400))), context);
        }
    }

    @Test
    void a_save_deletes_what_is_not_kept_and_leaves_other_files_alone() throws IOException {
        MockEtcd etcd = MockEtcd.builder().build();
        etcd.put("a", "1");
        SnapshotFolder kept =
                EtcdSnapshots.of(etcd).keepIn(folder.resolve("new")).retention(SnapshotRetention.newest(2));
        for (int i = 0; i < 4; i++) {
            kept.save();
            pass(etcd, Duration.ofHours(1));
        }
        Path foreign = Files.writeString(folder.resolve("new/other-20200101T000000Z.db"), "x");
        Path odd = Files.writeString(folder.resolve("new/etcd-20201399T000000Z.db"), "x");
        KeepReport report = kept.save();
        assertEquals(2, report.kept().size());
        assertEquals(1, report.deleted().size());
        assertEquals(report.kept(), kept.list());
        assertTrue(report.toString().contains("deleted " + report.deleted().get(0)), report::toString);
        assertTrue(report.toString().contains(report.kept().get(0) + ", sound"), report::toString);
        assertTrue(Files.exists(foreign) && Files.exists(odd));
        try (Stream<Path> files = Files.list(folder.resolve("new"))) {
            assertEquals(6, files.count(), "two snapshots with their sidecars, and what is not ours");
        }
        assertEquals(List.of(), kept.name("none").list());
        assertThrows(IllegalArgumentException.class, () -> kept.name("../x"));
    }

    private static void pass(MockEtcd etcd, Duration time) {
        try {
            etcd.pause(time);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_last_sound_one_is_never_deleted_and_none_is_if_none_is_sound() throws IOException {
        MockEtcd etcd = MockEtcd.builder().build();
        SnapshotFolder all = SnapshotFolder.of(etcd, folder);
        for (int i = 0; i < 4; i++) {
            all.save();
            pass(etcd, Duration.ofHours(1));
        }
        List<KeptSnapshot> made = all.list();
        for (KeptSnapshot newer : made.subList(0, 2)) {
            byte[] bytes = Files.readAllBytes(newer.file());
            bytes[5000] ^= 1;
            Files.write(newer.file(), bytes);
        }
        SnapshotFolder one = all.retention(SnapshotRetention.newest(1));
        KeepReport report = one.prune();
        assertEquals(List.of(made.get(0), made.get(2)), report.kept());
        assertEquals(made.get(2), report.verified().orElseThrow());

        Files.write(made.get(2).file(), new byte[10]);
        KeepReport none = one.prune();
        assertEquals(List.of(), none.deleted());
        assertTrue(none.verified().isEmpty());
    }

    @Test
    void a_failed_save_deletes_nothing() {
        MockEtcd etcd = MockEtcd.builder().build();
        SnapshotFolder one = SnapshotFolder.of(etcd, folder).retention(SnapshotRetention.newest(1));
        one.save();
        pass(etcd, Duration.ofHours(1));
        etcd.stop("m1");
        assertThrows(SnapshotSaveException.class, one::save);
        assertEquals(1, one.list().size());
    }

    @Test
    void a_schedule_goes_on_after_a_failure_and_ends_when_it_is_closed() throws Exception {
        MockEtcd etcd = MockEtcd.builder().build();
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        List<SnapshotSchedule.Run> runs = new ArrayList<>();
        CountDownLatch two = new CountDownLatch(2);
        etcd.stop("m1");
        try (SnapshotSchedule schedule = SnapshotFolder.of(etcd, folder)
                .schedule(on(scheduler), Duration.ofSeconds(1), run -> {
                    runs.add(run);
                    etcd.start("m1");
                    two.countDown();
                    throw new IllegalStateException("a listener that fails");
                })) {
            assertTrue(two.await(60, TimeUnit.SECONDS), schedule::toString);
        } finally {
            scheduler.shutdown();
        }
        assertTrue(runs.get(0).failure().isPresent());
        assertTrue(runs.get(1).report().orElseThrow().saved().isPresent());
        assertTrue(scheduler.awaitTermination(60, TimeUnit.SECONDS));
    }

    private static SnapshotScheduler on(ScheduledExecutorService scheduler) {
        return (work, first, pause) -> {
            ScheduledFuture<?> task = scheduler.scheduleWithFixedDelay(
                    work, first.toMillis(), pause.toMillis() / 100, TimeUnit.MILLISECONDS);
            return () -> task.cancel(false);
        };
    }

    @Test
    void a_rehearsal_shows_that_a_snapshot_can_be_restored_and_leaves_nothing() throws IOException {
        MockEtcd etcd = MockEtcd.builder().alarm("m1", EtcdAlarm.Type.NOSPACE).build();
        Path file = folder.resolve("snapshot.db");
        SnapshotSave.of(etcd, file).run();
        DrillReport report = EtcdSnapshots.restoreDrill(file).in(folder).run();
        assertFalse(report.started());
        assertTrue(report.toString().contains("same 0 keys"), report::toString);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(file), left.toList());
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[5000] ^= 1;
        Files.write(file, bytes);
        RestoreDrill damaged = RestoreDrill.of(file).in(folder);
        assertThrows(SnapshotFileException.class, damaged::run);
    }
}
