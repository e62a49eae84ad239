package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.internal.Nullable;

/** A drain could not be carried through. */
public final class DrainFailedException extends DrainException {
    private static final long serialVersionUID = 1L;

    DrainFailedException(DrainReport report, @Nullable Throwable cause) {
        super(report, cause);
    }
}
