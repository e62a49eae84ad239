package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.internal.Nullable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The objects of an archive on their way: a tar without an end for each kind. One file a kind, where one an object would
 * cost many times what the rest of a save costs, and a kind that is listed again begins its own anew.
 */
final class TarSegments {
    private static final int FULL = 64 * 1024;

    private record Segment(Path file, ByteArrayOutputStream bytes, TarWriter tar) {}

    private final Path folder;
    private final BackupWriter.Disk disk;
    private final Map<String, Segment> segments = new TreeMap<>();

    TarSegments(Path folder, BackupWriter.Disk disk) {
        this.folder = folder;
        this.disk = disk;
    }

    void add(String kind, String path, byte[] content) throws IOException {
        Segment segment = segments.computeIfAbsent(kind, this::begun);
        segment.tar().add(path, content.length, new ByteArrayInputStream(content));
        if (segment.bytes().size() >= FULL) {
            flush(segment);
        }
    }

    private Segment begun(String kind) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new Segment(folder.resolve(FileNames.safe(kind) + ".tar"), bytes, new TarWriter(bytes));
    }

    private void flush(Segment segment) throws IOException {
        disk.append(segment.file(), segment.bytes().toByteArray());
        segment.bytes().reset();
    }

    /** Takes back what was written of a kind. */
    void restart(String kind) throws IOException {
        @Nullable Segment segment = segments.remove(kind);
        if (segment != null) {
            Files.deleteIfExists(segment.file());
        }
    }

    /** Writes all, kind by kind in the order of their names. */
    void copyTo(OutputStream out) throws IOException {
        for (Segment each : segments.values()) {
            flush(each);
            Files.copy(each.file(), out);
        }
    }
}
