package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/** A save that runs in the background. Thread-safe. */
public final class SnapshotSaveOperation {
    /**
     * How a save ended.
     *
     * @param outcome COMPLETED, REFUSED (nothing was fetched), CANCELLED, TIMED_OUT or FAILED
     * @param info what was saved; empty for all but COMPLETED
     * @param failure why nothing was saved; empty for COMPLETED
     */
    public record Ended(Outcome outcome, Optional<SnapshotInfo> info, Optional<SnapshotSaveException> failure) {}

    private final SaveCancel cancel = new SaveCancel();
    private final CompletableFuture<Ended> completion = new CompletableFuture<>();

    private SnapshotSaveOperation() {}

    static SnapshotSaveOperation start(SaveOptions options) {
        SnapshotSaveOperation operation = new SnapshotSaveOperation();
        try {
            options.fetch().backend().executor().execute(() -> operation.run(options));
        } catch (RejectedExecutionException e) {
            operation.completion.complete(failed(new SnapshotSaveException(
                    SnapshotSaveException.Code.IO, "the backend's executor takes no more work: " + e.getMessage(), e)));
        }
        return operation;
    }

    private void run(SaveOptions options) {
        try {
            SnapshotInfo info = new SaveRun(options, cancel).run();
            completion.complete(new Ended(Outcome.COMPLETED, Optional.of(info), Optional.empty()));
        } catch (SnapshotSaveException e) {
            completion.complete(failed(e));
        } catch (RuntimeException | Error e) {
            completion.completeExceptionally(e);
            throw e;
        }
    }

    private static Ended failed(SnapshotSaveException e) {
        Outcome outcome =
                switch (e.code()) {
                    case TARGET_EXISTS, BUSY, UNKNOWN_MEMBER, NO_MEMBER, CORRUPT_MEMBER, NO_SPACE -> Outcome.REFUSED;
                    case CANCELLED -> Outcome.CANCELLED;
                    case STALLED -> Outcome.TIMED_OUT;
                    default -> Outcome.FAILED;
                };
        return new Ended(outcome, Optional.empty(), Optional.of(e));
    }

    /** Cancels it, from any thread: the server stops sending, what was written is deleted. Returns at once. */
    public void cancel() {
        cancel.cancel();
    }

    /**
     * Returns how it ends.
     *
     * @return completes normally whatever happened, but for a defect of this library or of the backend
     */
    public CompletionStage<Ended> completion() {
        return completion.minimalCompletionStage();
    }
}
