package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Deletion;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.Signal;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong, when, and how often. */
@Timeout(30)
class FaultTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration LONG = Duration.ofHours(1);

    private static MockCluster cluster(Fault... faults) {
        MockClusterBuilder builder = MockCluster.builder()
                .start(START)
                .withoutControllers()
                .node("worker-1")
                .objects(List.of(MockApiTest.pod("a", "x", true), MockApiTest.pod("b", "x", true)));
        for (Fault fault : faults) {
            builder.fault(fault);
        }
        return builder.build();
    }

    private static PodRef ref(MockCluster mock, String name) {
        return mock.pod("shop/" + name).ref();
    }

    private static EvictionOutcome evict(MockCluster mock, String name) {
        return mock.api().evict(Eviction.of(ref(mock, name)));
    }

    @Test
    void flowControlRefusesTheFirstEvictionAndSaysHowLongToWait() {
        MockCluster mock = cluster(Fault.throttled(Duration.ofSeconds(2)));
        EvictionOutcome.Throttled throttled = assertInstanceOf(EvictionOutcome.Throttled.class, evict(mock, "a"));
        assertEquals(Optional.of(Duration.ofSeconds(2)), throttled.retryAfter());
        assertFalse(mock.pod("shop/a").isTerminating());
        assertEquals(EvictionOutcome.Kind.ACCEPTED, evict(mock, "a").kind());
        assertEquals(429, mock.requests().get(0).status());
    }

    @Test
    void aWebhookDeniesEveryEvictionOfItsPod() {
        MockCluster mock = cluster(
                Fault.denied("drain.example.com", 429, "the operator moves it").forPod("shop/a"));
        for (int i = 0; i < 3; i++) {
            EvictionOutcome.Other other = assertInstanceOf(EvictionOutcome.Other.class, evict(mock, "a"));
            assertEquals(429, other.code());
            assertTrue(other.message().contains("the operator moves it"), other::message);
        }
        assertEquals(EvictionOutcome.Kind.ACCEPTED, evict(mock, "b").kind());
    }

    @Test
    void rightsAreMissingInTheServersWords() {
        MockCluster mock = cluster(
                Fault.forbidden("patch", "nodes"),
                Fault.forbidden("list", "poddisruptionbudgets"),
                Fault.forbidden("create", "pods/eviction"));
        PatchOutcome.Failed<?> failed =
                assertInstanceOf(PatchOutcome.Failed.class, mock.api().patch(Patch.cordon("worker-1", true)));
        assertEquals(
                "nodes \"worker-1\" is forbidden: User \"maintenance\" cannot patch resource \"nodes\" in API group \"\""
                        + " at the cluster scope",
                failed.failure().message());
        ApiException list = assertThrows(
                ApiException.class, () -> mock.api().list(Kind.BUDGETS, Query.all(), PageRequest.first(0)));
        assertEquals(ApiFailure.Kind.FORBIDDEN, list.failure().kind());
        assertEquals(EvictionOutcome.Kind.FORBIDDEN, evict(mock, "a").kind());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void theRequestOfANumberIsLostInEitherWay(int number) {
        MockCluster never = cluster(Fault.callNumber(number).neverArrived());
        MockCluster lost = cluster(Fault.callNumber(number).answerLost());
        List<String> neverSeen = script(never);
        List<String> lostSeen = script(lost);
        for (int i = 0; i < 4; i++) {
            assertEquals(i == number - 1, neverSeen.get(i).equals("UNAVAILABLE"), "request " + (i + 1));
            assertEquals(i == number - 1, lostSeen.get(i).equals("UNAVAILABLE"), "request " + (i + 1));
        }
        assertEquals(number != 1, never.node("worker-1").unschedulable());
        assertTrue(lost.node("worker-1").unschedulable());
        assertEquals(number != 2, never.pod("shop/a").isTerminating());
        assertTrue(lost.pod("shop/a").isTerminating());
        assertEquals(number != 3, never.pod("shop/b").isTerminating());
        assertTrue(lost.pod("shop/b").isTerminating());
    }

    /** A patch, an eviction, a deletion and a read; tells of each what the client gets. */
    private static List<String> script(MockCluster mock) {
        List<String> seen = new ArrayList<>();
        PodRef a = ref(mock, "a");
        PodRef b = ref(mock, "b");
        PatchOutcome<?> patched = mock.api().patch(Patch.cordon("worker-1", true));
        seen.add(
                patched instanceof PatchOutcome.Failed<?> failed
                        ? failed.failure().kind().name()
                        : patched.kind().name());
        seen.add(mock.api().evict(Eviction.of(a)).kind().name());
        var deleted = mock.api().delete(Deletion.of(b));
        seen.add(
                deleted instanceof io.github.kubemaintenance.cluster.DeleteOutcome.Failed failed
                        ? failed.failure().kind().name()
                        : deleted.kind().name());
        try {
            seen.add(mock.api().get(Kind.PODS, "shop", "a").isPresent() ? "OK" : "NONE");
        } catch (ApiException e) {
            seen.add(e.failure().kind().name());
        }
        return seen;
    }

    @Test
    void conflictsAndErrorsHitTheFirstRequestsThatTheyAreMeantFor() {
        MockCluster mock = cluster(
                Fault.conflict(),
                Fault.error(500).on("get", "nodes").afterCalls(1).times(2));
        PatchOutcome.Failed<?> conflict =
                assertInstanceOf(PatchOutcome.Failed.class, mock.api().patch(Patch.cordon("worker-1", true)));
        assertEquals(ApiFailure.Kind.CONFLICT, conflict.failure().kind());
        assertEquals(
                PatchOutcome.Kind.PATCHED,
                mock.api().patch(Patch.cordon("worker-1", true)).kind());
        List<Boolean> answered = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            try {
                answered.add(mock.api().get(Kind.NODES, "", "worker-1").isPresent());
            } catch (ApiException e) {
                answered.add(false);
            }
        }
        assertEquals(List.of(true, false, false, true), answered);
    }

    @Test
    void aFaultHoldsWithinItsTimeOnly() throws InterruptedException {
        MockCluster mock = cluster(Fault.unavailable(Duration.ofSeconds(20)));
        assertEquals(EvictionOutcome.Kind.UNAVAILABLE, evict(mock, "a").kind());
        mock.advance(Duration.ofSeconds(19));
        assertEquals(EvictionOutcome.Kind.UNAVAILABLE, evict(mock, "a").kind());
        mock.advance(Duration.ofSeconds(1));
        assertEquals(EvictionOutcome.Kind.ACCEPTED, evict(mock, "a").kind());
    }

    @Test
    void latencyIsAddedToEveryAnswer() throws InterruptedException {
        MockCluster mock = cluster(Fault.latency(Duration.ofSeconds(3)).on("get", "nodes"));
        try (ClusterSession session = mock.open()) {
            session.submit(new Call.Get<>(Kind.NODES, "", "worker-1"));
            session.next(LONG);
            assertEquals(START.plusSeconds(3), session.now());
        }
    }

    /** Signals with the time at which they came, in seconds from the start. */
    private static List<String> observe(MockCluster mock, Duration length) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        try (ClusterSession session = mock.open()) {
            session.observe(Kind.PODS, Query.inNamespace("shop"));
            Instant end = START.plus(length);
            while (session.now().isBefore(end)) {
                Signal signal = session.next(Duration.between(session.now(), end));
                String text = signal.getClass().getSimpleName();
                if (signal instanceof Signal.Lost lost) {
                    text += " " + lost.why().kind() + (lost.ended() ? " for good" : "");
                } else if (signal instanceof Signal.Snapshot snapshot) {
                    text += " of " + snapshot.items().size();
                } else if (signal instanceof Signal.Change change) {
                    text += " " + change.type() + " " + change.object().name();
                }
                seen.add(Duration.between(START, session.now()).toSeconds() + " " + text);
            }
        }
        return seen;
    }

    @Test
    void aDroppedWatchIsFollowedByANewSnapshot() throws InterruptedException {
        MockCluster mock = cluster(Fault.droppedWatch().at(Duration.ofSeconds(5)));
        assertEquals(
                List.of("0 Snapshot of 2", "5 Lost UNAVAILABLE", "5 Snapshot of 2", "10 Idle"),
                observe(mock, Duration.ofSeconds(10)));
    }

    @Test
    void anExpiredWatchIsFollowedByANewSnapshot() throws InterruptedException {
        MockCluster mock =
                cluster(Fault.expiredWatch().at(Duration.ofSeconds(5)).on("watch", "pods"));
        assertEquals(
                List.of("0 Snapshot of 2", "5 Lost EXPIRED", "5 Snapshot of 2", "10 Idle"),
                observe(mock, Duration.ofSeconds(10)));
    }

    @Test
    void aWatchThatCantBeStartedBecauseItsRevisionIsTooOldIsListedAgain() throws InterruptedException {
        MockCluster mock = cluster(Fault.expired());
        assertEquals(
                List.of("0 Snapshot of 2", "0 Lost EXPIRED", "0 Snapshot of 2", "10 Idle"),
                observe(mock, Duration.ofSeconds(10)));
    }

    @Test
    void aSilentWatchIsGivenUpAfterNinetySeconds() throws InterruptedException {
        MockCluster mock = cluster(Fault.silentWatch(Duration.ofMinutes(10)).at(Duration.ofSeconds(5)));
        mock.executor().execute(() -> {
            try (ClusterSession other = mock.open()) {
                other.next(Duration.ofSeconds(30));
                mock.remove(Kind.PODS, "shop/a");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertEquals(
                List.of("0 Snapshot of 2", "95 Lost UNAVAILABLE", "95 Snapshot of 1", "200 Idle"),
                observe(mock, Duration.ofSeconds(200)));
    }

    @Test
    void aWatchThatIsSilentForAMomentTellsLater() throws InterruptedException {
        MockCluster mock = cluster(Fault.silentWatch(Duration.ofSeconds(60)).at(Duration.ofSeconds(5)));
        mock.executor().execute(() -> {
            try (ClusterSession other = mock.open()) {
                other.next(Duration.ofSeconds(30));
                mock.remove(Kind.PODS, "shop/a");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertEquals(
                List.of("0 Snapshot of 2", "65 Change MODIFIED a", "65 Change DELETED a", "200 Idle"),
                observe(mock, Duration.ofSeconds(200)));
    }

    @Test
    void aServerThatIsAwayIsAskedAgainWithGrowingPauses() throws InterruptedException {
        MockCluster mock = cluster(Fault.serverAway(Duration.ofSeconds(10), Duration.ofSeconds(10)));
        assertEquals(
                List.of("0 Snapshot of 2", "10 Lost UNAVAILABLE", "25 Snapshot of 2", "60 Idle"),
                observe(mock, Duration.ofSeconds(60)));
        List<String> lists = mock.requests().stream()
                .filter(request -> request.verb().equals("list"))
                .map(request -> Duration.between(START, request.at()).toSeconds() + " " + request.status())
                .toList();
        assertEquals(List.of("0 200", "10 0", "11 0", "13 0", "17 0", "25 200"), lists);
    }

    @Test
    void anObservationWithoutRightsEndsForGood() throws InterruptedException {
        assertEquals(
                List.of("0 Lost FORBIDDEN for good", "60 Idle"),
                observe(cluster(Fault.forbidden("list", "pods")), Duration.ofSeconds(60)));
        assertEquals(
                List.of("0 Snapshot of 2", "0 Lost FORBIDDEN for good", "60 Idle"),
                observe(cluster(Fault.forbidden("watch", "pods")), Duration.ofSeconds(60)));
        MockCluster without =
                MockCluster.builder().start(START).missing(Kind.PODS).build();
        assertEquals(List.of("0 Lost UNSUPPORTED for good", "60 Idle"), observe(without, Duration.ofSeconds(60)));
    }

    @Test
    void aRevisionThatWasCompactedIsListedAgain() throws InterruptedException {
        MockCluster mock = cluster();
        List<ChangeType> changes = new ArrayList<>();
        try (ClusterSession session = mock.open()) {
            session.observe(Kind.PODS, Query.inNamespace("shop"));
            session.next(LONG);
            mock.compact();
            mock.remove(Kind.PODS, "shop/a");
            for (int i = 0; i < 2; i++) {
                changes.add(assertInstanceOf(Signal.Change.class, session.next(LONG))
                        .type());
            }
        }
        assertEquals(List.of(ChangeType.MODIFIED, ChangeType.DELETED), changes); // a watch that stands doesn't mind
    }

    @Test
    void evictionsOfOneBudgetThatMeetCostHalfASecondEach() throws InterruptedException {
        MockCluster mock = MockCluster.builder()
                .start(START)
                .withoutControllers()
                .objects(List.of(
                        MockApiTest.pod("a", "x", true),
                        MockApiTest.pod("b", "x", true),
                        MockApiTest.pod("c", "x", true),
                        MockApiTest.pod("free", "y", true),
                        MockApiTest.budget("x", 2, 3, 1)))
                .build();
        List<Call<EvictionOutcome>> calls = new ArrayList<>();
        for (String name : List.of("a", "b", "free", "c")) {
            calls.add(new Call.Evict(Eviction.of(ref(mock, name))));
        }
        TreeMap<Long, String> answers = new TreeMap<>();
        try (ClusterSession session = mock.open()) {
            calls.forEach(session::submit);
            for (int i = 0; i < 4; i++) {
                Signal.Answer answer = assertInstanceOf(Signal.Answer.class, session.next(LONG));
                EvictionOutcome outcome = (EvictionOutcome) ((Result.Ok<?>) answer.result()).value();
                answers.put(
                        answer.ticket(), Duration.between(START, session.now()).toMillis() + " " + outcome.kind());
            }
        }
        assertEquals("{1=0 ACCEPTED, 2=500 ACCEPTED, 3=0 ACCEPTED, 4=1000 BLOCKED}", answers.toString());
    }

    @Test
    void evictionsOneAfterTheOtherDontCollide() throws InterruptedException {
        MockCluster mock = MockCluster.builder()
                .start(START)
                .withoutControllers()
                .objects(List.of(
                        MockApiTest.pod("a", "x", true),
                        MockApiTest.pod("b", "x", true),
                        MockApiTest.budget("x", 2, 3, 1)))
                .build();
        try (ClusterSession session = mock.open()) {
            for (String name : List.of("a", "b")) {
                session.submit(new Call.Evict(Eviction.of(ref(mock, name))));
                session.next(LONG);
            }
            assertEquals(START, session.now());
        }
    }

    @Test
    void aWrongUidOfAPodWithoutANodeIsRefusedAfterTenSeconds() throws InterruptedException {
        Document pending =
                MockApiTest.pod("p", "x", false).without("spec", "nodeName").with("Pending", "status", "phase");
        MockCluster mock = MockCluster.builder()
                .start(START)
                .withoutControllers()
                .objects(List.of(pending))
                .build();
        try (ClusterSession session = mock.open()) {
            session.submit(new Call.Evict(Eviction.of(new PodRef("shop", "p", "another"))));
            Signal.Answer answer = assertInstanceOf(Signal.Answer.class, session.next(LONG));
            EvictionOutcome outcome = (EvictionOutcome) ((Result.Ok<?>) answer.result()).value();
            assertEquals(EvictionOutcome.Kind.REPLACED, outcome.kind());
            assertEquals(START.plusSeconds(10), session.now());
        }
    }

    @Test
    void malformedFaultsAreRefusedAtTheCall() {
        assertThrows(IllegalArgumentException.class, () -> Fault.throttled(Duration.ofMillis(900)));
        assertThrows(IllegalArgumentException.class, () -> Fault.error(200));
        assertThrows(IllegalArgumentException.class, () -> Fault.callNumber(0));
        assertThrows(IllegalArgumentException.class, () -> Fault.conflict().times(0));
        assertThrows(IllegalArgumentException.class, () -> Fault.conflict().forPod("web-1"));
        assertThrows(IllegalArgumentException.class, () -> Fault.conflict()
                .between(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> Fault.silentWatch(Duration.ZERO));
    }

    @Test
    void anInjectedFaultCountsFromThenOn() {
        MockCluster mock = cluster();
        Pod before = mock.pod("shop/a");
        mock.api().get(Kind.PODS, "shop", "a");
        mock.inject(Fault.callNumber(1).error(503));
        ApiException error = assertThrows(ApiException.class, () -> mock.api().get(Kind.PODS, "shop", "a"));
        assertEquals(503, error.failure().code());
        assertEquals(Optional.of(before), mock.api().get(Kind.PODS, "shop", "a"));
    }
}
