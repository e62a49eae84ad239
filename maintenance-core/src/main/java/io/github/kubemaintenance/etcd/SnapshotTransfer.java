package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.SnapshotEvent.Step;
import io.github.kubemaintenance.event.MaintenanceEvent;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Writes a snapshot of a running cluster into a channel of the caller's: to an object store, a pipe, a compressor
 * ({@code Channels.newChannel(new GZIPOutputStream(out))}). The SHA-256 is compared when everything has come; until
 * {@link #run()} has returned, what was written is no snapshot. A slow channel slows the server down.
 *
 * <p>Choice of the member, timeouts and events as for {@link SnapshotSave}. Immutable: each method returns a changed
 * copy. Thread-safe, if the channel is.
 */
public final class SnapshotTransfer {
    private final FetchOptions options;
    private final WritableByteChannel channel;

    private SnapshotTransfer(FetchOptions options, WritableByteChannel channel) {
        this.options = options;
        this.channel = channel;
    }

    /**
     * What was transferred.
     *
     * @param endpoint from where
     * @param bytes written, the hash at the end included
     * @param sha256 of the data, 64 hex digits; compared with the server's
     * @param version of the storage, empty before 3.6
     */
    public record Transferred(String endpoint, long bytes, String sha256, String version) {}

    /**
     * Starts a request; nothing is sent or written yet.
     *
     * @param backend the cluster
     * @param channel gets the snapshot; not closed here
     * @return a request with the defaults
     */
    public static SnapshotTransfer of(EtcdBackend backend, WritableByteChannel channel) {
        return new SnapshotTransfer(FetchOptions.of(backend), Objects.requireNonNull(channel, "channel"));
    }

    /**
     * Saves from this member and no other.
     *
     * @param member its name, its id in hex, or one of the backend's endpoints
     * @return a changed copy
     */
    public SnapshotTransfer member(String member) {
        return new SnapshotTransfer(options.from(Objects.requireNonNull(member, "member")), channel);
    }

    /**
     * Saves even from a member that has raised a CORRUPT alarm: its data may differ from the other members'.
     *
     * @return a changed copy
     */
    public SnapshotTransfer acceptCorruptMember() {
        return new SnapshotTransfer(options.acceptingCorrupt(), channel);
    }

    /**
     * Says how long to wait for the next data. Default: 60 seconds.
     *
     * @param timeout above zero
     * @return a changed copy
     */
    public SnapshotTransfer idleTimeout(Duration timeout) {
        return new SnapshotTransfer(options.idle(timeout), channel);
    }

    /**
     * Adds a listener.
     *
     * @param listener gets {@link SnapshotEvent}s
     * @return a changed copy
     */
    public SnapshotTransfer onEvent(Consumer<? super MaintenanceEvent> listener) {
        return new SnapshotTransfer(options.listening(listener), channel);
    }

    /**
     * Transfers, on the caller's thread. An interrupt cancels it; the flag is set again.
     *
     * @return what was transferred
     * @throws SnapshotSaveException if it was not, or not completely; what was written is to be thrown away
     */
    public Transferred run() {
        Fetch fetch = new Fetch(options, new SaveCancel());
        try {
            MemberChoice.Candidate chosen = fetch.choose();
            Receiving received = fetch.receive(channel);
            fetch.tell(Step.VERIFIED, received.received(), received.total(), "verified: SHA-256 " + received.sha256());
            return new Transferred(
                    chosen.endpoint(), received.total() + Receiving.HASH, received.sha256(), received.version());
        } catch (IOException | RuntimeException e) {
            throw fetch.translated(e, "the channel");
        }
    }
}
