package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.Deletion;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Interceptor;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.PodRef;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What limiter, retry and breaker make of requests and answers. Their clocks are turned by hand. */
class GuardsTest {
    private static final PodRef POD = new PodRef("shop", "web-1", "u1");
    private static final Call<EvictionOutcome> EVICT = new Call.Evict(Eviction.of(POD));
    private static final Call<Optional<Node>> READ = new Call.Get<>(Kind.NODES, "", "worker-1");

    private final AtomicLong nanos = new AtomicLong();
    private final List<ClientEvent> events = new ArrayList<>();

    @AfterEach
    void noInterruptIsLeft() {
        Thread.interrupted();
    }

    private RateLimiter limiter(int limit, Duration period, Duration timeout) {
        RateLimiterConfig config = RateLimiterConfig.custom()
                .limitForPeriod(limit)
                .limitRefreshPeriod(period)
                .timeoutDuration(timeout)
                .build();
        return RateLimiter.of("test", config, nanos::get);
    }

    @Test
    void aLimiterSaysWhenARequestMayGoAndNobodySleeps() {
        Paced paced = new Paced(limiter(2, Duration.ofSeconds(10), Duration.ofMinutes(1)), events::add);

        assertEquals(Interceptor.Turn.NOW, paced.turn(EVICT));
        assertEquals(Interceptor.Turn.NOW, paced.turn(EVICT));
        assertEquals(Interceptor.Turn.after(Duration.ofSeconds(10)), paced.turn(EVICT));
        assertEquals(Interceptor.Turn.after(Duration.ofSeconds(10)), paced.turn(EVICT));
        assertEquals(Interceptor.Turn.after(Duration.ofSeconds(20)), paced.turn(EVICT));
        assertEquals(1, events.size(), "told once, not for each request: " + events);
        assertEquals(ClientEvent.Kind.HELD_BACK, events.get(0).kind());
        assertTrue(events.get(0).text().contains("10000 ms: create pods/eviction shop/web-1"), events.get(0)::text);

        nanos.addAndGet(Duration.ofSeconds(50).toNanos());
        assertEquals(Interceptor.Turn.NOW, paced.turn(EVICT));
        assertEquals(Interceptor.Turn.NOW, paced.turn(EVICT));
        paced.turn(EVICT);
        assertEquals(2, events.size(), "it is a new fact: " + events);
    }

    @Test
    void aLimiterThatLetsNobodyWaitIsAskedAgainAndItsRateIsKept() {
        Paced paced = new Paced(limiter(1, Duration.ofSeconds(10), Duration.ZERO), events::add);

        assertEquals(Interceptor.Turn.NOW, paced.turn(EVICT));
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    Interceptor.Turn.askAgainAfter(Duration.ofSeconds(10)), paced.turn(EVICT), "nothing was granted");
        }
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        assertEquals(Interceptor.Turn.NOW, paced.turn(EVICT));
        assertEquals(Interceptor.Turn.askAgainAfter(Duration.ofSeconds(10)), paced.turn(EVICT));
    }

    private static ApiException failure(int code, Optional<Duration> retryAfter) {
        return new ApiException(ApiStatus.plain(code, "said so", retryAfter).toFailure("get nodes worker-1"));
    }

    private static Retry retry() {
        return Retry.of(
                "test",
                RetryConfig.custom()
                        .maxAttempts(3)
                        .waitDuration(Duration.ofMillis(200))
                        .build());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500, 503, 504})
    void aReadWithoutAnAnswerIsAskedAgainAsOftenAsTheRetrySays(int code) {
        Retry retry = retry();
        Interceptor.Repeats repeats = new Repeated(retry, events::add).repeats(READ);

        assertEquals(Optional.of(Duration.ofMillis(200)), repeats.failed(failure(code, Optional.empty())));
        assertEquals(
                Optional.of(Duration.ofSeconds(7)),
                repeats.failed(failure(code, Optional.of(Duration.ofSeconds(7)))),
                "not before the server says");
        assertEquals(Optional.empty(), repeats.failed(failure(code, Optional.empty())));
        assertEquals(2, events.size());
        assertEquals(ClientEvent.Kind.REPEATED, events.get(1).kind());
        assertTrue(events.get(1).text().contains("asked again in 7000 ms"), events.get(1)::text);
        assertEquals(1, retry.getMetrics().getNumberOfFailedCallsWithRetryAttempt(), "the caller's own retry knows");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 410, 422, 429})
    void aReadThatWasAnsweredIsNotAskedAgain(int code) {
        Interceptor.Repeats repeats = new Repeated(retry(), events::add).repeats(READ);

        assertEquals(Optional.empty(), repeats.failed(failure(code, Optional.of(Duration.ofSeconds(1)))));
        assertEquals(List.of(), events);
    }

    @Test
    void aReadThatSucceedsAfterAFailureCountsSo() {
        Retry retry = retry();
        Interceptor.Repeats repeats = new Repeated(retry, events::add).repeats(READ);
        repeats.failed(failure(503, Optional.empty()));
        repeats.answered();

        assertEquals(1, retry.getMetrics().getNumberOfSuccessfulCallsWithRetryAttempt());
    }

    private CircuitBreaker breaker() {
        return CircuitBreaker.of(
                "test",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(4)
                        .minimumNumberOfCalls(4)
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(Duration.ofSeconds(5))
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .clock(new HandClock(nanos))
                        .currentTimestampFunction(clock -> nanos.get(), TimeUnit.NANOSECONDS)
                        .build());
    }

    private static Interceptor.Next answering(Supplier<Object> answer) {
        return new Interceptor.Next() {
            @Override
            @SuppressWarnings("unchecked") // each test answers what its call is answered with
            public <B> B proceed(Call<B> call) {
                return (B) answer.get();
            }
        };
    }

    private static Interceptor.Next failing(int code) {
        return answering(() -> {
            throw failure(code, Optional.empty());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500, 502, 503, 504})
    void theCircuitOpensWhenTheServerIsAwayAndIsThenAnOutcomeAndClosesWhenItIsBack(int code) {
        CircuitBreaker breaker = breaker();
        Broken broken = new Broken(breaker, events::add);
        for (int i = 0; i < 4; i++) {
            assertThrows(ApiException.class, () -> broken.around(READ, failing(code)));
        }
        assertEquals(CircuitBreaker.State.OPEN, breaker.getState());

        Interceptor.Next never = answering(() -> {
            throw new AssertionError("nothing may be sent");
        });
        EvictionOutcome outcome = broken.around(EVICT, never);
        assertEquals(EvictionOutcome.Kind.UNAVAILABLE, outcome.kind());
        assertEquals("not sent: circuit breaker 'test' is open", outcome.message());
        ApiException thrown = assertThrows(ApiException.class, () -> broken.around(READ, never));
        assertEquals(ApiFailure.Kind.UNAVAILABLE, thrown.failure().kind());
        assertEquals("get nodes worker-1", thrown.failure().request());

        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        broken.around(EVICT, answering(EvictionOutcome.Accepted::new));
        assertEquals(CircuitBreaker.State.CLOSED, breaker.getState());
        assertEquals(
                List.of(ClientEvent.Kind.CIRCUIT_OPEN, ClientEvent.Kind.CIRCUIT_TRIES, ClientEvent.Kind.CIRCUIT_CLOSED),
                events.stream().map(ClientEvent::kind).toList());
    }

    @Test
    void writesWithoutAnAnswerOpenItToo() {
        ApiFailure away = failure(503, Optional.empty()).failure();
        CircuitBreaker breaker = breaker();
        Broken broken = new Broken(breaker, events::add);
        broken.around(EVICT, answering(() -> new EvictionOutcome.Unavailable("away", Optional.empty())));
        broken.around(new Call.Delete(Deletion.of(POD)), answering(() -> new DeleteOutcome.Failed(away)));
        for (int i = 0; i < 2; i++) {
            broken.around(
                    new Call.Change<>(Patch.cordon("worker-1", true)),
                    answering(() -> new PatchOutcome.Failed<Node>(away)));
        }
        assertEquals(CircuitBreaker.State.OPEN, breaker.getState());
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "403", "404", "409", "410", "422", "429"})
    void noAnswerThatIsOneOpensIt(int code) {
        CircuitBreaker breaker = breaker();
        Broken broken = new Broken(breaker, events::add);
        for (int i = 0; i < 20; i++) {
            assertThrows(ApiException.class, () -> broken.around(READ, failing(code)));
            broken.around(
                    new Call.Delete(Deletion.of(POD)),
                    answering(() -> new DeleteOutcome.Failed(
                            failure(code, Optional.empty()).failure())));
        }
        assertEquals(CircuitBreaker.State.CLOSED, breaker.getState());
        assertEquals(0, breaker.getMetrics().getNumberOfFailedCalls());
    }

    @Test
    void neitherDoAClosedBudgetAFullServerOrTwoBudgets() {
        CircuitBreaker breaker = breaker();
        Broken broken = new Broken(breaker, events::add);
        for (EvictionOutcome outcome : List.of(
                new EvictionOutcome.Blocked(Optional.of("web"), "needs 2 has 2", Optional.empty()),
                new EvictionOutcome.Throttled("too many requests", Optional.of(Duration.ofSeconds(1))),
                new EvictionOutcome.TwoBudgets("more than one PodDisruptionBudget"),
                new EvictionOutcome.Forbidden("no"))) {
            for (int i = 0; i < 4; i++) {
                assertEquals(outcome, broken.around(EVICT, answering(() -> outcome)));
            }
        }
        assertEquals(0, breaker.getMetrics().getNumberOfFailedCalls());
        assertEquals(CircuitBreaker.State.CLOSED, breaker.getState());
    }

    @Test
    void neitherDoesACancelNorAMistakeOfOurs() {
        CircuitBreaker breaker = breaker();
        Broken broken = new Broken(breaker, events::add);
        for (int i = 0; i < 5; i++) {
            broken.around(EVICT, answering(() -> {
                Thread.currentThread().interrupt();
                return new EvictionOutcome.Unavailable("interrupted", Optional.empty());
            }));
            assertTrue(Thread.interrupted());
            assertThrows(
                    IllegalStateException.class,
                    () -> broken.around(EVICT, answering(() -> {
                        throw new IllegalStateException("a mistake");
                    })));
        }
        assertEquals(0, breaker.getMetrics().getNumberOfBufferedCalls());
    }

    @Test
    void theDefaultsNeitherSlowADrainOf500PodsNorOpenOnAFewLostRequests() {
        Paced paced = new Paced(Guards.limiter(), events::add);
        for (int i = 0; i < 500; i++) {
            assertEquals(Interceptor.Turn.NOW, paced.turn(EVICT));
        }
        CircuitBreaker breaker = Guards.breaker();
        Broken broken = new Broken(breaker, events::add);
        for (int i = 0; i < 9; i++) {
            assertThrows(ApiException.class, () -> broken.around(READ, failing(503)));
        }
        assertEquals(CircuitBreaker.State.CLOSED, breaker.getState());
        assertThrows(ApiException.class, () -> broken.around(READ, failing(503)));
        assertEquals(CircuitBreaker.State.OPEN, breaker.getState());
    }
}
