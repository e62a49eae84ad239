package io.github.kubemaintenance.cluster.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Signal;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** List and watch, and every way in which they end. */
class ObservationTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Pod A = pod("a");
    private static final Pod B = pod("b");
    private static final Pod C = pod("c");

    private final ScriptedApi api = new ScriptedApi();
    private final FakeTime time = new FakeTime();
    private final ClusterSession session = new LiveBackend(api, Runnable::run, List.of(), time).open();

    private static Pod pod(String name) {
        return Pod.of(Document.of("apiVersion", "v1")
                .with("Pod", "kind")
                .with(name, "metadata", "name")
                .with("shop", "metadata", "namespace"));
    }

    private long seconds() {
        return Duration.between(FakeTime.START, session.now()).toSeconds();
    }

    private Signal next() throws InterruptedException {
        return session.next(LONG);
    }

    @Test
    void pages_are_one_snapshot_and_the_watch_goes_on_from_their_revision() throws InterruptedException {
        api.lists.add(request -> new Page<>(List.of(A), "more", "41"));
        api.lists.add(request -> new Page<>(List.of(B), "", "41"));
        long ticket = session.observe(Kind.PODS, Query.onNode("worker-1"));
        assertEquals(new Signal.Snapshot(ticket, List.of(A, B)), next());
        assertEquals(List.of("list pods 500 ", "list pods 500 more", "watch pods after 41"), api.asked);
        api.sinks.get(0).changed(ChangeType.ADDED, C);
        api.sinks.get(0).changed(ChangeType.DELETED, A);
        assertEquals(new Signal.Change(ticket, ChangeType.ADDED, C), next());
        assertEquals(new Signal.Change(ticket, ChangeType.DELETED, A), next());
    }

    @Test
    void W03_after_a_loss_comes_a_new_snapshot_at_once_and_nothing_of_the_old_watch() throws InterruptedException {
        api.listing("1", A, B).listing("5", B);
        long ticket = session.observe(Kind.PODS, Query.all());
        next();
        ApiFailure gone = ScriptedApi.failure(ApiFailure.Kind.EXPIRED);
        api.sinks.get(0).lost(gone);
        assertEquals(new Signal.Lost(ticket, gone, false), next());
        assertEquals(1, api.closedWatches);
        api.sinks.get(0).changed(ChangeType.ADDED, C);
        assertEquals(new Signal.Snapshot(ticket, List.of(B)), next());
        assertEquals(0, seconds());
        assertEquals("watch pods after 5", api.asked.get(api.asked.size() - 1));
    }

    @Test
    void D24_a_continue_token_that_expires_begins_the_list_anew() throws InterruptedException {
        api.lists.add(request -> new Page<>(List.of(A), "more", "41"));
        api.failing(ApiFailure.Kind.EXPIRED).listing("50", B);
        long ticket = session.observe(Kind.PODS, Query.all());
        assertInstanceOf(Signal.Lost.class, next());
        assertEquals(new Signal.Snapshot(ticket, List.of(B)), next());
        assertEquals(0, seconds());
    }

    @Test
    void W02_a_list_that_keeps_failing_is_asked_less_and_less_often_and_never_given_up() throws InterruptedException {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            api.failing(ApiFailure.Kind.UNAVAILABLE);
        }
        api.listing("1", A);
        session.observe(Kind.PODS, Query.all());
        for (int i = 0; i < 9; i++) {
            assertInstanceOf(Signal.Lost.class, next());
            times.add(seconds());
        }
        assertInstanceOf(Signal.Snapshot.class, next());
        assertEquals(List.of(0L, 0L, 1L, 3L, 7L, 15L, 31L, 61L, 91L), times);
        assertEquals(121, seconds());
    }

    @Test
    void the_server_is_given_the_time_that_it_asks_for() throws InterruptedException {
        api.failing(ScriptedApi.failure(ApiFailure.Kind.THROTTLED, Optional.of(Duration.ofSeconds(12))))
                .listing("1", A);
        session.observe(Kind.PODS, Query.all());
        next();
        next();
        assertEquals(12, seconds());
    }

    @Test
    void a_watch_that_dies_at_once_again_and_again_is_not_a_hot_loop() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            api.listing("1", A);
            api.watches.add(() -> {
                throw new ApiException(ScriptedApi.failure(ApiFailure.Kind.UNAVAILABLE));
            });
        }
        session.observe(Kind.PODS, Query.all());
        for (int i = 0; i < 4; i++) {
            assertInstanceOf(Signal.Snapshot.class, next());
            assertInstanceOf(Signal.Lost.class, next());
        }
        assertEquals(3, seconds());
    }

    @Test
    void a_watch_that_was_alive_is_relisted_at_once_after_earlier_failures() throws InterruptedException {
        api.failing(ApiFailure.Kind.UNAVAILABLE)
                .failing(ApiFailure.Kind.UNAVAILABLE)
                .listing("1")
                .listing("2");
        session.observe(Kind.PODS, Query.all());
        next();
        next();
        next();
        api.sinks.get(0).bookmark("2");
        api.sinks.get(0).lost(ScriptedApi.failure(ApiFailure.Kind.UNAVAILABLE));
        assertInstanceOf(Signal.Lost.class, next());
        assertInstanceOf(Signal.Snapshot.class, next());
        assertEquals(1, seconds());
    }

    @ParameterizedTest
    @EnumSource(
            value = ApiFailure.Kind.class,
            names = {"UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "UNSUPPORTED"})
    void what_cannot_heal_ends_it(ApiFailure.Kind kind) throws InterruptedException {
        api.failing(kind);
        long ticket = session.observe(Kind.PODS, Query.all());
        assertEquals(new Signal.Lost(ticket, ScriptedApi.failure(kind), true), next());
        assertInstanceOf(Signal.Idle.class, next());
        assertEquals(1, api.asked.size());
    }

    @Test
    void a_right_that_is_taken_from_a_watch_ends_it() throws InterruptedException {
        api.listing("1");
        session.observe(Kind.PODS, Query.all());
        next();
        api.sinks.get(0).lost(ScriptedApi.failure(ApiFailure.Kind.FORBIDDEN));
        assertTrue(((Signal.Lost) next()).ended());
        assertInstanceOf(Signal.Idle.class, next());
    }

    @Test
    void a_watch_that_is_silent_for_90_seconds_is_opened_anew() throws InterruptedException {
        api.listing("1", A).listing("2", A);
        session.observe(Kind.PODS, Query.all());
        next();
        Signal.Lost lost = assertInstanceOf(Signal.Lost.class, next());
        assertEquals(90, seconds());
        assertTrue(lost.why().text().contains("silent for 90 s"), lost.why().text());
        assertEquals(1, api.closedWatches);
        assertInstanceOf(Signal.Snapshot.class, next());
        assertEquals(90, seconds());
    }

    @Test
    void bookmarks_and_changes_are_signs_of_life() throws InterruptedException {
        api.listing("1", A).listing("2", A);
        session.observe(Kind.PODS, Query.all());
        next();
        session.next(Duration.ofSeconds(60));
        api.sinks.get(0).bookmark("1");
        assertInstanceOf(Signal.Idle.class, session.next(Duration.ofSeconds(60)));
        api.sinks.get(0).changed(ChangeType.MODIFIED, A);
        next();
        assertEquals(120, seconds());
        assertInstanceOf(Signal.Lost.class, next());
        assertEquals(210, seconds());
    }

    @Test
    void nothing_comes_after_stop_and_the_watch_is_closed() throws InterruptedException {
        api.listing("1", A);
        long ticket = session.observe(Kind.PODS, Query.all());
        next();
        api.sinks.get(0).changed(ChangeType.MODIFIED, A);
        session.stop(ticket);
        api.sinks.get(0).lost(ScriptedApi.failure(ApiFailure.Kind.UNAVAILABLE));
        assertInstanceOf(Signal.Idle.class, next());
        assertEquals(1, api.closedWatches);
        assertEquals(2, api.asked.size());
    }

    @Test
    void X04_a_watch_that_opens_when_nobody_wants_it_any_more_is_closed_by_its_opener() throws InterruptedException {
        List<Runnable> held = new ArrayList<>();
        ClusterSession slow = new LiveBackend(api, held::add, List.of(), time).open();
        api.listing("1", A);
        slow.observe(Kind.PODS, Query.all());
        held.remove(0).run();
        slow.next(LONG);
        Runnable open = held.remove(0);
        api.watches.add(() -> {
            slow.close(); // while the server is about to answer
            Thread.interrupted(); // a direct call has no thread of its own to take the interrupt
            return () -> api.closedWatches++;
        });
        open.run();
        assertEquals(1, api.closedWatches);
    }

    @Test
    void several_observations_do_not_mix() throws InterruptedException {
        api.listing("1", A).listing("2", B);
        long first = session.observe(Kind.PODS, Query.inNamespace("shop"));
        long second = session.observe(Kind.PODS, Query.inNamespace("bank"));
        assertEquals(new Signal.Snapshot(first, List.of(A)), next());
        assertEquals(new Signal.Snapshot(second, List.of(B)), next());
        api.sinks.get(1).changed(ChangeType.MODIFIED, C);
        assertEquals(new Signal.Change(second, ChangeType.MODIFIED, C), next());
        assertEquals(FakeTime.START, session.now());
    }
}
