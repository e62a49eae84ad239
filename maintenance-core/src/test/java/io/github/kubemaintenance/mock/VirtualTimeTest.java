package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.Signal;
import io.github.kubemaintenance.model.MaintenanceException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Time moves only while somebody waits in the cluster, and one thread runs at a time. */
@Timeout(30)
class VirtualTimeTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static MockCluster cluster() {
        return MockCluster.builder().start(START).node("worker-1").build();
    }

    @Test
    void aWaitInASessionMovesTheClockToItsEnd() throws InterruptedException {
        MockCluster mock = cluster();
        try (ClusterSession session = mock.open()) {
            assertEquals(new Signal.Idle(), session.next(MINUTE));
            assertEquals(START.plus(MINUTE), session.now());
        }
        assertEquals(START.plus(MINUTE), mock.now());
    }

    @Test
    void anAnswerComesWhenItsLatencyHasPassed() throws InterruptedException {
        MockCluster mock = MockCluster.builder()
                .start(START)
                .node("worker-1")
                .latency(Duration.ofMillis(40))
                .build();
        try (ClusterSession session = mock.open()) {
            long ticket = session.submit(new Call.Get<>(Kind.NODES, "", "worker-1"));
            Signal.Answer answer = assertInstanceOf(Signal.Answer.class, session.next(MINUTE));
            assertEquals(ticket, answer.ticket());
            assertEquals(START.plusMillis(40), session.now());
        }
    }

    @Test
    void anObservationIsASnapshotAndThenChanges() throws InterruptedException {
        MockCluster mock = cluster();
        try (ClusterSession session = mock.open()) {
            long ticket = session.observe(Kind.NODES, Query.named("worker-1"));
            Signal.Snapshot first = assertInstanceOf(Signal.Snapshot.class, session.next(MINUTE));
            assertEquals(ticket, first.ticket());
            assertEquals(1, first.items().size());
            mock.patch(
                    Kind.NODES,
                    "worker-1",
                    io.github.kubemaintenance.model.Document.empty().with("b", "metadata", "labels", "a"));
            Signal.Change change = assertInstanceOf(Signal.Change.class, session.next(MINUTE));
            assertEquals("b", change.object().metadata().labels().get("a"));
            session.stop(ticket);
            mock.delete(Kind.NODES, "worker-1");
            assertEquals(new Signal.Idle(), session.next(MINUTE));
        }
    }

    @Test
    void backgroundWorkStandsStillUntilSomebodyLetsTimePass() {
        MockCluster mock = cluster();
        List<Instant> woke = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> done = CompletableFuture.runAsync(
                () -> {
                    try (ClusterSession session = mock.open()) {
                        for (int i = 0; i < 3; i++) {
                            session.next(MINUTE);
                            woke.add(session.now());
                        }
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                mock.executor());
        mock.advance(MINUTE.multipliedBy(2));
        assertEquals(List.of(START.plus(MINUTE), START.plus(MINUTE.multipliedBy(2))), woke);
        mock.await(done);
        assertEquals(START.plus(MINUTE.multipliedBy(3)), mock.now());
    }

    @Test
    void aClusterLeftAloneMovesByItself() {
        MockCluster mock = cluster();
        CompletableFuture<Instant> done = CompletableFuture.supplyAsync(
                () -> {
                    try (ClusterSession session = mock.open()) {
                        session.next(Duration.ofDays(3));
                        return session.now();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                mock.executor());
        assertEquals(START.plus(Duration.ofDays(3)), done.join());
    }

    @Test
    void twoThreadsTakeTurnsInTheOrderInWhichTheyWait() {
        MockCluster mock = cluster();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> a = CompletableFuture.runAsync(() -> tick(mock, "a", 2, order), mock.executor());
        CompletableFuture<Void> b = CompletableFuture.runAsync(() -> tick(mock, "b", 3, order), mock.executor());
        mock.await(CompletableFuture.allOf(a, b));
        assertEquals(List.of("a2", "b3", "a4", "b6", "a6", "b9"), order);
    }

    private static void tick(MockCluster mock, String name, int seconds, List<String> order) {
        try (ClusterSession session = mock.open()) {
            for (int i = 0; i < 3; i++) {
                session.next(Duration.ofSeconds(seconds));
                order.add(name + Duration.between(START, session.now()).toSeconds());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theClockStandsStillWhileAnActionRunsUnlessItLetsTimePass() throws InterruptedException {
        MockCluster mock = cluster();
        try (ClusterSession session = mock.open()) {
            long ticket = session.fork(() -> {
                Instant before = mock.now();
                mock.advance(MINUTE.multipliedBy(5));
                return Duration.between(before, mock.now());
            });
            Signal.Answer answer = assertInstanceOf(Signal.Answer.class, session.next(Duration.ofHours(1)));
            assertEquals(ticket, answer.ticket());
            assertEquals(new Result.Ok<>(MINUTE.multipliedBy(5)), answer.result());
            assertEquals(START.plus(MINUTE.multipliedBy(5)), session.now());
        }
    }

    @Test
    void whatAnActionThrowsIsItsAnswer() throws InterruptedException {
        MockCluster mock = cluster();
        try (ClusterSession session = mock.open()) {
            session.fork(() -> {
                throw new java.io.IOException("no such host");
            });
            Signal.Answer answer = assertInstanceOf(Signal.Answer.class, session.next(MINUTE));
            assertEquals(
                    "no such host", ((Result.Failed<?>) answer.result()).error().getMessage());
        }
    }

    @Test
    void anActionThatIsStoppedIsInterruptedAndItsAnswerIsNotHeardOf() throws InterruptedException {
        MockCluster mock = cluster();
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (ClusterSession session = mock.open()) {
            long ticket = session.fork(() -> {
                started.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
                return "late";
            });
            started.await();
            session.stop(ticket);
            assertEquals(new Signal.Idle(), session.next(MINUTE));
        }
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
    }

    @Test
    void anActionThatWaitsInTheClusterCanBeStopped() throws InterruptedException {
        MockCluster mock = cluster();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        try (ClusterSession session = mock.open()) {
            long ticket = session.fork(() -> {
                try {
                    mock.advance(Duration.ofDays(2));
                    thrown.complete(new AssertionError("not interrupted"));
                } catch (MaintenanceException e) {
                    thrown.complete(e);
                }
                return "";
            });
            assertEquals(new Signal.Idle(), session.next(MINUTE));
            session.stop(ticket);
            assertEquals(new Signal.Idle(), session.next(MINUTE));
        }
        assertTrue(thrown.join().getMessage().startsWith("interrupted"), () -> thrown.join()
                .toString());
    }

    @Test
    void aWakeFromAnotherThreadEndsAWait() throws Exception {
        MockCluster mock = cluster();
        CompletableFuture<ClusterSession> opened = new CompletableFuture<>();
        CompletableFuture<Signal> first = new CompletableFuture<>();
        mock.executor().execute(() -> {
            try (ClusterSession session = mock.open()) {
                opened.complete(session);
                first.complete(session.next(Duration.ofDays(1)));
            } catch (InterruptedException e) {
                first.completeExceptionally(e);
            }
        });
        opened.get().wake();
        assertEquals(new Signal.Woken(), first.get());
        assertEquals(START, mock.now());
    }

    @Test
    void aWakeBeforeAWaitIsNotLostAndTwoAreOne() throws InterruptedException {
        try (ClusterSession session = cluster().open()) {
            session.wake();
            session.wake();
            assertEquals(new Signal.Woken(), session.next(MINUTE));
            assertEquals(new Signal.Idle(), session.next(MINUTE));
        }
    }

    @Test
    void anInterruptEndsAWait() {
        MockCluster mock = cluster();
        try (ClusterSession session = mock.open()) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> session.next(MINUTE));
            assertFalse(Thread.currentThread().isInterrupted());
            assertEquals(START, session.now());
        }
    }

    @Test
    void anEndlessWaitIsNamedAtTheHorizon() {
        MockCluster mock = cluster();
        try (ClusterSession session = mock.open()) {
            session.observe(Kind.PODS, Query.onNode("worker-1"));
            MaintenanceException error = assertThrows(MaintenanceException.class, () -> {
                while (true) {
                    session.next(Duration.ofDays(1));
                }
            });
            assertTrue(error.getMessage().contains("30 days"), error::getMessage);
            assertTrue(error.getMessage().contains("pods (spec.nodeName=worker-1)"), error::getMessage);
        }
    }

    @Test
    void aThreadThatKeepsTheTurnWhileBlockedIsNamed() {
        MockCluster mock = cluster();
        CountDownLatch never = new CountDownLatch(1);
        CompletableFuture<Void> blocked = CompletableFuture.runAsync(
                () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                mock.executor());
        MaintenanceException error = assertThrows(MaintenanceException.class, () -> mock.advance(MINUTE));
        assertTrue(error.getMessage().contains("mock-cluster-"), error::getMessage);
        assertTrue(error.getMessage().contains("VirtualTimeTest"), error::getMessage);
        never.countDown();
        blocked.join();
    }

    @Test
    void aTaskWhoseTurnNeverComesRunsAllTheSameAndCanSaySo() {
        MockCluster mock = cluster();
        try (ClusterSession forgotten = mock.open()) {
            CompletableFuture<Instant> task = CompletableFuture.supplyAsync(
                    () -> {
                        try (ClusterSession session = mock.open()) {
                            return session.now();
                        }
                    },
                    mock.executor());
            CompletionException error = assertThrows(CompletionException.class, task::join);
            assertTrue(String.valueOf(error.getMessage()).contains("keeps the simulated cluster's turn"));
            assertEquals(mock.now(), forgotten.now());
        }
    }

    @Test
    void nothingComesForARequestThatWasForgotten() throws InterruptedException {
        try (ClusterSession session = cluster().open()) {
            long ticket = session.submit(new Call.ListPage<>(Kind.NODES, Query.all(), PageRequest.first(0)));
            session.stop(ticket);
            session.stop(12345);
            assertEquals(new Signal.Idle(), session.next(MINUTE));
        }
    }

    @Test
    void aSessionBelongsToItsThreadAndEndsWithClose() throws InterruptedException {
        MockCluster mock = cluster();
        ClusterSession session = mock.open();
        Thread other = new Thread(() -> assertThrows(IllegalStateException.class, () -> session.next(MINUTE)));
        other.start();
        other.join();
        session.close();
        session.close();
        assertThrows(IllegalStateException.class, () -> session.next(MINUTE));
    }
}
