package io.github.kubemaintenance.cluster.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Interceptor;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.Signal;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which requests are sent again, and by whom. */
@Timeout(60)
class ReadingSessionTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Call<Page<Pod>> LIST = new Call.ListPage<>(Kind.PODS, Query.all(), PageRequest.first(7));

    private final ScriptedApi api = new ScriptedApi();
    private final FakeTime time = new FakeTime();
    private final Twice twice = new Twice();
    private final LiveBackend backend = new LiveBackend(api, Runnable::run, List.of(twice), time);

    /** Has a read sent again after 5 s, twice at most. */
    private static final class Twice implements Interceptor {
        final List<String> told = new ArrayList<>();
        int turns;

        @Override
        public Turn turn(Call<?> call) {
            turns++;
            return Turn.NOW;
        }

        @Override
        public Repeats repeats(Call<?> call) {
            return new Repeats() {
                private int failures;

                @Override
                public Optional<Duration> failed(ApiException failure) {
                    told.add(failure.failure().kind().name());
                    return ++failures <= 2 ? Optional.of(Duration.ofSeconds(5)) : Optional.empty();
                }

                @Override
                public void answered() {
                    told.add("answered");
                }
            };
        }

        @Override
        public <A> A around(Call<A> call, Next next) {
            return next.proceed(call);
        }
    }

    private static Result<?> answer(ClusterSession session, long ticket) throws InterruptedException {
        Signal.Answer answer = assertInstanceOf(Signal.Answer.class, session.next(LONG));
        assertEquals(ticket, answer.ticket());
        return answer.result();
    }

    @Test
    void a_read_of_a_reading_session_is_sent_again_in_its_turn_and_answered_once() throws InterruptedException {
        api.failing(ApiFailure.Kind.UNAVAILABLE)
                .failing(ApiFailure.Kind.UNAVAILABLE)
                .listing("9");
        try (ClusterSession session = backend.openForReading()) {
            Result<?> result = answer(session, session.submit(LIST));

            assertEquals("9", ((Page<?>) result.orThrow()).resourceVersion());
            assertEquals(FakeTime.START.plusSeconds(10), session.now());
            assertInstanceOf(Signal.Idle.class, session.next(LONG));
        }
        assertEquals(List.of("UNAVAILABLE", "UNAVAILABLE", "answered"), twice.told);
        assertEquals(3, twice.turns, "each time it is sent it waits for its turn");
    }

    @Test
    void a_read_that_goes_on_failing_fails() throws InterruptedException {
        api.failing(ApiFailure.Kind.UNAVAILABLE)
                .failing(ApiFailure.Kind.UNAVAILABLE)
                .failing(ApiFailure.Kind.THROTTLED);
        try (ClusterSession session = backend.openForReading()) {
            Result<?> result = answer(session, session.submit(LIST));

            ApiException error = (ApiException) ((Result.Failed<?>) result).error();
            assertEquals(ApiFailure.Kind.THROTTLED, error.failure().kind(), "what was said last");
        }
        assertEquals(3, api.asked.size());
    }

    @Test
    void a_session_that_runs_an_operation_sends_nothing_again() throws InterruptedException {
        api.failing(ApiFailure.Kind.UNAVAILABLE).listing("9");
        try (ClusterSession session = backend.open()) {
            assertInstanceOf(Result.Failed.class, answer(session, session.submit(LIST)));
            assertEquals(FakeTime.START, session.now());
        }
        assertEquals(List.of(), twice.told);
        assertEquals(1, api.asked.size());
    }

    @Test
    void a_write_is_never_sent_again() throws InterruptedException {
        api.evictions = () -> new EvictionOutcome.Unavailable("gone away", Optional.empty());
        try (ClusterSession session = backend.openForReading()) {
            answer(session, session.submit(new Call.Evict(Eviction.of(new PodRef("shop", "web-1", "u1")))));
        }
        assertEquals(1, api.asked.size());
        assertEquals(List.of(), twice.told);
    }

    @Test
    void a_read_that_is_stopped_while_it_waits_is_not_sent_again() throws InterruptedException {
        api.failing(ApiFailure.Kind.UNAVAILABLE).listing("9");
        try (ClusterSession session = backend.openForReading()) {
            long ticket = session.submit(LIST);
            assertInstanceOf(Signal.Idle.class, session.next(Duration.ofSeconds(1)));
            session.stop(ticket);
            assertInstanceOf(Signal.Idle.class, session.next(LONG));
        }
        assertEquals(1, api.asked.size());
    }
}
