package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.internal.Nullable;

/** There is no backup. Nothing new is under the name; what was there before is as it was. */
public final class BackupException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    private final transient BackupReport report;

    BackupException(BackupReport report, @Nullable Throwable cause) {
        super(report.toString());
        this.report = report;
        if (cause != null) {
            initCause(cause);
        }
    }

    /** {@return the report} */
    public BackupReport report() {
        return report;
    }
}
