package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.etcd.RestoreReport;
import io.github.kubemaintenance.etcd.SnapshotRestore;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the data directory of one member from a snapshot, after a rehearsal: {@code SNAPSHOT --name m1 --data-dir DIR
 * --initial-cluster m1=https://10.0.0.1:2380,...}, the same for each member with its own name. No etcd is needed. Without a
 * snapshot it saves one of a small cluster in memory first.
 */
public final class RestoreEtcd {
    private RestoreEtcd() {}

    /**
     * Runs it.
     *
     * @param args see above
     * @throws IOException if there is no folder for temporary files
     */
    public static void main(String[] args) throws IOException {
        try {
            run(System.out, args);
        } catch (MaintenanceException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static RestoreReport run(PrintStream out, String... args) throws IOException {
        EtcdFlags flags =
                EtcdFlags.parse(List.of("--name", "--data-dir", "--initial-cluster", "--initial-cluster-token"), args);
        Path scratch = Files.createTempDirectory("restore-etcd");
        Path snapshot = flags.words().isEmpty()
                ? EtcdSnapshots.of(EtcdFlags.inMemory())
                        .save(scratch.resolve("snapshot.db"))
                        .file()
                : Path.of(flags.words().get(0));
        out.println(EtcdSnapshots.restoreDrill(snapshot).run());
        String name = flags.value("--name").orElse("m1");
        RestoreReport report = SnapshotRestore.of(snapshot)
                .name(name)
                .dataDir(flags.path("--data-dir").orElse(scratch.resolve(name + ".etcd")))
                .initialCluster(flags.value("--initial-cluster").orElse(name + "=http://127.0.0.1:2380"))
                .initialClusterToken(flags.value("--initial-cluster-token").orElse("restored"))
                .bumpRevision(1_000_000_000L)
                .markCompacted()
                .clearAlarms()
                .run();
        out.println(report);
        return report;
    }
}
