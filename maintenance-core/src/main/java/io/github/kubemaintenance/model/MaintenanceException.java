package io.github.kubemaintenance.model;

/**
 * The root of every exception that this library throws on its own account. The message names the thing, what was
 * tried, what the server said and what to do next.
 */
public class MaintenanceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened to which thing, and what to do
     */
    public MaintenanceException(String message) {
        super(message);
    }

    /**
     * Creates the exception with what caused it.
     *
     * @param message what happened to which thing, and what to do
     * @param cause what was thrown below
     */
    public MaintenanceException(String message, Throwable cause) {
        super(message, cause);
    }
}
