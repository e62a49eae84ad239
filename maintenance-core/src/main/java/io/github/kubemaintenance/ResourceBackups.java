package io.github.kubemaintenance;

import io.github.kubemaintenance.backup.BackupAdvice;
import io.github.kubemaintenance.backup.CoverageRequest;
import io.github.kubemaintenance.backup.RestoreRequest;
import io.github.kubemaintenance.backup.SaveRequest;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.etcd.ObjectDecoder;
import io.github.kubemaintenance.etcd.SnapshotFile;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The front door to backups through the API server: for clusters whose etcd can't be reached, and for single objects.
 * The backend has to offer {@link io.github.kubemaintenance.cluster.Documents}. Immutable and thread-safe.
 */
public final class ResourceBackups {
    private final ClusterBackend backend;

    private ResourceBackups(ClusterBackend backend) {
        this.backend = backend;
    }

    /**
     * Opens the door; nothing is sent.
     *
     * @param backend the cluster
     * @return backups of that cluster
     */
    public static ResourceBackups of(ClusterBackend backend) {
        return new ResourceBackups(Objects.requireNonNull(backend, "backend"));
    }

    /**
     * Begins a save.
     *
     * @param target a folder, or a file whose name ends with {@code .tar.gz}
     * @return a request
     */
    public SaveRequest saveTo(Path target) {
        return SaveRequest.of(backend, target);
    }

    /**
     * Begins a restore from a backup.
     *
     * @param backup a folder or archive that {@link #saveTo} wrote, of this cluster or another
     * @return a request
     */
    public RestoreRequest restoreFrom(Path backup) {
        return RestoreRequest.of(backend, backup);
    }

    /**
     * Begins a restore of single objects out of a snapshot of etcd into this live cluster.
     *
     * @param snapshot the file
     * @param decoder of protobuf, from maintenance-etcd
     * @return a request
     */
    public RestoreRequest restoreFrom(SnapshotFile snapshot, ObjectDecoder decoder) {
        return RestoreRequest.of(backend, snapshot, decoder);
    }

    /**
     * Begins a comparison with declared manifests: which live objects would be lost if the cluster were built anew.
     *
     * @param manifests a folder, a Git checkout for example
     * @return a request
     */
    public CoverageRequest compareWith(Path manifests) {
        return CoverageRequest.of(backend, manifests);
    }

    /**
     * Says which backups fit this cluster: snapshots of etcd, resource backups or both, and why.
     *
     * @return the advice
     */
    public BackupAdvice advice() {
        return BackupAdvice.of(backend);
    }
}
