package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.internal.Nullable;

/** A cycle did not complete. Its report's outcome says whether it was refused, timed out, was cancelled or failed. */
public final class CycleException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    private final transient CycleReport report;

    CycleException(CycleReport report, @Nullable Throwable cause) {
        super(report.toString());
        this.report = report;
        if (cause != null) {
            initCause(cause);
        }
    }

    /** {@return what was done, where the node stands, and why} */
    public CycleReport report() {
        return report;
    }
}
