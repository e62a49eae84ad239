package io.github.kubemaintenance.drain;

/** A drain's time was over before it was done. */
public final class DrainTimeoutException extends DrainException {
    private static final long serialVersionUID = 1L;

    DrainTimeoutException(DrainReport report) {
        super(report, null);
    }
}
