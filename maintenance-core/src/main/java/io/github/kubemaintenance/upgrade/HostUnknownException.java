package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.MaintenanceException;

/**
 * What a {@link HostExecutor} throws where a task was begun and nobody can tell whether it was done, for example when the
 * node has rebooted meanwhile. It is not begun again before somebody has looked.
 */
public final class HostUnknownException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was begun, what is known of it, and what to do
     */
    public HostUnknownException(String message) {
        super(message);
    }
}
