package io.github.kubemaintenance.drain;

import static io.github.kubemaintenance.drain.Scene.assertEnded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Whole drains on the simulator: M04, M05, X01 to X04, dry runs, listeners, two at once, replacements, rehearsal. */
class DrainRunTest {
    private static MockClusterBuilder busy(int pods) {
        return MockCluster.builder()
                .seed(5)
                .latency(Scene.LATENCY)
                .node("worker-1", n -> n.cpu("64").memory("256Gi").pods(1000))
                .node(
                        "worker-2",
                        n -> n.unschedulable().cpu("64").memory("256Gi").pods(1000))
                .deployment("shop/web", d -> d.replicas(pods).stopsIn(Duration.ofSeconds(30)))
                .daemonSet("kube-system/one", d -> {})
                .daemonSet("kube-system/two", d -> {});
    }

    private static Scene opened(MockClusterBuilder builder) {
        Scene scene = new Scene(builder);
        scene.mock.patch(Kind.NODES, "worker-2", Document.empty().withNull("spec", "unschedulable"));
        scene.mock.clearRequests();
        return scene;
    }

    @Test
    void X01_110_pods_cost_at_most_N_plus_D_plus_12_requests_without_budgets() {
        Scene scene = opened(busy(110));
        DrainReport report = scene.drain(Scene.request().ignoreDaemonSets());
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(110, report.evicted().size());
        assertTrue(
                scene.mock.requests().size() <= 110 + 2 + 12,
                () -> scene.mock.requests().size() + " requests");
        assertEquals(scene.mock.requests().size(), report.requests());
        assertTrue(report.duration().compareTo(Duration.ofSeconds(31)) < 0, report::toString);
    }

    @Test
    void X01_and_with_budgets() {
        Scene scene = opened(busy(110)
                .deployment("bank/api", d -> d.replicas(10).readyAfter(Duration.ofSeconds(3)))
                .budget("shop/web", b -> b.maxUnavailable(20))
                .budget("bank/api", b -> b.maxUnavailable(1)));
        DrainReport report = scene.drain(Scene.request().ignoreDaemonSets());
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(120, report.evicted().size());
        assertEquals(120, scene.evictions().size(), "no request is refused");
        assertTrue(
                scene.mock.requests().size() <= 120 + 2 + 12,
                () -> scene.mock.requests().size() + " requests");
    }

    @Test
    void X01_500_pods_under_a_budget_of_one_cost_500_evictions_and_exactly_the_time_that_the_budget_forces() {
        Scene scene = opened(MockCluster.builder()
                .seed(5)
                .node("worker-1", n -> n.cpu("640").memory("2560Gi").pods(1000))
                .node(
                        "worker-2",
                        n -> n.unschedulable().cpu("640").memory("2560Gi").pods(1000))
                .deployment("shop/web", d -> d.replicas(500).readyAfter(Duration.ofSeconds(2)))
                .budget("shop/web", b -> b.maxUnavailable(1)));
        DrainReport report = scene.drain();
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(500, scene.evictions().size());
        assertEquals(Duration.ofSeconds(499 * 2), report.duration());
        assertEquals(499, scene.pods(PodEvent.Kind.BLOCKED).size());
    }

    @Test
    void M04_blocked_pods_occupy_no_slot() {
        Scene scene = new Scene(Scene.nodes()
                .deployment("shop/web", d -> d.replicas(10).nodeSelector("kubernetes.io/hostname", "worker-1"))
                .budget("shop/web", b -> b.minAvailable(10))
                .pod("shop/z-free", p -> p.node("worker-1").ownedBy("example.com/v1", "Thing", "thing")));
        DrainReport report = scene.drain(
                Scene.request().maxInFlight(1).proceedDespiteBlockers().timeout(Duration.ofMinutes(1)));
        assertEnded(Outcome.FAILED, report);
        assertEquals(List.of("z-free"), Scene.names(report.evicted()));
        assertEquals(10, report.remaining().size());
        assertTrue(scene.evictions().size() <= 11, "each was tried once");
    }

    @Test
    void M05_a_drain_whose_process_died_is_simply_run_again_and_nothing_is_evicted_twice() {
        MockCluster mock = opened(busy(30).budget("shop/web", b -> b.maxUnavailable(5))).mock;
        DrainOperation operation = new DrainOperation();
        AtomicInteger evicted = new AtomicInteger();
        DrainReport first = SingleDrain.run(
                Scene.request().ignoreDaemonSets().onEvent(event -> {
                    if (event instanceof PodEvent pod
                            && pod.kind() == PodEvent.Kind.EVICTED
                            && evicted.incrementAndGet() == 7) {
                        operation.cancel();
                    }
                }),
                mock,
                operation);
        assertEnded(Outcome.CANCELLED, first);
        DrainReport second = SingleDrain.run(Scene.request().ignoreDaemonSets(), mock, new DrainOperation());
        assertEnded(Outcome.COMPLETED, second);
        assertEquals(NodeCordon.BEFORE, second.cordon());
        List<PodRef> all = new ArrayList<>(first.evicted());
        all.addAll(second.evicted());
        assertEquals(30, all.stream().distinct().count());
        assertEquals(30, all.size());
        assertEquals(30, accepted(mock).size());
    }

    private static List<RecordedRequest> accepted(MockCluster mock) {
        return mock.requests().stream()
                .filter(each -> each.resource().equals("pods/eviction")
                        && each.outcome().equals("ACCEPTED"))
                .toList();
    }

    @Test
    void X02_a_server_dry_run_ends_reports_what_is_blocked_and_changes_nothing() {
        Scene scene =
                opened(busy(3).deployment("bank/api", d -> d.replicas(2)).budget("bank/api", b -> b.minAvailable(1)));
        String before = scene.mock.pods().toString();
        DrainReport report = scene.drain(
                Scene.request().ignoreDaemonSets().dryRun(DryRun.SERVER).timeout(Duration.ofMinutes(5)));
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(DryRun.SERVER, report.dryRun());
        assertEquals(5, scene.evictions().size());
        assertTrue(scene.writes().stream().allMatch(RecordedRequest::dryRun));
        assertEquals(5, report.evicted().size());
        assertEquals(before, scene.mock.pods().toString());
        assertTrue(!scene.mock.node("worker-1").unschedulable());
        assertEquals(NodeCordon.SCHEDULABLE, report.cordon());
    }

    @Test
    void X02_a_blocked_pod_of_a_server_dry_run_is_remaining_with_the_servers_words() {
        Scene scene = new Scene(Scene.nodes()
                .deployment("shop/web", d -> d.replicas(2).neverReady().nodeSelector("side", "b"))
                .pod("shop/only", p -> p.node("worker-1")
                        .ownedBy("example.com/v1", "Thing", "t")
                        .label("app", "web"))
                .budget("shop/web", b -> b.selector("app=web").minAvailable(2)));
        DrainReport report = scene.drain(Scene.request().dryRun(DryRun.SERVER));
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(1, scene.evictions().size());
        assertEquals(
                ReasonCode.BUDGET_CLOSED, report.remaining().get(0).reason().code(), report::toString);
    }

    @Test
    void a_client_dry_run_only_reads() {
        Scene scene = opened(busy(3));
        DrainReport report = scene.drain(Scene.request().ignoreDaemonSets().dryRun(DryRun.CLIENT));
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(3, report.evicted().size());
        assertEquals(2, report.skipped().size());
        assertEquals(List.of(), report.remaining());
        assertEquals(List.of(), scene.writes());
    }

    @Test
    void X03_started_once_blocked_at_each_change_finished_exactly_once_for_every_pod() {
        Scene scene = opened(Scene.ownedPods(busy(20), 3)
                        .budget("shop/web", b -> b.selector("app=web").maxUnavailable(2)))
                .fault(Fault.answerLost()
                        .on("create", "pods/eviction")
                        .afterCalls(4)
                        .times(3))
                .fault(Fault.throttled(Duration.ofSeconds(1)).afterCalls(9))
                .fault(Fault.forbidden("create", "pods/eviction").forPod("shop/p-1"));
        scene.when(PodEvent.Kind.STARTED, () -> scene.mock
                .find(Kind.PODS, "shop/p-2")
                .ifPresent(pod -> scene.mock.remove(Kind.PODS, "shop/p-2")));
        DrainReport report = scene.drain(Scene.request().ignoreDaemonSets());
        assertEnded(Outcome.FAILED, report);
        Map<PodRef, List<PodEvent.Kind>> ways = new TreeMap<>();
        for (var event : scene.events) {
            if (event instanceof PodEvent pod) {
                ways.computeIfAbsent(pod.pod(), none -> new ArrayList<>()).add(pod.kind());
            }
        }
        assertEquals(25, ways.size());
        ways.forEach((pod, kinds) -> {
            long ends = kinds.stream()
                    .filter(kind ->
                            kind == PodEvent.Kind.GONE || kind == PodEvent.Kind.FAILED || kind == PodEvent.Kind.SKIPPED)
                    .count();
            assertEquals(1, ends, () -> pod + " " + kinds);
            assertTrue(
                    kinds.stream().filter(kind -> kind == PodEvent.Kind.STARTED).count() <= 1, () -> pod + " " + kinds);
            assertTrue(
                    kinds.get(kinds.size() - 1) == PodEvent.Kind.GONE
                            || kinds.get(kinds.size() - 1) == PodEvent.Kind.FAILED
                            || kinds.get(kinds.size() - 1) == PodEvent.Kind.SKIPPED,
                    () -> pod + " " + kinds);
        });
    }

    @Test
    void the_same_node_drained_twice_at_once_is_drained_once() {
        MockCluster mock = opened(busy(20).budget("shop/web", b -> b.maxUnavailable(3))).mock;
        DrainOperation one = Scene.request().ignoreDaemonSets().start(mock);
        DrainOperation other = Scene.request().ignoreDaemonSets().start(mock);
        DrainReport first = mock.await(one.completion());
        DrainReport second = mock.await(other.completion());
        assertEnded(Outcome.COMPLETED, first);
        assertEnded(Outcome.COMPLETED, second);
        // Both may evict a pod at the same moment, which the server takes for once.
        assertEquals(
                20,
                accepted(mock).stream().map(RecordedRequest::name).distinct().count());
        assertEquals(2, mock.podsOn("worker-1").size());
        assertEquals(22, mock.pods().size() - 2);
        assertEquals(DrainProgress.Phase.ENDED, one.progress().phase());
        assertEquals(20, one.progress().gone());
    }

    @Test
    void a_listener_that_throws_is_logged_once_and_changes_nothing() {
        List<LogRecord> logged = new ArrayList<>();
        Logger logger = Logger.getLogger("io.github.kubemaintenance.event");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            Scene scene = opened(busy(5));
            DrainRequest request = Scene.request().ignoreDaemonSets().onEvent(event -> {
                throw new IllegalStateException("a listener of the caller");
            });
            DrainReport report = scene.drain(request);
            assertEnded(Outcome.COMPLETED, report);
            assertEquals(5, scene.pods(PodEvent.Kind.GONE).size(), "the next listener hears everything");
            assertEquals(1, logged.size());
            assertTrue(logged.get(0).getMessage().contains("A listener failed"));
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
    }

    @Test
    void a_filter_that_throws_fails_the_drain_with_nothing_written() {
        Scene scene = opened(busy(2));
        DrainReport report = scene.drain(Scene.request().ignoreDaemonSets().filter(pod -> {
            throw new IllegalStateException("a filter of the caller");
        }));
        assertEnded(Outcome.FAILED, report);
        assertTrue(report.reasons().get(0).text().contains("a filter of the caller"), report::toString);
        assertEquals(List.of(), scene.writes());
    }

    @Test
    void what_a_plan_throws_a_run_reports_with_nothing_written() {
        Scene scene = opened(busy(2)).fault(Fault.forbidden("list", "pods").always());
        DrainReport report = scene.drain();
        assertEnded(Outcome.FAILED, report);
        assertEquals(ReasonCode.UNREADABLE, report.reasons().get(0).code());
        assertEquals(List.of(), scene.writes());
        DrainFailedException thrown =
                assertThrows(DrainFailedException.class, () -> Scene.request().run(scene.mock));
        assertTrue(thrown.getMessage().contains("list pods"), thrown::getMessage);
        assertThrows(MaintenanceException.class, () -> Scene.request().plan(scene.mock));
    }

    @Test
    void a_watch_that_is_not_allowed_fails_the_drain_and_names_the_right() {
        Scene scene = opened(busy(2)).fault(Fault.forbidden("watch", "pods").always());
        DrainReport report = scene.drain(Scene.request().ignoreDaemonSets());
        assertEnded(Outcome.FAILED, report);
        assertTrue(report.reasons().get(0).text().contains("list and watch pods"), report::toString);
        assertEquals(NodeCordon.BY_US, report.cordon());
    }

    @Test
    void expecting_refuses_when_the_cluster_has_changed() {
        Scene scene = opened(busy(2));
        DrainRequest request = Scene.request().ignoreDaemonSets();
        DrainPlan plan = request.plan(scene.mock);
        scene.mock.apply(CordonScenariosTest.ownedPod("newcomer"));
        scene.mock.clearRequests();
        DrainReport report = scene.drain(request.expecting(plan));
        assertEnded(Outcome.REFUSED, report);
        assertEquals(ReasonCode.CHANGED, report.reasons().get(0).code());
        assertTrue(report.reasons().get(0).text().contains("newcomer"), report::toString);
        assertEquals(List.of(), scene.writes());
        scene.mock.remove(Kind.PODS, "shop/newcomer");
        assertEnded(Outcome.COMPLETED, scene.drain(request.expecting(plan)));
    }

    @Test
    void force_keeps_the_manifests_of_what_nothing_brings_back() {
        Scene scene = new Scene(
                Scene.nodes().pod("shop/naked", p -> p.node("worker-1").image("registry/app:7")));
        DrainReport report = scene.drain(Scene.request().force());
        assertEnded(Outcome.COMPLETED, report);
        assertEquals(1, report.unmanagedManifests().size());
        Pod kept = Pod.of(report.unmanagedManifests().get(0));
        assertEquals("naked", kept.name());
        assertEquals("registry/app:7", kept.spec().containers().get(0).image());
    }

    @Test
    void replacements_are_awaited_and_where_one_is_stuck_is_told_down_to_the_init_container() {
        Scene scene = new Scene(MockCluster.builder()
                .latency(Scene.LATENCY)
                .node("worker-1")
                .node("worker-2", n -> n.unschedulable())
                .deployment("shop/web", d -> d.replicas(2)
                        .readyAfter(Duration.ofSeconds(20))
                        .initContainer("migrate", i -> i.takes(Duration.ofSeconds(5)))
                        .initContainer("warm-up", i -> i.takes(Duration.ofSeconds(60)))));
        scene.mock.patch(Kind.NODES, "worker-2", Document.empty().withNull("spec", "unschedulable"));
        DrainReport ready = SingleDrain.run(
                Scene.request().awaitReplacements(Duration.ofMinutes(5)), scene.mock.copy(), new DrainOperation());
        assertEnded(Outcome.COMPLETED, ready);
        assertEquals(85, ready.duration().toSeconds(), ready::toString);
        assertTrue(ready.replacements().get(0).recovered());
        assertEquals(2, ready.replacements().get(0).ready());

        DrainReport late = scene.drain(Scene.request().awaitReplacements(Duration.ofSeconds(30)));
        assertEnded(Outcome.TIMED_OUT, late);
        assertEquals(List.of(), late.remaining());
        ReplacementState web = late.replacements().get(0);
        assertEquals(2, web.wanted());
        assertEquals(0, web.ready());
        assertTrue(web.stuck().get(0).text().contains("Init:1/2 warm-up"), late::toString);
        DrainTimeoutException thrown = assertThrows(DrainTimeoutException.class, late::orThrow);
        assertTrue(thrown.getMessage().contains("Init:1/2 warm-up"), thrown::getMessage);
        assertTrue(scene.pods(PodEvent.Kind.REPLACEMENT_STUCK).stream()
                .anyMatch(event -> event.reason().text().equals("Init:0/2 migrate")));
    }

    @Test
    void a_replacement_that_fits_nowhere_is_said_to_be_unschedulable_because_of_what() {
        Scene scene = new Scene(MockCluster.builder()
                .latency(Scene.LATENCY)
                .node("worker-1", n -> n.cpu("4"))
                .node("worker-2", n -> n.cpu("1"))
                .deployment("shop/web", d -> d.replicas(1).cpu("2")));
        DrainReport report = scene.drain(Scene.request().awaitReplacements(Duration.ofMinutes(2)));
        assertEnded(Outcome.TIMED_OUT, report);
        String text = report.replacements().get(0).stuck().get(0).text();
        assertTrue(text.contains("Unschedulable because") && text.contains("Insufficient cpu"), text);
    }

    @Test
    void a_rehearsal_foretells_the_drain_to_the_event_and_touches_nothing() {
        Scene scene = opened(busy(20).deployment("bank/api", d -> d.replicas(6).readyAfter(Duration.ofSeconds(9)))
                .budget("bank/api", b -> b.maxUnavailable(1)));
        DrainForecast forecast = Scene.request().ignoreDaemonSets().rehearse(scene.mock);
        assertEquals(List.of(), scene.writes());
        DrainReport real = scene.drain(Scene.request().ignoreDaemonSets());
        assertEnded(Outcome.COMPLETED, real);
        assertEquals(real.evicted(), forecast.report().evicted());
        assertEquals(real.duration(), forecast.duration());
        assertEquals(List.of(), forecast.stuck());
    }

    @Test
    void a_rehearsal_says_what_would_be_stuck_and_when_nothing_moves_any_more() {
        Scene scene = new Scene(MockCluster.builder()
                .node("worker-1", n -> n.cpu("4"))
                .node("worker-2", n -> n.cpu("1"))
                .deployment(
                        "shop/filler",
                        d -> d.replicas(1).cpu("900m").nodeSelector("kubernetes.io/hostname", "worker-2"))
                .deployment("shop/web", d -> d.replicas(2).cpu("1").readyAfter(Duration.ofSeconds(10)))
                .budget("shop/web", b -> b.maxUnavailable(1)));
        DrainForecast forecast = Scene.request().rehearse(scene.mock);
        assertEquals(Outcome.TIMED_OUT, forecast.report().outcome(), forecast::toString);
        assertEquals(1, forecast.stuck().size());
        assertTrue(forecast.duration().compareTo(Duration.ofMinutes(1)) < 0, forecast::toString);
    }

    @Test
    void completion_is_normal_however_it_ends_and_a_cancel_of_a_started_drain_counts() {
        MockCluster mock = opened(busy(5)).mock;
        DrainOperation operation = Scene.request().start(mock);
        assertEquals(Outcome.REFUSED, mock.await(operation.completion()).outcome());
        DrainOperation cancelled = Scene.request().ignoreDaemonSets().start(mock);
        cancelled.cancel();
        DrainReport report = mock.await(cancelled.completion());
        assertTrue(report.outcome() == Outcome.CANCELLED || report.outcome() == Outcome.COMPLETED, report::toString);
    }
}
