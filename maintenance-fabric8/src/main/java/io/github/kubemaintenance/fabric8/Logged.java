package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Interceptor;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;

/**
 * Tells an operator's log what goes on, each fact once.
 *
 * <pre>
 *   INFO   what every write came to, the server's return, a watch that ended, v1beta1 evictions
 *   WARN   the server doesn't answer or asks for patience (the first time, then silent until that changes), a refusal
 *   DEBUG  reads, what is asked of a server that is known to be away
 * </pre>
 */
final class Logged implements Interceptor {
    private enum Mood {
        WELL,
        BUSY,
        AWAY
    }

    private final Logger log;
    private final AtomicReference<Mood> mood = new AtomicReference<>(Mood.WELL);

    Logged(Logger log) {
        this.log = log;
    }

    @Override
    public <A> A around(Call<A> call, Next next) {
        A answer;
        try {
            answer = next.proceed(call);
        } catch (ApiException e) {
            if (!Thread.currentThread().isInterrupted()) {
                failed(e.failure());
            }
            throw e;
        }
        if (Thread.currentThread().isInterrupted()) {
            log.debug("{}: given up", call.describe()); // whatever it came to, nobody waits for it any more
        } else if (call.isWrite()) {
            wrote(call, answer);
        } else {
            well();
            log.debug("{}: answered", call.describe());
        }
        return answer;
    }

    private void wrote(Call<?> call, Object answer) {
        Optional<ApiFailure> failure = Guards.failure(call, answer);
        if (failure.isPresent()) {
            failed(failure.get());
        } else {
            well();
            log.info("{}: {}", call.describe(), text(answer));
        }
    }

    private static String text(Object answer) {
        if (answer instanceof EvictionOutcome outcome) {
            String kind = words(outcome.kind());
            return outcome.message().isEmpty() ? kind : kind + " (" + outcome.message() + ")";
        } else if (answer instanceof DeleteOutcome outcome) {
            return words(outcome.kind());
        }
        return "done";
    }

    private static String words(Enum<?> kind) {
        return kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private void failed(ApiFailure failure) {
        Mood now =
                switch (failure.kind()) {
                    case UNAVAILABLE -> Mood.AWAY;
                    case THROTTLED -> Mood.BUSY;
                    default -> Mood.WELL;
                };
        if (now == Mood.WELL) {
            well();
            log.warn("{}", failure.text());
        } else if (mood.getAndSet(now) == now) {
            log.debug("{}", failure.text());
        } else if (now == Mood.BUSY) {
            log.warn("the server asks for patience: {}", failure.text());
        } else {
            log.warn("the server doesn't answer as it should: {}", failure.text());
        }
    }

    private void well() {
        if (mood.getAndSet(Mood.WELL) != Mood.WELL) {
            log.info("the server answers again");
        }
    }

    /** Tells what a guard decided. */
    void event(ClientEvent event) {
        switch (event.kind()) {
            case CIRCUIT_OPEN -> log.warn("{}", event);
            case CIRCUIT_TRIES -> log.debug("{}", event);
            default -> log.info("{}", event);
        }
    }
}
