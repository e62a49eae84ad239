package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.drain.internal.CordonMark;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every request of a drain fails, one drain for each and each way: it never arrives; it is carried out and its answer is
 * lost; the server says 500 or 503. The end is the same, and nothing is evicted twice.
 */
class EveryCallFailsTest {
    private static final int CALLS = 26;

    /** What goes wrong, where. */
    record Case(int call, String way, Fault fault, boolean restore) {
        @Override
        public String toString() {
            return "call " + call + " " + way + (restore ? ", with restoreOnFailure" : "");
        }
    }

    private static MockCluster cluster() {
        MockCluster mock = MockCluster.builder()
                .seed(11)
                .latency(Duration.ofMillis(5))
                .node("worker-1")
                .node("worker-2", n -> n.unschedulable())
                .deployment(
                        "shop/web",
                        d -> d.replicas(4).readyAfter(Duration.ofSeconds(4)).stopsIn(Duration.ofSeconds(2)))
                .budget("shop/web", b -> b.maxUnavailable(1))
                .statefulSet("bank/db", d -> d.replicas(2).stopsIn(Duration.ofSeconds(3)))
                .daemonSet("kube-system/proxy", d -> {})
                .pod("shop/lone", p -> p.node("worker-1").emptyDir("cache"))
                .build();
        mock.patch(Kind.NODES, "worker-2", Document.empty().withNull("spec", "unschedulable"));
        mock.clearRequests();
        return mock;
    }

    private static DrainRequest request(boolean restore) {
        DrainRequest request =
                DrainRequest.of("worker-1").ignoreDaemonSets().deleteLocalData().force();
        return restore ? request.restoreOnFailure() : request;
    }

    static Stream<Case> cases() {
        return IntStream.rangeClosed(1, CALLS)
                .boxed()
                .flatMap(call -> Stream.of(
                        new Case(call, "never arrives", Fault.callNumber(call).neverArrived(), false),
                        new Case(
                                call, "loses its answer", Fault.callNumber(call).answerLost(), false),
                        new Case(call, "gets a 500", Fault.callNumber(call).error(500), false),
                        new Case(call, "gets a 503", Fault.callNumber(call).error(503), false),
                        new Case(call, "never arrives", Fault.callNumber(call).neverArrived(), true),
                        new Case(
                                call, "loses its answer", Fault.callNumber(call).answerLost(), true)));
    }

    @Test
    void the_drain_has_about_as_many_calls_as_are_tried() {
        MockCluster mock = cluster();
        DrainReport report = SingleDrain.run(request(false), mock, new DrainOperation());
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        int calls = mock.requests().size();
        assertTrue(calls > 15 && calls <= CALLS, () -> calls + " calls");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatever_fails_the_end_is_the_same(Case what) {
        MockCluster mock = cluster();
        mock.inject(what.fault());
        DrainReport report = SingleDrain.run(request(what.restore()), mock, new DrainOperation());
        List<RecordedRequest> writes =
                mock.requests().stream().filter(RecordedRequest::isWrite).toList();
        if (report.outcome() == Outcome.FAILED) {
            // Planning reads what a drain can't do without; that it can't be read is an answer, with nothing written.
            assertEquals(ReasonCode.UNREADABLE, report.reasons().get(0).code(), report::toString);
            assertEquals(List.of(), writes);
            assertTrue(what.call() <= 3, report::toString);
            return;
        }
        if (report.outcome() == Outcome.REFUSED) {
            assertEquals(
                    ReasonCode.DAEMON_SET_UNREADABLE, report.reasons().get(0).code(), report::toString);
            assertEquals(List.of(), writes);
            return;
        }
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(NodeCordon.BY_US, report.cordon());
        assertTrue(mock.node("worker-1").unschedulable());
        assertEquals(
                what.restore(), mock.node("worker-1").metadata().annotations().containsKey(CordonMark.ANNOTATION));
        assertEquals(7, report.evicted().size(), report::toString);
        assertEquals(1, report.unmanagedManifests().size());
        assertEquals(List.of("kube-system"), namespacesOn(mock, "worker-1"));
        assertNothingIsEvictedTwice(mock, what.way().equals("loses its answer"));
        assertTrue(report.duration().compareTo(Duration.ofSeconds(60)) < 0, report::toString);
    }

    private static List<String> namespacesOn(MockCluster mock, String node) {
        return mock.podsOn(node).stream().map(Pod::namespace).toList();
    }

    /** One accepted request a pod: names are unique but those of the StatefulSet, which is here at most once a name. */
    private static void assertNothingIsEvictedTwice(MockCluster mock, boolean unansweredIsDone) {
        Map<String, Long> accepted = mock.requests().stream()
                .filter(each -> each.resource().equals("pods/eviction")
                        && (each.outcome().equals("ACCEPTED") || (unansweredIsDone && each.status() == 0)))
                .collect(Collectors.groupingBy(
                        each -> each.namespace() + "/" + each.name(), TreeMap::new, Collectors.counting()));
        assertTrue(accepted.size() >= 6, accepted::toString);
        assertTrue(accepted.values().stream().allMatch(times -> times == 1), accepted::toString);
    }

    @ParameterizedTest
    @MethodSource("awayCases")
    void the_server_is_away_for_a_minute_from_any_moment_on(int millis) {
        MockCluster mock = cluster();
        DrainReport[] found = new DrainReport[1];
        DrainRequest request = request(false).onEvent(event -> {
            if (event instanceof NodeEvent node && node.step() == NodeEvent.Step.PLANNED) {
                mock.inject(Fault.serverAway(Duration.ofMillis(millis), Duration.ofMinutes(1)));
            }
        });
        found[0] = SingleDrain.run(request, mock, new DrainOperation());
        assertEquals(Outcome.COMPLETED, found[0].outcome(), found[0]::toString);
        assertEquals(List.of("kube-system"), namespacesOn(mock, "worker-1"));
        assertNothingIsEvictedTwice(mock, false);
        assertTrue(found[0].duration().compareTo(Duration.ofMinutes(3)) < 0, found[0]::toString);
    }

    static IntStream awayCases() {
        return IntStream.concat(
                IntStream.range(0, 40).map(i -> i * 3), IntStream.range(0, 20).map(i -> i * 800));
    }
}
