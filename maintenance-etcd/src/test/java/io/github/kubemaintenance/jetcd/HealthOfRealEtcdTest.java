package io.github.kubemaintenance.jetcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.EtcdException;
import io.github.kubemaintenance.etcd.EtcdHealth;
import io.github.kubemaintenance.etcd.EtcdHealthReport;
import io.github.kubemaintenance.etcd.EtcdMaintenanceException;
import io.github.kubemaintenance.etcd.EtcdStatus;
import io.github.kubemaintenance.etcd.MemberHealth;
import io.github.kubemaintenance.etcd.RevisionMark;
import io.github.kubemaintenance.model.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maintenance of real clusters. Skipped where there are no servers. */
@Timeout(240)
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

    private static boolean hasOtherLeader(JetcdBackend backend, String endpoint) {
        try {
            return backend.status(endpoint).leader() != 0
                    && EtcdHealth.of(backend).check().leader().isPresent();
        } catch (EtcdException e) {
            return false;
        }
    }
}
