package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.ClusterBackend;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * A save or a restore in the background. Thread-safe.
 *
 * @param <R> {@link BackupReport} or {@link RestoreReport}
 */
public final class BackupOperation<R> {
    private final Halt halt = new Halt();
    private final CompletableFuture<R> completion = new CompletableFuture<>();

    private BackupOperation() {}

    static <R> BackupOperation<R> start(
            ClusterBackend backend, Function<Halt, R> work, Function<RuntimeException, R> notBegun) {
        BackupOperation<R> operation = new BackupOperation<>();
        try {
            backend.executor().execute(() -> operation.run(work));
        } catch (RejectedExecutionException e) {
            operation.completion.complete(notBegun.apply(e));
        }
        return operation;
    }

    private void run(Function<Halt, R> work) {
        try {
            completion.complete(work.apply(halt));
        } catch (RuntimeException | Error e) {
            completion.completeExceptionally(e);
            throw e;
        }
    }

    /**
     * Asks it to end. Returns at once, from any thread; what has ended stays as it is. A save deletes what it has written:
     * nothing new is under the name. A restore sends nothing further, waits at most two seconds (time of the backend) for
     * the answers to what it sent, and its report says what was written, what was not, and of what that is unknown.
     */
    public void cancel() {
        halt.cancel();
    }

    /**
     * Returns its end.
     *
     * @return completes normally with the report, however it ends, but for a defect of this library or of the backend
     */
    public CompletionStage<R> completion() {
        return completion.minimalCompletionStage();
    }
}
