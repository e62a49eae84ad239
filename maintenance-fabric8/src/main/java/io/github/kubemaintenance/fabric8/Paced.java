package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.Interceptor;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Lets a rate limiter say when a request may go. The session waits for that, no thread does. */
final class Paced implements Interceptor {
    private final RateLimiter limiter;
    private final Consumer<ClientEvent> events;
    private final AtomicBoolean holding = new AtomicBoolean();

    Paced(RateLimiter limiter, Consumer<ClientEvent> events) {
        this.limiter = limiter;
        this.events = events;
    }

    @Override
    public Turn turn(Call<?> call) {
        long nanos = limiter.reservePermission();
        if (nanos == 0) {
            holding.set(false);
            return Turn.NOW;
        }
        // Negative: not within the time that the limiter would let a thread wait. Nothing is reserved then.
        Duration wait = nanos > 0
                ? Duration.ofNanos(nanos)
                : limiter.getRateLimiterConfig().getLimitRefreshPeriod();
        if (holding.compareAndSet(false, true)) {
            events.accept(new ClientEvent(
                    ClientEvent.Kind.HELD_BACK,
                    "rate limiter '" + limiter.getName() + "' lets requests wait, the first " + wait.toMillis()
                            + " ms: " + call.describe()));
        }
        return nanos > 0 ? Turn.after(wait) : Turn.askAgainAfter(wait);
    }

    @Override
    public <A> A around(Call<A> call, Next next) {
        return next.proceed(call);
    }
}
