package io.github.kubemaintenance.etcd;

import java.io.IOException;

/** Starts a throw-away etcd on restored data, for a {@link RestoreDrill}; maintenance-etcd has one for an etcd program. */
public interface EtcdStarter {
    /**
     * Returns the peer URL that the member has to be restored with.
     *
     * @return a URL that nobody else uses
     */
    String peerUrl();

    /**
     * Starts it.
     *
     * @param restored what is to be started
     * @return the running server; closing it ends the server
     * @throws IOException if it can't be started or doesn't answer in time; nothing runs any more then
     * @throws InterruptedException if the thread is interrupted; nothing runs any more then
     */
    EtcdBackend start(RestoreReport restored) throws IOException, InterruptedException;
}
