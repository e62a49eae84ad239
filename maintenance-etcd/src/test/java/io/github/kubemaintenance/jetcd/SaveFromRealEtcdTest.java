package io.github.kubemaintenance.jetcd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.etcd.EtcdBackend.Chunk;
import io.github.kubemaintenance.etcd.EtcdBackend.SnapshotStream;
import io.github.kubemaintenance.etcd.EtcdException;
import io.github.kubemaintenance.etcd.EtcdException.Kind;
import io.github.kubemaintenance.etcd.EtcdStatus;
import io.github.kubemaintenance.etcd.Integrity;
import io.github.kubemaintenance.etcd.SnapshotEvent;
import io.github.kubemaintenance.etcd.SnapshotFile;
import io.github.kubemaintenance.etcd.SnapshotInfo;
import io.github.kubemaintenance.etcd.SnapshotSaveException;
import io.github.kubemaintenance.etcd.SnapshotSaveException.Code;
import io.github.kubemaintenance.etcd.SnapshotSaveOperation;
import io.github.kubemaintenance.model.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Saving from real servers, also from those that die, stall or are alone. Skipped where there are none. */
@Timeout(600)
class SaveFromRealEtcdTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    private final List<SnapshotEvent> events = new CopyOnWriteArrayList<>();

    private Path target() {
        return folder.resolve("out").resolve("backup.db");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> found = Files.list(folder.resolve("out"))) {
            return found.map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private LiveEtcd etcd(String minor, int members) throws Exception {
        Files.createDirectories(folder.resolve("out"));
        return LiveEtcd.start(minor, members, folder);
    }

    private static void fill(JetcdBackend backend, int mebibytes) {
        byte[] value = new byte[(int) MIB];
        for (int i = 0; i < mebibytes; i++) {
            value[i] = 1;
            backend.operations().put("big/" + i, value);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.4", "3.5"})
    void what_is_saved_is_what_the_server_has(String minor) throws Exception {
        try (LiveEtcd etcd = etcd(minor, 1);
                JetcdBackend backend = etcd.backend()) {
            long revision = backend.operations().put("/registry/a", "1".getBytes(StandardCharsets.UTF_8));
            assertEquals(revision + 1, backend.operations().put("/registry/b", new byte[70_000]));
            backend.operations().delete("/registry/a");
            assertEquals(Optional.empty(), backend.get("/registry/a"));
            assertArrayEquals(new byte[70_000], backend.get("/registry/b").orElseThrow());

            SnapshotInfo saved = EtcdSnapshots.of(backend)
                    .saveTo(target())
                    .onEvent(event -> events.add((SnapshotEvent) event))
                    .run();

            EtcdStatus status = backend.status(etcd.endpoint("m1"));
            assertTrue(status.version().startsWith(minor), status.version());
            assertEquals(revision + 2, saved.revision());
            assertEquals(status.revision(), saved.revision());
            assertEquals(Integrity.VERIFIED, saved.integrity());
            assertEquals(1, saved.liveKeys());
            assertEquals(List.of("backup.db"), names());
            assertEquals(
                    SnapshotFile.at(target()).hashKv(saved.revision()),
                    backend.hashKv(etcd.endpoint("m1"), saved.revision()).hash());
            assertEquals(List.of(), backend.alarms());
            assertEquals("m1", backend.members().get(0).name());
            assertEquals(status.memberId(), saved.members().get(0).id());
            assertEquals(SnapshotEvent.Step.SAVED, events.get(events.size() - 1).step());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.4", "3.5"})
    void a_follower_is_saved_from_and_one_that_is_left_alone_too(String minor) throws Exception {
        try (LiveEtcd etcd = etcd(minor, 3);
                JetcdBackend backend = etcd.backend()) {
            backend.operations().put("a", new byte[10]);
            SnapshotInfo saved = EtcdSnapshots.of(backend)
                    .saveTo(target())
                    .onEvent(event -> events.add((SnapshotEvent) event))
                    .run();
            assertTrue(events.stream().anyMatch(e -> e.text().contains("(follower)")), events::toString);
            long hash = SnapshotFile.at(target()).hashKv(saved.revision());
            for (String endpoint : backend.endpoints()) {
                LiveEtcd.awaitRevision(backend, endpoint, saved.revision());
                assertEquals(hash, backend.hashKv(endpoint, saved.revision()).hash(), endpoint);
            }

            etcd.kill("m2");
            etcd.kill("m3");
            events.clear();
            SnapshotInfo alone = EtcdSnapshots.of(backend)
                    .saveTo(target())
                    .overwrite()
                    .onEvent(event -> events.add((SnapshotEvent) event))
                    .run();
            assertEquals(saved.revision(), alone.revision());
            assertTrue(
                    events.stream()
                            .anyMatch(e -> e.step() == SnapshotEvent.Step.MEMBER_CHOSEN
                                    && e.endpoint().equals(etcd.endpoint("m1"))),
                    events::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({"3.4, leader", "3.5, learner"}) // 3.4.23 refuses to serve a snapshot from a learner
    void a_learner_goes_first_where_it_can(String minor, String role) throws Exception {
        try (LiveEtcd etcd = etcd(minor, 1)) {
            String peer = etcd.prepare("m2");
            try (JetcdBackend backend = etcd.backend()) {
                backend.operations().put("a", new byte[10]);
                backend.operations().addLearner(List.of(peer));
                etcd.launch("m2", "existing");
                etcd.await(backend, "m2");
                for (int i = 0; i < 300 && backend.status(etcd.endpoint("m2")).revision() < 2; i++) {
                    backend.pause(Duration.ofMillis(100));
                }
                SnapshotInfo saved = EtcdSnapshots.of(backend)
                        .saveTo(target())
                        .onEvent(event -> events.add((SnapshotEvent) event))
                        .run();
                assertTrue(events.stream().anyMatch(e -> e.text().contains("(" + role + ")")), events::toString);
                assertEquals(
                        SnapshotFile.at(target()).hashKv(saved.revision()),
                        backend.hashKv(etcd.endpoint("m1"), saved.revision()).hash());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.4", "3.5"})
    void a_server_that_is_killed_in_the_middle_leaves_nothing_and_is_reached_again_later(String minor)
            throws Exception {
        try (LiveEtcd etcd = etcd(minor, 1);
                JetcdBackend backend = etcd.backend()) {
            fill(backend, 30);
            SnapshotSaveException e = assertThrows(SnapshotSaveException.class, () -> EtcdSnapshots.of(backend)
                    .saveTo(target())
                    .onEvent(event -> {
                        if (((SnapshotEvent) event).received() > MIB) {
                            etcd.kill("m1");
                        }
                    })
                    .run());
            assertEquals(Code.UNAVAILABLE, e.code(), e.getMessage());
            assertEquals(List.of(), names());

            etcd.launch("m1", "existing");
            etcd.await(backend, "m1");
            assertEquals(
                    Integrity.VERIFIED, EtcdSnapshots.of(backend).save(target()).integrity());
        }
    }

    @Test
    void a_server_that_says_nothing_more_is_given_up_and_nothing_is_left() throws Exception {
        try (LiveEtcd etcd = etcd("3.5", 1);
                JetcdBackend direct = etcd.backend();
                Proxy proxy = new Proxy(etcd.port("m1"));
                JetcdBackend backend =
                        JetcdBackend.builder().endpoints(proxy.endpoint()).build()) {
            fill(direct, 20);
            SnapshotSaveException e = assertThrows(SnapshotSaveException.class, () -> EtcdSnapshots.of(backend)
                    .saveTo(target())
                    .idleTimeout(Duration.ofMillis(700))
                    .onEvent(event -> {
                        if (((SnapshotEvent) event).step() == SnapshotEvent.Step.MEMBER_CHOSEN) {
                            proxy.stallAfter(5 * MIB);
                        }
                    })
                    .run());
            assertEquals(Code.STALLED, e.code(), e.getMessage());
            assertEquals(List.of(), names());
        }
    }

    @Test
    void a_slow_reader_slows_the_server_down_and_a_cancelled_one_stops_it() throws Exception {
        try (LiveEtcd etcd = etcd("3.5", 1);
                JetcdBackend direct = etcd.backend();
                Proxy proxy = new Proxy(etcd.port("m1"));
                JetcdBackend backend =
                        JetcdBackend.builder().endpoints(proxy.endpoint()).build()) {
            fill(direct, 60);
            try (SnapshotStream stream = backend.snapshot(proxy.endpoint())) {
                Chunk first = (Chunk) stream.next(Duration.ofSeconds(20));
                assertTrue(first.remaining() > 60 * MIB);
                for (int i = 0; i < 20; i++) {
                    backend.status(proxy.endpoint()); // goes over the same connection, so it is not blocked
                }
                assertTrue(proxy.passed() < 12 * MIB, () -> "sent without being asked: " + proxy.passed());
            }
            for (int i = 0; i < 20; i++) {
                backend.status(proxy.endpoint());
            }
            assertTrue(proxy.passed() < 24 * MIB, () -> "sent after the cancel: " + proxy.passed());
        }
    }

    @Test
    void an_operation_is_cancelled_from_another_thread() throws Exception {
        try (LiveEtcd etcd = etcd("3.5", 1);
                JetcdBackend direct = etcd.backend();
                Proxy proxy = new Proxy(etcd.port("m1"));
                JetcdBackend backend =
                        JetcdBackend.builder().endpoints(proxy.endpoint()).build()) {
            fill(direct, 20);
            proxy.stallAfter(5 * MIB);
            CountDownLatch moving = new CountDownLatch(1);
            SnapshotSaveOperation running = EtcdSnapshots.of(backend)
                    .saveTo(target())
                    .onEvent(event -> {
                        if (((SnapshotEvent) event).received() > MIB) {
                            moving.countDown();
                        }
                    })
                    .start();
            assertTrue(moving.await(30, TimeUnit.SECONDS));
            running.cancel();
            SnapshotSaveOperation.Ended ended =
                    running.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertEquals(Outcome.CANCELLED, ended.outcome());
            assertEquals(List.of(), names());
        }
    }

    @Test
    void nobody_there_fails_before_a_file_is_made() throws Exception {
        Files.createDirectories(folder.resolve("out"));
        try (JetcdBackend backend = JetcdBackend.builder()
                .endpoints("http://127.0.0.1:" + FreePorts.free())
                .build()) {
            SnapshotSaveException e = assertThrows(
                    SnapshotSaveException.class, () -> EtcdSnapshots.of(backend).save(target()));
            assertEquals(Code.NO_MEMBER, e.code());
            assertTrue(e.getMessage().contains("refused"), e.getMessage());
            assertEquals(List.of(), names());
            try (SnapshotStream stream = backend.snapshot(backend.endpoints().get(0))) {
                EtcdException direct = assertThrows(EtcdException.class, () -> stream.next(Duration.ofSeconds(20)));
                assertEquals(Kind.UNREACHABLE, direct.kind());
            }
        }
    }
}
