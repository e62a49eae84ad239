package io.github.kubemaintenance.etcd;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a restore will do to what runs now, from two snapshots: the one to be restored, and one of the live cluster.
 *
 * @param killed pods that the restored cluster doesn't know: kubelets kill them
 * @param returning objects that exist in the snapshot only and will be there again: what controllers see in them they start
 * @param lost objects that exist now only and will be gone
 * @param orphaned volumes and claims that exist now only: their storage stays, and nothing refers to it
 * @param reverted how many objects exist in both and go back to what they were
 */
public record RestoreConsequences(
        List<SnapshotDiff.Change> killed,
        List<SnapshotDiff.Change> returning,
        List<SnapshotDiff.Change> lost,
        List<SnapshotDiff.Change> orphaned,
        long reverted) {
    private static final Set<String> VOLUMES = Set.of("PersistentVolume", "PersistentVolumeClaim");
    private static final Set<String> SHORT_LIVED = Set.of("Event", "Lease", "Endpoints", "EndpointSlice");

    /** Copies the lists. */
    public RestoreConsequences {
        killed = List.copyOf(killed);
        returning = List.copyOf(returning);
        lost = List.copyOf(lost);
        orphaned = List.copyOf(orphaned);
    }

    /**
     * Compares. Events, leases and endpoints, which are written all the time, are left out.
     *
     * @param restored the snapshot to be restored
     * @param live a snapshot of the cluster as it is
     * @return what will happen
     * @throws SnapshotFileException if one of them can't be read or is damaged
     */
    public static RestoreConsequences between(SnapshotFile restored, SnapshotFile live) {
        List<SnapshotDiff.Change> changes = restored.compareTo(live).changes().stream()
                .filter(change -> !SHORT_LIVED.contains(change.kind()))
                .toList();
        List<SnapshotDiff.Change> onlyNow = changes.stream()
                .filter(change -> change.type() == SnapshotDiff.Type.ADDED)
                .toList();
        return new RestoreConsequences(
                onlyNow.stream().filter(change -> change.kind().equals("Pod")).toList(),
                changes.stream()
                        .filter(change -> change.type() == SnapshotDiff.Type.REMOVED)
                        .toList(),
                onlyNow,
                onlyNow.stream()
                        .filter(change -> VOLUMES.contains(change.kind()))
                        .toList(),
                changes.stream()
                        .filter(change -> change.type() == SnapshotDiff.Type.CHANGED)
                        .count());
    }

    private static String lines(String title, List<SnapshotDiff.Change> changes) {
        return title + ": " + changes.size()
                + changes.stream()
                        .limit(20)
                        .map(change -> "\n  " + change.kind() + " "
                                + (change.namespace().isEmpty() ? "" : change.namespace() + "/") + change.name())
                        .collect(Collectors.joining())
                + (changes.size() > 20 ? "\n  ..." : "");
    }

    /** Returns each list with its first objects. */
    @Override
    public String toString() {
        return String.join(
                "\n",
                lines("pods that will be killed", killed),
                lines("objects that come back", returning),
                lines("objects that will be gone", lost),
                lines("volumes and claims that nothing will refer to", orphaned),
                "objects that go back to what they were: " + reverted);
    }
}
