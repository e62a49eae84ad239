package io.github.kubemaintenance.drain;

/** A drain was cancelled, or its thread interrupted. */
public final class DrainCancelledException extends DrainException {
    private static final long serialVersionUID = 1L;

    DrainCancelledException(DrainReport report) {
        super(report, null);
    }
}
