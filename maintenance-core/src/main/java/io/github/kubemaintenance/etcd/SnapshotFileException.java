package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.MaintenanceException;
import java.nio.file.Path;

/** A snapshot file can't be read, or not as what was asked for. Says which file, what is wrong with it and where. */
public final class SnapshotFileException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    private final transient SnapshotFinding finding;

    /**
     * Creates the exception.
     *
     * @param file which file
     * @param finding what is wrong with it
     */
    public SnapshotFileException(Path file, SnapshotFinding finding) {
        super(text(file, finding));
        this.finding = finding;
    }

    /**
     * Creates the exception with what caused it.
     *
     * @param file which file
     * @param finding what is wrong with it
     * @param cause what was thrown below
     */
    public SnapshotFileException(Path file, SnapshotFinding finding, Throwable cause) {
        super(text(file, finding), cause);
        this.finding = finding;
    }

    private static String text(Path file, SnapshotFinding finding) {
        return file + ": " + finding.text() + " (" + finding.code() + ")";
    }

    /**
     * Returns what is wrong.
     *
     * @return the first finding that made it impossible to go on
     */
    public SnapshotFinding finding() {
        return finding;
    }
}
