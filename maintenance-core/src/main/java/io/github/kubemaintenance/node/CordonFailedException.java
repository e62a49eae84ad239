package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.internal.Nullable;

/** A node could not be cordoned or uncordoned. */
public final class CordonFailedException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    private final transient CordonReport report;

    CordonFailedException(CordonReport report, @Nullable MaintenanceException cause) {
        super(report.toString());
        this.report = report;
        if (cause != null) {
            initCause(cause);
        }
    }

    /** {@return what was seen and why it failed} */
    public CordonReport report() {
        return report;
    }
}
