package io.github.kubemaintenance.jetcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.etcd.EtcdAlarm;
import io.github.kubemaintenance.etcd.EtcdException;
import io.github.kubemaintenance.etcd.EtcdHealth;
import io.github.kubemaintenance.etcd.EtcdHealthReport;
import io.github.kubemaintenance.etcd.EtcdMaintenanceException;
import io.github.kubemaintenance.etcd.EtcdMember;
import io.github.kubemaintenance.etcd.EtcdStatus;
import io.github.kubemaintenance.etcd.MemberHealth;
import io.github.kubemaintenance.etcd.RevisionMark;
import io.github.kubemaintenance.etcd.SnapshotRestore;
import io.github.kubemaintenance.etcd.SnapshotSave;
import io.github.kubemaintenance.etcd.SnapshotSaveException;
import io.github.kubemaintenance.model.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maintenance of real clusters. Skipped where there are no servers. */
@Timeout(600)
class HealthOfRealEtcdTest {
    @TempDir
    Path folder;

    /** A mark as it would have been set long ago; the time of a real backend can't be moved. */
    private static RevisionMark old(JetcdBackend backend) {
        RevisionMark now = EtcdHealth.of(backend).mark();
        return new RevisionMark(now.revision(), now.at().minus(Duration.ofMinutes(6)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.4", "3.5"})
    void a_cluster_is_compacted_defragmented_and_led_by_another(String minor) throws Exception {
        try (LiveEtcd etcd = LiveEtcd.start(minor, 3, folder);
                JetcdBackend backend = etcd.backend()) {
            EtcdHealth health = EtcdHealth.of(backend);
            for (int i = 0; i < 40; i++) {
                backend.operations().put("key", new byte[200_000]);
            }
            EtcdHealthReport before = health.check();
            assertTrue(before.isHealthy(), before::toString);

            health.compact().upTo(old(backend)).run();
            health.defragment().run();

            EtcdHealthReport after = health.check();
            assertTrue(after.isHealthy(), after::toString);
            for (MemberHealth member : after.members()) {
                long size = member.status().map(EtcdStatus::dbSize).orElseThrow();
                assertTrue(size < 1_500_000, member::toString);
            }
            assertEquals(
                    List.of(),
                    health.compact()
                            .upTo(new RevisionMark(2, old(backend).at()))
                            .run()
                            .done());
            MemberHealth follower = after.members().stream()
                    .filter(member -> !member.isLeader())
                    .findFirst()
                    .orElseThrow();
            health.moveLeader(follower.name()).run();
            assertEquals(follower.name(), health.check().leader().orElseThrow().name());
        }
    }

    @Test
    void a_full_cluster_takes_writes_again() throws Exception {
        try (LiveEtcd etcd = LiveEtcd.start("3.5", 1, folder, "--quota-backend-bytes", "4000000");
                JetcdBackend backend = etcd.backend()) {
            byte[] value = new byte[500_000];
            EtcdException full = assertThrows(EtcdException.class, () -> {
                for (int i = 0; i < 30; i++) {
                    backend.operations().put("key", value);
                }
            });
            assertTrue(full.getMessage().contains("space exceeded"), full.getMessage());
            EtcdHealth health = EtcdHealth.of(backend);
            assertEquals(1, health.check().alarms().size());
            EtcdMaintenanceException alone = assertThrows(
                    EtcdMaintenanceException.class,
                    () -> health.disarmAlarms().compactUpTo(old(backend)).run());
            assertEquals(Outcome.REFUSED, alone.report().outcome());

            health.disarmAlarms().compactUpTo(old(backend)).acceptQuorumLoss().run();

            assertTrue(health.check().isHealthy());
            backend.operations().put("key", value);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.4", "3.5"})
    void a_lost_member_is_replaced(String minor) throws Exception {
        try (LiveEtcd etcd = LiveEtcd.start(minor, 3, folder)) {
            String peer = etcd.prepare("m4");
            try (JetcdBackend backend =
                    JetcdBackend.builder().endpoints(etcd.endpoints()).build()) {
                for (int i = 0; i < 20; i++) {
                    backend.operations().put("key" + i, new byte[1000]);
                }
                EtcdHealth health = EtcdHealth.of(backend);
                String leader = health.check().leader().orElseThrow().name();
                etcd.kill(leader);
                etcd.forget(leader);
                String other = etcd.endpoint(leader.equals("m1") ? "m2" : "m1");
                for (int i = 0; i < 100 && !hasOtherLeader(backend, other); i++) {
                    backend.pause(Duration.ofMillis(100));
                }
                EtcdHealthReport lost = health.check();
                assertTrue(lost.hasQuorum(), lost::toString);
                assertFalse(lost.isHealthy(), lost::toString);

                health.replaceMember(leader)
                        .with("m4", peer)
                        .startedBy((added, cluster) -> etcd.launch("m4", "existing", cluster))
                        .run();

                EtcdHealthReport whole = health.check();
                assertEquals(3, whole.healthyVoters(), whole::toString);
                long revision = backend.status(other).revision();
                assertEquals(
                        backend.hashKv(other, revision).hash(),
                        backend.hashKv(etcd.endpoint("m4"), revision).hash());
            }
        }
    }

    @Test
    void members_that_disagree_raise_an_alarm_that_is_only_disarmed_when_that_is_accepted() throws Exception {
        Path one = folder.resolve("one.db");
        Path other = folder.resolve("other.db");
        saveWith("same length", Files.createDirectories(folder.resolve("a")), one);
        saveWith("other words", Files.createDirectories(folder.resolve("b")), other);
        try (LiveEtcd etcd = LiveEtcd.start("3.5", 3, folder, "--experimental-corrupt-check-time", "1s")) {
            String cluster = "m1=" + etcd.peer("m1") + ",m2=" + etcd.peer("m2") + ",m3=" + etcd.peer("m3");
            for (String name : List.of("m1", "m2", "m3")) {
                etcd.kill(name);
            }
            for (String name : List.of("m1", "m2", "m3")) {
                Path data = folder.resolve("restored-" + name);
                SnapshotRestore.of(name.equals("m3") ? other : one)
                        .name(name)
                        .dataDir(data)
                        .initialCluster(cluster)
                        .initialAdvertisePeerUrls(etcd.peer(name))
                        .run();
                Files.move(etcd.data(name), folder.resolve("before-" + name));
                Files.move(data, etcd.data(name));
            }
            for (String name : List.of("m1", "m2", "m3")) {
                etcd.launch(name, "existing");
            }
            try (JetcdBackend backend = etcd.backend()) {
                etcd.awaitLeader(backend);
                List<EtcdAlarm> alarms = backend.alarms();
                for (int i = 0; i < 600 && alarms.isEmpty(); i++) {
                    backend.pause(Duration.ofMillis(100));
                    alarms = backend.alarms();
                }
                assertEquals(EtcdAlarm.Type.CORRUPT, alarms.get(0).type());
                EtcdHealth health = EtcdHealth.of(backend);
                assertFalse(health.check().isHealthy());
                assertThrows(EtcdException.class, () -> backend.operations().put("key", new byte[1]));

                EtcdMaintenanceException refused =
                        assertThrows(EtcdMaintenanceException.class, () -> health.disarmAlarms()
                                .run());
                assertTrue(refused.getMessage().contains("Replace the member that differs"), refused.getMessage());
                // The alarm names a member, or (seen with 3.5.16) none: then nobody knows who differs.
                Set<String> refusals = new TreeSet<>();
                for (EtcdMember member : backend.members()) {
                    SnapshotSave save = EtcdSnapshots.of(backend)
                            .saveTo(folder.resolve(member.name() + ".db"))
                            .member(member.name());
                    try {
                        save.run();
                    } catch (SnapshotSaveException e) {
                        assertEquals(SnapshotSaveException.Code.CORRUPT_MEMBER, e.code(), e.getMessage());
                        refusals.add(member.name());
                        assertTrue(backend.alarms().stream()
                                .anyMatch(alarm -> alarm.memberId() == 0 || alarm.memberId() == member.id()));
                        save.acceptCorruptMember().run();
                    }
                }
                assertFalse(refusals.isEmpty());
                health.disarmAlarms().acceptCorruption().run();
            }
        }
    }

    private static void saveWith(String value, Path folder, Path target) throws Exception {
        try (LiveEtcd etcd = LiveEtcd.start("3.5", 1, folder);
                JetcdBackend backend = etcd.backend()) {
            backend.operations().put("key", value.getBytes(StandardCharsets.UTF_8));
            EtcdSnapshots.of(backend).save(target);
        }
    }

    private static boolean hasOtherLeader(JetcdBackend backend, String endpoint) {
        try {
            return backend.status(endpoint).leader() != 0
                    && EtcdHealth.of(backend).check().leader().isPresent();
        } catch (EtcdException e) {
            return false;
        }
    }
}
