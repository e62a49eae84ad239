package io.github.kubemaintenance.etcd;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A snapshot in a {@link SnapshotFolder}.
 *
 * @param file where it is
 * @param at when it was made, by its name
 */
public record KeptSnapshot(Path file, Instant at) {
    /** Returns the file. */
    @Override
    public String toString() {
        return file.toString();
    }
}
