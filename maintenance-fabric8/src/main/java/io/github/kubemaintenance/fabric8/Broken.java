package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.Interceptor;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Lets a circuit breaker answer instead of a server that doesn't. It is told of connections that fail and of 5xx only; an
 * open circuit is an answer like that of a server that is away.
 */
final class Broken implements Interceptor {
    private final CircuitBreaker breaker;
    private final Consumer<ClientEvent> events;
    private final AtomicReference<CircuitBreaker.State> seen;

    Broken(CircuitBreaker breaker, Consumer<ClientEvent> events) {
        this.breaker = breaker;
        this.events = events;
        this.seen = new AtomicReference<>(breaker.getState());
    }

    @Override
    public <A> A around(Call<A> call, Next next) {
        if (!breaker.tryAcquirePermission()) {
            look();
            return call.failed(notSent(call));
        }
        look();
        long start = breaker.getCurrentTimestamp();
        try {
            A answer = next.proceed(call);
            record(start, Guards.unwell(call, answer).map(ApiException::new));
            return answer;
        } catch (ApiException e) {
            record(start, Optional.of(e).filter(Guards::isUnwell));
            throw e;
        } catch (RuntimeException e) {
            breaker.releasePermission(); // a mistake of ours says nothing of the server
            throw e;
        } finally {
            look();
        }
    }

    private ApiFailure notSent(Call<?> call) {
        return new ApiFailure(
                ApiFailure.Kind.UNAVAILABLE,
                call.describe(),
                0,
                "",
                "not sent: circuit breaker '" + breaker.getName() + "' is " + words(breaker.getState()),
                Optional.empty());
    }

    private void record(long start, Optional<ApiException> unwell) {
        if (Thread.currentThread().isInterrupted()) {
            breaker.releasePermission(); // we hung up, not the server
            return;
        }
        long took = breaker.getCurrentTimestamp() - start;
        TimeUnit unit = breaker.getTimestampUnit();
        if (unwell.isPresent()) {
            breaker.onError(took, unit, unwell.get());
        } else {
            breaker.onSuccess(took, unit);
        }
    }

    /** Tells of a change once, whoever caused it, and leaves no listener in the caller's breaker. */
    private void look() {
        CircuitBreaker.State now = breaker.getState();
        if (seen.getAndSet(now) != now) {
            events.accept(new ClientEvent(
                    switch (now) {
                        case OPEN, FORCED_OPEN -> ClientEvent.Kind.CIRCUIT_OPEN;
                        case HALF_OPEN -> ClientEvent.Kind.CIRCUIT_TRIES;
                        case CLOSED, DISABLED, METRICS_ONLY -> ClientEvent.Kind.CIRCUIT_CLOSED;
                    },
                    "circuit breaker '" + breaker.getName() + "' is " + words(now)));
        }
    }

    private static String words(CircuitBreaker.State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
