package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.internal.Nullable;

/** A roll did not complete. Its report's outcome says whether it was refused, timed out, was cancelled or failed. */
public final class RollException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    private final transient RollReport report;

    RollException(RollReport report, @Nullable Throwable cause) {
        super(report.toString());
        this.report = report;
        if (cause != null) {
            initCause(cause);
        }
    }

    /** {@return what was done with each node, what was not, and why} */
    public RollReport report() {
        return report;
    }
}
