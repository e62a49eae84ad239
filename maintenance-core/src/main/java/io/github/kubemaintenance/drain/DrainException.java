package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.internal.Nullable;

/** A drain that did not complete. Its report says what was done, what was not, and why. */
public abstract class DrainException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    private final transient DrainReport report;

    DrainException(DrainReport report, @Nullable Throwable cause) {
        super(ReportText.message(report));
        this.report = report;
        if (cause != null) {
            initCause(cause);
        }
    }

    /** {@return what was done, what was not, and why} */
    public DrainReport report() {
        return report;
    }
}
