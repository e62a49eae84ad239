package io.github.kubemaintenance.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** A roll in the background. Thread-safe. */
public final class RollOperation {
    /**
     * How far it is.
     *
     * @param done how many nodes are done
     * @param inWork which are in work
     * @param toCome how many have not begun
     */
    public record Progress(int done, List<String> inWork, int toCome) {
        public Progress {
            inWork = List.copyOf(inWork);
        }
    }

    private final CompletableFuture<RollReport> completion = new CompletableFuture<>();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private volatile Runnable wake = () -> {};
    private volatile Progress progress = new Progress(0, List.of(), 0);

    RollOperation() {}

    /**
     * Asks the roll to end: no further node is begun, and those in work end where they are (actions are interrupted). The
     * report says where each stands. Returns at once, from any thread.
     */
    public void cancel() {
        cancelled.set(true);
        wake.run();
    }

    /**
     * Returns the roll's end.
     *
     * @return always completes normally, with the report, however the roll ends
     */
    public CompletionStage<RollReport> completion() {
        return completion.minimalCompletionStage();
    }

    /** {@return how far it is now} */
    public Progress progress() {
        return progress;
    }

    boolean isCancelled() {
        return cancelled.get();
    }

    void wakes(Runnable whom) {
        wake = whom;
    }

    void isAt(Progress where) {
        progress = where;
    }

    void ended(RollReport report) {
        completion.complete(report);
    }
}
