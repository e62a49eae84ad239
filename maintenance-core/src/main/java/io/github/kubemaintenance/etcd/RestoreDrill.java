package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.internal.Disk;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Rehearses a restore: verifies a snapshot, restores it into a throw-away folder, reads what was made, and starts a server
 * on it where one can be started: it must take a write, and its keys must hash to what the snapshot's do. A backup that was
 * never restored is a hope. Immutable: each method returns a changed copy. Thread-safe.
 */
public final class RestoreDrill {
    private static final String PROBE = "kube-maintenance/drill";
    private static final long BUMP = 1_000_000_000L;

    private final Path snapshot;
    private final Optional<Path> scratch;
    private final Optional<EtcdStarter> starter;
    private final UnaryOperator<SnapshotRestore> options;

    private RestoreDrill(
            Path snapshot,
            Optional<Path> scratch,
            Optional<EtcdStarter> starter,
            UnaryOperator<SnapshotRestore> options) {
        this.snapshot = snapshot;
        this.scratch = scratch;
        this.starter = starter;
        this.options = options;
    }

    /**
     * Begins a rehearsal; nothing is read yet.
     *
     * @param snapshot the file
     * @return a rehearsal in the folder for temporary files, without a server
     */
    public static RestoreDrill of(Path snapshot) {
        return new RestoreDrill(
                Objects.requireNonNull(snapshot, "snapshot"), Optional.empty(), Optional.empty(), restore -> restore);
    }

    /**
     * Says where the throw-away folder is made. It takes as much room as the snapshot and 64 MB.
     *
     * @param folder an existing folder
     * @return a changed copy
     */
    public RestoreDrill in(Path folder) {
        return new RestoreDrill(snapshot, Optional.of(folder), starter, options);
    }

    /**
     * Starts a server on what was restored.
     *
     * @param server starts it
     * @return a changed copy
     */
    public RestoreDrill startedBy(EtcdStarter server) {
        return new RestoreDrill(snapshot, scratch, Optional.of(Objects.requireNonNull(server, "server")), options);
    }

    /**
     * Changes how it is restored, for example {@link SnapshotRestore#disableAuthentication()} where it is to be started.
     *
     * @param change gets the restore
     * @return a changed copy
     */
    public RestoreDrill restoring(UnaryOperator<SnapshotRestore> change) {
        return new RestoreDrill(snapshot, scratch, starter, Objects.requireNonNull(change, "change"));
    }

    /**
     * Rehearses, on the caller's thread. The throw-away folder is gone afterwards.
     *
     * @return what was shown
     * @throws SnapshotFileException if the snapshot is damaged
     * @throws SnapshotRestoreException if it can't be restored
     * @throws MaintenanceException if what was restored is not what the snapshot holds, or doesn't work
     */
    public DrillReport run() {
        SnapshotInfo info = SnapshotFile.at(snapshot).verify().orThrow().info().orElseThrow();
        List<String> shown = new ArrayList<>(List.of("the file is sound, integrity " + info.integrity()));
        Path folder = folder();
        try {
            String peer = starter.map(EtcdStarter::peerUrl).orElse("http://127.0.0.1:2380");
            RestoreReport restored = options.apply(SnapshotRestore.of(snapshot)
                            .name("drill")
                            .dataDir(folder.resolve("data"))
                            .initialCluster("drill=" + peer)
                            .initialClusterToken("drill")
                            .bumpRevision(BUMP)
                            .markCompacted()
                            .clearAlarms())
                    .run();
            compare(info, restored, shown);
            if (starter.isPresent()) {
                start(starter.get(), info, restored, shown);
            }
            return new DrillReport(info, restored, starter.isPresent(), shown);
        } finally {
            delete(folder);
        }
    }

    private Path folder() {
        try {
            return scratch.isPresent()
                    ? Files.createTempDirectory(scratch.get(), "restore-drill")
                    : Files.createTempDirectory("restore-drill");
        } catch (IOException e) {
            throw new MaintenanceException("no folder can be made for the rehearsal: " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) {
        try {
            Disk.delete(folder);
        } catch (IOException e) {
            System.getLogger(RestoreDrill.class.getName())
                    .log(System.Logger.Level.WARNING, folder + " of a rehearsal could not be deleted", e);
        }
    }

    private static void compare(SnapshotInfo info, RestoreReport restored, List<String> shown) {
        SnapshotFile database = SnapshotFile.at(
                restored.dataDir().resolve("member").resolve("snap").resolve("db"));
        List<String> before = SnapshotFile.at(info.file()).keys().names();
        List<String> after = database.keys().names();
        if (!before.equals(after)) {
            throw new MaintenanceException(info.file() + " holds " + before.size() + " keys, what was restored of it "
                    + after.size() + ": don't rely on this restore");
        }
        shown.add(restored.dataDir().getFileName() + " holds the same " + after.size() + " keys");
    }

    private void start(EtcdStarter server, SnapshotInfo info, RestoreReport restored, List<String> shown) {
        try (EtcdBackend running = server.start(restored)) {
            long written = running.operations().put(PROBE, new byte[] {1});
            if (written <= restored.revision() || running.get(PROBE).isEmpty()) {
                throw new MaintenanceException("a server on the restored data answered a write with revision " + written
                        + ", after one of " + restored.revision() + ", or lost it");
            }
            running.operations().delete(PROBE);
            shown.add("etcd " + running.status(running.endpoints().get(0)).version()
                    + " runs on it and took a write at revision " + written);
            if (!running.alarms().isEmpty()) {
                throw new MaintenanceException("a server on the restored data raises " + running.alarms());
            }
        } catch (IOException e) {
            throw new MaintenanceException(
                    "no server runs on what was restored from " + info.file() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MaintenanceException("interrupted while a server was started for the rehearsal", e);
        }
    }
}
