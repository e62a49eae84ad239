package io.github.kubemaintenance.etcd.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read, and that are on the disk when we say so. */
public final class Disk {
    private static final int ZEROS = 1 << 20;

    private Disk() {}

    /** Makes a folder of mode 0700 with what is missing above it. */
    static void folder(Path folder) throws IOException {
        Files.createDirectories(folder, mode(folder, "rwx------"));
    }

    /**
     * Opens a new file of mode 0600.
     *
     * @param file must not exist
     * @return for reading and writing
     * @throws IOException if it exists or can't be made
     */
    public static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                mode(file, "rw-------"));
    }

    static FileAttribute<?>[] mode(Path path, String mode) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    /** Writes a whole new file, filled up with zeros to a size, and forces it to the disk. */
    static void write(Path file, byte[] content, int size) throws IOException {
        try (FileChannel out = create(file)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
            for (long rest = size - (long) content.length; rest > 0; ) {
                zeros.clear().limit((int) Math.min(ZEROS, rest));
                rest -= out.write(zeros);
            }
            out.force(true);
        }
    }

    /**
     * Forces a folder's entries to the disk, where the system can do that.
     *
     * @param folder which
     * @throws IOException if that fails
     */
    public static void sync(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Deletes a file or a folder with everything in it; links are deleted, not followed. Absent is fine. */
    public static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path folder, java.io.@io.github.kubemaintenance.model.internal.Nullable IOException e)
                    throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Returns the bytes that may still be written where a path is or will be. */
    static long usable(Path path) throws IOException {
        Path there = path.toAbsolutePath();
        while (!Files.exists(there)) {
            Path above = there.getParent();
            if (above == null) {
                throw new NoSuchFileException(path.toString());
            }
            there = above;
        }
        return Files.getFileStore(there).getUsableSpace();
    }
}
