package io.github.kubemaintenance.cluster.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Interceptor;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.Signal;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests and actions of the live session; its observations are in {@link ObservationTest}. */
@Timeout(60)
class LiveSessionTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Call<EvictionOutcome> EVICT = new Call.Evict(Eviction.of(new PodRef("shop", "web-1", "u1")));

    private final ScriptedApi api = new ScriptedApi();
    private final FakeTime time = new FakeTime();

    private ClusterSession openOn(Executor executor, Interceptor... around) {
        return new LiveBackend(api, executor, List.of(around), time).open();
    }

    private ClusterSession open(Interceptor... around) {
        return openOn(Runnable::run, around);
    }

    @Test
    void a_request_gets_its_one_answer() throws InterruptedException {
        ClusterSession session = open();
        long ticket = session.submit(EVICT);
        Signal.Answer answer = assertInstanceOf(Signal.Answer.class, session.next(LONG));
        assertEquals(ticket, answer.ticket());
        assertEquals(new Result.Ok<>(new EvictionOutcome.Accepted()), answer.result());
        assertInstanceOf(Signal.Idle.class, session.next(LONG));
        assertEquals(List.of("evict shop/web-1"), api.asked);
    }

    @Test
    void idle_comes_when_the_wait_is_over_and_time_has_passed() throws InterruptedException {
        ClusterSession session = open();
        assertEquals(FakeTime.START, session.now());
        assertInstanceOf(Signal.Idle.class, session.next(Duration.ofSeconds(7)));
        assertEquals(FakeTime.START.plusSeconds(7), session.now(), "a step of the wall clock moves nothing");
        assertInstanceOf(Signal.Idle.class, session.next(Duration.ofSeconds(-1)));
        assertEquals(FakeTime.START.plusSeconds(7), session.now());
    }

    @Test
    void an_executor_that_rejects_is_an_answer_and_nothing_is_sent() throws InterruptedException {
        ClusterSession session = openOn(task -> {
            throw new RejectedExecutionException("full");
        });
        session.submit(EVICT);
        Signal.Answer answer = (Signal.Answer) session.next(LONG);
        EvictionOutcome.Unavailable outcome =
                assertInstanceOf(EvictionOutcome.Unavailable.class, ((Result.Ok<?>) answer.result()).value());
        assertTrue(outcome.message().contains("not sent: the executor rejected it"), outcome.message());
        assertEquals(List.of(), api.asked);
        session.submit(new Call.Get<>(Kind.NODES, "", "n"));
        Result.Failed<?> failed = assertInstanceOf(Result.Failed.class, ((Signal.Answer) session.next(LONG)).result());
        assertEquals(
                ApiFailure.Kind.UNAVAILABLE,
                ((ApiException) failed.error()).failure().kind());
        session.fork(() -> "x");
        assertInstanceOf(Result.Failed.class, ((Signal.Answer) session.next(LONG)).result());
        assertInstanceOf(Signal.Idle.class, session.next(LONG));
    }

    @Test
    void what_a_backend_throws_by_mistake_names_the_request() throws InterruptedException {
        ClusterSession session = open();
        session.submit(new Call.Change<Node>(Patch.cordon("worker-1", true)));
        Result.Failed<?> failed = assertInstanceOf(Result.Failed.class, ((Signal.Answer) session.next(LONG)).result());
        ApiFailure failure = ((ApiException) failed.error()).failure();
        assertEquals("patch nodes worker-1", failure.request());
        assertTrue(failure.text().contains("a backend with a bug"), failure.text());
    }

    @Test
    void a_write_without_an_answer_is_an_outcome() throws InterruptedException {
        ClusterSession session = open(new Interceptor() {
            @Override
            public <A> A around(Call<A> call, Next next) {
                throw new ApiException(ScriptedApi.failure(ApiFailure.Kind.UNAVAILABLE));
            }
        });
        session.submit(new Call.Change<Node>(Patch.cordon("worker-1", true)));
        Result.Ok<?> ok = assertInstanceOf(Result.Ok.class, ((Signal.Answer) session.next(LONG)).result());
        assertEquals(PatchOutcome.Kind.FAILED, ((PatchOutcome<?>) ok.value()).kind());
    }

    @Test
    void interceptors_stand_around_the_first_outermost_and_their_turns_are_waited_for_in_next()
            throws InterruptedException {
        List<String> order = new ArrayList<>();
        ClusterSession session = open(named("outer", 0, order), named("inner", 3, order));
        session.submit(EVICT);
        assertEquals(List.of("outer asked", "inner asked"), order);
        assertInstanceOf(Signal.Idle.class, session.next(Duration.ofSeconds(2)));
        assertEquals(List.of(), api.asked);
        assertInstanceOf(Signal.Answer.class, session.next(LONG));
        assertEquals(FakeTime.START.plusSeconds(3), session.now());
        assertEquals(List.of("outer asked", "inner asked", "outer in", "inner in", "inner out", "outer out"), order);
    }

    private static Interceptor named(String name, int seconds, List<String> order) {
        return new Interceptor() {
            @Override
            public Turn turn(Call<?> call) {
                order.add(name + " asked");
                return Turn.after(Duration.ofSeconds(seconds));
            }

            @Override
            public <A> A around(Call<A> call, Next next) {
                order.add(name + " in");
                A answer = next.proceed(call);
                order.add(name + " out");
                return answer;
            }
        };
    }

    @Test
    void a_request_that_is_stopped_before_its_time_is_never_sent() throws InterruptedException {
        ClusterSession session = open(named("slow", 3, new ArrayList<>()));
        session.stop(session.submit(EVICT));
        session.stop(4711);
        assertInstanceOf(Signal.Idle.class, session.next(LONG));
        assertEquals(List.of(), api.asked);
    }

    @Test
    void an_interceptor_that_grants_nothing_is_asked_again_and_those_before_it_are_not() throws InterruptedException {
        List<String> order = new ArrayList<>();
        int[] asked = {0};
        ClusterSession session = open(named("outer", 1, order), new Interceptor() {
            @Override
            public Turn turn(Call<?> call) {
                return ++asked[0] < 4 ? Turn.askAgainAfter(Duration.ofSeconds(10)) : Turn.NOW;
            }

            @Override
            public <A> A around(Call<A> call, Next next) {
                return next.proceed(call);
            }
        });
        session.submit(EVICT);
        assertInstanceOf(Signal.Answer.class, session.next(LONG));
        assertEquals(FakeTime.START.plusSeconds(31), session.now());
        assertEquals(List.of("outer asked", "outer in", "outer out"), order);
        assertThrows(IllegalArgumentException.class, () -> Interceptor.Turn.askAgainAfter(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> Interceptor.Turn.after(Duration.ofNanos(-1)));
    }

    @Test
    void a_turn_that_throws_is_an_answer() throws InterruptedException {
        ClusterSession session = open(new Interceptor() {
            @Override
            public Turn turn(Call<?> call) {
                throw new IllegalStateException("no limiter");
            }

            @Override
            public <A> A around(Call<A> call, Next next) {
                return next.proceed(call);
            }
        });
        session.submit(EVICT);
        assertInstanceOf(Result.Failed.class, ((Signal.Answer) session.next(LONG)).result());
    }

    @Test
    void wake_comes_once_now_or_at_the_next_call_from_any_thread() throws InterruptedException {
        ClusterSession session = open();
        session.wake();
        session.wake();
        assertInstanceOf(Signal.Woken.class, session.next(LONG));
        assertInstanceOf(Signal.Idle.class, session.next(LONG));
        Thread other = new Thread(session::wake);
        other.start();
        other.join();
        assertInstanceOf(Signal.Woken.class, session.next(LONG));
    }

    @Test
    void an_interrupt_ends_next() {
        ClusterSession session = open();
        session.submit(EVICT);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> session.next(LONG));
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void a_closed_session_sends_nothing_and_says_so() {
        List<Runnable> held = new ArrayList<>();
        ClusterSession session = openOn(held::add);
        session.submit(EVICT);
        session.fork(() -> api.asked.add("forked"));
        session.observe(Kind.PODS, io.github.kubemaintenance.cluster.Query.all());
        session.close();
        session.close();
        assertEquals(3, held.size());
        held.forEach(Runnable::run);
        assertEquals(List.of(), api.asked);
        assertThrows(IllegalStateException.class, () -> session.submit(EVICT));
        assertThrows(IllegalStateException.class, () -> session.next(LONG));
        session.wake();
        session.stop(1);
    }

    @Test
    void X04_closing_interrupts_what_is_in_flight_and_no_thread_is_left() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        CountDownLatch inside = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        api.evictions = () -> {
            inside.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
            return new EvictionOutcome.Unavailable("interrupted", Optional.empty());
        };
        ClusterSession session = new LiveBackend(
                        api,
                        task -> {
                            Thread thread = new Thread(task);
                            threads.add(thread);
                            thread.start();
                        },
                        List.of())
                .open();
        session.submit(EVICT);
        session.fork(() -> {
            inside.countDown();
            never.await();
            return "";
        });
        inside.await();
        session.close();
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(interrupted.get());
        assertEquals(2, threads.size());
    }

    @Test
    void the_interrupt_of_a_cancelled_request_does_not_reach_what_its_thread_does_next() throws InterruptedException {
        AtomicBoolean flag = new AtomicBoolean(true);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        ClusterSession session = new LiveBackend(
                        api,
                        task -> {
                            Thread thread = new Thread(() -> {
                                task.run();
                                flag.set(Thread.currentThread().isInterrupted());
                            });
                            threads.add(thread);
                            thread.start();
                        },
                        List.of())
                .open();
        long ticket = session.fork(() -> {
            inside.countDown();
            while (cancelled.getCount() > 0) {
                Thread.onSpinWait();
            }
            return "too late";
        });
        inside.await();
        session.stop(ticket);
        cancelled.countDown();
        threads.get(0).join();
        assertFalse(flag.get());
        session.wake();
        assertInstanceOf(Signal.Woken.class, session.next(LONG), "no answer after stop");
        session.close();
    }
}
