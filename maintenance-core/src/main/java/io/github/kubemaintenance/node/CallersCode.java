package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.internal.Later;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Runs the caller's code off the loop, one piece at a time, each with a limit. */
final class CallersCode {
    /** What became of a piece. */
    sealed interface End {}

    /** It has returned. */
    record Returned() implements End {}

    /** It has thrown. */
    record Failed(Throwable error) implements End {}

    /** It was interrupted since its time was over. */
    record TooLong() implements End {}

    private static final long NONE = -1;

    private final Loop loop;
    private long ticket = NONE;
    private long timer = NONE;

    CallersCode(Loop loop) {
        this.loop = loop;
    }

    void run(Callable<String> task, Duration limit, Consumer<End> then) {
        ticket = loop.fork(task, result -> {
            ticket = NONE;
            loop.cancel(timer);
            then.accept(result instanceof Result.Failed<String> failed ? new Failed(failed.error()) : new Returned());
        });
        timer = loop.at(Later.after(loop.now(), limit), () -> {
            stop();
            then.accept(new TooLong());
        });
    }

    /** Interrupts what runs; nobody hears of it any more. */
    void stop() {
        loop.cancel(timer);
        if (ticket != NONE) {
            loop.stop(ticket);
            ticket = NONE;
        }
    }
}
