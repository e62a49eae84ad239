package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Interceptor;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Resilience4j's policies as interceptors. */
final class Guards {
    private Guards() {}

    static Interceptor limited(RateLimiter limiter) {
        return new Interceptor() {
            @Override
            public Duration delay(Call<?> call) {
                long nanos = limiter.reservePermission();
                // A negative answer is "not within the limiter's own timeout": the loop has time, it asks again then.
                return nanos >= 0
                        ? Duration.ofNanos(nanos)
                        : limiter.getRateLimiterConfig().getLimitRefreshPeriod();
            }

            @Override
            public <A> A around(Call<A> call, Next next) {
                return next.proceed(call);
            }
        };
    }

    static Interceptor broken(CircuitBreaker breaker) {
        return new Interceptor() {
            @Override
            public <A> A around(Call<A> call, Next next) {
                if (!breaker.tryAcquirePermission()) {
                    return call.failed(new ApiFailure(
                            ApiFailure.Kind.UNAVAILABLE,
                            call.describe(),
                            0,
                            "",
                            "not sent: circuit breaker '" + breaker.getName() + "' is "
                                    + breaker.getState().name().toLowerCase(java.util.Locale.ROOT),
                            Optional.empty()));
                }
                long start = breaker.getCurrentTimestamp();
                try {
                    A answer = next.proceed(call);
                    record(start, isUnwell(answer), Optional.empty());
                    return answer;
                } catch (ApiException e) {
                    record(start, e.failure().kind() == ApiFailure.Kind.UNAVAILABLE, Optional.of(e));
                    throw e;
                } catch (RuntimeException e) {
                    breaker.releasePermission();
                    throw e;
                }
            }

            private void record(long start, boolean unwell, Optional<ApiException> thrown) {
                long took = breaker.getCurrentTimestamp() - start;
                TimeUnit unit = breaker.getTimestampUnit();
                if (unwell) {
                    breaker.onError(took, unit, thrown.<Throwable>map(e -> e).orElseGet(Unwell::new));
                } else {
                    breaker.onSuccess(took, unit);
                }
            }
        };
    }

    private static boolean isUnwell(Object answer) {
        if (answer instanceof EvictionOutcome.Unavailable) {
            return true;
        } else if (answer instanceof DeleteOutcome.Failed failed) {
            return failed.failure().kind() == ApiFailure.Kind.UNAVAILABLE;
        }
        return answer instanceof PatchOutcome.Failed<?> failed
                && failed.failure().kind() == ApiFailure.Kind.UNAVAILABLE;
    }

    /** What a breaker is told where a write's outcome says that the server isn't well. */
    private static final class Unwell extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unwell() {
            super("the server is not well", null, false, false);
        }
    }
}
