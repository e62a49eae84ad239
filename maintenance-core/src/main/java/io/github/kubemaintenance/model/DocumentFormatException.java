package io.github.kubemaintenance.model;

/** A text is not of the format it was read as. The message says where and what was expected. */
public final class DocumentFormatException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was expected where
     */
    public DocumentFormatException(String message) {
        super(message);
    }

    /**
     * Creates the exception with what a parser said.
     *
     * @param message what was expected where
     * @param cause what the parser threw
     */
    public DocumentFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
