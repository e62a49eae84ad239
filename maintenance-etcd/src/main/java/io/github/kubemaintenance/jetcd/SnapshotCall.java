package io.github.kubemaintenance.jetcd;

import io.etcd.jetcd.api.SnapshotRequest;
import io.etcd.jetcd.api.SnapshotResponse;
import io.github.kubemaintenance.etcd.EtcdBackend.Chunk;
import io.github.kubemaintenance.etcd.EtcdBackend.End;
import io.github.kubemaintenance.etcd.EtcdBackend.Idle;
import io.github.kubemaintenance.etcd.EtcdBackend.Received;
import io.github.kubemaintenance.etcd.EtcdBackend.SnapshotStream;
import io.github.kubemaintenance.etcd.EtcdException;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A snapshot's messages. The server may send as many as were asked for: a few ahead, then one for each that is taken,
 * so a slow consumer slows the server down and memory stays small. A cancel ends the call on the server too.
 */
final class SnapshotCall implements SnapshotStream {
    private static final int AHEAD = 16; // of 32 KiB each
    private static final int VERSION_FIELD = 4; // since 3.6; jetcd's schema has not got it

    private final Supplier<ClientCall<SnapshotRequest, SnapshotResponse>> calls;
    private final Function<Status, EtcdException> failures;
    private final Predicate<Status> again;
    private final LinkedBlockingQueue<Object> arrived = new LinkedBlockingQueue<>(); // SnapshotResponse or Status
    private ClientCall<SnapshotRequest, SnapshotResponse> call;
    private boolean begun;
    private boolean repeated;
    private boolean closed;

    SnapshotCall(
            Supplier<ClientCall<SnapshotRequest, SnapshotResponse>> calls,
            Function<Status, EtcdException> failures,
            Predicate<Status> again) {
        this.calls = calls;
        this.failures = failures;
        this.again = again;
        this.call = start();
    }

    private ClientCall<SnapshotRequest, SnapshotResponse> start() {
        ClientCall<SnapshotRequest, SnapshotResponse> started = calls.get();
        started.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(SnapshotResponse message) {
                        arrived.add(message);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        arrived.add(status);
                    }
                },
                new Metadata());
        started.request(AHEAD);
        started.sendMessage(SnapshotRequest.getDefaultInstance());
        started.halfClose();
        return started;
    }

    @Override
    public Received next(Duration maxWait) throws InterruptedException {
        Object next = arrived.poll(maxWait.toNanos(), TimeUnit.NANOSECONDS);
        if (next == null) {
            return new Idle();
        } else if (next instanceof SnapshotResponse message) {
            begun = true;
            synchronized (this) {
                call.request(1);
            }
            return new Chunk(message.getBlob().toByteArray(), message.getRemainingBytes(), version(message));
        }
        Status status = (Status) next;
        if (status.isOk()) {
            arrived.add(status);
            return new End();
        } else if (!begun && !repeated && again.test(status)) {
            repeated = true;
            synchronized (this) {
                if (!closed) {
                    call = start();
                }
            }
            return next(maxWait);
        }
        arrived.add(status); // it stays broken
        throw failures.apply(status);
    }

    private static String version(SnapshotResponse message) {
        List<com.google.protobuf.ByteString> found =
                message.getUnknownFields().getField(VERSION_FIELD).getLengthDelimitedList();
        return found.isEmpty() ? "" : found.get(found.size() - 1).toStringUtf8();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            call.cancel("the caller has cancelled it", null);
        }
    }
}
