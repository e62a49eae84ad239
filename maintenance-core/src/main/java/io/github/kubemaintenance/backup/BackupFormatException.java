package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.internal.Nullable;

/**
 * A backup can't be read: it is cut off, was changed, is of a newer format, or is none. The message names the file, what
 * is wrong and what to do. Nothing was written to any cluster.
 */
public final class BackupFormatException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    BackupFormatException(String message, @Nullable Throwable cause) {
        super(message);
        if (cause != null) {
            initCause(cause);
        }
    }
}
