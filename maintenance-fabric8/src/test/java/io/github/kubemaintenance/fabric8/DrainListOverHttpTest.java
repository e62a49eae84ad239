package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.drain.DrainOperation;
import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.drain.ReasonCode;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.fabric8.mock.MockApiServer;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bad input and the bad luck of a drain, each over HTTP: the cluster behind the server is a hundred times as fast. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DrainListOverHttpTest {
    private static final int CALLS = 24;

    private MockCluster mock = MockCluster.builder().build();

    private static MockClusterBuilder nodes() {
        return MockCluster.builder().seed(5).nodes("worker-", 2, node -> node.cpu("64"));
    }

    private static MockClusterBuilder pods(int count) {
        MockClusterBuilder builder = nodes();
        for (int i = 0; i < count; i++) {
            builder.pod("shop/p-" + i, p -> p.node("worker-1").ownedBy("example.com/v1", "Thing", "it"));
        }
        return builder;
    }

    private static DrainRequest request() {
        return NodeMaintenance.drain("worker-1").ignoreDaemonSets();
    }

    /** Does something with the cluster as it is seen through a server. */
    private void on(MockClusterBuilder described, Consumer<ClusterBackend> work) {
        mock = described.build();
        mock.clearRequests();
        try (MockApiServer server = MockApiServer.builder(mock).speed(100).start();
                KubernetesClient client = server.client()) {
            work.accept(Fabric8Cluster.of(client));
        }
    }

    private DrainReport drained(MockClusterBuilder described, DrainRequest request) {
        CompletableFuture<DrainReport> report = new CompletableFuture<>();
        on(
                described,
                cluster -> report.complete(request.start(cluster)
                        .completion()
                        .toCompletableFuture()
                        .join()));
        return report.join();
    }

    /** Does something when the first such event comes, on the drain's own thread: it goes on only afterwards. */
    private static DrainRequest once(DrainRequest request, Predicate<MaintenanceEvent> which, Runnable then) {
        AtomicBoolean done = new AtomicBoolean();
        return request.onEvent(event -> {
            if (which.test(event) && !done.getAndSet(true)) {
                then.run();
            }
        });
    }

    private static Predicate<MaintenanceEvent> pod(PodEvent.Kind kind) {
        return event -> event instanceof PodEvent it && it.kind() == kind;
    }

    private List<RecordedRequest> writes() {
        return mock.requests().stream().filter(RecordedRequest::isWrite).toList();
    }

    private Map<String, Long> acceptedEvictions() {
        return mock.requests().stream()
                .filter(each -> each.resource().equals("pods/eviction")
                        && each.outcome().equals("ACCEPTED"))
                .collect(Collectors.groupingBy(each -> each.namespace() + "/" + each.name(), Collectors.counting()));
    }

    private static String why(DrainReport report) {
        return report.remaining().get(0).reason().code();
    }

    @Test
    void no_such_node() {
        on(pods(1), cluster -> {
            String said = assertThrows(MaintenanceException.class, () -> NodeMaintenance.drain("worker-9")
                            .plan(cluster))
                    .getMessage();
            assertTrue(said.contains("worker-9"), said);
        });
        assertEquals(List.of(), writes());
    }

    @Test
    void malformed_and_contradictory_arguments_never_reach_the_server() {
        on(pods(1), cluster -> {
            assertThrows(IllegalArgumentException.class, () -> NodeMaintenance.drain("Worker_1!"));
            assertThrows(IllegalArgumentException.class, () -> request().podSelector("app in ("));
            assertThrows(IllegalArgumentException.class, () -> request().timeout(Duration.ofSeconds(-1)));
            assertThrows(IllegalArgumentException.class, () -> request().gracePeriod(Duration.ZERO));
        });
        assertEquals(List.of(), mock.requests());
    }

    @Test
    void missing_rights_name_verb_and_resource() {
        for (var right : Map.of("nodes", "patch", "pods/eviction", "create").entrySet()) {
            DrainReport report = drained(pods(1).fault(Fault.forbidden(right.getValue(), right.getKey())), request());
            assertEquals(Outcome.FAILED, report.outcome(), report::toString);
            assertTrue(report.toString().contains(right.getValue() + " " + right.getKey()), report::toString);
            assertEquals(1, mock.pods("shop").size());
        }
    }

    /** A request that never arrives, or one that is carried out and whose answer is lost. */
    record Lost(int call, boolean carriedOut) {
        Fault fault() {
            Fault.CallNumber number = Fault.callNumber(call);
            return carriedOut ? number.answerLost() : number.neverArrived();
        }
    }

    static Stream<Lost> cases() {
        return IntStream.rangeClosed(1, CALLS)
                .boxed()
                .flatMap(call -> Stream.of(new Lost(call, false), new Lost(call, true)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void every_call_fails_in_both_ways_and_the_end_is_the_same(Lost lost) {
        MockClusterBuilder described = nodes().replicaSet(
                        "shop/web", d -> d.replicas(4).stopsIn(Duration.ofSeconds(1)))
                .budget("shop/web", b -> b.minAvailable(0))
                .daemonSet("kube-system/proxy", d -> {})
                .pod("shop/own", p -> p.node("worker-1").ownedBy("example.com/v1", "Thing", "it"))
                .fault(lost.fault());
        DrainReport report = drained(described, request());
        if (report.outcome() == Outcome.REFUSED) {
            // That the DaemonSet is there could not be read.
            assertEquals(
                    ReasonCode.DAEMON_SET_UNREADABLE, report.reasons().get(0).code());
            assertEquals(List.of(), writes());
            return;
        } else if (report.outcome() == Outcome.FAILED) {
            assertEquals(ReasonCode.UNREADABLE, report.reasons().get(0).code(), report::toString);
            assertEquals(List.of(), writes());
            return;
        }
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertTrue(mock.node("worker-1").unschedulable());
        assertEquals(
                List.of("kube-system"),
                mock.podsOn("worker-1").stream().map(Pod::namespace).toList());
        assertEquals(3, report.evicted().size() + report.waitedFor().size(), report::toString);
        // One whose answer is lost may be sent again, with the uid: the server takes that for the same.
        int most = lost.carriedOut() ? 2 : 1;
        assertTrue(acceptedEvictions().values().stream().allMatch(times -> times <= most), () -> acceptedEvictions()
                .toString());
    }

    @Test
    void a_server_that_is_away_at_the_start_fails_it_with_nothing_written() {
        DrainReport report = drained(pods(1).fault(Fault.serverAway(Duration.ZERO, Duration.ofHours(9))), request());
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertEquals(List.of(), writes());
    }

    @Test
    void a_server_that_is_away_after_the_cordon_is_waited_for() {
        DrainRequest request = once(
                request(),
                event -> event instanceof NodeEvent node && node.step() == NodeEvent.Step.CORDONED,
                () -> mock.inject(Fault.serverAway(Duration.ZERO, Duration.ofSeconds(90))));
        DrainReport report = drained(pods(3), request);
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(3, acceptedEvictions().size());
    }

    @Test
    void watches_that_break_off_or_are_too_old_are_opened_again() {
        for (Fault fault :
                List.of(Fault.droppedWatch().times(3), Fault.expiredWatch().times(3))) {
            MockClusterBuilder web = nodes().deployment(
                            "shop/web", d -> d.replicas(6).readyAfter(Duration.ofSeconds(2)))
                    .budget("shop/web", b -> b.maxUnavailable(1))
                    .fault(fault);
            DrainReport report = drained(web, request());
            assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
            assertEquals(List.of(), mock.podsOn("worker-1"));
        }
    }

    @Test
    void a_node_that_is_deleted_meanwhile_is_waited_for_until_its_pods_are_gone() {
        MockClusterBuilder slow = nodes().pod("shop/slow", p -> p.node("worker-1")
                .ownedBy("example.com/v1", "Thing", "it")
                .stopsIn(Duration.ofSeconds(50))
                .gracePeriod(Duration.ofSeconds(60)));
        DrainReport report =
                drained(slow, once(request(), pod(PodEvent.Kind.EVICTED), () -> mock.remove(Kind.NODES, "worker-1")));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(List.of(), mock.pods("shop"));
        assertTrue(mock.find(Kind.NODES, "worker-1").isEmpty());
    }

    @Test
    void a_pod_that_was_replaced_under_its_name_is_not_touched() {
        String[] uid = new String[1];
        DrainRequest request = once(request(), pod(PodEvent.Kind.STARTED), () -> {
            uid[0] = mock.pod("shop/db-0").uid();
            mock.patch(Kind.NODES, "worker-2", Document.empty().withNull("spec", "unschedulable"));
            mock.remove(Kind.PODS, "shop/db-0");
        });
        MockClusterBuilder db = MockCluster.builder()
                .seed(5)
                .node("worker-1")
                .node("worker-2", n -> n.unschedulable())
                .statefulSet("shop/db", d -> d.replicas(1));
        DrainReport report = drained(db, request);
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(1, mock.pods("shop").size());
        assertFalse(mock.pod("shop/db-0").uid().equals(uid[0]));
        assertFalse(mock.pod("shop/db-0").isTerminating());
    }

    @Test
    void two_budgets_on_a_pod_are_named() {
        MockClusterBuilder two = pods(1).budget("shop/one", b -> b.selector("").minAvailable(0))
                .budget("shop/two", b -> b.selector("").minAvailable(0));
        assertEquals(Outcome.REFUSED, drained(two, request()).outcome());
        DrainReport report = drained(two, request().proceedDespiteBlockers());
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertEquals(ReasonCode.TWO_BUDGETS, why(report));
        assertTrue(report.toString().contains("one, two"), report::toString);
    }

    @Test
    void a_budget_that_was_not_observed_yet_is_waited_for() {
        DrainRequest seen = once(
                request(),
                pod(PodEvent.Kind.BLOCKED),
                () -> mock.patch(
                        Kind.BUDGETS,
                        "shop/web",
                        Document.empty().with(Map.of("observedGeneration", 1, "disruptionsAllowed", 5), "status")));
        // No kubelet is there either.
        DrainRequest request = once(seen, pod(PodEvent.Kind.EVICTED), () -> mock.remove(Kind.PODS, "shop/p-0"));
        MockClusterBuilder unseen = pods(1).withoutControllers()
                .budget("shop/web", b -> b.selector("").minAvailable(0));
        DrainReport report = drained(unseen, request);
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(1, acceptedEvictions().size(), report::toString);
    }

    @Test
    void an_unready_pod_under_a_healthy_budget_that_allows_nothing_goes() {
        MockClusterBuilder sick = nodes().pod(
                        "shop/well",
                        p -> p.node("worker-2").label("app", "web").ownedBy("example.com/v1", "Thing", "it"))
                .pod("shop/sick", p -> p.node("worker-1")
                        .label("app", "web")
                        .ownedBy("example.com/v1", "Thing", "it")
                        .neverReady())
                .budget("shop/web", b -> b.selector("app=web").minAvailable(1));
        DrainReport report = drained(sick, request());
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(1, report.evicted().size());
    }

    @Test
    void pods_of_a_namespace_that_is_deleted_are_waited_for() {
        DrainReport report = drained(
                pods(1), once(request(), pod(PodEvent.Kind.STARTED), () -> mock.delete(Kind.NAMESPACES, "shop")));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(List.of(), mock.pods("shop"));
    }

    @Test
    void a_finalizer_that_never_goes_is_told_and_stands_in_the_report() {
        MockClusterBuilder held = nodes().pod("shop/held", p -> p.node("worker-1")
                .ownedBy("example.com/v1", "Thing", "it")
                .gracePeriod(Duration.ofSeconds(1))
                .finalizer("example.com/wait"));
        on(held, cluster -> {
            CompletableFuture<DrainOperation> operation = new CompletableFuture<>();
            DrainRequest request = once(
                    request(), pod(PodEvent.Kind.STUCK), () -> operation.join().cancel());
            operation.complete(request.start(cluster));
            DrainReport report =
                    operation.join().completion().toCompletableFuture().join();
            assertEquals(Outcome.CANCELLED, report.outcome(), report::toString);
            assertTrue(report.toString().contains("example.com/wait"), report::toString);
        });
    }

    @Test
    void a_webhook_that_denies_is_named() {
        DrainReport report =
                drained(pods(1).fault(Fault.denied("drain-cleaner.strimzi.io", 422, "not now")), request());
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertTrue(report.toString().contains("drain-cleaner.strimzi.io"), report::toString);
    }

    @Test
    void a_listener_that_throws_changes_nothing() {
        DrainReport report = drained(pods(3), request().onEvent(event -> {
            throw new IllegalStateException("a listener's trouble");
        }));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(3, report.evicted().size());
    }

    @Test
    void an_interrupt_cancels_it_and_the_flag_stands_again() {
        on(pods(3), cluster -> {
            DrainRequest request = once(request(), pod(PodEvent.Kind.EVICTED), () -> Thread.currentThread()
                    .interrupt());
            assertThrows(io.github.kubemaintenance.drain.DrainCancelledException.class, () -> request.run(cluster));
            assertTrue(Thread.interrupted(), "the flag");
        });
    }

    @Test
    void the_same_node_drained_twice_at_once_is_drained_once() {
        on(pods(8), cluster -> {
            List<CompletableFuture<DrainReport>> both = Stream.of(request(), request())
                    .map(each -> each.start(cluster).completion().toCompletableFuture())
                    .toList();
            List<DrainReport> reports =
                    both.stream().map(CompletableFuture::join).toList();
            reports.forEach(each -> assertEquals(Outcome.COMPLETED, each.outcome(), each::toString));
            assertEquals(List.of(), mock.podsOn("worker-1"));
        });
    }
}
