package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.EtcdBackend.Chunk;
import io.github.kubemaintenance.etcd.EtcdBackend.End;
import io.github.kubemaintenance.etcd.EtcdBackend.Idle;
import io.github.kubemaintenance.etcd.EtcdBackend.Received;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** A snapshot's messages as a server makes them: chunks of 32 KiB, then the hash. A message takes a millisecond. */
final class MockStream implements EtcdBackend.SnapshotStream {
    private static final Duration MESSAGE = Duration.ofMillis(1);

    private final byte[] data;
    private final byte[] hash;
    private final Optional<EtcdFault> fault;
    private final String version;
    private final int chunk;
    private final Consumer<Duration> time;
    private final Runnable cancelled;
    private int sent;
    private boolean hashSent;
    private boolean ended;
    private boolean closed;

    MockStream(
            byte[] data,
            Optional<EtcdFault> fault,
            String version,
            int chunk,
            Consumer<Duration> time,
            Runnable cancelled) {
        this.data = data;
        this.fault = fault;
        this.version = version;
        this.chunk = chunk;
        this.time = time;
        this.cancelled = cancelled;
        fault.filter(f -> f.kind() == EtcdFault.Kind.DAMAGED_DATABASE)
                .ifPresent(f -> data[(int) Math.min(f.at(), data.length - 1)] ^= (byte) 0xFF);
        this.hash = sha256(data);
        if (fault.filter(f -> f.kind() == EtcdFault.Kind.WRONG_HASH).isPresent()) {
            hash[0] ^= 1;
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public synchronized Received next(Duration maxWait) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        } else if (closed) {
            throw new EtcdException(EtcdException.Kind.CANCELLED, "the stream was cancelled");
        } else if (fault.isPresent() && sent >= fault.get().at()) {
            Optional<Received> broken = broken(fault.get(), maxWait);
            if (broken.isPresent()) {
                return broken.get();
            }
        }
        time.accept(MESSAGE);
        if (sent < data.length) {
            int end = Math.min(data.length, sent + chunk);
            byte[] blob = Arrays.copyOfRange(data, sent, end);
            sent = end;
            return new Chunk(blob, data.length - sent + miscount(), version);
        } else if (!hashSent) {
            hashSent = true;
            return new Chunk(hash.clone(), 0, version);
        }
        ended = true;
        return new End();
    }

    private Optional<Received> broken(EtcdFault what, Duration maxWait) {
        switch (what.kind()) {
            case DIES -> throw new EtcdException(EtcdException.Kind.UNAVAILABLE, "error reading from server: EOF");
            case STALLS -> {
                time.accept(maxWait);
                return Optional.of(new Idle());
            }
            case ENDS -> {
                ended = true;
                return Optional.of(new End());
            }
            case EMPTY_MESSAGES -> {
                time.accept(MESSAGE);
                return Optional.of(new Chunk(new byte[0], (long) data.length - sent, version));
            }
            default -> {
                return Optional.empty();
            }
        }
    }

    private long miscount() {
        return fault.filter(f -> f.kind() == EtcdFault.Kind.MISCOUNTS && sent > f.at())
                        .isPresent()
                ? 512
                : 0;
    }

    @Override
    public synchronized void close() {
        if (!closed && !ended) {
            cancelled.run();
        }
        closed = true;
    }
}
