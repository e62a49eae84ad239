package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.SnapshotFileException;
import io.github.kubemaintenance.etcd.SnapshotFinding;
import io.github.kubemaintenance.etcd.SnapshotFinding.Code;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A file read by position, with a few megabytes of cache. A block is kept there from its second reading on: what goes by
 * only once passes through the same few arrays, which stay in the processor's own cache. Not mapped into memory: a file that shrinks meanwhile is then
 * an error and no crash of the JVM, and nothing stays open after {@link #close()}. Confined to one thread.
 */
public final class PageFile implements Closeable {
    private static final int BLOCK_BITS = 16;
    private static final int BLOCK = 1 << BLOCK_BITS;
    private static final int SLOTS = 64;
    private static final int PASSING = 2;

    private final Path path;
    private final FileChannel channel;
    private final long length;
    private final byte[][] blocks = new byte[SLOTS][0];
    private final long[] held = new long[SLOTS];
    private final long[] wanted = new long[SLOTS];
    private final byte[][] passing = new byte[PASSING][0];
    private final long[] passes = new long[PASSING];
    private int next;

    private PageFile(Path path, FileChannel channel, long length) {
        this.path = path;
        this.channel = channel;
        this.length = length;
        Arrays.fill(held, -1);
        Arrays.fill(wanted, -1);
        Arrays.fill(passes, -1);
    }

    /**
     * Opens a file for reading.
     *
     * @param path which
     * @return the open file
     */
    @SuppressWarnings("MustBeClosedChecker")
    public static PageFile open(Path path) {
        FileChannel channel = null;
        try {
            if (Files.isDirectory(path)) {
                throw unreadable(path, "is a folder; the database of a data directory is member/snap/db in it");
            }
            channel = FileChannel.open(path, StandardOpenOption.READ);
            return new PageFile(path, channel, channel.size());
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                closeQuietly(channel, e);
            }
            throw e instanceof SnapshotFileException known ? known : unreadable(path, why(e), e);
        }
    }

    /**
     * Returns the length that the file had when it was opened.
     *
     * @return bytes
     */
    public long length() {
        return length;
    }

    /**
     * Returns which file this is.
     *
     * @return its path
     */
    public Path path() {
        return path;
    }

    /**
     * Shows bytes of the file. What lies within one block of the cache is not copied, so the view is valid only until
     * the next call.
     *
     * @param offset where they begin
     * @param size how many; with {@code offset} within the file
     * @param view set to the bytes
     */
    public void view(long offset, int size, ByteView view) {
        if (offset < 0 || size < 0 || offset > length - size) {
            throw unreadable(path, size + " bytes at " + offset + " are outside of the file of " + length + " bytes");
        }
        int in = (int) (offset & (BLOCK - 1));
        if (size <= BLOCK - in) {
            view.set(block(offset >>> BLOCK_BITS), in, size);
        } else {
            byte[] own = view.own(size);
            read(own, size, offset);
            view.set(own, 0, size);
        }
    }

    private byte[] block(long number) {
        for (int i = 0; i < PASSING; i++) {
            if (passes[i] == number) {
                return passing[i];
            }
        }
        int slot = (int) (number & (SLOTS - 1));
        if (held[slot] == number) {
            return blocks[slot];
        } else if (wanted[slot] == number) {
            return fill(blocks, held, slot, number);
        }
        wanted[slot] = number;
        next = (next + 1) % PASSING;
        return fill(passing, passes, next, number);
    }

    private byte[] fill(byte[][] into, long[] names, int slot, long number) {
        if (into[slot].length == 0) {
            into[slot] = new byte[BLOCK];
        }
        names[slot] = -1;
        long offset = number << BLOCK_BITS;
        read(into[slot], (int) Math.min(BLOCK, length - offset), offset);
        names[slot] = number;
        return into[slot];
    }

    private void read(byte[] into, int size, long offset) {
        ByteBuffer buffer = ByteBuffer.wrap(into, 0, size);
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, offset + buffer.position()) < 0) {
                    throw unreadable(path, "became shorter while it was read");
                }
            }
        } catch (IOException e) {
            throw unreadable(path, why(e), e);
        }
    }

    static SnapshotFileException unreadable(Path path, String why) {
        return new SnapshotFileException(path, new SnapshotFinding(Code.UNREADABLE, why));
    }

    static SnapshotFileException unreadable(Path path, String why, Throwable cause) {
        return new SnapshotFileException(path, new SnapshotFinding(Code.UNREADABLE, why), cause);
    }

    static String why(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        return e instanceof AccessDeniedException ? "no right to read it" : "can't be read: " + e.getMessage();
    }

    private static void closeQuietly(FileChannel channel, Exception reason) {
        try {
            channel.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(path, "can't be closed: " + e.getMessage(), e);
        }
    }
}
