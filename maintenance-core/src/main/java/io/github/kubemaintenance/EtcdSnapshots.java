package io.github.kubemaintenance;

import io.github.kubemaintenance.etcd.EtcdBackend;
import io.github.kubemaintenance.etcd.RestoreDrill;
import io.github.kubemaintenance.etcd.SnapshotFolder;
import io.github.kubemaintenance.etcd.SnapshotInfo;
import io.github.kubemaintenance.etcd.SnapshotSave;
import io.github.kubemaintenance.etcd.SnapshotTransfer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The front door to the snapshots of a running etcd cluster. Files are looked at with {@link
 * io.github.kubemaintenance.etcd.SnapshotFile} and restored with {@link
 * io.github.kubemaintenance.etcd.SnapshotRestore}, which need no cluster. Immutable and thread-safe.
 */
public final class EtcdSnapshots {
    private final EtcdBackend backend;

    private EtcdSnapshots(EtcdBackend backend) {
        this.backend = backend;
    }

    /**
     * Opens the door; nothing is sent.
     *
     * @param backend the cluster; closed by its owner, not here
     * @return the snapshots of that cluster
     */
    public static EtcdSnapshots of(EtcdBackend backend) {
        return new EtcdSnapshots(Objects.requireNonNull(backend, "backend"));
    }

    /**
     * Saves a verified snapshot into a new file, with the defaults of {@link SnapshotSave}.
     *
     * @param target the file
     * @return what was saved
     * @throws io.github.kubemaintenance.etcd.SnapshotSaveException if it was not; nothing new is under that name
     */
    public SnapshotInfo save(Path target) {
        return saveTo(target).run();
    }

    /**
     * Begins a save with options.
     *
     * @param target the file
     * @return a request
     */
    public SnapshotSave saveTo(Path target) {
        return SnapshotSave.of(backend, target);
    }

    /**
     * Begins a save into a channel of the caller's.
     *
     * @param channel gets the snapshot; not closed here
     * @return a request
     */
    public SnapshotTransfer saveTo(WritableByteChannel channel) {
        return SnapshotTransfer.of(backend, channel);
    }

    /**
     * Keeps snapshots in a folder: saves, deletes old ones, on a schedule if asked.
     *
     * @param folder where; made at the first save
     * @return a folder that keeps everything
     */
    public SnapshotFolder keepIn(Path folder) {
        return SnapshotFolder.of(backend, folder);
    }

    /**
     * Begins to rehearse a restore; no cluster is needed.
     *
     * @param snapshot the file
     * @return a rehearsal
     */
    public static RestoreDrill restoreDrill(Path snapshot) {
        return RestoreDrill.of(snapshot);
    }
}
