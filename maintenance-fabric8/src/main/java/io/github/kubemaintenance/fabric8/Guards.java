package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.LeaseOutcome;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * What stands between an operation and the server, and the defaults of it.
 *
 * <pre>
 *   session -- Paced (rate limiter: when) -- Repeated (retry: reads of plans and copies only) -- Broken (circuit) -- server
 * </pre>
 */
final class Guards {
    private static final String NAME = "kube-maintenance";

    private Guards() {}

    /** Stops what runs wild, not what is merely fast: a drain of 500 pods is some 520 requests. */
    static RateLimiter limiter() {
        return RateLimiter.of(
                NAME,
                RateLimiterConfig.custom()
                        .limitForPeriod(500)
                        .limitRefreshPeriod(Duration.ofSeconds(1))
                        .timeoutDuration(Duration.ofMinutes(1))
                        .build());
    }

    /** Opens when most of the last twenty answers were none; asks three times, every 5 s, whether that is over. */
    static CircuitBreaker breaker() {
        return CircuitBreaker.of(
                NAME,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(10)
                        .failureRateThreshold(60)
                        .slowCallDurationThreshold(Duration.ofHours(1))
                        .waitDurationInOpenState(Duration.ofSeconds(5))
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .build());
    }

    /** Four times in all, over three and a half seconds. */
    static Retry retry() {
        return Retry.of(
                NAME,
                RetryConfig.custom()
                        .maxAttempts(4)
                        .intervalFunction(IntervalFunction.ofExponentialBackoff(Duration.ofMillis(500), 2))
                        .build());
    }

    /** Why a server isn't well, if that is what an answer says: no answer, or a 5xx that is none of a budget's. */
    static Optional<ApiFailure> unwell(Call<?> call, Object answer) {
        return failure(call, answer).filter(Guards::isUnwell);
    }

    /** Why a write has failed, unless its answer is one of those that a budget or another pod gives. */
    static Optional<ApiFailure> failure(Call<?> call, Object answer) {
        if (answer instanceof EvictionOutcome.Unavailable away) {
            return Optional.of(new ApiFailure(
                    ApiFailure.Kind.UNAVAILABLE, call.describe(), 0, "", away.message(), away.retryAfter()));
        } else if (answer instanceof EvictionOutcome.Throttled busy) {
            return Optional.of(new ApiFailure(
                    ApiFailure.Kind.THROTTLED, call.describe(), 429, "", busy.message(), busy.retryAfter()));
        } else if (answer instanceof DeleteOutcome.Failed failed) {
            return Optional.of(failed.failure());
        } else if (answer instanceof PatchOutcome.Failed<?> failed) {
            return Optional.of(failed.failure());
        } else if (answer instanceof LeaseOutcome.Failed failed) {
            return Optional.of(failed.failure());
        } else if (answer instanceof DocumentOutcome.Failed failed) {
            return Optional.of(failed.why());
        }
        return Optional.empty();
    }

    static boolean isUnwell(ApiFailure failure) {
        return failure.kind() == ApiFailure.Kind.UNAVAILABLE;
    }

    static boolean isUnwell(ApiException thrown) {
        return isUnwell(thrown.failure());
    }
}
