package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ClusterBackend;

/** Carries a drain out on a loop. */
final class DrainRunner {
    private DrainRunner() {}

    static DrainReport run(DrainRequest request, ClusterBackend backend, DrainOperation operation) {
        if (operation.isCancelled()) {
            return new DrainReport(
                    new ReportDraft(request.node(), request.options().dryRun(), java.time.Instant.EPOCH));
        }
        throw new UnsupportedOperationException(request + " " + backend);
    }

    static DrainOperation start(DrainRequest request, ClusterBackend backend) {
        DrainOperation operation = new DrainOperation();
        backend.executor().execute(() -> operation.ended(run(request, backend, operation)));
        return operation;
    }
}
