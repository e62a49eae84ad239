package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

/**
 * What an engine sees of a cluster: requests go out, signals come in, and {@link #next} is the only place where it
 * waits. Confined to the thread that opened it, except {@link #wake()}.
 *
 * <p>On a real cluster waiting blocks on the queue that requests and watches feed; on the mock it moves virtual time
 * to the next thing that happens.
 */
public interface ClusterSession extends AutoCloseable {
    /**
     * Returns the session's time: on a real cluster the wall clock at opening plus what has passed since by a monotonic
     * clock, so that a step of the wall clock moves no deadline; on the mock virtual time.
     *
     * @return now
     */
    Instant now();

    /**
     * Sends a request; never blocks. Exactly one {@link Signal.Answer} will carry the ticket.
     *
     * @param call the request
     * @return its ticket
     * @param <A> type of the answer
     */
    <A> long submit(Call<A> call);

    /**
     * Lists and then watches; never blocks. Signals are Snapshot, Change and, after any loss, Lost and a new Snapshot.
     *
     * @param kind which kind
     * @param query which of its objects
     * @return its ticket
     * @param <T> type of the objects
     */
    <T extends KubeObject> long observe(Kind<T> kind, Query query);

    /**
     * Runs the caller's own code off this thread. Exactly one {@link Signal.Answer} will carry the ticket.
     *
     * @param task the code
     * @return its ticket
     */
    long fork(Callable<?> task);

    /**
     * Ends an observation, or forgets a request or action that is under way (an action's thread is interrupted). No
     * signal with this ticket comes afterwards. A ticket that is not known is ignored.
     *
     * @param ticket the ticket
     */
    void stop(long ticket);

    /**
     * Waits for the next signal.
     *
     * @param maxWait how long at most; {@link Signal.Idle} comes when it is over
     * @return the signal
     * @throws InterruptedException if the thread is interrupted
     */
    Signal next(Duration maxWait) throws InterruptedException;

    /** Makes {@link #next} return {@link Signal.Woken}, now or at its next call. From any thread, at any time. */
    void wake();

    /** Stops everything that is under way; nothing is sent afterwards. Idempotent. */
    @Override
    void close();
}
