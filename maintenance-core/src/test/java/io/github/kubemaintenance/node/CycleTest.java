package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.drain.DryRun;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cycle of one node: the good way, and what can go wrong on it. */
class CycleTest {
    private final CycleStage stage = new CycleStage();
    private final MockCluster mock = stage.mock;

    private static List<String> codes(List<Reason> reasons) {
        return reasons.stream().map(Reason::code).toList();
    }

    private void uncordonByOthers() {
        mock.patch(Kind.NODES, "worker-1", Document.empty().withNull("spec", "unschedulable"));
    }

    @Test
    void a_node_is_drained_rebooted_and_given_back() {
        String boot = stage.node().bootId();
        List<NodeEvent.Step> steps = new ArrayList<>();
        List<String> handsOff = new ArrayList<>();

        CycleReport report = stage.run(stage.request()
                .action(node -> {
                    assertTrue(node.unschedulable());
                    assertEquals(List.of("kube-system"), stage.namespacesOn("worker-1"));
                    for (HandsOff each : HandsOff.values()) {
                        handsOff.add(each + " " + each.isOn(mock.node("worker-1")));
                    }
                    stage.reboot(node);
                })
                .check(node -> assertTrue(node.isReady()))
                .onEvent(event -> {
                    if (event instanceof NodeEvent node) {
                        steps.add(node.step());
                    }
                }));

        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(CycleStep.DONE, report.step());
        assertEquals(1, stage.actions);
        assertNotEquals(boot, stage.node().bootId());
        assertFalse(stage.node().unschedulable());
        assertTrue(
                CycleStage.isClean(stage.node()),
                () -> stage.node().toDocument().toString());
        assertEquals(3, report.evicted().size());
        assertEquals(List.of(CycleCode.PODS_STAY), codes(report.notes()));
        assertEquals(Duration.ofSeconds(43), report.away().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
        assertEquals(List.of("AUTOSCALER true", "KARPENTER true", "BALANCERS true"), handsOff);
        assertEquals(
                List.of(
                        NodeEvent.Step.PLANNED,
                        NodeEvent.Step.CORDONED,
                        NodeEvent.Step.DRAINED,
                        NodeEvent.Step.AWAITING_REPLACEMENTS,
                        NodeEvent.Step.ACTING,
                        NodeEvent.Step.ACTED,
                        NodeEvent.Step.RETURNED,
                        NodeEvent.Step.CHECKED,
                        NodeEvent.Step.UNCORDONED),
                steps);
    }

    @Test
    void a_node_that_was_cordoned_before_stays_cordoned_and_what_others_have_set_stays_set() {
        mock.patch(
                Kind.NODES,
                "worker-1",
                Document.empty()
                        .with(true, "spec", "unschedulable")
                        .with("true", "metadata", "annotations", HandsOff.KARPENTER.key()));
        CycleReport report = stage.run(stage.request());
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertTrue(stage.node().unschedulable());
        assertTrue(HandsOff.KARPENTER.isOn(stage.node()));
        assertFalse(HandsOff.AUTOSCALER.isOn(stage.node()));
        assertTrue(codes(report.notes()).contains(CycleCode.STAYS_CORDONED));
    }

    @Test
    void leaveAlone_sets_nothing_and_waits_for_no_balancer() {
        CycleReport report = stage.run(stage.request().leaveAlone().action(node -> {
            assertFalse(HandsOff.AUTOSCALER.isOn(mock.node("worker-1")));
            stage.reboot(node);
        }));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
    }

    @Test
    void the_action_does_not_begin_before_balancers_have_followed() {
        List<NodeEvent> acting = new ArrayList<>();
        CycleReport report =
                stage.run(stage.request().settle(Duration.ofMinutes(5)).onEvent(event -> {
                    if (event instanceof NodeEvent node && node.step() == NodeEvent.Step.ACTING) {
                        acting.add(node);
                    }
                }));
        assertTrue(
                Duration.between(report.startedAt(), acting.get(0).at()).compareTo(Duration.ofMinutes(5)) >= 0,
                acting::toString);
    }

    @Test
    void a_cycle_without_an_action_is_a_drain_and_back() {
        CycleReport report = stage.run(CycleRequest.of("worker-1").drain(d -> d.ignoreDaemonSets()));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertFalse(stage.node().unschedulable());
        assertTrue(CycleStage.isClean(stage.node()));
    }

    @Test
    void an_action_that_restarts_nothing_is_waited_for_no_longer_than_it_takes() {
        CycleReport report = stage.run(stage.request().withoutReboot().action(node -> stage.actions++));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(1, stage.actions);
    }

    @Test
    void a_refused_drain_changes_nothing() {
        String before = stage.node().metadata().resourceVersion();
        CycleReport report = stage.run(CycleRequest.of("worker-1").action(stage::reboot));
        assertEquals(Outcome.REFUSED, report.outcome(), report::toString);
        assertEquals(CycleStep.UNTOUCHED, report.step());
        assertEquals(before, stage.node().metadata().resourceVersion());
        assertEquals(0, stage.actions);
        CycleException thrown = assertThrows(
                CycleException.class,
                () -> CycleRequest.of("worker-1").action(stage::reboot).run(mock));
        assertEquals(Outcome.REFUSED, thrown.report().outcome());
    }

    @Test
    void a_node_that_does_not_exist_is_said_not_to() {
        CycleReport report = stage.run(CycleRequest.of("worker-9").action(stage::reboot));
        assertEquals(List.of(CycleCode.NODE_GONE), codes(report.reasons()));
        assertEquals(List.of(), stage.writes());
    }

    @Test
    void replacements_that_do_not_come_up_stop_it_before_the_action() {
        mock.patch(Kind.NODES, "worker-2", Document.empty().with(true, "spec", "unschedulable"));
        CycleReport report =
                stage.run(stage.request().drain(d -> d.ignoreDaemonSets().timeout(Duration.ofMinutes(3))));
        assertEquals(Outcome.TIMED_OUT, report.outcome(), report::toString);
        assertEquals(CycleStep.CORDONED, report.step());
        assertEquals(0, stage.actions);
        assertTrue(stage.node().unschedulable());
    }

    @Test
    void an_action_that_throws_leaves_the_node_cordoned_and_the_next_run_tries_again() {
        CycleReport report = stage.run(stage.request().action(node -> {
            throw new java.io.IOException("no route to " + node.name());
        }));
        assertEquals(Outcome.FAILED, report.outcome());
        assertEquals(CycleStep.ACTING, report.step());
        assertTrue(report.toString().contains("no route to worker-1"), report::toString);
        assertTrue(stage.node().unschedulable());

        CycleReport again = stage.run(stage.request());
        assertEquals(Outcome.COMPLETED, again.outcome(), again::toString);
        assertEquals(1, stage.actions);
        assertTrue(again.drain().isEmpty());
        assertTrue(codes(again.notes()).contains(CycleCode.RESUMED));
        assertFalse(stage.node().unschedulable());
        assertTrue(CycleStage.isClean(stage.node()));
    }

    @Test
    void an_action_that_never_returns_is_interrupted() {
        CycleReport report =
                stage.run(stage.request().actionTimeout(Duration.ofMinutes(2)).action(node -> {
                    stage.actions++;
                    mock.advance(Duration.ofDays(1));
                }));
        assertEquals(Outcome.TIMED_OUT, report.outcome(), report::toString);
        assertEquals(List.of(CycleCode.ACTION_TIMEOUT), codes(report.reasons()));
        assertEquals(CycleStep.ACTING, report.step());
        assertTrue(stage.node().unschedulable());
    }

    @Test
    void the_action_runs_on_the_callers_own_executor() {
        List<Runnable> handed = new ArrayList<>();
        CycleReport report = stage.run(stage.request().action(stage::reboot, task -> {
            handed.add(task);
            mock.executor().execute(task);
        }));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(1, handed.size());
        assertEquals(1, stage.actions);
    }

    @Test
    void an_executor_that_takes_nothing_is_a_failed_action() {
        CycleReport report = stage.run(stage.request().action(stage::reboot, task -> {
            throw new java.util.concurrent.RejectedExecutionException("the pool is shut down");
        }));
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertEquals(List.of(CycleCode.ACTION_FAILED), codes(report.reasons()));
        assertTrue(report.reasons().get(0).text().contains("the pool is shut down"), report::toString);
        assertEquals(0, stage.actions);
        assertTrue(stage.node().unschedulable());
    }

    @Test
    void a_node_that_never_goes_away_is_not_taken_for_back() {
        CycleReport report = stage.run(stage.request().action(node -> {}));
        assertEquals(Outcome.TIMED_OUT, report.outcome(), report::toString);
        assertEquals(List.of(CycleCode.NOT_BACK), codes(report.reasons()));
        assertTrue(report.reasons().get(0).text().contains("boot id"), report::toString);
        assertEquals(CycleStep.ACTED, report.step());
    }

    @Test
    void a_node_that_never_comes_back_stays_cordoned_and_the_next_run_waits_anew() {
        CycleReport report = stage.run(stage.request().action(node -> {
            stage.actions++;
            mock.reboot("worker-1", Duration.ofHours(1));
        }));
        assertEquals(List.of(CycleCode.NOT_BACK), codes(report.reasons()));
        assertTrue(stage.node().unschedulable());
        mock.advance(Duration.ofHours(1));

        CycleReport again = stage.run(stage.request());
        assertEquals(Outcome.COMPLETED, again.outcome(), again::toString);
        assertEquals(1, stage.actions);
    }

    @Test
    void a_node_that_comes_back_not_ready_is_not_back() {
        CycleReport report = stage.run(stage.request().action(node -> {
            mock.reboot("worker-1", Duration.ofSeconds(30));
            mock.advance(Duration.ofSeconds(30));
            mock.kill("worker-1");
            mock.advance(Duration.ofMinutes(2));
        }));
        assertEquals(List.of(CycleCode.NOT_BACK), codes(report.reasons()), report::toString);
        assertTrue(report.reasons().get(0).text().contains("not Ready"), report::toString);
    }

    @Test
    void a_node_that_comes_back_with_another_kubelet_is_noted() {
        CycleReport report = stage.run(stage.request().action(node -> {
            stage.reboot(node);
            mock.patch(
                    Kind.NODES, "worker-1", Document.empty().with("v1.35.9", "status", "nodeInfo", "kubeletVersion"));
        }));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertTrue(codes(report.notes()).contains(CycleCode.KUBELET_CHANGED), report::toString);
    }

    @Test
    void another_node_under_the_name_is_not_touched() {
        CycleReport report = stage.run(stage.request().action(node -> {
            mock.delete(Kind.NODES, "worker-1");
            mock.advance(Duration.ofSeconds(5));
            mock.apply(Document.of("apiVersion", "v1").with("Node", "kind").with("worker-1", "metadata", "name"));
        }));
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertEquals(List.of(CycleCode.NODE_REPLACED), codes(report.reasons()));
        assertFalse(stage.node().unschedulable());
    }

    @Test
    void somebody_uncordons_it_while_it_is_drained() {
        CycleReport report = stage.run(stage.request().onEvent(event -> {
            if (event.text().equals("cordoned")) {
                mock.executor().execute(() -> {
                    mock.advance(Duration.ofSeconds(3));
                    uncordonByOthers();
                });
            }
        }));
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertEquals(List.of(CycleCode.UNCORDONED), codes(report.reasons()));
        assertEquals(0, stage.actions);
        assertFalse(stage.node().unschedulable());
        assertTrue(CycleStage.isClean(stage.node()));
    }

    @Test
    void somebody_uncordons_it_during_the_action() {
        CycleReport report = stage.run(stage.request().action(node -> {
            uncordonByOthers();
            stage.reboot(node);
        }));
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertEquals(List.of(CycleCode.UNCORDONED), codes(report.reasons()));
        assertTrue(CycleStage.isClean(stage.node()));
    }

    @Test
    void another_run_takes_the_node_over_and_this_one_writes_nothing_more() {
        List<CycleReport> others = new ArrayList<>();
        int[] writes = new int[1];
        CycleReport report = stage.run(stage.request().action(node -> {
            stage.actions++;
            others.add(CycleRunner.run(stage.request(), mock, new CycleOperation()));
            writes[0] = stage.writes().size();
        }));
        assertEquals(Outcome.COMPLETED, others.get(0).outcome(), others::toString);
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertEquals(writes[0], stage.writes().size());
        assertFalse(stage.node().unschedulable());
    }

    @Test
    void a_check_that_fails_leaves_the_node_cordoned() {
        CycleReport report = stage.run(stage.request().check(node -> {
            throw new IllegalStateException("the disk is not mounted");
        }));
        assertEquals(List.of(CycleCode.CHECK_FAILED), codes(report.reasons()));
        assertEquals(CycleStep.RETURNED, report.step());
        assertTrue(stage.node().unschedulable());
    }

    @Test
    void it_can_be_cancelled_in_the_background() {
        CycleOperation operation = stage.request()
                .action(node -> mock.advance(Duration.ofHours(1)))
                .actionTimeout(Duration.ofHours(2))
                .start(mock);
        mock.advance(Duration.ofMinutes(5));
        assertEquals(CycleStep.ACTING, operation.step());
        operation.cancel();
        CycleReport report = mock.await(operation.completion());
        assertEquals(Outcome.CANCELLED, report.outcome(), report::toString);
        assertEquals(CycleStep.ACTING, report.step());
    }

    @Test
    void its_time_can_be_limited() {
        CycleReport report = stage.run(stage.request().timeout(Duration.ofSeconds(8)));
        assertEquals(Outcome.TIMED_OUT, report.outcome(), report::toString);
        assertEquals(CycleStep.CORDONED, report.step());
        assertTrue(report.duration().compareTo(Duration.ofSeconds(11)) < 0, report::toString);
    }

    @Test
    void a_drain_that_is_to_restore_gives_the_node_back() {
        mock.patch(Kind.NODES, "worker-2", Document.empty().with(true, "spec", "unschedulable"));
        CycleReport report = stage.run(stage.request()
                .drain(d -> d.ignoreDaemonSets().timeout(Duration.ofMinutes(3)).restoreOnFailure()));
        assertEquals(Outcome.TIMED_OUT, report.outcome(), report::toString);
        assertFalse(stage.node().unschedulable());
        assertTrue(CycleStage.isClean(stage.node()));
    }

    @Test
    void a_node_that_may_not_be_patched_is_not_drained() {
        mock.inject(Fault.forbidden("patch", "nodes").always());
        CycleReport report = stage.run(stage.request());
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertEquals(CycleStep.UNTOUCHED, report.step());
        assertTrue(stage.evictions().isEmpty());
    }

    @Test
    void uncordon_takes_away_what_a_cycle_has_left() {
        stage.run(stage.request().action(node -> {
            throw new IllegalStateException("no");
        }));
        CordonRequest.uncordon("worker-1").run(mock);
        assertFalse(stage.node().unschedulable());
        assertTrue(CycleStage.isClean(stage.node()));
    }

    @Test
    void nonsense_is_refused_at_the_call() {
        CycleRequest request = CycleRequest.of("worker-1");
        assertThrows(IllegalArgumentException.class, () -> request.drain(d -> d.dryRun(DryRun.CLIENT)));
        assertThrows(IllegalArgumentException.class, () -> request.actionTimeout(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> request.settle(Duration.ofSeconds(-1)));
        assertThrows(IllegalArgumentException.class, () -> CycleRequest.of("Worker 1"));
    }
}
