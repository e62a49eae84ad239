package io.github.kubemaintenance.etcd;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Maintenance that runs in the background. Thread-safe. */
public final class EtcdMaintenanceOperation {
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final CompletableFuture<EtcdMaintenanceReport> completion = new CompletableFuture<>();

    private EtcdMaintenanceOperation() {}

    static EtcdMaintenanceOperation start(
            EtcdBackend backend, Function<AtomicBoolean, EtcdMaintenanceReport> work, String request) {
        EtcdMaintenanceOperation operation = new EtcdMaintenanceOperation();
        try {
            backend.executor().execute(() -> {
                try {
                    operation.completion.complete(work.apply(operation.cancelled));
                } catch (RuntimeException | Error e) {
                    operation.completion.completeExceptionally(e);
                    throw e;
                }
            });
        } catch (RejectedExecutionException e) {
            operation.completion.completeExceptionally(new IllegalStateException(
                    request + ": the backend's executor takes no more work: " + e.getMessage(), e));
        }
        return operation;
    }

    /** Lets it end before its next change, from any thread; returns at once. What is under way is waited for. */
    public void cancel() {
        cancelled.set(true);
    }

    /**
     * Returns how it ends.
     *
     * @return completes normally whatever happened, but for a defect of this library or of the backend
     */
    public CompletionStage<EtcdMaintenanceReport> completion() {
        return completion.minimalCompletionStage();
    }
}
