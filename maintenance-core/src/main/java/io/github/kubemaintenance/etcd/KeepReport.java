package io.github.kubemaintenance.etcd;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link SnapshotFolder} did.
 *
 * @param saved the new snapshot; empty if none was asked for
 * @param kept what is in the folder now, the newest first
 * @param deleted what is not any more
 * @param verified the newest one that is known to be sound; it is never deleted. Empty if there is none: then nothing is
 */
public record KeepReport(
        Optional<SnapshotInfo> saved, List<KeptSnapshot> kept, List<Path> deleted, Optional<KeptSnapshot> verified) {
    /** Copies the lists. */
    public KeepReport {
        kept = List.copyOf(kept);
        deleted = List.copyOf(deleted);
    }

    /** Returns what was saved, kept and deleted, one a line. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(saved.map(info -> "saved " + info).orElse("nothing was saved"));
        kept.forEach(each -> text.append("\n  kept    ")
                .append(each)
                .append(verified.filter(each::equals).isPresent() ? ", sound" : ""));
        deleted.forEach(file -> text.append("\n  deleted ").append(file));
        return text + (verified.isEmpty() ? "\n  none of them is known to be sound, so nothing is deleted" : "");
    }
}
