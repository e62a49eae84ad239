package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Maintenance on the mock: what is refused, in which order things are done, what is waited for. */
class EtcdHealthTest {
    private final List<MaintenanceEvent> events = new ArrayList<>();

    private static MockEtcd.Builder three() {
        return MockEtcd.builder().member("m1").member("m2").member("m3");
    }

    private static List<String> asked(MockEtcd etcd, String... words) {
        return etcd.requests().stream()
                .filter(request -> List.of(words).contains(request.split(" ", -1)[0]))
                .toList();
    }

    private static EtcdMaintenanceReport refused(Outcome outcome, String code, Supplier<?> work) {
        EtcdMaintenanceReport report =
                assertThrows(EtcdMaintenanceException.class, work::get).report();
        assertEquals(outcome, report.outcome(), report::toString);
        assertEquals(code, report.reason().orElseThrow().code(), report::toString);
        return report;
    }

    @Test
    void a_healthy_cluster_can_lose_any_one_member() {
        EtcdHealthReport health = EtcdHealth.of(three().learner("m4").build()).check();
        assertTrue(health.isHealthy(), health::toString);
        assertEquals(3, health.voters());
        assertEquals("m1", health.leader().orElseThrow().name());
        for (String name : List.of("m1", "m2", "m3", "m4", "http://m2.mock:2379")) {
            assertTrue(health.canLose(name), name);
        }
        assertFalse(health.canLose("m9"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, false",
        "2, 0, false",
        "3, 0, true",
        "3, 1, false",
        "4, 0, true",
        "4, 1, false",
        "5, 1, true",
        "5, 2, false"
    })
    void what_a_cluster_can_lose_is_arithmetic(int members, int stopped, boolean can) {
        MockEtcd.Builder builder = MockEtcd.builder();
        for (int i = 1; i <= members; i++) {
            builder.member("m" + i);
        }
        MockEtcd etcd = builder.build();
        for (int i = 0; i < stopped; i++) {
            etcd.stop("m" + (members - i));
        }
        EtcdHealthReport health = EtcdHealth.of(etcd).check();
        assertEquals(can, health.canLose("m1"), health::toString);
        assertTrue(health.hasQuorum());
        assertEquals(stopped == 0, health.isHealthy());
        if (stopped > 0) {
            assertEquals((members - stopped) > members / 2, health.canLose("m" + members), "it is down already");
        }
    }

    @Test
    void without_quorum_those_that_answer_are_listed() {
        MockEtcd etcd = three().build();
        etcd.stop("m2");
        etcd.stop("m3");
        EtcdHealthReport health = EtcdHealth.of(etcd).check();
        assertFalse(health.hasQuorum());
        assertEquals(1, health.members().size());
        assertFalse(health.canLose("http://m1.mock:2379"));
        assertTrue(health.toString().contains("no quorum"), health::toString);
    }

    @Test
    void followers_are_defragmented_before_the_leader_and_learners_before_them() {
        MockEtcd etcd = MockEtcd.builder()
                .member("m1")
                .fragmented(1000)
                .member("m2")
                .fragmented(2000)
                .member("m3")
                .learner("m4")
                .build();
        EtcdMaintenanceReport report =
                EtcdHealth.of(etcd).defragment().onEvent(events::add).run();
        assertEquals(
                List.of("defragment m4", "defragment m2", "defragment m3", "defragment m1"), asked(etcd, "defragment"));
        assertEquals(Outcome.COMPLETED, report.outcome());
        assertEquals(4, report.done().size());
        for (MemberHealth member : EtcdHealth.of(etcd).check().members()) {
            EtcdStatus status = member.status().orElseThrow();
            assertEquals(status.dbSizeInUse(), status.dbSize());
        }
        assertTrue(events.stream().anyMatch(e -> e.text().startsWith("from ")), events::toString);
    }

    @Test
    void one_member_alone_or_one_too_many_down_is_refused_before_anything_is_sent() {
        MockEtcd single = MockEtcd.builder().build();
        refused(Outcome.REFUSED, "QUORUM", () -> EtcdHealth.of(single)
                .defragment()
                .run());
        MockEtcd two = three().build();
        two.stop("m3");
        refused(
                Outcome.REFUSED,
                "QUORUM",
                () -> EtcdHealth.of(two).defragment().member("m2").run());
        assertEquals(List.of(), asked(two, "defragment"));

        EtcdHealth.of(single).defragment().acceptQuorumLoss().run();
        assertEquals(List.of("defragment m1"), asked(single, "defragment"));
    }

    @Test
    void a_member_that_does_not_come_back_stops_the_rest() {
        MockEtcd etcd = three().fault("m2", EtcdFault.sickAfterDefragment()).build();
        EtcdMaintenanceReport report = refused(Outcome.FAILED, "UNHEALTHY", () -> EtcdHealth.of(etcd)
                .defragment()
                .run());
        assertEquals(List.of("defragment m2"), asked(etcd, "defragment"));
        assertEquals(List.of("m2: defragmented"), report.done());
        assertTrue(report.duration().compareTo(Duration.ofMinutes(2)) >= 0);
        refused(
                Outcome.REFUSED,
                "UNKNOWN_MEMBER",
                () -> EtcdHealth.of(etcd).defragment().member("m9").run());
    }

    @Test
    void nothing_younger_than_five_minutes_is_compacted() {
        MockEtcd etcd = three().build();
        etcd.put("a", "1");
        etcd.put("a", "2");
        RevisionMark mark = EtcdHealth.of(etcd).mark();
        etcd.put("a", "3");
        Instant before = etcd.now();

        EtcdHealth.of(etcd).compact().upTo(mark).run();

        assertEquals(Duration.ofMinutes(5), Duration.between(before, etcd.now()));
        assertEquals(List.of("compact 3"), asked(etcd, "compact"));
        Instant marked = etcd.now();
        EtcdHealth.of(etcd).compact().keep(Duration.ofMinutes(7)).run();
        assertEquals(Duration.ofMinutes(7), Duration.between(marked, etcd.now()));
        assertThrows(
                IllegalArgumentException.class,
                () -> EtcdHealth.of(etcd).compact().keep(Duration.ofMinutes(4)));
        // Somebody has gone further meanwhile: nothing to do, and no failure.
        EtcdMaintenanceReport again = EtcdHealth.of(etcd).compact().upTo(mark).run();
        assertEquals(List.of(), again.done());
    }

    @Test
    void a_full_cluster_takes_writes_again_after_compacting_and_defragmenting() {
        MockEtcd etcd = three().quota(120_000).build();
        for (int i = 0; i < 60; i++) {
            etcd.put("a", "x".repeat(2000));
        }
        byte[] value = "y".getBytes(StandardCharsets.UTF_8);
        assertThrows(EtcdException.class, () -> etcd.operations().put("b", value));
        assertEquals(3, etcd.alarms().size());

        EtcdHealth.of(etcd).disarmAlarms().run();

        assertEquals(List.of(), etcd.alarms());
        List<String> asked = asked(etcd, "compact", "defragment", "disarm");
        assertEquals(List.of("compact 61", "defragment m2", "defragment m3", "defragment m1"), asked.subList(0, 4));
        etcd.operations().put("b", value);
    }

    @Test
    void corruption_is_disarmed_only_where_all_hash_the_same() {
        MockEtcd same = three().alarm("m2", EtcdAlarm.Type.CORRUPT).build();
        EtcdHealth.of(same).disarmAlarms().run();
        assertEquals(List.of(), same.alarms());

        MockEtcd differs = three().alarm("m2", EtcdAlarm.Type.CORRUPT)
                .fault("m2", EtcdFault.diverged())
                .build();
        refused(Outcome.REFUSED, "HASHES_DIFFER", () -> EtcdHealth.of(differs)
                .disarmAlarms()
                .run());
        assertEquals(1, differs.alarms().size());
        differs.stop("m3");
        refused(Outcome.REFUSED, "HASHES_DIFFER", () -> EtcdHealth.of(differs)
                .disarmAlarms()
                .run());
        EtcdHealth.of(differs).disarmAlarms().acceptCorruption().run();
        assertEquals(List.of(), differs.alarms());
    }

    @Test
    void the_lead_goes_to_a_healthy_voter_only() {
        MockEtcd etcd = three().learner("m4").build();
        EtcdHealth.of(etcd).moveLeader("m3").run();
        assertEquals("m3", EtcdHealth.of(etcd).check().leader().orElseThrow().name());
        assertEquals(List.of(), EtcdHealth.of(etcd).moveLeader("m3").run().done());
        refused(Outcome.REFUSED, "UNHEALTHY", () -> EtcdHealth.of(etcd)
                .moveLeader("m4")
                .run());
        refused(Outcome.REFUSED, "UNKNOWN_MEMBER", () -> EtcdHealth.of(etcd)
                .moveLeader("m9")
                .run());
        etcd.stop("m2");
        refused(Outcome.REFUSED, "UNHEALTHY", () -> EtcdHealth.of(etcd)
                .moveLeader("m2")
                .run());
    }

    private static ReplaceMemberRequest replace(MockEtcd etcd, String old, String next) {
        return EtcdHealth.of(etcd)
                .replaceMember(old)
                .with(next, "http://" + next + ".mock:2380")
                .startedBy((added, cluster) -> etcd.start(next));
    }

    @Test
    void a_lost_member_is_removed_and_a_learner_comes_and_gets_its_vote() {
        MockEtcd etcd = three().build();
        etcd.stop("m2");
        List<String> told = new ArrayList<>();
        EtcdHealth.of(etcd)
                .replaceMember("m2")
                .with("m4", "http://m4.mock:2380")
                .startedBy((added, cluster) -> {
                    assertTrue(added.learner());
                    told.add(cluster);
                    etcd.start("m4");
                })
                .run();
        assertTrue(told.get(0).contains("m4=http://m4.mock:2380"), told::toString);
        assertFalse(told.get(0).contains("m2="), told::toString);
        EtcdHealthReport health = EtcdHealth.of(etcd).check();
        assertEquals(3, health.healthyVoters(), health::toString);
        List<String> changes = asked(etcd, "remove", "add-learner", "promote");
        assertEquals("remove m2", changes.get(0));
        assertEquals("add-learner http://m4.mock:2380", changes.get(1));
        assertEquals("promote m4", changes.get(changes.size() - 1));
        assertTrue(changes.size() > 3, "it was not in step at once");
    }

    @Test
    void a_leader_hands_over_before_it_is_replaced_also_by_one_of_its_own_name() {
        MockEtcd etcd = three().build();
        EtcdHealth.of(etcd)
                .replaceMember("m1")
                .with("m1", "http://m1.mock:2380")
                .startedBy((added, cluster) -> etcd.start("m1"))
                .patience(Duration.ofMinutes(1));
        // A healthy member of that name at those URLs counts as replaced; a lost one is replaced.
        etcd.stop("m1");
        replace(etcd, "m1", "m1").run();
        assertEquals(3, EtcdHealth.of(etcd).check().healthyVoters());

        MockEtcd other = three().build();
        replace(other, "m1", "m4").run();
        List<String> changes = asked(other, "move-leader", "remove");
        assertEquals(List.of("move-leader m1", "remove m1"), changes);
    }

    @Test
    void where_quorum_would_go_nothing_is_removed() {
        MockEtcd etcd = three().build();
        etcd.stop("m3");
        EtcdMaintenanceReport report = refused(
                Outcome.REFUSED, "QUORUM", () -> replace(etcd, "m2", "m4").run());
        assertTrue(report.reason().orElseThrow().text().contains("1 of 2"), report::toString);
        assertEquals(List.of(), asked(etcd, "remove", "add-learner"));
        MockEtcd single = MockEtcd.builder().build();
        refused(Outcome.REFUSED, "QUORUM", () -> replace(single, "m1", "m4").run());
        refused(Outcome.REFUSED, "UNKNOWN_MEMBER", () -> replace(etcd, "m9", "m4")
                .run());
    }

    @Test
    void a_replacement_that_failed_to_start_goes_on_when_it_is_run_again() {
        MockEtcd etcd = three().build();
        etcd.stop("m2");
        ReplaceMemberRequest request = EtcdHealth.of(etcd).replaceMember("m2").with("m4", "http://m4.mock:2380");
        EtcdMaintenanceReport failed =
                refused(Outcome.FAILED, "START_FAILED", () -> request.startedBy((added, cluster) -> {
                            throw new java.io.IOException("no such machine");
                        })
                        .run());
        assertEquals(2, failed.done().size());
        EtcdMaintenanceReport silent =
                refused(Outcome.TIMED_OUT, "NOT_IN_STEP", () -> request.startedBy((added, cluster) -> {})
                        .patience(Duration.ofSeconds(30))
                        .run());
        assertEquals(List.of(), silent.done());
        request.startedBy((added, cluster) -> etcd.start("m4")).run();
        assertEquals(3, EtcdHealth.of(etcd).check().healthyVoters());
        assertEquals(1, asked(etcd, "remove").size());
        assertEquals(1, asked(etcd, "add-learner").size());
        assertEquals(List.of(), request.startedBy((added, cluster) -> {}).run().done());
        assertThrows(
                IllegalStateException.class,
                () -> EtcdHealth.of(etcd).replaceMember("m1").run());
    }

    @Test
    void an_operation_is_cancelled_between_two_changes() throws Exception {
        MockEtcd etcd = three().build();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        EtcdMaintenanceOperation running = EtcdHealth.of(etcd)
                .defragment()
                .onEvent(event -> {
                    if (((EtcdEvent) event).step() == EtcdEvent.Step.CHANGING) {
                        begun.countDown();
                        await(go);
                    }
                })
                .start();
        await(begun);
        running.cancel();
        go.countDown();
        EtcdMaintenanceReport report =
                running.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertEquals(Outcome.CANCELLED, report.outcome());
        assertEquals(List.of("m2: defragmented"), report.done());
        assertEquals(List.of("defragment m2"), asked(etcd, "defragment"));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void an_interrupt_ends_the_waiting_and_stays_set() {
        MockEtcd etcd = three().build();
        Thread.currentThread().interrupt();
        try {
            refused(Outcome.CANCELLED, "INTERRUPTED", () -> EtcdHealth.of(etcd)
                    .compact()
                    .run());
            assertEquals(List.of(), asked(etcd, "compact"));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }
}
