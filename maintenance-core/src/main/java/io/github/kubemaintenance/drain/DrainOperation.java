package io.github.kubemaintenance.drain;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** A drain in the background. Thread-safe. */
public final class DrainOperation {
    private final CompletableFuture<DrainReport> completion = new CompletableFuture<>();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private volatile Runnable wake = () -> {};
    private volatile DrainProgress progress = DrainProgress.NONE;

    DrainOperation() {}

    /**
     * Asks the drain to end: no further request is sent, answers to those in flight are waited for at most two seconds
     * (time of the backend), and the report says what was done. Returns at once, from any thread; a drain that has ended
     * stays as it is.
     */
    public void cancel() {
        cancelled.set(true);
        wake.run();
    }

    /**
     * Returns the drain's end.
     *
     * @return always completes normally, with the report, however the drain ends
     */
    public CompletionStage<DrainReport> completion() {
        return completion.minimalCompletionStage();
    }

    /** {@return how far the drain is now} */
    public DrainProgress progress() {
        return progress;
    }

    boolean isCancelled() {
        return cancelled.get();
    }

    /** From now on {@link #cancel()} wakes somebody; a cancel that came before is seen by whoever asks for it. */
    void wakes(Runnable whom) {
        wake = whom;
    }

    void isAt(DrainProgress where) {
        progress = where;
    }

    void ended(DrainReport report) {
        completion.complete(report);
    }
}
