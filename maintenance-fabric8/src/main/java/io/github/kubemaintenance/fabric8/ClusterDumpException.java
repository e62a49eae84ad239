package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.model.MaintenanceException;
import java.nio.file.Path;

/** A file is not what {@link ClusterDump} reads. The message names the file, the place in it and what to do. */
public final class ClusterDumpException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    private final transient Path path;

    ClusterDumpException(Path path, String what) {
        super(path + ": " + what);
        this.path = path;
    }

    ClusterDumpException(Path path, String what, Throwable cause) {
        super(path + ": " + what, cause);
        this.path = path;
    }

    /**
     * Returns the file.
     *
     * @return its path as it was given
     */
    public Path path() {
        return path;
    }
}
