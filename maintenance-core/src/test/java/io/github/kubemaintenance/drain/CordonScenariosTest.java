package io.github.kubemaintenance.drain;

import static io.github.kubemaintenance.drain.Scene.assertEnded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.drain.internal.CordonMark;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a drain does to its node: C01 to C10 as far as they concern one node, and a node that others touch meanwhile. */
class CordonScenariosTest {
    private static final Document UNCORDON = Document.empty().withNull("spec", "unschedulable");

    private static Scene oneOwnedPod() {
        return new Scene(Scene.ownedPods(Scene.nodes(), 1));
    }

    @Test
    void C01_a_schedulable_node_gets_one_patch_and_nothing_else_changes() {
        Scene scene = oneOwnedPod();
        Node before = scene.mock.node("worker-1");
        assertEnded(Outcome.COMPLETED, scene.drain());
        assertEquals(1, scene.requests("patch", "nodes").size());
        Node after = scene.mock.node("worker-1");
        assertTrue(after.unschedulable());
        assertEquals(before.metadata().annotations(), after.metadata().annotations());
        assertEquals(before.metadata().labels(), after.metadata().labels());
    }

    @Test
    void C02_a_cordoned_node_gets_no_patch() {
        Scene scene = new Scene(Scene.ownedPods(
                MockCluster.builder()
                        .latency(Scene.LATENCY)
                        .node("worker-1", n -> n.unschedulable())
                        .node("worker-2"),
                1));
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(List.of(), scene.requests("patch", "nodes"));
        assertEquals(NodeCordon.BEFORE, report.cordon());
    }

    @Test
    void C04_an_unknown_node_is_an_error_and_nothing_is_written() {
        Scene scene = oneOwnedPod();
        DrainReport report = scene.drain(DrainRequest.of("worker-9"));
        assertEnded(Outcome.FAILED, report);
        assertTrue(report.reasons().get(0).text().contains("\"worker-9\" not found"), report::toString);
        assertEquals(NodeCordon.UNTOUCHED, report.cordon());
        assertEquals(List.of(), scene.writes());
    }

    @Test
    void C06_a_refused_cordon_stops_the_drain_before_any_eviction() {
        Scene scene = oneOwnedPod().fault(Fault.forbidden("patch", "nodes"));
        DrainReport report = scene.drain();
        assertEnded(Outcome.FAILED, report);
        assertEquals(ReasonCode.CORDON_FAILED, report.reasons().get(0).code());
        assertTrue(report.reasons().get(0).text().contains("403"), report::toString);
        assertEquals(List.of(), scene.evictions());
        assertEquals(NodeCordon.SCHEDULABLE, report.cordon());
        assertEquals(
                List.of("p-0"),
                report.remaining().stream().map(each -> each.pod().name()).toList());
    }

    @Test
    void C07_a_cordon_whose_answer_is_lost_is_sent_again_and_counts_as_ours() {
        for (Fault fault : List.of(Fault.neverArrived(), Fault.answerLost())) {
            Scene scene = oneOwnedPod().fault(fault.on("patch", "nodes"));
            DrainReport report = scene.drain();
            assertEnded(Outcome.COMPLETED, report);
            assertEquals(NodeCordon.BY_US, report.cordon());
            assertTrue(scene.mock.node("worker-1").unschedulable());
        }
    }

    @Test
    void C07_a_guarded_cordon_whose_answer_is_lost_is_found_by_its_mark() {
        for (Fault fault : List.of(Fault.neverArrived(), Fault.answerLost(), Fault.conflict())) {
            Scene scene = oneOwnedPod().fault(fault.on("patch", "nodes"));
            DrainReport report = scene.drain(Scene.request().restoreOnFailure());
            assertEnded(Outcome.COMPLETED, report);
            assertEquals(NodeCordon.BY_US, report.cordon());
            assertTrue(scene.mock.node("worker-1").metadata().annotations().containsKey(CordonMark.ANNOTATION));
        }
    }

    @Test
    void C09_a_node_that_was_cordoned_before_stays_so_although_a_failed_drain_restores() {
        Scene scene = new Scene(Scene.ownedPods(
                        MockCluster.builder().latency(Scene.LATENCY).node("worker-1", n -> n.unschedulable()), 1))
                .fault(Fault.error(422).on("create", "pods/eviction"));
        DrainReport report = scene.drain(Scene.request().restoreOnFailure());
        assertEnded(Outcome.FAILED, report);
        assertEquals(List.of(), scene.requests("patch", "nodes"));
        assertTrue(scene.mock.node("worker-1").unschedulable());
    }

    @Test
    void a_failed_drain_leaves_the_node_cordoned_and_says_so() {
        Scene scene = oneOwnedPod().fault(Fault.error(422).on("create", "pods/eviction"));
        DrainReport report = scene.drain();
        assertEnded(Outcome.FAILED, report);
        assertEquals(NodeCordon.BY_US, report.cordon());
        assertTrue(scene.mock.node("worker-1").unschedulable());
    }

    @Test
    void restore_on_failure_gives_the_node_back_and_takes_its_mark_away() {
        Scene scene = oneOwnedPod().fault(Fault.error(422).on("create", "pods/eviction"));
        DrainReport report = scene.drain(Scene.request().restoreOnFailure());
        assertEnded(Outcome.FAILED, report);
        assertEquals(NodeCordon.SCHEDULABLE, report.cordon());
        assertFalse(scene.mock.node("worker-1").unschedulable());
        assertFalse(scene.mock.node("worker-1").metadata().annotations().containsKey(CordonMark.ANNOTATION));
    }

    @Test
    void restore_on_failure_survives_lost_answers_and_conflicts() {
        for (Fault fault : List.of(Fault.neverArrived(), Fault.answerLost(), Fault.conflict())) {
            Scene scene = oneOwnedPod()
                    .fault(Fault.error(422).on("create", "pods/eviction"))
                    .fault(fault.on("patch", "nodes").afterCalls(1));
            DrainReport report = scene.drain(Scene.request().restoreOnFailure());
            assertEnded(Outcome.FAILED, report);
            assertEquals(NodeCordon.SCHEDULABLE, report.cordon(), fault::toString);
            assertFalse(scene.mock.node("worker-1").unschedulable());
        }
    }

    @Test
    void restore_on_failure_leaves_a_node_alone_that_others_have_changed() {
        Scene scene = oneOwnedPod().fault(Fault.error(422).on("create", "pods/eviction"));
        scene.when(
                PodEvent.Kind.STARTED,
                () -> scene.mock.patch(
                        Kind.NODES,
                        "worker-1",
                        Document.empty().with("somebody else", "metadata", "annotations", CordonMark.ANNOTATION)));
        DrainReport report = scene.drain(Scene.request().restoreOnFailure());
        assertEnded(Outcome.FAILED, report);
        assertTrue(scene.mock.node("worker-1").unschedulable());
        assertTrue(report.notes().stream().anyMatch(note -> note.code().equals(ReasonCode.NOT_RESTORED)));
    }

    @Test
    void a_node_that_cannot_be_given_back_in_ten_seconds_is_reported() {
        Scene scene = oneOwnedPod()
                .fault(Fault.error(422).on("create", "pods/eviction"))
                .fault(Fault.error(503).on("patch", "nodes").afterCalls(1).always());
        DrainReport report = scene.drain(Scene.request().restoreOnFailure());
        assertEnded(Outcome.FAILED, report);
        assertTrue(report.notes().stream().anyMatch(note -> note.code().equals(ReasonCode.NOT_RESTORED)));
        assertTrue(report.duration().compareTo(Duration.ofSeconds(11)) < 0, report::toString);
        assertEquals(NodeCordon.UNKNOWN, report.cordon());
    }

    @Test
    void C10_a_refusal_by_the_plan_touches_nothing() {
        Scene scene = new Scene(Scene.nodes().pod("shop/naked", p -> p.node("worker-1")));
        DrainReport report = scene.drain(Scene.request().restoreOnFailure());
        assertEnded(Outcome.REFUSED, report);
        assertEquals(List.of(), scene.writes());
        assertEquals(ReasonCode.UNMANAGED, report.reasons().get(0).code());
        assertEquals(1, report.remaining().size());
        assertEquals(NodeCordon.SCHEDULABLE, report.cordon());
    }

    @Test
    void a_refused_pod_that_comes_before_the_cordon_ends_the_drain_and_the_cordon_is_undone() {
        Scene scene = oneOwnedPod();
        scene.when(NodeEvent.Step.CORDONED, () -> scene.mock.apply(nakedPod("late")));
        DrainReport report = scene.drain();
        assertEnded(Outcome.REFUSED, report);
        assertEquals(ReasonCode.CAME_BETWEEN, report.reasons().get(0).code());
        assertEquals(List.of(), scene.evictions());
        assertFalse(scene.mock.node("worker-1").unschedulable());
        assertEquals(NodeCordon.SCHEDULABLE, report.cordon());
    }

    @Test
    void a_refused_pod_that_comes_after_the_first_eviction_fails_the_drain_and_the_cordon_stays() {
        Scene scene = new Scene(Scene.nodes().pod("shop/slow", p -> p.node("worker-1")
                .ownedBy("example.com/v1", "Thing", "thing")
                .stopsIn(Duration.ofSeconds(20))));
        scene.when(PodEvent.Kind.EVICTED, () -> scene.mock.apply(nakedPod("late")));
        DrainReport report = scene.drain();
        assertEnded(Outcome.FAILED, report);
        assertEquals(ReasonCode.CAME_BETWEEN, report.reasons().get(0).code());
        assertEquals(
                List.of("late", "slow"),
                report.remaining().stream().map(each -> each.pod().name()).toList());
        assertEquals(List.of("slow"), Scene.names(report.evicted()));
        assertTrue(scene.mock.node("worker-1").unschedulable());
    }

    @Test
    void a_pod_that_comes_later_and_may_go_is_moved_too() {
        Scene scene = oneOwnedPod();
        scene.when(PodEvent.Kind.EVICTED, () -> {
            if (scene.mock.find(Kind.PODS, "shop/late").isEmpty()
                    && scene.pods(PodEvent.Kind.EVICTED).size() == 1) {
                scene.mock.apply(ownedPod("late"));
            }
        });
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(List.of("late", "p-0"), Scene.names(report.evicted()));
        assertEquals(List.of(), scene.mock.podsOn("worker-1"));
    }

    @Test
    void a_node_that_others_uncordon_is_not_drained_on_once_pods_come_to_it_again() {
        Scene scene = oneOwnedPod();
        scene.when(PodEvent.Kind.EVICTED, () -> {
            if (scene.pods(PodEvent.Kind.EVICTED).size() == 1) {
                scene.mock.patch(Kind.NODES, "worker-1", UNCORDON);
                scene.mock.apply(ownedPod("late"));
            }
        });
        DrainReport report = scene.drain();
        assertEnded(Outcome.FAILED, report);
        assertEquals(ReasonCode.UNCORDONED, report.reasons().get(0).code());
        assertEquals(List.of("p-0"), Scene.names(report.evicted()));
        assertEquals(
                List.of("late"),
                report.remaining().stream().map(each -> each.pod().name()).toList());
        assertEquals(NodeCordon.SCHEDULABLE, report.cordon());
        assertTrue(report.notes().stream().anyMatch(note -> note.code().equals(ReasonCode.UNCORDONED)));
    }

    @Test
    void replacements_that_come_back_to_a_node_that_others_uncordon_are_not_moved_for_ever() {
        Scene scene = new Scene(Scene.nodes()
                .deployment("shop/web", d -> d.replicas(8).readyAfter(Duration.ofSeconds(8)))
                .budget("shop/web", b -> b.maxUnavailable(2)));
        scene.when(PodEvent.Kind.EVICTED, () -> scene.mock.patch(Kind.NODES, "worker-1", UNCORDON));
        DrainReport report = scene.drain(Scene.request().timeout(Duration.ofHours(1)));
        assertEnded(Outcome.FAILED, report);
        assertEquals(ReasonCode.UNCORDONED, report.reasons().get(0).code());
        assertTrue(scene.evictions().size() <= 8, () -> scene.evictions().size() + " evictions");
        assertFalse(scene.mock.node("worker-1").unschedulable());
    }

    @Test
    void a_node_that_is_deleted_while_its_pods_leave_is_not_said_to_be_cordoned() {
        Scene scene = new Scene(Scene.nodes().pod("shop/slow", p -> p.node("worker-1")
                .ownedBy("example.com/v1", "Thing", "thing")
                .stopsIn(Duration.ofHours(1))
                .gracePeriod(Duration.ofSeconds(30))));
        scene.when(PodEvent.Kind.EVICTED, () -> scene.mock.remove(Kind.NODES, "worker-1"));
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(NodeCordon.NODE_GONE, report.cordon(), report::toString);
    }

    @Test
    void a_node_that_is_made_anew_is_another_one_and_its_pods_are_not_touched() {
        Scene scene = new Scene(Scene.nodes().pod("shop/slow", p -> p.node("worker-1")
                .ownedBy("example.com/v1", "Thing", "thing")
                .stopsIn(Duration.ofSeconds(20))));
        Node node = scene.mock.node("worker-1");
        scene.when(PodEvent.Kind.EVICTED, () -> {
            scene.mock.remove(Kind.NODES, "worker-1");
            Document anew = node.toDocument();
            scene.mock.apply(anew.without("metadata", "uid").without("metadata", "resourceVersion"));
            scene.mock.apply(ownedPod("newcomer"));
        });
        DrainReport report = scene.drain();
        assertEnded(Outcome.FAILED, report);
        assertEquals(ReasonCode.NODE_REPLACED, report.reasons().get(0).code());
        assertEquals(1, scene.evictions().size());
    }

    @Test
    void a_node_that_is_deleted_meanwhile_is_noted() {
        Scene scene = new Scene(Scene.ownedPods(Scene.nodes(), 1)
                .pod("shop/slow", p -> p.node("worker-1")
                        .ownedBy("example.com/v1", "Thing", "thing")
                        .label("app", "slow")
                        .stopsIn(Duration.ofSeconds(20)))
                .budget("shop/slow", b -> b.selector("app=slow").minAvailable(1)));
        scene.when(PodEvent.Kind.EVICTED, () -> {
            scene.mock.remove(Kind.NODES, "worker-1");
            scene.mock.remove(Kind.PODS, "shop/slow");
        });
        DrainReport report =
                scene.drain(Scene.request().proceedDespiteBlockers().keepTrying());
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(NodeCordon.NODE_GONE, report.cordon());
        assertEquals(List.of("slow"), Scene.names(report.waitedFor()), "it was terminating for a moment");
        assertTrue(report.notes().stream().anyMatch(note -> note.code().equals(ReasonCode.NODE_GONE)));
    }

    static Document nakedPod(String name) {
        return Document.of("apiVersion", "v1")
                .with("Pod", "kind")
                .with(name, "metadata", "name")
                .with("shop", "metadata", "namespace")
                .with("worker-1", "spec", "nodeName")
                .with(List.of(java.util.Map.of("name", "main", "image", "main")), "spec", "containers");
    }

    static Document ownedPod(String name) {
        return nakedPod(name)
                .with(
                        List.of(java.util.Map.of(
                                "apiVersion", "example.com/v1",
                                "kind", "Thing",
                                "name", "thing",
                                "uid", "uid-of-thing",
                                "controller", true)),
                        "metadata",
                        "ownerReferences");
    }
}
