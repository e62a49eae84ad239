package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.etcd.SnapshotEvent.Step;
import io.github.kubemaintenance.etcd.SnapshotSaveException.Code;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Saving from the mock: what arrives is verified before it has a name, and whatever fails leaves nothing. */
class SnapshotSaveTest {
    @TempDir
    Path folder;

    private final List<SnapshotEvent> events = new ArrayList<>();

    @Test
    void a_saved_snapshot_is_verified_private_and_alone() throws IOException {
        MockEtcd etcd = filled(MockEtcd.builder());
        Path target = folder.resolve("backup.db");

        SnapshotInfo saved = EtcdSnapshots.of(etcd).save(target);

        assertEquals(Integrity.VERIFIED, saved.integrity());
        assertEquals(target, saved.file());
        assertEquals(etcd.revision(), saved.revision());
        assertEquals(299, saved.liveKeys());
        assertEquals(32, Files.size(target) % 512);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
        assertEquals(List.of("backup.db"), names());
        assertTrue(SnapshotFile.at(target).verify().findings().isEmpty());
        assertEquals(
                "v7",
                new String(
                        SnapshotFile.at(target)
                                .keys()
                                .get("/registry/pods/a/p7")
                                .orElseThrow()
                                .value(),
                        java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    void events_tell_the_member_the_progress_and_the_end() {
        MockEtcd etcd = filled(MockEtcd.builder());
        request(etcd).run();

        assertEquals(Step.MEMBER_CHOSEN, events.get(0).step());
        assertEquals(Step.VERIFIED, events.get(events.size() - 2).step());
        assertEquals(Step.SAVED, events.get(events.size() - 1).step());
        List<SnapshotEvent> progress =
                events.stream().filter(e -> e.step() == Step.PROGRESS).toList();
        assertEquals(32768, progress.get(0).received());
        SnapshotEvent last = progress.get(progress.size() - 1);
        assertEquals(last.total(), last.received());
        assertTrue(last.at().isAfter(Instant.parse("2030-01-01T00:00:00Z")));
        assertTrue(progress.size() <= 110);
    }

    @Test
    void a_learner_goes_before_a_follower_and_that_before_the_leader() {
        MockEtcd etcd = filled(MockEtcd.builder().member("m1").member("m2").learner("m3"));
        request(etcd).run();
        assertTrue(events.get(0).text().contains("m3"), events.get(0)::text);

        MockEtcd voters =
                filled(MockEtcd.builder().member("m1").lagging("m2", 5).member("m3"));
        SnapshotSave.of(voters, folder.resolve("two.db")).run();
        assertTrue(voters.requests().contains("snapshot m3"), voters.requests()::toString);
        assertEquals(
                1,
                voters.requests().stream().filter(r -> r.startsWith("snapshot")).count());
    }

    @Test
    void a_member_that_differs_is_passed_over_though_every_member_tells_of_its_alarm() throws IOException {
        MockEtcd etcd =
                filled(MockEtcd.builder().member("m1").member("m2").member("m3").fault("m2", EtcdFault.corruptAlarm()));
        request(etcd).run();
        assertTrue(etcd.requests().contains("snapshot m3"), etcd.requests()::toString);
        assertTrue(events.toString().contains("CORRUPT"), events::toString);
        refused(Code.CORRUPT_MEMBER, request(etcd).overwrite().member("m2"), "m2");
    }

    @Test
    void a_learner_that_is_too_old_to_serve_is_passed_over() {
        MockEtcd old = filled(
                MockEtcd.builder().member("m1").member("m2").learner("m3").version("3.4.27"));
        request(old).run();
        assertTrue(old.requests().contains("snapshot m2"), old.requests()::toString);
        MockEtcd young = filled(
                MockEtcd.builder().member("m1").member("m2").learner("m3").version("3.4.28"));
        request(young).overwrite().run();
        assertTrue(young.requests().contains("snapshot m3"), young.requests()::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"m2", "http://m2.mock:2379", "ID"})
    void a_named_member_is_the_one(String name) {
        MockEtcd etcd = filled(MockEtcd.builder().member("m1").member("m2").learner("m3"));
        String id = etcd.members().stream()
                .filter(m -> m.name().equals("m2"))
                .findFirst()
                .orElseThrow()
                .idText();
        request(etcd).member(name.equals("ID") ? id : name).run();

        assertTrue(etcd.requests().contains("snapshot m2"), etcd.requests()::toString);
    }

    @Test
    void an_unknown_member_is_refused_before_anything_is_fetched() throws IOException {
        MockEtcd etcd = filled(MockEtcd.builder().member("m1"));
        refused(Code.UNKNOWN_MEMBER, request(etcd).member("m9"), "m9");
        assertFalse(etcd.requests().stream().anyMatch(r -> r.startsWith("snapshot")));
    }

    @Test
    void a_member_that_is_down_is_passed_over_and_a_named_one_is_not() throws IOException {
        MockEtcd.Builder builder = MockEtcd.builder().member("m1").member("m2").fault("m2", EtcdFault.unreachable());
        request(filled(builder)).run();
        Files.delete(folder.resolve("backup.db"));
        refused(Code.NO_MEMBER, request(filled(builder)).member("m2"), "connection refused");
    }

    @Test
    void without_quorum_it_is_saved_and_said() {
        MockEtcd etcd = filled(MockEtcd.builder().member("m1").member("m2").withoutQuorum());
        request(etcd).run();

        assertTrue(events.stream()
                .anyMatch(e -> e.step() == Step.WARNING && e.text().contains("no leader")));
    }

    @Test
    void a_status_that_is_denied_is_a_warning() {
        MockEtcd etcd = filled(MockEtcd.builder().fault("m1", EtcdFault.statusDenied()));
        request(etcd).run();

        assertTrue(events.stream()
                .anyMatch(e -> e.step() == Step.WARNING && e.text().contains("permission denied")));
    }

    @Test
    void a_corrupt_member_only_when_accepted() throws IOException {
        MockEtcd etcd = filled(MockEtcd.builder().fault("m1", EtcdFault.corruptAlarm()));
        refused(Code.CORRUPT_MEMBER, request(etcd), "CORRUPT");
        request(etcd).acceptCorruptMember().run();
    }

    @ParameterizedTest
    @CsvSource({
        "DIES, 40000, UNAVAILABLE",
        "STALLS, 40000, STALLED",
        "STALLS, 0, STALLED",
        "EMPTY_MESSAGES, 40000, STALLED",
        "ENDS, 0, INCOMPLETE",
        "ENDS, 40000, INCOMPLETE",
        "ENDS, 2000000, INCOMPLETE",
        "MISCOUNTS, 40000, PROTOCOL",
        "WRONG_HASH, 0, CHECKSUM_MISMATCH",
        "DAMAGED_DATABASE, 8192, DAMAGED",
        "SNAPSHOT_DENIED, 0, DENIED",
        "UNREACHABLE, 0, NO_MEMBER"
    })
    void what_goes_wrong_has_a_code_and_leaves_nothing(EtcdFault.Kind kind, long at, Code code) throws IOException {
        MockEtcd probe = filled(MockEtcd.builder());
        long size = probe.status(probe.endpoints().get(0)).dbSize();
        EtcdFault fault = new EtcdFault(kind, Math.min(at, size));
        refused(code, request(filled(MockEtcd.builder().fault("m1", fault))), "");
    }

    @Test
    void too_little_room_is_seen_before_anything_is_fetched() throws IOException {
        MockEtcd etcd = filled(MockEtcd.builder().member("m1").fragmented(Long.MAX_VALUE / 2));
        refused(Code.NO_SPACE, request(etcd), "free");
        assertFalse(etcd.requests().stream().anyMatch(r -> r.startsWith("snapshot")));
    }

    @Test
    void a_failed_save_does_not_touch_what_was_there() throws IOException {
        Path target = Files.writeString(folder.resolve("backup.db"), "older");
        MockEtcd etcd = filled(MockEtcd.builder().fault("m1", EtcdFault.diesAfter(40000)));
        refused(Code.UNAVAILABLE, request(etcd).overwrite(), "EOF");
        assertEquals("older", Files.readString(target));
    }

    @Test
    void an_existing_file_is_kept_unless_overwritten() throws IOException {
        Path target = Files.writeString(folder.resolve("backup.db"), "older");
        MockEtcd etcd = filled(MockEtcd.builder());
        refused(Code.TARGET_EXISTS, request(etcd), "overwrite()");
        assertEquals(List.of(), etcd.requests());

        request(etcd).overwrite().run();
        assertTrue(SnapshotFile.at(target).verify().isSound());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
    }

    @Test
    void a_file_that_comes_in_between_is_not_replaced() throws IOException {
        Path target = folder.resolve("backup.db");
        SnapshotSave save = request(filled(MockEtcd.builder())).onEvent(event -> {
            if (event instanceof SnapshotEvent known && known.step() == Step.VERIFIED) {
                write(target, "another's");
            }
        });

        assertEquals(
                Code.TARGET_EXISTS,
                assertThrows(SnapshotSaveException.class, save::run).code());
        assertEquals("another's", Files.readString(target));
        assertEquals(List.of("backup.db"), names());
    }

    @Test
    void what_a_killed_save_has_left_is_replaced() throws IOException {
        write(folder.resolve("backup.db.part"), "half");
        write(folder.resolve("backup.db.part.lock"), "1.1");
        request(filled(MockEtcd.builder())).run();
        assertEquals(List.of("backup.db"), names());
    }

    @Test
    void two_saves_to_one_name_at_once_is_one_too_many() {
        MockEtcd etcd = filled(MockEtcd.builder());
        List<Code> second = new ArrayList<>();
        request(etcd)
                .onEvent(event -> {
                    if (event instanceof SnapshotEvent known && known.step() == Step.VERIFIED) {
                        second.add(assertThrows(SnapshotSaveException.class, () -> request(etcd)
                                        .run())
                                .code());
                    }
                })
                .run();

        assertEquals(List.of(Code.BUSY), second);
        assertTrue(SnapshotFile.at(folder.resolve("backup.db")).verify().isSound());
    }

    @Test
    void a_stall_ends_after_the_idle_timeout_of_virtual_time() throws IOException {
        MockEtcd etcd = filled(MockEtcd.builder().fault("m1", EtcdFault.stallsAfter(40000)));
        Instant start = etcd.now();
        refused(Code.STALLED, request(etcd).idleTimeout(Duration.ofSeconds(7)), "7 s");

        assertTrue(Duration.between(start, etcd.now()).compareTo(Duration.ofSeconds(8)) < 0);
        assertEquals("cancel m1", etcd.requests().get(etcd.requests().size() - 1));
    }

    @Test
    void a_cancelled_save_stops_the_stream_and_leaves_nothing() throws Exception {
        MockEtcd etcd = filled(MockEtcd.builder());
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        SnapshotSaveOperation operation = request(etcd)
                .onEvent(event -> {
                    if (event instanceof SnapshotEvent known && known.step() == Step.PROGRESS) {
                        running.countDown();
                        await(cancelled);
                    }
                })
                .start();
        await(running);
        operation.cancel();
        cancelled.countDown();

        SnapshotSaveOperation.Ended ended =
                operation.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertEquals(Outcome.CANCELLED, ended.outcome());
        assertEquals(Optional.of(Code.CANCELLED), ended.failure().map(SnapshotSaveException::code));
        assertTrue(etcd.requests().contains("cancel m1"), etcd.requests()::toString);
        assertEquals(List.of(), names());
    }

    @Test
    void in_the_background_it_completes_with_what_was_saved() throws Exception {
        SnapshotSaveOperation.Ended ended = request(filled(MockEtcd.builder()))
                .start()
                .completion()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);

        assertEquals(Outcome.COMPLETED, ended.outcome());
        assertEquals(299, ended.info().orElseThrow().liveKeys());
    }

    @Test
    void an_interrupt_cancels_and_stays_set() throws IOException {
        Thread.currentThread().interrupt();
        SnapshotSaveException e = assertThrows(SnapshotSaveException.class, request(filled(MockEtcd.builder()))::run);

        assertTrue(Thread.interrupted(), "the flag is set again");
        assertEquals(Code.CANCELLED, e.code(), e::getMessage);
        assertEquals(List.of(), names());
    }

    @Test
    void a_listener_that_throws_changes_nothing() {
        request(filled(MockEtcd.builder()))
                .onEvent(event -> {
                    throw new IllegalStateException("broken listener");
                })
                .run();
        assertTrue(Files.exists(folder.resolve("backup.db")));
    }

    @Test
    void a_folder_that_does_not_exist_is_named() {
        SnapshotSaveException e =
                assertThrows(SnapshotSaveException.class, () -> EtcdSnapshots.of(filled(MockEtcd.builder()))
                        .save(folder.resolve("no/such/backup.db")));
        assertEquals(Code.IO, e.code());
        assertTrue(e.getMessage().contains("no/such/backup.db"), e::getMessage);
    }

    @Test
    void a_sidecar_says_where_it_comes_from() throws IOException {
        MockEtcd etcd = filled(MockEtcd.builder().version("3.6.5"));
        SnapshotInfo info = request(etcd).sidecar().run();

        Document json = DocumentFormat.json().read(Files.readString(folder.resolve("backup.db.json")));
        assertEquals(Optional.of(info.sha256()), json.text("sha256"));
        assertEquals(Optional.of("3.6.5"), json.text("etcdVersion"));
        assertEquals(Optional.of("3.6.0"), json.text("storageVersion"));
        assertEquals(Optional.of(info.revision()), json.number("revision"));
        assertEquals(Optional.of("m1"), json.text("member"));
        assertEquals(List.of("backup.db", "backup.db.json"), names());
    }

    @Test
    void a_database_of_whole_messages_has_two_that_say_nothing_remains() throws IOException {
        byte[] real = Snapshots.bytes("small-etcd-3.5");
        byte[] data = Arrays.copyOf(Arrays.copyOf(real, 20480), 32768); // a live copy with room to grow
        SnapshotSaveException e = assertThrows(
                SnapshotSaveException.class,
                () -> request(MockEtcd.builder().database(data).build()).run());
        assertEquals(Code.DAMAGED, e.code(), "received whole, though it is no stream of a server");
        assertTrue(e.getMessage().contains("TRAILING_GARBAGE"), e::getMessage);
    }

    @Test
    void a_real_server_s_bytes_arrive_as_they_were() throws IOException {
        byte[] real = Snapshots.bytes("kubernetes-1.34-etcd-3.6");
        request(MockEtcd.builder()
                        .database(Arrays.copyOf(real, real.length - 32))
                        .build())
                .run();
        assertArrayEquals(real, Files.readAllBytes(folder.resolve("backup.db")));
    }

    @Test
    void into_a_channel_it_may_be_compressed_on_the_way() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        SnapshotTransfer.Transferred transferred;
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            transferred = EtcdSnapshots.of(filled(MockEtcd.builder()))
                    .saveTo(Channels.newChannel(gzip))
                    .onEvent(this::note)
                    .run();
        }
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray())).readAllBytes();
        Path file = Files.write(folder.resolve("unpacked.db"), plain);

        assertEquals(plain.length, transferred.bytes());
        assertEquals(SnapshotFile.at(file).info().sha256(), transferred.sha256());
        assertTrue(SnapshotFile.at(file).verify().isSound());
        assertEquals(Step.VERIFIED, events.get(events.size() - 1).step());
    }

    @Test
    void a_channel_that_fails_stops_the_server_and_its_failure_is_kept() {
        MockEtcd etcd = filled(MockEtcd.builder());
        int[] taken = {0};
        WritableByteChannel full = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                if (++taken[0] > 2) {
                    throw new IOException("No space left on device");
                }
                int count = source.remaining();
                source.position(source.limit());
                return count;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                // not ours to close
            }
        };

        SnapshotSaveException e = assertThrows(
                SnapshotSaveException.class,
                () -> EtcdSnapshots.of(etcd).saveTo(full).run());
        assertEquals(Code.NO_SPACE, e.code());
        assertEquals("No space left on device", e.getCause().getMessage());
        assertEquals(3, taken[0], "nothing more is taken from the server");
        assertEquals("cancel m1", etcd.requests().get(etcd.requests().size() - 1));
    }

    @Test
    void the_same_mock_makes_the_same_bytes() throws IOException {
        SnapshotInfo first = filled(MockEtcd.builder().member("a").member("b"), "one.db");
        SnapshotInfo second = filled(MockEtcd.builder().member("a").member("b"), "two.db");
        assertEquals(-1, Files.mismatch(first.file(), second.file()));
    }

    private SnapshotInfo filled(MockEtcd.Builder builder, String name) {
        return EtcdSnapshots.of(filled(builder)).save(folder.resolve(name));
    }

    static MockEtcd filled(MockEtcd.Builder builder) {
        MockEtcd etcd = builder.build();
        IntStream.range(0, 300).forEach(i -> etcd.put("/registry/pods/a/p" + i, "v" + i));
        etcd.put("/registry/configmaps/a/big", "x".repeat(100_000));
        etcd.put("/registry/pods/a/p1", "again");
        etcd.delete("/registry/pods/a/p2");
        etcd.delete("/registry/pods/a/p3");
        return etcd;
    }

    private SnapshotSave request(EtcdBackend etcd) {
        return SnapshotSave.of(etcd, folder.resolve("backup.db")).onEvent(this::note);
    }

    private void note(MaintenanceEvent event) {
        events.add((SnapshotEvent) event);
    }

    private void refused(Code code, SnapshotSave save, String says) throws IOException {
        Map<String, Long> before = sizes();
        SnapshotSaveException e = assertThrows(SnapshotSaveException.class, save::run);
        assertEquals(code, e.code(), e::getMessage);
        assertTrue(e.getMessage().contains(says), e::getMessage);
        assertEquals(before, sizes(), "a save that failed leaves everything as it was");
    }

    private Map<String, Long> sizes() throws IOException {
        Map<String, Long> sizes = new java.util.TreeMap<>();
        for (String name : names()) {
            sizes.put(name, Files.size(folder.resolve(name)));
        }
        return sizes;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static void write(Path path, String text) {
        try {
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
