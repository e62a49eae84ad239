package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.MaintenanceException;

/** A read of a {@link ClusterApi} failed. Writes don't throw it: they return their outcome. */
public final class ApiException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    private final transient ApiFailure failure;

    /**
     * Creates the exception.
     *
     * @param failure why the request failed
     */
    public ApiException(ApiFailure failure) {
        super(failure.text());
        this.failure = failure;
    }

    /**
     * Creates the exception with what caused it.
     *
     * @param failure why the request failed
     * @param cause what was thrown below
     */
    public ApiException(ApiFailure failure, Throwable cause) {
        super(failure.text(), cause);
        this.failure = failure;
    }

    /** {@return why the request failed} */
    public ApiFailure failure() {
        return failure;
    }
}
