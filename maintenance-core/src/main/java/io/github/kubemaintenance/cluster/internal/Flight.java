package io.github.kubemaintenance.cluster.internal;

import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Something that a thread of the executor does for a session. It ends with exactly one call of {@code done}, unless it is
 * cancelled: then it isn't begun any more, or its thread is interrupted and what it still returns is dropped.
 */
final class Flight<A> implements Runnable {
    private final Callable<A> work;
    private final Consumer<Result<A>> done;

    @Nullable
    private Thread thread;

    private boolean cancelled;

    Flight(Callable<A> work, Consumer<Result<A>> done) {
        this.work = work;
        this.done = done;
    }

    @Override
    public void run() {
        synchronized (this) {
            if (cancelled) {
                return;
            }
            thread = Thread.currentThread();
        }
        Result<A> result = carryOut();
        synchronized (this) {
            thread = null;
            if (cancelled) {
                // The interrupt was meant for the work, not for what this thread does next.
                Thread.interrupted();
            }
        }
        if (!isCancelled()) {
            done.accept(result);
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // nothing is printed: whatever is thrown is the answer
    private Result<A> carryOut() {
        try {
            return new Result.Ok<>(work.call());
        } catch (Throwable e) {
            return new Result.Failed<>(e);
        }
    }

    /** The executor wouldn't have it. */
    void rejected(Throwable why) {
        if (!isCancelled()) {
            done.accept(new Result.Failed<>(why));
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    synchronized void cancel() {
        cancelled = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
