package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.cluster.internal.LiveBackend;
import java.util.List;
import java.util.concurrent.Executor;

/** A cluster that operations run on. Thread-safe. */
public interface ClusterBackend {
    /**
     * Opens a session for one operation and the calling thread.
     *
     * @return the session, to be closed by the caller
     */
    ClusterSession open();

    /**
     * Opens a session that only reads: for a plan or a copy, where nobody else looks after a read that fails. A backend
     * may send such a read again; an operation that runs never gets such a session, for it tries again by itself.
     *
     * @return the session, to be closed by the caller; the same as {@link #open()} by default
     */
    default ClusterSession openForReading() {
        return open();
    }

    /**
     * Returns the executor for what runs in the background: {@code start}, requests in flight and the caller's actions.
     * It must not bound the number of threads below what is in flight.
     *
     * @return the executor
     */
    Executor executor();

    /**
     * Tells whether a capability is there.
     *
     * @param capability a sub-interface of {@link ClusterApi}
     * @return true if calls may use it
     */
    boolean has(Class<? extends ClusterApi> capability);

    /**
     * Makes a backend of an API.
     *
     * @param api the API
     * @param executor carries out requests, actions and background operations; not shut down by anybody here
     * @param around interceptors, the first outermost
     * @return the backend
     */
    static ClusterBackend live(ClusterApi api, Executor executor, Interceptor... around) {
        return new LiveBackend(api, executor, List.of(around));
    }
}
