package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.Interceptor;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Lets a retry say whether a read for a plan or a copy is sent again: when no answer came, or a 5xx, never on a 4xx or
 * 429. Not before the server said, if it did.
 */
final class Repeated implements Interceptor {
    private final Retry retry;
    private final Consumer<ClientEvent> events;

    Repeated(Retry retry, Consumer<ClientEvent> events) {
        this.retry = retry;
        this.events = events;
    }

    @Override
    public Repeats repeats(Call<?> call) {
        Retry.AsyncContext<Object> context = retry.asyncContext();
        return new Repeats() {
            @Override
            public Optional<Duration> failed(ApiException failure) {
                if (!Guards.isUnwell(failure)) {
                    return Optional.empty();
                }
                long millis = context.onError(failure);
                if (millis < 0) {
                    return Optional.empty();
                }
                Duration own = Duration.ofMillis(millis);
                Duration asked = failure.failure().retryAfter().orElse(Duration.ZERO);
                Duration wait = asked.compareTo(own) > 0 ? asked : own;
                events.accept(new ClientEvent(
                        ClientEvent.Kind.REPEATED,
                        failure.failure().text() + "; asked again in " + wait.toMillis() + " ms"));
                return Optional.of(wait);
            }

            @Override
            public void answered() {
                context.onComplete();
            }
        };
    }

    @Override
    public <A> A around(Call<A> call, Next next) {
        return next.proceed(call);
    }
}
