package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.internal.Nullable;

/** A restore did not complete. Its report says what was written, what was not, and why. */
public final class RestoreException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    private final transient RestoreReport report;

    RestoreException(RestoreReport report, @Nullable Throwable cause) {
        super(report.toString());
        this.report = report;
        if (cause != null) {
            initCause(cause);
        }
    }

    /** {@return the report} */
    public RestoreReport report() {
        return report;
    }
}
