package io.github.kubemaintenance.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** A cycle in the background. Thread-safe. */
public final class CycleOperation {
    private final CompletableFuture<CycleReport> completion = new CompletableFuture<>();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private volatile Runnable wake = () -> {};
    private volatile CycleStep step = CycleStep.UNTOUCHED;

    CycleOperation() {}

    /**
     * Asks the cycle to end where it is; an action under way is interrupted. The report says where the node stands.
     * Returns at once, from any thread.
     */
    public void cancel() {
        cancelled.set(true);
        wake.run();
    }

    /**
     * Returns the cycle's end.
     *
     * @return always completes normally, with the report, however the cycle ends
     */
    public CompletionStage<CycleReport> completion() {
        return completion.minimalCompletionStage();
    }

    /** {@return where the node stands at present} */
    public CycleStep step() {
        return step;
    }

    boolean isCancelled() {
        return cancelled.get();
    }

    void wakes(Runnable whom) {
        wake = whom;
    }

    void isAt(CycleStep where) {
        step = where;
    }

    void ended(CycleReport report) {
        step = report.step();
        completion.complete(report);
    }
}
