package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pods that go in groups, one after the other. */
class DrainOrderTest {
    private final List<String> history = new ArrayList<>();

    private static MockClusterBuilder cluster() {
        return MockCluster.builder().seed(3).node("worker-1").node("worker-2", n -> n.unschedulable());
    }

    private static MockCluster opened(MockClusterBuilder builder) {
        MockCluster mock = builder.build();
        mock.patch(Kind.NODES, "worker-2", Document.empty().withNull("spec", "unschedulable"));
        return mock;
    }

    private static MockClusterBuilder with(MockClusterBuilder builder, String app) {
        return builder.deployment(
                "shop/" + app, d -> d.replicas(2).label("app", app).stopsIn(Duration.ofSeconds(4)));
    }

    private static String app(PodRef pod) {
        return pod.name().substring(0, pod.name().indexOf('-'));
    }

    private DrainReport run(MockCluster mock, DrainRequest request) {
        return SingleDrain.run(
                request.onEvent(event -> {
                    if (event instanceof PodEvent pod
                            && (pod.kind() == PodEvent.Kind.STARTED || pod.kind() == PodEvent.Kind.GONE)) {
                        history.add(pod.kind() + " " + app(pod.pod()));
                    }
                }),
                mock,
                new DrainOperation());
    }

    private static DrainRule rule(String name, String app, DrainRule.Behaviour behaviour, int order) {
        return DrainRule.of(name, "app=" + app, behaviour, order);
    }

    @Test
    void O01_the_next_group_starts_only_when_the_one_before_is_gone() {
        MockCluster mock = opened(with(with(with(cluster(), "late"), "first"), "usual"));
        mock.pods("shop").stream()
                .filter(pod -> app(pod.ref()).equals("first"))
                .limit(1)
                .forEach(pod -> mock.delete(Kind.PODS, "shop/" + pod.name())); // terminating already
        DrainReport report = run(
                mock,
                DrainRequest.of("worker-1")
                        .order(DrainOrder.by(List.of(
                                rule("a", "first", DrainRule.Behaviour.DRAIN, -10),
                                rule("b", "late", DrainRule.Behaviour.DRAIN, 5)))));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        int firstGone = history.lastIndexOf("GONE first");
        int usualBegins = history.indexOf("STARTED usual");
        int usualGone = history.lastIndexOf("GONE usual");
        int lateBegins = history.indexOf("STARTED late");
        assertTrue(firstGone >= 0 && firstGone < usualBegins, history::toString);
        assertTrue(usualGone < lateBegins, history::toString);
    }

    @Test
    void O02_a_pod_that_is_to_complete_is_never_evicted_and_waited_for() {
        MockCluster mock = opened(
                cluster().job("batch/report", j -> j.label("app", "report").runsFor(Duration.ofMinutes(20))));
        DrainReport report = run(
                mock,
                DrainRequest.of("worker-1")
                        .order(DrainOrder.by(List.of(rule("a", "report", DrainRule.Behaviour.WAIT_COMPLETED, 0)))));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(List.of(), report.evicted());
        assertTrue(report.duration().compareTo(Duration.ofMinutes(15)) > 0, report::toString);
        assertFalse(mock.requests().stream().anyMatch(each -> each.resource().equals("pods/eviction")));
    }

    @Test
    void O03_a_label_beats_rules_the_first_rule_by_name_wins_and_nonsense_is_an_error() {
        MockCluster mock = opened(with(with(cluster(), "kept"), "moved")
                .pod("shop/own-1", p -> p.node("worker-1").label("app", "moved").label(DrainOrder.LABEL, "skip")));
        DrainReport report = run(
                mock,
                DrainRequest.of("worker-1")
                        .force()
                        .order(DrainOrder.by(List.of(
                                rule("b-later", "kept", DrainRule.Behaviour.DRAIN, 0),
                                rule("a-first", "kept", DrainRule.Behaviour.SKIP, 0)))));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(
                List.of("kept", "kept", "own"),
                report.skipped().stream().map(DrainOrderTest::app).toList());
        assertEquals(2, report.evicted().size());
        assertThrows(IllegalArgumentException.class, () -> DrainRule.Behaviour.parse("Evict"));
        assertEquals(DrainRule.Behaviour.WAIT_COMPLETED, DrainRule.Behaviour.parse("WaitCompleted"));
        assertEquals(DrainRule.Behaviour.WAIT_COMPLETED, DrainRule.Behaviour.parse("wait-completed"));
    }

    @Test
    void O05_critical_pods_go_after_the_others() {
        MockCluster mock = opened(with(with(cluster(), "dns"), "web"));
        MockCluster marked = MockCluster.builder()
                .seed(3)
                .objects(mock.list(Kind.NODES).stream()
                        .map(node -> node.toDocument())
                        .toList())
                .objects(mock.pods("shop").stream()
                        .map(pod -> pod.toDocument().without("metadata", "ownerReferences"))
                        .map(pod -> pod.name().startsWith("dns")
                                ? pod.with("system-cluster-critical", "spec", "priorityClassName")
                                : pod)
                        .toList())
                .build();
        DrainReport report = run(marked, DrainRequest.of("worker-1").force().order(DrainOrder.byPriority()));
        assertTrue(history.lastIndexOf("GONE web") < history.indexOf("STARTED dns"), history::toString);
        assertTrue(history.contains("STARTED dns"), report::toString);
    }

    @Test
    void O06_when_the_time_is_over_in_the_first_group_the_later_ones_are_in_the_report() {
        MockCluster mock = opened(with(
                cluster().deployment("shop/stubborn", d -> d.replicas(1)
                        .label("app", "stubborn")
                        .ignoresTermination()
                        .gracePeriod(Duration.ofHours(1))),
                "late"));
        DrainReport report = run(
                mock,
                DrainRequest.of("worker-1")
                        .timeout(Duration.ofMinutes(2))
                        .order(DrainOrder.by(List.of(rule("a", "late", DrainRule.Behaviour.DRAIN, 5)))));
        assertEquals(Outcome.TIMED_OUT, report.outcome(), report::toString);
        assertEquals(3, report.remaining().size(), report::toString);
        assertTrue(report.toString().contains("a group that comes before"), report::toString);
    }

    @Test
    void O06_with_escalation_all_groups_are_deleted_with_what_is_left_of_the_time_at_least_a_second() {
        MockCluster mock = opened(with(
                        cluster().deployment("shop/stubborn", d -> d.replicas(1)
                                .label("app", "stubborn")
                                .ignoresTermination()
                                .gracePeriod(Duration.ofHours(1))),
                        "late")
                .budget("shop/late", b -> b.maxUnavailable(0)));
        mock.clearRequests();
        DrainReport report = run(
                mock,
                DrainRequest.of("worker-1")
                        .timeout(Duration.ofMinutes(2))
                        .proceedDespiteBlockers()
                        .deletePastBudgetsAfter(Duration.ofMinutes(1))
                        .order(DrainOrder.by(List.of(rule("a", "late", DrainRule.Behaviour.DRAIN, 5)))));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(1, report.evicted().size(), report::toString);
        assertEquals(2, report.deleted().size(), report::toString);
        assertTrue(report.duration().compareTo(Duration.ofMinutes(1)) >= 0, report::toString);
        assertEquals(
                3,
                mock.requests().stream()
                        .filter(each -> each.verb().equals("delete"))
                        .count(),
                () -> mock.requests().toString());
        assertEquals(
                List.of("GONE stubborn"),
                history.stream().filter(each -> each.equals("GONE stubborn")).toList());
    }

    @Test
    void O06_right_before_the_end_a_second_of_grace_is_left() {
        MockCluster mock = opened(cluster().deployment("shop/stubborn", d -> d.replicas(1)
                .label("app", "stubborn")
                .ignoresTermination()
                .gracePeriod(Duration.ofHours(1))));
        DrainReport report = run(
                mock,
                DrainRequest.of("worker-1")
                        .timeout(Duration.ofMinutes(2))
                        .deletePastBudgetsAfter(Duration.ofSeconds(118)));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertTrue(report.duration().compareTo(Duration.ofMinutes(2)) < 0, report::toString);
        assertThrows(IllegalArgumentException.class, () -> DrainRequest.of("worker-1")
                .deletePastBudgetsAfter(Duration.ZERO));
    }

    @Test
    void the_order_is_one_of_the_options() {
        DrainRequest one = DrainRequest.of("a").order(DrainOrder.byPriority());
        assertEquals(
                one.options(),
                DrainRequest.of("b").order(DrainOrder.byPriority()).options());
        assertEquals("order=priority", one.options().toString());
    }
}
