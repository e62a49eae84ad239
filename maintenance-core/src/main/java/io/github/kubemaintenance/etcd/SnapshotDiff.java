package io.github.kubemaintenance.etcd;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What differs between the keys of two snapshots.
 *
 * @param changes in the order of keys
 * @param same how many keys have equal values in both
 */
public record SnapshotDiff(List<Change> changes, long same) {
    /** What happened to a key from the first snapshot to the second. */
    public enum Type {
        /** Only the second has it. */
        ADDED,
        /** Only the first has it. */
        REMOVED,
        /** Both have it, with different values. */
        CHANGED
    }

    /**
     * One key that differs. What is said of the object is read from the second snapshot, or from the first if it was
     * removed.
     *
     * @param type how
     * @param key as text
     * @param apiVersion empty if it can't be read
     * @param kind the kind, or the resource as the key names it
     * @param namespace empty for what belongs to the whole cluster
     * @param name the object's
     * @param revisionBefore its revision in the first snapshot, 0 if it is not there
     * @param revisionAfter its revision in the second snapshot, 0 if it is not there
     */
    public record Change(
            Type type,
            String key,
            String apiVersion,
            String kind,
            String namespace,
            String name,
            long revisionBefore,
            long revisionAfter) {
        /** Returns type, object and revisions on one line. */
        @Override
        public String toString() {
            return type + " " + kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name
                    + (revisionBefore > 0 ? " from revision " + revisionBefore : "")
                    + (revisionAfter > 0 ? " to revision " + revisionAfter : "");
        }
    }

    /** Copies the list. */
    public SnapshotDiff {
        changes = List.copyOf(changes);
    }

    /**
     * Returns the changes of one type.
     *
     * @param type which
     * @return in the order of keys
     */
    public List<Change> of(Type type) {
        return changes.stream().filter(change -> change.type() == type).toList();
    }

    /** Returns a change a line. */
    @Override
    public String toString() {
        return changes.stream().map(change -> change + "\n").collect(Collectors.joining()) + same
                + " keys are the same";
    }
}
