package io.github.kubemaintenance.etcd.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is written under another name and gets its own when it is complete. Locked while it is written, so that
 * two writers don't meet; what a killed writer has left is locked by nobody and is written anew.
 */
public final class PartFile implements AutoCloseable {
    /** Another writer is at it. */
    public static final class Busy extends IOException {
        private static final long serialVersionUID = 1L;

        Busy(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final Path target;
    private final Path path;
    private final LockFile lock;
    private final FileChannel channel;

    private PartFile(Path target, Path path, LockFile lock, FileChannel channel) {
        this.target = target;
        this.path = path;
        this.lock = lock;
        this.channel = channel;
    }

    /**
     * Makes {@code NAME.part} of mode 0600, empty.
     *
     * @param target the name to be
     * @return the open file
     * @throws Busy if another writer has it
     * @throws IOException if it can't be made
     */
    @SuppressWarnings("MustBeClosedChecker")
    public static PartFile open(Path target) throws IOException {
        Path path = target.resolveSibling(target.getFileName() + ".part");
        LockFile lock;
        try {
            lock = LockFile.take(target.resolveSibling(target.getFileName() + ".part.lock"));
        } catch (LockFile.Busy e) {
            throw new Busy(path + " is being written", e);
        }
        try {
            Files.deleteIfExists(path);
            return new PartFile(target, path, lock, Disk.create(path));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Writes a small file as a whole, in place of whatever is there.
     *
     * @param target its name
     * @param content its bytes
     * @throws IOException if it can't be written
     */
    public static void write(Path target, byte[] content) throws IOException {
        try (PartFile part = open(target)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                part.channel.write(buffer);
            }
            part.force();
            part.publish(true);
        }
    }

    /** Returns the file's name for now. */
    public Path path() {
        return path;
    }

    /** Returns what to write to. */
    public FileChannel channel() {
        return channel;
    }

    /**
     * Returns how much more can be written.
     *
     * @return bytes
     * @throws IOException if the file system doesn't say
     */
    public long usable() throws IOException {
        return Disk.usable(path);
    }

    /**
     * Forces what was written to the disk.
     *
     * @throws IOException if that fails
     */
    public void force() throws IOException {
        channel.force(true);
    }

    /**
     * Gives the file its name, in one step, and forces that to the disk.
     *
     * @param overwrite whether a file of that name is replaced
     * @throws FileAlreadyExistsException if there is one and it is not
     * @throws IOException if it can't be renamed
     */
    public void publish(boolean overwrite) throws IOException {
        if (overwrite) {
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        } else {
            linkOrMove();
        }
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null) {
            Disk.sync(folder);
        }
    }

    /** A rename would replace a file that has come in between; a link never does. Not every file system has links. */
    private void linkOrMove() throws IOException {
        try {
            Files.createLink(target, path);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            if (!Files.exists(path)) {
                throw e;
            }
            Files.move(path, target);
            return;
        }
        Files.delete(path);
    }

    /**
     * Deletes it.
     *
     * @throws IOException if it can't be deleted
     */
    public void discard() throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            lock.close();
        }
    }
}
