package io.github.kubemaintenance.drain;

import static io.github.kubemaintenance.drain.Scene.assertEnded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.event.ServerEvent;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every answer to an eviction: E01 to E16. */
class EvictionAnswersTest {
    private static Scene owned(int pods) {
        return new Scene(Scene.ownedPods(Scene.nodes(), pods));
    }

    private static Scene slowWeb(int minAvailable) {
        return new Scene(MockCluster.builder()
                .seed(3)
                .latency(Scene.LATENCY)
                .node("worker-1")
                .node("worker-2", n -> n.unschedulable())
                .deployment("shop/web", d -> d.replicas(3).readyAfter(Duration.ofSeconds(8)))
                .budget("shop/web", b -> b.minAvailable(minAvailable)));
    }

    private static void openWorker2(Scene scene) {
        scene.mock.patch(Kind.NODES, "worker-2", Document.empty().withNull("spec", "unschedulable"));
    }

    private static Reason why(DrainReport report, String pod) {
        return report.remaining().stream()
                .filter(each -> each.pod().name().equals(pod))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not remaining: " + report))
                .reason();
    }

    @Test
    void E01_an_accepted_pod_is_waited_for_until_it_is_gone() {
        Scene scene = new Scene(Scene.nodes().pod("shop/slow", p -> p.node("worker-1")
                .ownedBy("example.com/v1", "Thing", "thing")
                .stopsIn(Duration.ofSeconds(20))));
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(List.of("slow"), Scene.names(report.evicted()));
        assertTrue(report.duration().compareTo(Duration.ofSeconds(20)) >= 0, report::toString);
        assertTrue(report.duration().compareTo(Duration.ofSeconds(21)) < 0, report::toString);
    }

    @Test
    void E02_a_404_is_done_at_once() {
        Scene scene = owned(1).fault(
                        Fault.error(404, "NotFound", "pods \"p-0\" not found").on("create", "pods/eviction"));
        scene.when(PodEvent.Kind.STARTED, () -> scene.mock.remove(Kind.PODS, "shop/p-0"));
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(List.of("p-0"), Scene.names(report.goneOtherwise()));
        assertEquals(1, scene.pods(PodEvent.Kind.GONE).size());
        assertEquals(1, scene.evictions().size());
    }

    @Test
    void E03_a_blocked_pod_waits_for_its_budget_and_is_tried_once_when_there_is_room() {
        Scene scene = slowWeb(2);
        scene.when(PodEvent.Kind.BLOCKED, () -> openWorker2(scene));
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(3, report.evicted().size());
        assertEquals(3, scene.evictions().size(), "no request that was refused");
        Reason told = scene.pods(PodEvent.Kind.BLOCKED).get(0).reason();
        assertTrue(told.text().contains("budget shop/web needs 2 healthy pods and has "), told::text);
        // Two replacements, one after the other, are all that the budget forces.
        assertTrue(report.duration().compareTo(Duration.ofSeconds(17)) < 0, report::toString);
    }

    @Test
    void E04_the_server_is_given_the_time_that_it_asks_for_and_the_timeout_holds_to_the_second() {
        Scene scene = owned(1).fault(Fault.throttled(Duration.ofSeconds(10)).always());
        DrainReport report = scene.drain(Scene.request().timeout(Duration.ofSeconds(25)));
        assertEnded(Outcome.TIMED_OUT, report);
        assertEquals(Duration.ofSeconds(25), report.duration());
        assertEquals(3, scene.evictions().size());
        Instant first = scene.evictions().get(0).at();
        Instant second = scene.evictions().get(1).at();
        assertTrue(Duration.between(first, second).compareTo(Duration.ofSeconds(10)) >= 0);
        assertEquals(ReasonCode.THROTTLED, why(report, "p-0").code());
    }

    @Test
    void E05_flow_control_is_told_as_such_and_not_as_a_budget() {
        Scene scene = owned(3).fault(Fault.throttled(Duration.ofSeconds(2)));
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(List.of(), scene.pods(PodEvent.Kind.BLOCKED));
        assertEquals(
                1,
                scene.events.stream()
                        .filter(event ->
                                event instanceof ServerEvent server && server.kind() == ServerEvent.Kind.THROTTLED)
                        .count());
    }

    @Test
    void E06_two_budgets_block_for_ever_are_named_and_cost_one_request() {
        Scene scene = new Scene(Scene.ownedPods(Scene.nodes(), 2)
                .pod("shop/free", p -> p.node("worker-1").ownedBy("example.com/v1", "Thing", "other"))
                .budget("shop/one", b -> b.selector("app=p").maxUnavailable("50%"))
                .budget("shop/two", b -> b.selector("app=p").minAvailable(1)));
        DrainReport refused = scene.drain();
        assertEnded(Outcome.REFUSED, refused);
        DrainReport report = scene.drain(Scene.request().proceedDespiteBlockers());
        assertEnded(Outcome.FAILED, report);
        assertEquals(List.of("free"), Scene.names(report.evicted()));
        assertEquals(3, scene.evictions().size());
        for (String pod : List.of("p-0", "p-1")) {
            assertEquals(ReasonCode.TWO_BUDGETS, why(report, pod).code());
            assertTrue(why(report, pod).text().contains("one, two"), report::toString);
        }
    }

    @Test
    void E06_one_budget_less_and_the_pods_go_when_asked_to_keep_trying() {
        Scene scene = new Scene(Scene.ownedPods(Scene.nodes(), 2)
                .budget("shop/one", b -> b.selector("app=p").minAvailable(1))
                .budget("shop/two", b -> b.selector("app=p").minAvailable(0)));
        scene.when(PodEvent.Kind.BLOCKED, () -> {
            if (scene.mock.find(Kind.BUDGETS, "shop/one").isPresent()
                    && scene.pods(PodEvent.Kind.BLOCKED).size() == 2) {
                scene.mock.delete(Kind.BUDGETS, "shop/one");
            }
        });
        DrainReport report =
                scene.drain(Scene.request().proceedDespiteBlockers().keepTrying());
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(4, scene.evictions().size());
    }

    @Test
    void E06_a_pod_that_becomes_blocked_for_ever_during_the_run_fails_it_when_only_such_are_left() {
        Scene scene = new Scene(MockCluster.builder()
                .latency(Scene.LATENCY)
                .node("worker-1")
                .node("worker-2")
                .deployment("shop/web", d -> d.replicas(2)
                        .nodeSelector("kubernetes.io/hostname", "worker-1")
                        .readyAfter(Duration.ofSeconds(5)))
                .budget("shop/web", b -> b.minAvailable(1)));
        scene.when(
                PodEvent.Kind.EVICTED,
                () -> scene.mock.patch(
                        Kind.BUDGETS, "shop/web", Document.empty().with("100%", "spec", "minAvailable")));
        DrainReport report = scene.drain();
        assertEnded(Outcome.FAILED, report);
        assertEquals(1, report.evicted().size());
        assertEquals(
                ReasonCode.BUDGET_ALLOWS_NONE,
                report.remaining().get(0).reason().code(),
                report::toString);
    }

    @Test
    void E07_no_answer_and_5xx_are_tried_again_with_the_uid() {
        for (Fault fault : List.of(
                Fault.neverArrived(), Fault.answerLost(), Fault.error(500), Fault.error(503), Fault.error(504))) {
            Scene scene = owned(3).fault(fault.on("create", "pods/eviction").times(2));
            DrainReport report = scene.drain();
            assertEnded(Outcome.COMPLETED, report);
            assertEquals(List.of("p-0", "p-1", "p-2"), Scene.names(report.evicted()), fault::toString);
        }
    }

    @Test
    void E07_a_server_that_is_away_is_waited_for_with_one_request_at_a_time_until_the_timeout() {
        Scene scene =
                owned(20).fault(Fault.error(503).on("create", "pods/eviction").always());
        DrainReport report = scene.drain(Scene.request().timeout(Duration.ofMinutes(5)));
        assertEnded(Outcome.TIMED_OUT, report);
        assertEquals(Duration.ofMinutes(5), report.duration());
        assertTrue(scene.evictions().size() < 45, () -> scene.evictions().size() + " requests");
        assertEquals(ReasonCode.SERVER_AWAY, why(report, "p-0").code());
    }

    @Test
    void E07_a_server_that_comes_back_is_used_again() {
        Scene scene = owned(20).fault(Fault.serverAway(Duration.ofMillis(60), Duration.ofSeconds(60)));
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(20, report.evicted().size());
        assertTrue(report.duration().compareTo(Duration.ofSeconds(95)) < 0, report::toString);
    }

    @Test
    void E08_a_pod_of_a_namespace_that_is_deleted_is_waited_for() {
        Scene scene = owned(1);
        scene.when(PodEvent.Kind.STARTED, () -> scene.mock.delete(Kind.NAMESPACES, "shop"));
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(List.of(), scene.mock.pods("shop"));
    }

    @Test
    void E08_a_namespace_that_never_deletes_its_pod_is_a_timeout_that_says_so() {
        Scene scene = new Scene(MockCluster.builder()
                .nodes("worker-", 2, n -> {})
                .pod("shop/p-0", p -> p.node("worker-1"))
                .withoutControllers());
        scene.mock.delete(Kind.NAMESPACES, "shop");

        DrainReport report = scene.drain(Scene.request().force().timeout(Duration.ofMinutes(5)));

        assertEnded(Outcome.TIMED_OUT, report);
        assertEquals(ReasonCode.NAMESPACE_TERMINATING, why(report, "p-0").code());
        assertEquals(1, scene.pods(PodEvent.Kind.STUCK).size(), "told once, when it was due to be gone");
    }

    @Test
    void E08_a_403_without_that_cause_is_a_refusal() {
        Scene scene = owned(1).fault(Fault.error(403, "Forbidden", "namespace shop is being terminated")
                .on("create", "pods/eviction"));
        DrainReport report = scene.drain();
        assertEnded(Outcome.FAILED, report);
        assertEquals(ReasonCode.EVICTION_REFUSED, why(report, "p-0").code());
    }

    @Test
    void E09_a_403_fails_this_pod_others_go_on_and_the_drain_fails() {
        Scene scene = owned(4).fault(Fault.forbidden("create", "pods/eviction").forPod("shop/p-1"));
        DrainReport report = scene.drain();
        assertEnded(Outcome.FAILED, report);
        assertEquals(List.of("p-0", "p-2", "p-3"), Scene.names(report.evicted()));
        assertEquals(ReasonCode.EVICTION_REFUSED, why(report, "p-1").code());
        assertTrue(why(report, "p-1").text().contains("right to create pods/eviction"), report::toString);
        assertEquals(1, scene.pods(PodEvent.Kind.FAILED).size());
    }

    @Test
    void E10_a_pod_that_was_replaced_counts_as_gone_and_the_new_one_is_not_touched() {
        Scene scene = new Scene(MockCluster.builder()
                .latency(Duration.ofSeconds(1))
                .node("worker-1")
                .node("worker-2", n -> n.unschedulable())
                .statefulSet("shop/db", d -> d.replicas(1)));
        String uid = scene.mock.pod("shop/db-0").uid();
        scene.when(PodEvent.Kind.STARTED, () -> {
            openWorker2(scene);
            scene.mock.remove(Kind.PODS, "shop/db-0");
        });
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(1, scene.evictions().size());
        assertEquals(1, scene.mock.pods("shop").size());
        assertTrue(!scene.mock.pod("shop/db-0").uid().equals(uid), "another one");
        assertEquals(uid, report.goneOtherwise().get(0).uid());
    }

    @Test
    void E12_a_pod_recreated_elsewhere_under_its_name_is_done_without_a_further_request() {
        Scene scene = new Scene(MockCluster.builder()
                .latency(Scene.LATENCY)
                .node("worker-1")
                .node("worker-2", n -> n.unschedulable())
                .statefulSet("shop/db", d -> d.replicas(1).readyAfter(Duration.ofSeconds(5)))
                .budget("shop/db", b -> b.minAvailable(1)));
        scene.when(PodEvent.Kind.BLOCKED, () -> {
            if (scene.pods(PodEvent.Kind.BLOCKED).size() == 1) {
                openWorker2(scene);
                scene.mock.remove(Kind.PODS, "shop/db-0");
            }
        });
        DrainReport report =
                scene.drain(Scene.request().proceedDespiteBlockers().keepTrying());
        assertEnded(Outcome.COMPLETED, report);
        assertTrue(scene.evictions().size() <= 1, () -> scene.evictions().toString());
        assertEquals("worker-2", scene.mock.pod("shop/db-0").nodeName());
    }

    @Test
    void E13_a_server_without_evictions_is_an_error_that_is_not_taken_for_gone() {
        Scene scene = owned(1).fault(Fault.error(405, "MethodNotAllowed", "no evictions here")
                .on("create", "pods/eviction"));
        DrainReport report = scene.drain();
        assertEnded(Outcome.FAILED, report);
        assertTrue(why(report, "p-0").text().contains("405"), report::toString);
        assertEquals(1, scene.mock.pods("shop").size());
    }

    @Test
    void E14_delete_mode_deletes_past_the_budget_and_a_404_is_ignored() {
        Scene scene = new Scene(Scene.ownedPods(Scene.nodes(), 3)
                        .budget("shop/p", b -> b.selector("app=p").minAvailable(3)))
                .fault(Fault.error(404, "NotFound", "gone").on("delete", "pods").forPod("shop/p-1"));
        scene.when(PodEvent.Kind.STARTED, () -> scene.mock
                .find(Kind.PODS, "shop/p-1")
                .ifPresent(pod -> scene.mock.remove(Kind.PODS, "shop/p-1")));
        DrainReport report = scene.drain(Scene.request().disableEviction());
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(List.of("p-0", "p-2"), Scene.names(report.deleted()));
        assertEquals(List.of(), Scene.names(report.evicted()));
        assertEquals(List.of(), scene.evictions());
        assertEquals(List.of(), scene.requests("watch", "poddisruptionbudgets.policy"));
    }

    @Test
    void E14_failed_deletions_are_tried_again_or_reported() {
        Scene scene = owned(2).fault(Fault.answerLost().on("delete", "pods").forPod("shop/p-0"))
                .fault(Fault.forbidden("delete", "pods").forPod("shop/p-1"));
        DrainReport report = scene.drain(Scene.request().disableEviction());
        assertEnded(Outcome.FAILED, report);
        assertEquals(List.of("p-0"), Scene.names(report.deleted()));
        assertEquals(ReasonCode.EVICTION_REFUSED, why(report, "p-1").code());
    }

    @Test
    void E15_a_webhook_that_denies_is_named() {
        for (int code : List.of(400, 422, 429)) {
            Scene scene = owned(1).fault(Fault.denied("drain-cleaner.strimzi.io", code, "not now"));
            DrainReport report = scene.drain();
            assertEnded(Outcome.FAILED, report);
            assertTrue(why(report, "p-0").text().contains("drain-cleaner.strimzi.io"), report::toString);
            assertEquals(1, scene.evictions().size());
        }
    }

    @Test
    void E16_an_unready_pod_under_a_healthy_budget_that_allows_nothing_goes() {
        Scene scene = new Scene(Scene.nodes()
                .replicaSet(
                        "shop/web", d -> d.replicas(2).nodeSelector("side", "b").label("app", "web"))
                .pod("shop/sick", p -> p.node("worker-1")
                        .ownedBy("example.com/v1", "Thing", "thing")
                        .label("app", "web")
                        .neverReady())
                .budget("shop/web", b -> b.selector("app=web").minAvailable(2)));
        assertEquals(0, scene.mock.budget("shop/web").status().disruptionsAllowed());
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(List.of("sick"), Scene.names(report.evicted()));
    }

    @Test
    void budgets_that_cannot_be_read_are_met_one_refusal_at_a_time() {
        Scene scene =
                slowWeb(2).fault(Fault.forbidden("list", "poddisruptionbudgets").always());
        openWorker2(scene);
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(3, report.evicted().size());
        assertTrue(scene.evictions().size() <= 8, () -> scene.evictions().size() + " requests");
    }
}
