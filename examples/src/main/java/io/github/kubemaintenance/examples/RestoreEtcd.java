package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.etcd.ControlPlaneHost;
import io.github.kubemaintenance.etcd.ControlPlanePlan;
import io.github.kubemaintenance.etcd.ControlPlaneRestore;
import io.github.kubemaintenance.etcd.EtcdBackend;
import io.github.kubemaintenance.etcd.EtcdSettings;
import io.github.kubemaintenance.etcd.LocalHost;
import io.github.kubemaintenance.etcd.RestoreReport;
import io.github.kubemaintenance.etcd.SnapshotRestore;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Restores from a snapshot, after a rehearsal. Without a snapshot it saves one of a small cluster in memory first.
 *
 * <p>This machine's control plane, as root, with what its own files say of etcd: {@code SNAPSHOT --manifest
 * /etc/kubernetes/manifests/etcd.yaml} (or {@code --unit etcd.service}, {@code --config-file etcd.conf.yml}) prints the
 * plan, which is a runbook too, and changes nothing. The word {@code run} behind it carries it out; where etcd still works,
 * {@code --discard-writes-after REVISION} must accept what is lost. That is for one machine; for several, a program of your
 * own adds a member with a {@link ControlPlaneHost} for each.
 *
 * <p>Or the data directory of one member, anywhere: {@code SNAPSHOT --name m1 --data-dir DIR --initial-cluster
 * m1=https://10.0.0.1:2380,...}, the same for each member with its own name. No etcd is needed.
 */
public final class RestoreEtcd {
    private static final List<String> FLAGS = List.of(
            "--name",
            "--data-dir",
            "--initial-cluster",
            "--initial-cluster-token",
            "--manifest",
            "--unit",
            "--config-file",
            "--discard-writes-after");

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

    static void run(PrintStream out, String... args) throws IOException {
        EtcdFlags flags = EtcdFlags.parse(FLAGS, args);
        Path scratch = Files.createTempDirectory("restore-etcd");
        Path snapshot = flags.words().isEmpty()
                ? EtcdSnapshots.of(EtcdFlags.inMemory())
                        .save(scratch.resolve("snapshot.db"))
                        .file()
                : Path.of(flags.words().get(0));
        out.println(EtcdSnapshots.restoreDrill(snapshot).run());
        Optional<EtcdSettings> settings = flags.settings();
        if (settings.isEmpty()) {
            out.println(member(snapshot, flags, scratch));
            return;
        }
        String machine = InetAddress.getLocalHost().getHostName();
        ControlPlaneHost host = flags.path("--manifest")
                .map(manifest -> manifest.toAbsolutePath().getParent())
                .map(folder -> LocalHost.staticPods(machine, folder))
                .orElseGet(() -> LocalHost.systemd(machine));
        try (EtcdBackend etcd = EtcdFlags.backend(settings.get())) {
            controlPlane(out, flags, settings.get(), host, ControlPlaneRestore.of(etcd, snapshot));
        }
    }

    private static RestoreReport member(Path snapshot, EtcdFlags flags, Path scratch) {
        String name = flags.value("--name").orElse("m1");
        return SnapshotRestore.of(snapshot)
                .name(name)
                .dataDir(flags.path("--data-dir").orElse(scratch.resolve(name + ".etcd")))
                .initialCluster(flags.value("--initial-cluster").orElse(name + "=http://127.0.0.1:2380"))
                .initialClusterToken(flags.value("--initial-cluster-token").orElse("restored"))
                .bumpRevision(1_000_000_000L)
                .markCompacted()
                .clearAlarms()
                .run();
    }

    static ControlPlanePlan controlPlane(
            PrintStream out, EtcdFlags flags, EtcdSettings settings, ControlPlaneHost host, ControlPlaneRestore begun) {
        out.println(settings);
        ControlPlaneRestore restore = begun.member(settings.member(host)).onEvent(out::println);
        Optional<String> discard = flags.value("--discard-writes-after");
        if (discard.isPresent()) {
            restore = restore.discardWritesAfter(Long.parseLong(discard.get()));
        }
        ControlPlanePlan plan = restore.plan();
        if (flags.words().contains("run")) {
            out.println(restore.run());
        } else {
            out.println(plan.toMarkdown());
        }
        return plan;
    }
}
