package io.github.kubemaintenance.etcd.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file that says "somebody is at it", for this process and others. Deleted at the end; what a killed process leaves is
 * locked by nobody. Whoever gets the lock makes sure that the file it has locked is still the one of that name: its
 * last owner may just have deleted it.
 */
final class LockFile implements AutoCloseable {
    /** Somebody else is at it. */
    static final class Busy extends IOException {
        private static final long serialVersionUID = 1L;

        Busy(Path path) {
            super(path + " is locked");
        }
    }

    private static final AtomicLong COUNTER = new AtomicLong();
    private static final int TRIES = 10;

    private final Path path;
    private final FileChannel channel;

    private LockFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static LockFile take(Path path) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            FileChannel channel = locked(path);
            try {
                String owner = ProcessHandle.current().pid() + "." + COUNTER.incrementAndGet();
                channel.truncate(0).write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.US_ASCII)));
                if (Files.readString(path).equals(owner)) {
                    return new LockFile(path, channel);
                }
            } catch (NoSuchFileException e) {
                // deleted between opening and locking: its last owner is done, so it is tried again
            } catch (IOException | RuntimeException e) {
                try (channel) {
                    deleteUnwritten(path); // on a full disk
                }
                throw e;
            }
            channel.close();
        }
        throw new Busy(path);
    }

    /** A file with an owner in it is somebody else's, who came in between. */
    private static void deleteUnwritten(Path path) throws IOException {
        if (Files.exists(path) && Files.size(path) == 0) {
            Files.delete(path);
        }
    }

    @SuppressWarnings("MustBeClosedChecker")
    private static FileChannel locked(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), Disk.mode(path, "rw-------"));
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new Busy(path);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new Busy(path);
    }

    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(path);
        } finally {
            channel.close();
        }
    }
}
