package io.github.kubemaintenance.etcd;

import java.util.List;

/**
 * What a rehearsal of a restore has shown.
 *
 * @param info of the snapshot
 * @param restored what was made of it; its folder is deleted by now
 * @param started whether a server ran on it
 * @param shown what was shown, a sentence each
 */
public record DrillReport(SnapshotInfo info, RestoreReport restored, boolean started, List<String> shown) {
    /** Copies the list. */
    public DrillReport {
        shown = List.copyOf(shown);
    }

    /** Returns the snapshot and what was shown, one a line. */
    @Override
    public String toString() {
        return info + " can be restored:\n  " + String.join("\n  ", shown);
    }
}
