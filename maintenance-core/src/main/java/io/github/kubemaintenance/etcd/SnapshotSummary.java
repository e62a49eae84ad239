package io.github.kubemaintenance.etcd;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What makes an etcd big: the objects by kind with their sizes, their old revisions that a compaction would drop, and
 * the room in the file that a defragmentation would give back.
 *
 * @param rows the largest first
 * @param liveBytes values of existing keys
 * @param oldBytes values of old revisions that are not compacted away yet
 * @param freeBytes pages of the file that nothing uses
 * @param totalSize the data's size in the file
 */
public record SnapshotSummary(List<Row> rows, long liveBytes, long oldBytes, long freeBytes, long totalSize) {
    /**
     * One kind of object, or one resource where the kind can't be read.
     *
     * @param apiVersion empty if the kind can't be read
     * @param kind the kind, or the resource as keys name it
     * @param objects how many exist
     * @param bytes of their values
     * @param largest the key of the largest of them
     * @param largestBytes of that one's value
     * @param oldRevisions how many old revisions are kept
     * @param oldBytes of their values
     */
    public record Row(
            String apiVersion,
            String kind,
            long objects,
            long bytes,
            String largest,
            long largestBytes,
            long oldRevisions,
            long oldBytes) {
        /** Returns kind, counts and sizes on one line. */
        @Override
        public String toString() {
            return kind + (apiVersion.isEmpty() ? "" : " (" + apiVersion + ")") + ": " + objects + " objects, " + bytes
                    + " bytes; " + oldRevisions + " old revisions, " + oldBytes + " bytes; largest " + largest
                    + " with "
                    + largestBytes;
        }
    }

    /** Copies the list. */
    public SnapshotSummary {
        rows = List.copyOf(rows);
    }

    /** Returns a row a line, then the sums. */
    @Override
    public String toString() {
        return rows.stream().map(row -> row + "\n").collect(Collectors.joining()) + liveBytes
                + " bytes in values of existing keys, " + oldBytes + " in old revisions (a compaction drops them), "
                + freeBytes
                + " unused in the file of " + totalSize + " (a defragmentation gives them back)";
    }
}
