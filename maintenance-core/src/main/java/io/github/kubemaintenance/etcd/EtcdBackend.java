package io.github.kubemaintenance.etcd;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A running etcd cluster: what an adapter implements, and {@link MockEtcd} simulates. It must reach each endpoint by
 * itself, never one of them at random, and never repeat a write. Thread-safe. Failures are {@link EtcdException}s.
 */
public interface EtcdBackend extends AutoCloseable {
    /**
     * Returns the client endpoints that it was given.
     *
     * @return at least one
     */
    List<String> endpoints();

    /**
     * Asks a member for its status. Works without quorum.
     *
     * @param endpoint one of {@link #endpoints()}
     * @return the status
     * @throws EtcdException if it doesn't answer or refuses
     */
    EtcdStatus status(String endpoint);

    /**
     * Lists the members. Since etcd 3.5 this needs quorum.
     *
     * @return as the cluster knows them
     * @throws EtcdException if no endpoint answers
     */
    List<EtcdMember> members();

    /**
     * Opens the stream of a snapshot from a member. Works without quorum. Nothing is fetched ahead of what {@link
     * SnapshotStream#next} takes, but for a few messages.
     *
     * @param endpoint one of {@link #endpoints()}
     * @return the stream, to be closed by the caller
     * @throws EtcdException if it can't be opened; an adapter may also say so at the first message
     */
    SnapshotStream snapshot(String endpoint);

    /**
     * Asks a member for the hash of its keys. Members that have applied the same revision and have the same compaction
     * behind them answer the same.
     *
     * @param endpoint one of {@link #endpoints()}
     * @param revision up to which revision; 0 for the member's newest
     * @return the hash
     * @throws EtcdException if it doesn't answer, refuses or has no such revision
     */
    EtcdHash hashKv(String endpoint, long revision);

    /**
     * Lists the alarms that are raised. Needs quorum.
     *
     * @return usually none
     * @throws EtcdException if no endpoint answers
     */
    List<EtcdAlarm> alarms();

    /**
     * Reads a key at the newest revision. Needs quorum.
     *
     * @param key as text
     * @return empty if there is none
     * @throws EtcdException if no endpoint answers
     */
    Optional<byte[]> get(String key);

    /**
     * Returns what changes the cluster.
     *
     * @return of the same cluster
     */
    EtcdOperations operations();

    /**
     * Returns the time: the mock's is virtual.
     *
     * @return now
     */
    Instant now();

    /**
     * Waits on this backend's time: the mock's passes at once.
     *
     * @param time how long
     * @throws InterruptedException if the thread is interrupted
     */
    void pause(Duration time) throws InterruptedException;

    /**
     * Returns what operations in the background run on.
     *
     * @return the executor
     */
    Executor executor();

    /** Closes connections that it has opened itself. */
    @Override
    void close();

    /** Messages of a snapshot, in order. Used by one thread, but for {@link #close()}. */
    interface SnapshotStream extends AutoCloseable {
        /**
         * Waits for the next message.
         *
         * @param maxWait how long at most
         * @return a chunk, the end, or that nothing came in time
         * @throws InterruptedException if the thread is interrupted
         * @throws EtcdException if the stream broke, or was closed by another thread
         */
        Received next(Duration maxWait) throws InterruptedException;

        /** Cancels what is not received yet, from any thread: the server stops sending, a waiting thread wakes up. */
        @Override
        void close();
    }

    /** What a stream gives. */
    sealed interface Received permits Chunk, End, Idle {}

    /**
     * A message with data.
     *
     * @param blob the bytes; not changed by anybody afterwards
     * @param remaining how many bytes of data follow by the server's own count, the hash not counted
     * @param version the storage's version, which servers send since 3.6; empty before
     */
    @SuppressWarnings("ArrayRecordComponent") // a buffer that goes from hand to hand, compared by nobody
    record Chunk(byte[] blob, long remaining, String version) implements Received {}

    /** The server has ended the stream in order. */
    record End() implements Received {}

    /** Nothing came in the time given. */
    record Idle() implements Received {}
}
