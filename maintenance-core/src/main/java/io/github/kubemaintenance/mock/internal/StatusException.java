package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiStatus;

/** The server refuses a request. */
public final class StatusException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ApiStatus status;
    private final String continueToken;

    /** Refuses with a status. */
    public StatusException(ApiStatus status) {
        this(status, "");
    }

    /** Refuses a continue token, and gives one with which to go on inconsistently. */
    public StatusException(ApiStatus status, String continueToken) {
        super(status.code() + " " + status.reason() + " " + status.message());
        this.status = status;
        this.continueToken = continueToken;
    }

    /** What the server says. */
    public ApiStatus status() {
        return status;
    }

    /** The token with which a list may go on inconsistently; empty if there is none. */
    public String continueToken() {
        return continueToken;
    }
}
