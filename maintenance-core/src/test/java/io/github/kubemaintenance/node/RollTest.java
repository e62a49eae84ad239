package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.drain.DrainOrder;
import io.github.kubemaintenance.drain.DrainRule;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rolls: order, limits, and when they stop. */
class RollTest {
    private final RollStage stage = new RollStage();
    private final MockCluster mock = stage.mock;

    private static void fail(io.github.kubemaintenance.model.Node node) {
        throw new IllegalStateException("no power on " + node.name());
    }

    private void cordonByOthers(String node) {
        mock.patch(Kind.NODES, node, Document.empty().with(true, "spec", "unschedulable"));
    }

    @Test
    void M01_one_node_after_the_other_is_rebooted_and_each_has_its_report() {
        RollReport report = stage.run(stage.request());
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(List.of("blue-1", "blue-2", "blue-3", "blue-4"), report.done());
        assertEquals(List.of("blue-1", "blue-2", "blue-3", "blue-4"), stage.turns());
        assertEquals(Map.of("blue-1", 1, "blue-2", 1, "blue-3", 1, "blue-4", 1), stage.actions);
        assertEquals(1, stage.mostInWork());
        assertTrue(stage.isClean());
        assertEquals(5, report.lowestCapacity().nodes());
        assertEquals(List.of(), report.wentDown());
        mock.list(Kind.NODES)
                .forEach(node -> assertEquals(
                        node.name().startsWith("blue"),
                        node.metadata().annotations().containsKey(Roll.DONE),
                        node::name));
    }

    @Test
    void C05_named_nodes_come_and_are_reported_in_the_order_of_their_names() {
        RollReport report = stage.run(RollRequest.of(Nodes.named("green-2", "blue-3", "green-1"))
                .drain(d -> d.ignoreDaemonSets())
                .action(stage::reboot)
                .settle(Duration.ZERO)
                .onEvent(stage.events::add));
        assertEquals(List.of("green-2", "blue-3", "green-1"), report.done(), report::toString);
        assertEquals(List.of("green-2", "blue-3", "green-1"), stage.turns());
    }

    @Test
    void as_many_as_may_are_in_work_at_once() {
        RollReport report = stage.run(stage.request().maxUnavailable("50%"));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(2, stage.mostInWork());
        assertEquals(4, report.lowestCapacity().nodes());
        assertTrue(stage.isClean());
    }

    @Test
    void M02_nodes_to_come_are_avoided_so_that_pods_move_once() {
        Map<String, Integer> moved = new TreeMap<>();
        RollReport report = stage.run(stage.request().onEvent(event -> {
            if (event instanceof PodEvent pod && pod.kind() == PodEvent.Kind.EVICTED) {
                moved.merge(pod.pod().toString(), 1, Integer::sum);
            }
        }));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        int before = 10;
        RollStage without = new RollStage();
        RollReport careless = without.run(without.request().withoutSoftTaints());
        int careful =
                report.nodes().stream().mapToInt(each -> each.evicted().size()).sum();
        int many = careless.nodes().stream()
                .mapToInt(each -> each.evicted().size())
                .sum();
        assertTrue(careful < many && careful <= before, () -> careful + " evictions, without taints " + many);
    }

    @Test
    void zones_can_be_spared() {
        Map<String, Integer> inZone = new TreeMap<>();
        int[] most = new int[1];
        RollReport report = stage.run(stage.request()
                .maxUnavailable(4)
                .maxUnavailablePer("topology.kubernetes.io/zone", "1")
                .onEvent(event -> {
                    if (event instanceof NodeEvent node && node.step() == NodeEvent.Step.CORDONED) {
                        String zone = mock.node(node.node()).zone();
                        most[0] = Math.max(most[0], inZone.merge(zone, 1, Integer::sum));
                    } else if (event instanceof NodeEvent node && node.step() == NodeEvent.Step.UNCORDONED) {
                        inZone.merge(mock.node(node.node()).zone(), -1, Integer::sum);
                    }
                }));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(1, most[0]);
        assertEquals(2, stage.mostInWork());
    }

    @Test
    void a_canary_that_fails_stops_the_roll() {
        RollReport report = stage.run(
                stage.request().canary(1).maxUnavailable(3).stopAfterFailures(3).check(RollTest::fail));
        assertEquals(Outcome.FAILED, report.outcome());
        assertEquals(List.of(CycleCode.CANARY), RollStage.codes(report.reasons()));
        assertEquals(List.of("blue-1"), stage.turns());
        assertEquals(List.of("blue-2", "blue-3", "blue-4"), report.notBegun());
        mock.list(Kind.NODES).forEach(node -> assertFalse(SoftTaint.isOn(node), node::name));
    }

    @Test
    void a_canary_that_is_well_lets_the_rest_follow() {
        RollReport report = stage.run(stage.request().canary(1).maxUnavailable(3));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(3, stage.mostInWork());
        assertEquals(List.of("blue-1"), stage.turns().subList(0, 1));
    }

    @Test
    void M01_it_stops_after_so_many_failures_and_the_failure_of_one_is_reported() {
        RollReport first = stage.run(stage.request().action(RollTest::fail));
        assertEquals(List.of(CycleCode.FAILURES), RollStage.codes(first.reasons()), first::toString);
        assertEquals(1, first.failed().size());
        assertEquals(CycleStep.ACTING, first.failed().get(0).step());
        assertTrue(first.toString().contains("no power on blue-1"), first::toString);

        RollStage other = new RollStage();
        RollReport second =
                other.run(other.request().stopAfterFailures(3).maxUnavailable(2).action(node -> {
                    if (node.name().equals("blue-1")) {
                        fail(node);
                    }
                    other.reboot(node);
                }));
        assertEquals(Outcome.FAILED, second.outcome(), second::toString);
        assertEquals(List.of("blue-2", "blue-3", "blue-4"), second.done());
    }

    @Test
    void a_pause_is_kept_between_nodes() {
        List<java.time.Instant> begun = new ArrayList<>();
        RollReport report =
                stage.run(stage.request().pause(Duration.ofMinutes(10)).onEvent(event -> {
                    if (event instanceof NodeEvent node && node.step() == NodeEvent.Step.CORDONED) {
                        begun.add(event.at());
                    }
                }));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        for (int i = 1; i < begun.size(); i++) {
            assertTrue(Duration.between(begun.get(i - 1), begun.get(i)).compareTo(Duration.ofMinutes(10)) > 0);
        }
    }

    @Test
    void nodes_that_are_unavailable_already_count_and_come_first() {
        cordonByOthers("blue-3");
        RollReport report = stage.run(stage.request().maxUnavailable(2));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals("blue-3", stage.turns().get(0));
        assertTrue(mock.node("blue-3").unschedulable());
        assertEquals(4, report.lowestCapacity().nodes());
    }

    @Test
    void without_room_it_says_who_takes_it() {
        cordonByOthers("blue-3");
        RollReport report = stage.run(stage.request());
        assertEquals(List.of(CycleCode.NO_ROOM), RollStage.codes(report.reasons()), report::toString);
        assertEquals(List.of("blue-3"), report.done());
        assertTrue(report.toString().contains("blue-3 (cordoned)"), report::toString);
    }

    @Test
    void a_done_node_that_goes_NotReady_stops_it() {
        RollReport report = stage.run(stage.request().action(node -> {
            if (node.name().equals("blue-3")) {
                mock.kill("blue-1");
                mock.advance(Duration.ofMinutes(2));
            }
            stage.reboot(node);
        }));
        assertEquals(List.of(CycleCode.DONE_NODE_NOT_READY), RollStage.codes(report.reasons()), report::toString);
        assertEquals(List.of("blue-4"), report.notBegun());
        assertEquals(List.of("blue-1", "blue-2", "blue-3"), report.done());
    }

    @Test
    void P03_pods_that_stay_Pending_stop_it() {
        RollStage small = new RollStage(MockCluster.builder()
                .deployment("shop/big", d -> d.replicas(6).cpu("3").readyAfter(Duration.ofSeconds(1))));
        RollReport report =
                small.run(small.request().pendingLimit(Duration.ofMinutes(3)).drain(d -> d.ignoreDaemonSets()
                        .awaitReplacements(Duration.ofMinutes(5))));
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertTrue(RollStage.codes(report.reasons()).contains(CycleCode.PODS_PENDING), report::toString);
        assertTrue(report.toString().contains("shop/big"), report::toString);
        assertEquals(0, small.actions.size());
    }

    @Test
    void M03_two_drains_that_need_each_other_do_not_wait_for_ever() {
        MockCluster tight = MockCluster.builder()
                .seed(4)
                .node("a", n -> n.cpu("2"))
                .node("b", n -> n.cpu("2"))
                .node("c", n -> n.cpu("2"))
                .deployment("x/one", d -> d.replicas(2).cpu("1").readyAfter(Duration.ofSeconds(1)))
                .budget("x/one", b -> b.maxUnavailable(1))
                .deployment("x/two", d -> d.replicas(2).cpu("1").readyAfter(Duration.ofSeconds(1)))
                .budget("x/two", b -> b.maxUnavailable(1))
                .build();
        List<String> back = new ArrayList<>();
        RollReport report = RollStage.run(
                RollRequest.of(Nodes.all())
                        .maxUnavailable(2)
                        .settle(Duration.ZERO)
                        .action(node -> tight.reboot(node.name(), Duration.ofSeconds(30)))
                        .onEvent(event -> {
                            if (event instanceof NodeEvent node && node.step() == NodeEvent.Step.PUT_BACK) {
                                back.add(node.node());
                            }
                        }),
                tight);
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertFalse(back.isEmpty());
        assertEquals(3, report.done().size());
    }

    @Test
    void a_selection_that_matches_nothing_is_refused_before_anything_is_written_on_nodes() {
        RollReport none = stage.run(stage.request("pool=red"));
        assertEquals(Outcome.REFUSED, none.outcome());
        assertEquals(List.of(CycleCode.NOTHING_SELECTED), RollStage.codes(none.reasons()));
        RollReport missing = stage.run(RollRequest.of(Nodes.named("blue-1", "blue-9")));
        assertEquals(Outcome.REFUSED, missing.outcome());
        assertTrue(missing.toString().contains("blue-9"), missing::toString);
        assertFalse(mock.requests().stream()
                .anyMatch(each -> each.isWrite() && !each.resource().equals("leases")));
        assertThrows(RollException.class, () -> stage.request("pool=red").run(mock));
    }

    @Test
    void a_node_that_is_deleted_before_its_turn_is_noted_and_left_out() {
        RollReport report = stage.run(stage.request().action(node -> {
            if (node.name().equals("blue-1")) {
                mock.delete(Kind.NODES, "blue-3");
            }
            stage.reboot(node);
        }));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(List.of("blue-1", "blue-2", "blue-4"), report.done());
        assertTrue(RollStage.codes(report.notes()).contains(CycleCode.NODE_GONE));
    }

    @Test
    void a_cancel_ends_it_where_it_is() {
        RollOperation operation = stage.request().maxUnavailable(2).start(mock);
        mock.advance(Duration.ofSeconds(30));
        operation.cancel();
        RollReport report = mock.await(operation.completion());
        assertEquals(Outcome.CANCELLED, report.outcome(), report::toString);
        assertEquals(List.of("blue-3", "blue-4"), report.notBegun());
        assertFalse(report.failed().isEmpty());
    }

    @Test
    void its_time_can_be_limited() {
        RollReport report = stage.run(stage.request().timeout(Duration.ofMinutes(2)));
        assertEquals(Outcome.TIMED_OUT, report.outcome(), report::toString);
        assertFalse(report.notBegun().isEmpty());
    }

    @Test
    void a_budget_that_never_opens_costs_fifteen_minutes_a_node() {
        RollStage blocked = new RollStage(MockCluster.builder()
                .deployment("shop/one", d -> d.replicas(2).neverReady())
                .budget("shop/one", b -> b.minAvailable(1)));
        RollReport report = blocked.run(blocked.request("pool in (blue, green)")
                .drain(d -> d.ignoreDaemonSets().proceedDespiteBlockers()));
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertTrue(report.duration().compareTo(Duration.ofHours(2)) < 0, report::toString);
    }

    @Test
    void evictions_under_one_budget_are_sent_by_one_drain_at_a_time() {
        RollReport report = stage.run(stage.request().maxUnavailable(4));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        List<RecordedRequest> refused = mock.requests().stream()
                .filter(each -> each.resource().equals("pods/eviction") && each.status() == 429)
                .toList();
        assertTrue(refused.size() <= 2, refused::toString);
    }

    @Test
    void O01_O02_groups_and_pods_that_run_to_their_end_count_in_a_roll_too() {
        RollStage grouped = new RollStage(MockCluster.builder()
                .deployment("shop/last", d -> d.replicas(4).label("app", "last").readyAfter(Duration.ofSeconds(1)))
                .job("shop/count", j -> j.completions(4)
                        .parallelism(4)
                        .label("app", "count")
                        .runsFor(Duration.ofMinutes(30))));
        List<String> history = new ArrayList<>();
        RollReport report = grouped.run(grouped.request()
                .drain(d -> d.ignoreDaemonSets()
                        .timeout(Duration.ofHours(1))
                        .order(DrainOrder.by(List.of(
                                DrainRule.of("a", "app=last", DrainRule.Behaviour.DRAIN, 5),
                                DrainRule.of("b", "app=count", DrainRule.Behaviour.WAIT_COMPLETED, 0)))))
                .onEvent(event -> {
                    if (event instanceof PodEvent pod) {
                        history.add(pod.node() + " " + pod.kind() + " "
                                + pod.pod().name().split("-", -1)[0]);
                    }
                }));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        for (String node : report.done()) {
            int first = history.indexOf(node + " STARTED last");
            assertTrue(first < 0 || history.lastIndexOf(node + " GONE web") < first, history::toString);
        }
        assertTrue(history.stream().noneMatch(each -> each.endsWith("EVICTED count")), history::toString);
        assertTrue(report.duration().compareTo(Duration.ofMinutes(20)) > 0, report::toString);
    }

    @Test
    void a_controller_manager_that_is_away_ends_it_at_the_first_node_and_says_where() {
        RollStage stopped = new RollStage();
        List<Document> objects = new ArrayList<>();
        stopped.mock.list(Kind.NODES).forEach(each -> objects.add(each.toDocument()));
        stopped.mock.list(Kind.PODS).forEach(each -> objects.add(each.toDocument()));
        stopped.mock.list(Kind.REPLICA_SETS).forEach(each -> objects.add(each.toDocument()));
        stopped.mock.list(Kind.DAEMON_SETS).forEach(each -> objects.add(each.toDocument()));
        stopped.mock.list(Kind.BUDGETS).forEach(each -> objects.add(each.toDocument()));
        MockCluster away =
                MockCluster.builder().withoutControllers().objects(objects).build();
        RollReport report = RollStage.run(stopped.request(), away);
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertEquals(List.of("blue-2", "blue-3", "blue-4"), report.notBegun());
        assertEquals(CycleStep.CORDONED, report.failed().get(0).step(), report::toString);
        assertTrue(away.node("blue-1").unschedulable());
        assertTrue(report.duration().compareTo(Duration.ofMinutes(16)) < 0, report::toString);
        assertEquals(0, stopped.actions.size());
    }
}
