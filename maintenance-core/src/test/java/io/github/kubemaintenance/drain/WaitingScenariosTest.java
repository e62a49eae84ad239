package io.github.kubemaintenance.drain;

import static io.github.kubemaintenance.drain.Scene.assertEnded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Waiting until pods are gone: W01 to W09, timeouts and cancels. */
class WaitingScenariosTest {
    private static Scene slow(Duration stopsIn) {
        return new Scene(slow(Scene.nodes(), "slow", stopsIn));
    }

    private static MockClusterBuilder slow(MockClusterBuilder builder, String name, Duration stopsIn) {
        return builder.pod("shop/" + name, p -> p.node("worker-1")
                .ownedBy("example.com/v1", "Thing", "thing")
                .label("app", name)
                .gracePeriod(Duration.ofSeconds(300))
                .stopsIn(stopsIn));
    }

    private static Instant last(Scene scene) {
        List<RecordedRequest> all = scene.mock.requests();
        return all.get(all.size() - 1).at();
    }

    @Test
    void W01_a_pod_is_waited_for_as_long_as_its_uid_is_there_and_not_its_name() {
        for (boolean tooShort : List.of(true, false)) {
            Scene scene = new Scene(MockCluster.builder()
                    .latency(Scene.LATENCY)
                    .node("worker-1")
                    .node("worker-2", n -> n.unschedulable())
                    .statefulSet("shop/db", d -> d.replicas(1).stopsIn(Duration.ofSeconds(20))));
            scene.mock.patch(Kind.NODES, "worker-2", Document.empty().withNull("spec", "unschedulable"));
            String uid = scene.mock.pod("shop/db-0").uid();
            DrainReport report = scene.drain(Scene.request().timeout(Duration.ofSeconds(tooShort ? 15 : 60)));
            assertEnded(tooShort ? Outcome.TIMED_OUT : Outcome.COMPLETED, report);
            assertEquals(tooShort, scene.mock.pod("shop/db-0").uid().equals(uid));
            assertEquals(
                    tooShort ? List.of(ReasonCode.TERMINATING) : List.of(),
                    report.remaining().stream()
                            .map(each -> each.reason().code())
                            .toList());
            assertEquals(1, scene.evictions().size(), "the new pod of the name is none of its business");
        }
    }

    @Test
    void W02_a_watch_that_breaks_and_a_server_that_stumbles_are_no_failure() {
        for (Fault fault : List.of(
                Fault.droppedWatch(),
                Fault.droppedWatch().times(2),
                Fault.serverAway(Duration.ofSeconds(5), Duration.ofSeconds(40)),
                Fault.unavailable(Duration.ofSeconds(30)).at(Duration.ofSeconds(1)),
                Fault.silentWatch(Duration.ofMinutes(5)))) {
            Scene scene = slow(Duration.ofSeconds(20));
            scene.when(PodEvent.Kind.EVICTED, () -> scene.fault(fault));
            DrainReport report = scene.drain();
            assertEnded(Outcome.COMPLETED, report);
            assertEquals(1, scene.evictions().size());
        }
    }

    @Test
    void W03_a_revision_that_is_too_old_loses_no_deletion() {
        Scene scene = slow(Duration.ofSeconds(20));
        scene.when(PodEvent.Kind.EVICTED, () -> scene.fault(Fault.expiredWatch().at(Duration.ofSeconds(5))));
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertTrue(report.duration().compareTo(Duration.ofSeconds(21)) < 0, report::toString);
    }

    @Test
    void W04_a_cancel_ends_it_promptly_with_what_is_left_and_nothing_is_sent_afterwards() {
        Scene scene = slow(Duration.ofSeconds(200));
        DrainOperation operation = new DrainOperation();
        scene.when(PodEvent.Kind.EVICTED, operation::cancel);
        DrainReport report = SingleDrain.run(scene.listening(Scene.request()), scene.mock, operation);
        assertEnded(Outcome.CANCELLED, report);
        assertEquals(List.of("slow"), Scene.names(report.evicted()));
        assertEquals(ReasonCode.TERMINATING, report.remaining().get(0).reason().code());
        assertTrue(report.duration().compareTo(Duration.ofSeconds(1)) < 0, report::toString);
        int sent = scene.mock.requests().size();
        scene.mock.advance(Duration.ofMinutes(10));
        assertEquals(sent, scene.mock.requests().size());
    }

    @Test
    void W04_a_cancel_waits_at_most_two_seconds_for_answers_in_flight() {
        Scene scene = new Scene(Scene.ownedPods(Scene.nodes(), 2))
                .fault(Fault.latency(Duration.ofSeconds(60)).on("create", "pods/eviction"));
        DrainOperation operation = new DrainOperation();
        scene.when(PodEvent.Kind.STARTED, operation::cancel);
        DrainReport report = SingleDrain.run(scene.listening(Scene.request()), scene.mock, operation);
        assertEnded(Outcome.CANCELLED, report);
        assertTrue(report.duration().compareTo(Duration.ofSeconds(3)) < 0, report::toString);
        // The pods were seen to go although no answer came: what is known counts.
        assertEquals(List.of(), Scene.names(report.unknownOutcome()));
    }

    @Test
    void W04_what_had_not_been_sent_when_it_was_cancelled_is_not_sent_and_not_of_unknown_outcome() {
        Scene scene = new Scene(Scene.ownedPods(Scene.nodes(), 5))
                .fault(Fault.neverArrived().on("create", "pods/eviction").always());
        DrainOperation operation = new DrainOperation();
        scene.when(PodEvent.Kind.STARTED, operation::cancel);
        DrainReport report = SingleDrain.run(scene.listening(Scene.request().maxInFlight(1)), scene.mock, operation);
        assertEnded(Outcome.CANCELLED, report);
        assertEquals(1, scene.evictions().size());
        assertEquals(5, report.remaining().size());
        assertEquals(
                List.of(
                        ReasonCode.SERVER_AWAY,
                        ReasonCode.NOT_STARTED,
                        ReasonCode.NOT_STARTED,
                        ReasonCode.NOT_STARTED,
                        ReasonCode.NOT_STARTED),
                report.remaining().stream().map(each -> each.reason().code()).toList());
    }

    @Test
    void W05_a_timeout_names_every_pod_and_its_state_and_sends_nothing_after_the_deadline() {
        Scene scene = new Scene(slow(Scene.nodes(), "slow", Duration.ofSeconds(200))
                .pod("shop/held", p -> p.node("worker-1")
                        .ownedBy("example.com/v1", "Thing", "thing")
                        .finalizer("example.com/wait"))
                .deployment("shop/web", d -> d.replicas(1).nodeSelector("kubernetes.io/hostname", "worker-1"))
                .budget("shop/web", b -> b.minAvailable(1)));
        DrainReport report =
                scene.drain(Scene.request().timeout(Duration.ofSeconds(60)).proceedDespiteBlockers());
        assertEnded(Outcome.TIMED_OUT, report);
        assertEquals(Duration.ofSeconds(60), report.duration());
        assertTrue(!last(scene).isAfter(report.startedAt().plusSeconds(60)));
        assertEquals(
                List.of(ReasonCode.FINALIZERS, ReasonCode.TERMINATING, ReasonCode.BUDGET_WANTS_ALL),
                report.remaining().stream().map(each -> each.reason().code()).toList());
        DrainTimeoutException thrown =
                org.junit.jupiter.api.Assertions.assertThrows(DrainTimeoutException.class, report::orThrow);
        assertTrue(thrown.getMessage().contains("finalizers: example.com/wait"), thrown::getMessage);
        assertEquals(report.remaining(), thrown.report().remaining());
        assertTrue(scene.mock.node("worker-1").unschedulable());
    }

    @Test
    void W05_a_timeout_never_waits_for_an_answer_and_reports_what_is_not_known() {
        Scene scene = new Scene(Scene.ownedPods(Scene.nodes(), 2))
                .fault(Fault.latency(Duration.ofSeconds(60)).on("create", "pods/eviction"))
                .fault(Fault.droppedWatch());
        DrainReport report = scene.drain(Scene.request().timeout(Duration.ofSeconds(30)));
        assertEnded(Outcome.COMPLETED, scene.drain());
        assertEquals(Duration.ofSeconds(30), report.duration());
    }

    @Test
    void W06_finalizers_that_hold_a_pod_are_named_once_as_stuck() {
        Scene scene = new Scene(Scene.nodes().pod("shop/held", p -> p.node("worker-1")
                .ownedBy("example.com/v1", "Thing", "thing")
                .finalizer("example.com/wait")));
        DrainReport report = scene.drain(Scene.request().timeout(Duration.ofMinutes(10)));
        assertEnded(Outcome.TIMED_OUT, report);
        assertEquals(1, scene.pods(PodEvent.Kind.STUCK).size());
        assertTrue(scene.pods(PodEvent.Kind.STUCK).get(0).text().contains("example.com/wait"));
        assertEquals("FINALIZERS", report.remaining().get(0).reason().code());
    }

    @Test
    void W07_a_dead_kubelet_is_reported_and_the_out_of_service_taint_lets_the_drain_complete() {
        Scene scene = slow(Duration.ofSeconds(20));
        scene.when(NodeEvent.Step.CORDONED, () -> scene.mock.kill("worker-1"));
        DrainReport stuck = scene.drain(Scene.request().timeout(Duration.ofMinutes(10)));
        assertEnded(Outcome.TIMED_OUT, stuck);
        assertEquals(
                ReasonCode.NODE_UNREACHABLE, stuck.remaining().get(0).reason().code(), stuck::toString);
        scene.mock.patch(
                Kind.NODES,
                "worker-1",
                Document.empty()
                        .with(
                                List.of(java.util.Map.of(
                                        "key", "node.kubernetes.io/out-of-service",
                                        "value", "nodeshutdown",
                                        "effect", "NoExecute")),
                                "spec",
                                "taints"));
        assertEnded(Outcome.COMPLETED, scene.drain(Scene.request().timeout(Duration.ofMinutes(10))));
    }

    @Test
    void W07_with_skip_wait_a_dead_node_is_drained_without_waiting() {
        Scene scene = slow(Duration.ofSeconds(20));
        scene.when(NodeEvent.Step.CORDONED, () -> scene.mock.kill("worker-1"));
        DrainReport report = scene.drain(
                Scene.request().gracePeriod(Duration.ofSeconds(1)).skipWaitForDeleteTimeout(Duration.ofSeconds(20)));
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(List.of("slow"), Scene.names(report.skipped()));
        assertTrue(report.duration().compareTo(Duration.ofSeconds(24)) < 0, report::toString);
    }

    @Test
    void W08_a_pod_gets_its_own_grace_period_unless_told_otherwise() {
        Scene scene = new Scene(Scene.nodes().pod("shop/deaf", p -> p.node("worker-1")
                .ownedBy("example.com/v1", "Thing", "thing")
                .gracePeriod(Duration.ofSeconds(300))
                .ignoresTermination()));
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(300, report.duration().toSeconds());
        Scene hurried = new Scene(Scene.nodes().pod("shop/deaf", p -> p.node("worker-1")
                .ownedBy("example.com/v1", "Thing", "thing")
                .gracePeriod(Duration.ofSeconds(300))
                .ignoresTermination()));
        DrainReport quick = hurried.drain(Scene.request().gracePeriod(Duration.ofMillis(4100)));
        assertEquals(5, quick.duration().toSeconds(), "a fraction is rounded up");
        Scene killed = slow(Duration.ofSeconds(200));
        assertEquals(
                0, killed.drain(Scene.request().killImmediately()).duration().toSeconds());
    }

    @Test
    void W09_a_second_drain_attaches_to_the_wait_and_sends_nothing() {
        Scene scene = slow(Duration.ofSeconds(200));
        DrainReport first = scene.drain(Scene.request().timeout(Duration.ofSeconds(20)));
        assertEnded(Outcome.TIMED_OUT, first);
        Instant due = scene.mock.pod("shop/slow").metadata().deletionTimestamp().orElseThrow();
        scene.mock.clearRequests();
        DrainReport second = scene.drain(Scene.request().gracePeriod(Duration.ofSeconds(5)));
        assertEnded(Outcome.COMPLETED, second);
        assertEquals(List.of(), scene.writes());
        assertEquals(List.of("slow"), Scene.names(second.waitedFor()));
        assertEquals(List.of(), second.evicted());
        assertEquals(180, second.duration().toSeconds(), due::toString);
    }

    @Test
    void W09_with_shorten_grace_terminating_pods_get_the_shorter_one_once() {
        Scene scene = slow(Duration.ofSeconds(200));
        scene.drain(Scene.request().timeout(Duration.ofSeconds(20)));
        scene.mock.clearRequests();
        DrainReport second =
                scene.drain(Scene.request().gracePeriod(Duration.ofSeconds(30)).shortenGrace());
        assertEnded(Outcome.COMPLETED, second);
        assertEquals(1, scene.evictions().size());
        assertEquals(List.of("slow"), Scene.names(second.waitedFor()));
        assertEquals(List.of(), second.evicted());
        assertTrue(second.duration().compareTo(Duration.ofSeconds(31)) < 0, second::toString);
    }

    @Test
    void an_interrupt_is_a_cancel_with_the_flag_restored() {
        Scene scene = slow(Duration.ofSeconds(200));
        scene.when(PodEvent.Kind.EVICTED, () -> Thread.currentThread().interrupt());
        DrainReport report = scene.drain();
        assertTrue(Thread.interrupted(), "the flag is restored");
        assertEnded(Outcome.CANCELLED, report);
        assertTrue(report.reasons().get(0).text().contains("interrupted"));
        assertEquals(List.of("slow"), Scene.names(report.evicted()));
    }

    @Test
    void a_pod_that_comes_straight_back_is_left_where_it_is() {
        Scene scene = new Scene(
                MockCluster.builder().latency(Scene.LATENCY).node("worker-1").deployment("shop/clingy", d -> d.replicas(
                                2)
                        .toleratesEverything()));
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(2, report.evicted().size());
        assertEquals(2, report.skipped().size());
        assertTrue(report.notes().stream().allMatch(note -> note.code().equals(ReasonCode.CAME_BACK)));
    }
}
