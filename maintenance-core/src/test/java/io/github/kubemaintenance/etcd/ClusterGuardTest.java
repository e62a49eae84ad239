package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.internal.Disk;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot of another cluster is refused also where no etcd answers, by what the machines' data says of itself. */
class ClusterGuardTest {
    @TempDir
    Path folder;

    private Path data;
    private MockEtcd down;

    @BeforeEach
    void everyServerIsDown() {
        data = folder.resolve("host/etcd");
        down = MockEtcd.builder().member("m1").build();
        down.stop("m1");
    }

    /** Saves a snapshot of a cluster whose kube-system has this uid; without one it is no Kubernetes. */
    private Path saved(String name, String uid, boolean sidecar) {
        try (MockEtcd etcd = MockEtcd.builder().member("m1").build()) {
            etcd.put("/registry/x", name);
            if (!uid.isEmpty()) {
                etcd.put(
                        MemberIdentity.KUBE_SYSTEM,
                        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"kube-system\",\"uid\":\""
                                + uid + "\"}}");
            }
            SnapshotSave save = SnapshotSave.of(etcd, folder.resolve(name));
            return (sidecar ? save.sidecar() : save).run().file();
        }
    }

    /** Makes the data that the machine holds: that of a member of a cluster whose snapshot this is. */
    private RestoreReport holding(Path snapshot, String token) throws IOException {
        Disk.delete(data);
        return SnapshotRestore.of(snapshot)
                .name("m1")
                .initialCluster("m1=http://10.0.0.1:2380")
                .initialClusterToken(token)
                .dataDir(data)
                .run();
    }

    private ControlPlaneRestore restore(Path snapshot) {
        return ControlPlaneRestore.of(down, snapshot)
                .token("new")
                .member(new ControlPlaneMember(
                        LocalHost.staticPods("host", folder.resolve("manifests")), "m1", "http://10.0.0.1:2380", data));
    }

    private static List<String> codes(List<Reason> reasons) {
        return reasons.stream().map(Reason::code).toList();
    }

    private static void same(ControlPlanePlan plan) {
        assertEquals(List.of(), plan.refusals());
        assertFalse(codes(plan.findings()).contains("CLUSTER_NOT_COMPARED"), plan::toString);
    }

    private static void other(ControlPlanePlan plan, String... words) {
        assertEquals(List.of("WRONG_CLUSTER"), codes(plan.refusals()), plan::toString);
        for (String word : words) {
            assertTrue(plan.refusals().get(0).text().contains(word), plan::toString);
        }
    }

    @Test
    void the_ids_and_the_uid_of_a_folder_are_read() throws IOException {
        RestoreReport made = holding(saved("a", "u1", false), "t");
        MemberIdentity found = MemberIdentity.of(data);
        assertEquals(Optional.of(made.memberId()), found.memberId());
        assertEquals(Optional.of(made.clusterId()), found.clusterId());
        assertEquals(Optional.of("u1"), found.kubeSystemUid());
        assertEquals(List.of(), found.problems());
        assertEquals(
                new MemberIdentity(Optional.empty(), Optional.empty(), Optional.empty(), List.of()),
                MemberIdentity.of(folder.resolve("nothing")));
    }

    @Test
    void by_the_uid_of_kube_system_which_survives_restores() throws IOException {
        Path ours = saved("ours", "u1", true);
        holding(saved("later", "u1", true), "another token");
        same(restore(ours).plan());

        holding(saved("theirs", "u2", true), "another token");
        other(restore(ours).plan(), "u1", "u2", data.toString(), "acceptAnotherCluster()");
        ControlPlanePlan accepted = restore(ours).acceptAnotherCluster().plan();
        assertEquals(List.of(), accepted.refusals());
        assertTrue(codes(accepted.findings()).contains("WRONG_CLUSTER"), accepted::toString);
    }

    @Test
    void by_the_sidecar_s_cluster_where_there_is_no_kubernetes_or_the_database_is_damaged() throws IOException {
        Path ours = saved("ours", "", true);
        holding(ours, "mock"); // the mock's own token and URLs make other ids
        other(restore(ours).plan(), "sidecar", "restored since");

        Path kubernetes = saved("kubernetes", "u1", true);
        holding(kubernetes, "t");
        Files.write(data.resolve("member/snap/db"), new byte[8192]);
        other(restore(kubernetes).plan(), "sidecar");
        MemberIdentity found = MemberIdentity.of(data);
        assertTrue(found.clusterId().isPresent());
        assertEquals(1, found.problems().size());
    }

    @Test
    void by_the_member_that_the_snapshot_lists() throws IOException {
        Path plain = saved("plain", "", false);
        holding(plain, "t");
        Path later = folder.resolve("later");
        Files.copy(data.resolve("member/snap/db"), later);
        // The database of a stopped member is a snapshot too, without a hash; it lists the member whose log this is.
        ControlPlanePlan plan = restore(later).plan();
        same(plan);

        ControlPlanePlan unknown = restore(plain).plan();
        assertEquals(List.of(), unknown.refusals());
        assertTrue(
                unknown.findings().stream()
                        .anyMatch(each -> each.code().equals("CLUSTER_NOT_COMPARED")
                                && each.text().contains("which the snapshot doesn't know")),
                unknown::toString);
    }

    @Test
    void an_empty_folder_and_a_broken_log_are_told() throws IOException {
        Path ours = saved("ours", "u1", true);
        assertTrue(restore(ours).plan().toString().contains("holds no data to compare with"));
        holding(saved("theirs", "", true), "t");
        Path wal = data.resolve("member/wal/0000000000000000-0000000000000000.wal");
        for (byte[] broken : List.of(new byte[0], new byte[64], new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, 9, 9})) {
            Files.write(wal, broken);
            ControlPlanePlan plan = restore(ours).plan();
            assertEquals(List.of(), plan.refusals());
            assertTrue(plan.toString().contains("doesn't begin as a log of etcd does"), plan::toString);
        }
    }

    /** What could not be read while etcd ran is compared once it stands still; nothing has been swapped then. */
    @Test
    void it_is_compared_again_when_etcd_has_stopped() throws IOException {
        Path theirs = saved("theirs", "u2", true);
        Path ours = saved("ours", "u1", true);
        holding(theirs, "t");
        Path database = data.resolve("member/snap/db");
        Path wal = data.resolve("member/wal");
        byte[] readable = Files.readAllBytes(database);
        Files.write(database, new byte[8192]);
        Files.move(wal, folder.resolve("wal"));
        ControlPlaneHost files = LocalHost.staticPods("host", folder.resolve("manifests"));
        ControlPlaneHost host = new Stopping(files, () -> {
            Files.write(database, readable);
            Files.move(folder.resolve("wal"), wal);
        });
        ControlPlaneRestore restore = ControlPlaneRestore.of(down, ours)
                .tryingWith(() -> {})
                .member(new ControlPlaneMember(host, "m1", "http://10.0.0.1:2380", data));
        assertEquals(List.of(), restore.plan().refusals());
        EtcdMaintenanceReport report =
                assertThrows(EtcdMaintenanceException.class, restore::run).report();
        assertEquals(Outcome.FAILED, report.outcome());
        assertEquals("WRONG_CLUSTER", report.reason().orElseThrow().code(), report::toString);
        assertEquals(Optional.of("u2"), MemberIdentity.of(data).kubeSystemUid(), "the old data stays");
    }

    /** What a host does when its etcd has stopped. */
    private interface Stopped {
        void run() throws IOException;
    }

    /** A machine with a real folder, on which nothing runs. */
    private static final class Stopping implements ControlPlaneHost {
        private final ControlPlaneHost files;
        private final Stopped stopped;
        private boolean told;

        Stopping(ControlPlaneHost files, Stopped stopped) {
            this.files = files;
            this.stopped = stopped;
        }

        @Override
        public String name() {
            return files.name();
        }

        @Override
        public boolean isRunning(ControlPlanePart part) {
            return false;
        }

        @Override
        public void stop(ControlPlanePart part) throws IOException {
            if (part == ControlPlanePart.ETCD && !told) {
                told = true;
                stopped.run();
            }
        }

        @Override
        public void start(ControlPlanePart part) {
            // nothing to start
        }

        @Override
        public Optional<MemberIdentity> identity(Path dataDir) throws IOException {
            return files.identity(dataDir);
        }

        @Override
        public boolean exists(Path path) throws IOException {
            return files.exists(path);
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            files.move(from, to);
        }

        @Override
        public void delete(Path path) throws IOException {
            files.delete(path);
        }

        @Override
        public RestoreReport restore(SnapshotRestore restore) throws IOException {
            return files.restore(restore);
        }

        @Override
        public String command(ControlPlanePart part, boolean stop) {
            return files.command(part, stop);
        }
    }
}
