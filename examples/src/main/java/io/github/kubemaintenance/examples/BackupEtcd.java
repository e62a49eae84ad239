package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.etcd.EtcdBackend;
import io.github.kubemaintenance.etcd.EtcdHealth;
import io.github.kubemaintenance.etcd.KeepReport;
import io.github.kubemaintenance.etcd.SnapshotRetention;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Saves a verified snapshot of an etcd cluster into a folder and keeps the last three, and one a day for a week. On
 * kubeadm's control plane:
 *
 * <pre>
 * --endpoints https://127.0.0.1:2379 --cacert /etc/kubernetes/pki/etcd/ca.crt
 * --cert /etc/kubernetes/pki/etcd/healthcheck-client.crt --key /etc/kubernetes/pki/etcd/healthcheck-client.key
 * --folder /var/backups/etcd
 * </pre>
 *
 * <p>Without endpoints it works on a small cluster in memory. A password is taken from the environment's ETCD_PASSWORD.
 */
public final class BackupEtcd {
    private BackupEtcd() {}

    /**
     * Runs it.
     *
     * @param args see above
     */
    public static void main(String[] args) {
        try {
            run(System.out, args);
        } catch (MaintenanceException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static KeepReport run(PrintStream out, String... args) {
        EtcdFlags flags =
                EtcdFlags.parse(List.of("--endpoints", "--cacert", "--cert", "--key", "--user", "--folder"), args);
        try (EtcdBackend etcd = flags.backend()) {
            out.println(EtcdHealth.of(etcd).check());
            KeepReport report = EtcdSnapshots.of(etcd)
                    .keepIn(flags.path("--folder").orElse(Path.of("etcd-backups")))
                    .retention(SnapshotRetention.newest(3).andDaily(7))
                    .onEvent(out::println)
                    .save();
            report.kept().forEach(each -> out.println("kept     " + each.file()));
            report.deleted().forEach(file -> out.println("deleted  " + file));
            return report;
        }
    }
}
