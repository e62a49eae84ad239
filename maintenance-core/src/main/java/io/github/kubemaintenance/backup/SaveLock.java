package io.github.kubemaintenance.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Sees to it that one save at a time writes to a target: two would take each other's files for those of a save that was
 * killed. A lock of the operating system, so that one that was killed holds nothing.
 */
final class SaveLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private SaveLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock; empty where another save has it, of this process or another. */
    static Optional<SaveLock> take(Path file) throws IOException {
        while (true) {
            FileChannel channel = PrivateFiles.openToLock(file);
            boolean held = false;
            try {
                if (!isFree(channel)) {
                    return Optional.empty();
                } else if (Files.exists(file)) {
                    held = true;
                    return Optional.of(new SaveLock(file, channel));
                }
                // else who had it deleted it after we had opened it, and what we locked is nobody's any more
            } finally {
                if (!held) {
                    channel.close();
                }
            }
        }
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // the other one is of this process
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(file);
        } finally {
            channel.close();
        }
    }
}
