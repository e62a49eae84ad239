package io.github.kubemaintenance.cluster;

/**
 * A session for the time of an operation, for try-with-resources. A session that can't be closed is logged to {@code
 * System.Logger} and no more: what the operation has to report must not be lost by that. Confined to one thread, as the
 * session is.
 */
public final class SessionScope implements AutoCloseable {
    private final ClusterSession session;

    private SessionScope(ClusterSession session) {
        this.session = session;
    }

    /**
     * Opens a session.
     *
     * @param backend of this backend
     * @return the session's scope
     */
    public static SessionScope open(ClusterBackend backend) {
        return new SessionScope(backend.open());
    }

    /** {@return the session, until this is closed} */
    public ClusterSession session() {
        return session;
    }

    /** Closes the session. Throws nothing. */
    @Override
    public void close() {
        try {
            session.close();
        } catch (RuntimeException e) {
            System.getLogger("io.github.kubemaintenance.cluster")
                    .log(System.Logger.Level.WARNING, "The session of an operation that has ended can't be closed.", e);
        }
    }
}
