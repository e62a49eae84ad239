package io.github.kubemaintenance.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read (0600, folders 0700), from their first moment on, where the file system knows that. */
final class PrivateFiles {
    private PrivateFiles() {}

    private static FileAttribute<?>[] only(Path place, String permissions) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    static void createDirectory(Path folder) throws IOException {
        Files.createDirectory(folder, only(folder, "rwx------"));
    }

    /** Makes the folders on the way from a root that is there. */
    static void createDirectories(Path root, Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path here = root;
        for (Path each : root.relativize(folder)) {
            here = here.resolve(each);
            if (!Files.isDirectory(here)) {
                createDirectory(here);
            }
        }
    }

    static void write(Path file, byte[] bytes) throws IOException {
        open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), bytes);
    }

    static void append(Path file, byte[] bytes) throws IOException {
        open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), bytes);
    }

    /** A file that is there for its lock; made where it isn't there. */
    static FileChannel openToLock(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), only(file, "rw-------"));
    }

    private static void open(Path file, Set<StandardOpenOption> how, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, how, only(file, "rw-------"))) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
    }

    /** A new file to be written to. */
    static OutputStream create(Path file) throws IOException {
        write(file, new byte[0]);
        return Files.newOutputStream(file);
    }
}
