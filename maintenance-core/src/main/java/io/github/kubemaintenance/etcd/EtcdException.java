package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.MaintenanceException;

/** A request to an etcd server failed. The message names the endpoint, what was tried and what the server said. */
public final class EtcdException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. New ones come with new versions: switch with a default branch. */
    public enum Kind {
        /** No connection could be made. */
        UNREACHABLE,
        /** The connection or the server went away. */
        UNAVAILABLE,
        /** No answer in time. */
        TIMED_OUT,
        /** The certificate, its authority or its names don't fit. */
        TLS,
        /** Who is asking is not known: no user, a wrong password, an expired token. */
        UNAUTHENTICATED,
        /** Who is asking may not do that; snapshots need the role root where authentication is on. */
        PERMISSION_DENIED,
        /** The cluster has no leader. */
        NO_LEADER,
        /** The server doesn't know the request, or not in its state. */
        UNSUPPORTED,
        /** The caller has cancelled it. */
        CANCELLED,
        /** Anything else; the message has the server's words. */
        OTHER
    }

    private final Kind kind;

    /**
     * Creates the exception.
     *
     * @param kind what went wrong
     * @param message endpoint, request and the server's words
     */
    public EtcdException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /**
     * Creates the exception with what caused it.
     *
     * @param kind what went wrong
     * @param message endpoint, request and the server's words
     * @param cause what was thrown below
     */
    public EtcdException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * Returns what went wrong, for programs.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }
}
