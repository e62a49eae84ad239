package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.model.internal.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

/**
 * Copies the head of a file while a second thread computes the SHA-256 of what has arrived: so it is the copy that is
 * known to be right, whatever happens to the original meanwhile. The thread has ended when {@link #close} returns.
 */
final class HashedCopy implements AutoCloseable {
    private static final int CHUNK = 1 << 20;
    private static final int STEP = 8 << 20;

    private final FileChannel to;
    private final long size;
    private final Thread thread;
    private final Object lock = new Object();
    private long copied;
    private boolean stopped;
    private byte @Nullable [] hash;
    private @Nullable IOException failure;

    HashedCopy(FileChannel to, long size) {
        this.to = to;
        this.size = size;
        this.thread = new Thread(this::follow, "restore-sha256");
        thread.setDaemon(true);
        thread.start();
    }

    void copy(FileChannel from) throws IOException {
        long at = 0;
        while (at < size) {
            long count = from.transferTo(at, Math.min(STEP, size - at), to.position(at));
            if (count <= 0) {
                throw new IOException("the snapshot became shorter while it was copied");
            }
            at += count;
            synchronized (lock) {
                copied = at;
                lock.notifyAll();
            }
        }
    }

    private void follow() {
        try {
            MessageDigest digest = Trailer.newSha256();
            ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
            long at = 0;
            while (at < size) {
                long end = awaitMoreThan(at);
                if (end < 0) {
                    return;
                }
                while (at < end) {
                    buffer.clear().limit((int) Math.min(CHUNK, end - at));
                    int count = to.read(buffer, at);
                    if (count < 0) {
                        throw new IOException("the copy became shorter while it was read");
                    }
                    digest.update(buffer.flip());
                    at += count;
                }
            }
            hash = digest.digest();
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            failure = new IOException("the thread that computes the hash was interrupted", e);
        }
    }

    private long awaitMoreThan(long at) throws InterruptedException {
        synchronized (lock) {
            while (copied <= at && !stopped) {
                lock.wait();
            }
            return stopped ? -1 : copied;
        }
    }

    /** Waits for the hash of everything that was to be copied. */
    byte[] await() throws IOException {
        Joining.untilEnded(thread);
        if (failure != null) {
            throw failure;
        } else if (hash == null) {
            throw new IllegalStateException("the copy was not complete");
        }
        return hash;
    }

    @Override
    public void close() {
        synchronized (lock) {
            stopped |= copied < size;
            lock.notifyAll();
        }
        Joining.untilEnded(thread);
    }
}
