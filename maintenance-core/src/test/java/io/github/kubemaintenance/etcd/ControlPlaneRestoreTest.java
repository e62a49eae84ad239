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
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps, barriers and ways back, on machines that fail or die at every step. */
class ControlPlaneRestoreTest {
    /** The process that restores is killed here. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** What all machines share. */
    private static final class World {
        final List<String> calls = new ArrayList<>();
        int failAt = Integer.MAX_VALUE;
        int killAt = Integer.MAX_VALUE;
        MockEtcd etcd;
        boolean otherFolder;

        void call(String what) throws IOException {
            calls.add(what);
            if (calls.size() >= killAt) {
                throw new Killed();
            } else if (calls.size() == failAt) {
                throw new IOException("the machine doesn't answer");
            }
        }
    }

    /** A machine with a real folder and pretended processes. */
    private static final class Machine implements ControlPlaneHost {
        final Set<ControlPlanePart> running = EnumSet.allOf(ControlPlanePart.class);
        final Set<ControlPlanePart> stubborn = EnumSet.noneOf(ControlPlanePart.class);
        final World world;
        final String name;
        final Path data;
        int notReadyFor;
        boolean unaskable;
        boolean really;

        Machine(World world, String name, Path data) {
            this.world = world;
            this.name = name;
            this.data = data;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean isRunning(ControlPlanePart part) throws IOException {
            world.call("isRunning " + part);
            return running.contains(part);
        }

        @Override
        public void stop(ControlPlanePart part) throws IOException {
            world.call("stop " + part);
            if (!stubborn.contains(part)) {
                running.remove(part);
            }
        }

        @Override
        public void start(ControlPlanePart part) throws IOException {
            world.call("start " + part);
            running.add(part);
        }

        @Override
        public Readiness readiness(ControlPlanePart part) throws IOException {
            if (unaskable) {
                throw new IOException("signed, but not by this authority");
            }
            return running.contains(part) && notReadyFor-- <= 0 ? Readiness.READY : Readiness.NOT_READY;
        }

        @Override
        public Optional<MemberIdentity> identity(Path dataDir) {
            return Optional.of(MemberIdentity.of(dataDir));
        }

        @Override
        public boolean exists(Path path) throws IOException {
            world.call("exists");
            return Files.exists(path);
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            assertFalse(
                    running.contains(ControlPlanePart.ETCD) && !to.toString().contains("kept-"), "etcd runs");
            world.call("move");
            Files.createDirectories(to.getParent());
            Files.move(from, to);
        }

        @Override
        public void delete(Path path) throws IOException {
            world.call("delete");
            Disk.delete(path);
        }

        @Override
        public RestoreReport restore(SnapshotRestore restore) throws IOException {
            world.call("restore");
            assertEquals(Set.of(), running);
            RestoreReport report;
            if (really) {
                report = restore.run();
            } else {
                Path made = Files.createDirectories(data.resolve(".kube-maintenance/new/member"));
                Files.writeString(made.resolve("new.txt"), name);
                report = new RestoreReport(made, made, 0, 0xfeedL, List.of(), 0, 0, "3.5", List.of());
            }
            if (!world.otherFolder) {
                world.etcd.restored(report);
            }
            return report;
        }

        @Override
        public String command(ControlPlanePart part, boolean stop) {
            return (stop ? "stop " : "start ") + part.process();
        }
    }

    @TempDir
    Path folder;

    private final World world = new World();
    private final List<Machine> machines = new ArrayList<>();
    private MockEtcd etcd;
    private Path snapshot;
    private long revision;

    private static String kubeSystem(String uid) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"kube-system\",\"uid\":\"" + uid
                + "\"}}";
    }

    private ControlPlaneRestore restore(int members) throws IOException {
        MockEtcd.Builder builder = MockEtcd.builder();
        for (int i = 1; i <= members; i++) {
            builder.member("m" + i);
        }
        etcd = builder.build();
        world.etcd = etcd;
        etcd.put("/registry/namespaces/kube-system", kubeSystem("u1"));
        snapshot = folder.resolve("snapshot.db");
        revision = SnapshotSave.of(etcd, snapshot).overwrite().run().revision();
        ControlPlaneRestore restore =
                ControlPlaneRestore.of(etcd, snapshot).token("tok").tryingWith(() -> {});
        machines.clear();
        world.calls.clear();
        for (int i = 1; i <= members; i++) {
            Path data = folder.resolve("host" + i);
            Disk.delete(data);
            Files.createDirectories(data.resolve("member"));
            Files.writeString(data.resolve("member/old.txt"), "m" + i);
            Machine machine = new Machine(world, "host" + i, data);
            machines.add(machine);
            restore = restore.member(new ControlPlaneMember(machine, "m" + i, "http://10.0.0." + i + ":2380", data));
        }
        return restore;
    }

    private boolean isOld(int member) throws IOException {
        Path data = folder.resolve("host" + member);
        assertTrue(Files.exists(data.resolve("member")), "member " + member + " has no data at all");
        return Files.exists(data.resolve("member/old.txt"));
    }

    private void assertRunning() {
        for (Machine machine : machines) {
            assertEquals(EnumSet.allOf(ControlPlanePart.class), machine.running, machine.name);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void every_member_is_restored_and_the_old_data_is_kept(int members) throws IOException {
        ControlPlaneRestore restore = restore(members)
                .discardWritesAfter(revision())
                .tryingWith(() -> RestoreDrill.of(snapshot).run());
        machines.forEach(machine -> machine.really = true);
        EtcdMaintenanceReport report = restore.run();
        assertEquals(Outcome.COMPLETED, report.outcome());
        assertRunning();
        for (int i = 1; i <= members; i++) {
            assertFalse(isOld(i));
            Path data = folder.resolve("host" + i);
            assertEquals(
                    revision + ControlPlaneRun.BUMP,
                    SnapshotFile.at(data.resolve("member/snap/db")).info().revision());
            try (Stream<Path> kept = Files.walk(data.resolve(".kube-maintenance"))) {
                assertEquals(1, kept.filter(file -> file.endsWith("old.txt")).count());
            }
        }
        List<String> order = world.calls.stream()
                .filter(call -> call.matches("(stop|start) .*|restore"))
                .toList();
        int restored = order.indexOf("restore");
        assertEquals(restored, order.lastIndexOf("stop ETCD") + 1);
        assertTrue(order.lastIndexOf("stop API_SERVER") < order.indexOf("stop ETCD"));
        assertTrue(order.lastIndexOf("restore") < order.indexOf("start ETCD"));
        assertTrue(order.lastIndexOf("start ETCD") < order.indexOf("start API_SERVER"));
    }

    /** The snapshot is made by {@link #restore}; its revision is 2, that of the one key. */
    private static long revision() {
        return 2;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatever_fails_is_taken_back_and_what_ran_runs_again(int members) throws IOException {
        int total = calls(members);
        for (int failAt = 1; failAt <= total; failAt++) {
            ControlPlaneRestore restore = restore(members).discardWritesAfter(revision());
            world.failAt = failAt;
            EtcdMaintenanceReport report;
            try {
                report = restore.run();
            } catch (EtcdMaintenanceException e) {
                report = e.report();
            } finally {
                world.failAt = Integer.MAX_VALUE;
            }
            String context = "the call " + failAt + " fails (" + world.calls.get(failAt - 1) + "): " + report;
            boolean wrote = report.done().contains("etcd took a write");
            // Once etcd took a write, what fails is told and the rest is done.
            assertTrue(report.outcome() == Outcome.FAILED || wrote, context);
            for (int i = 1; i <= members; i++) {
                assertEquals(!wrote, isOld(i), context);
            }
            if (!wrote || report.outcome() == Outcome.COMPLETED) {
                assertRunning();
            }
        }
    }

    private int calls(int members) throws IOException {
        restore(members).discardWritesAfter(revision()).run();
        return world.calls.size();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void killed_at_any_step_it_is_run_again_and_completes(int members) throws IOException {
        int total = calls(members);
        for (int killAt = 1; killAt <= total; killAt++) {
            ControlPlaneRestore restore = restore(members).discardWritesAfter(revision());
            world.killAt = killAt;
            world.failAt = Integer.MAX_VALUE;
            assertThrows(Killed.class, () -> killed(restore));
            world.killAt = Integer.MAX_VALUE;
            EtcdMaintenanceReport again = restore.run();
            assertEquals(Outcome.COMPLETED, again.outcome());
            assertRunning();
            for (int i = 1; i <= members; i++) {
                assertFalse(isOld(i), "killed at call " + killAt);
                try (Stream<Path> kept = Files.walk(folder.resolve("host" + i).resolve(".kube-maintenance"))) {
                    assertEquals(
                            1, kept.filter(file -> file.endsWith("old.txt")).count(), "killed at call " + killAt);
                }
            }
        }
    }

    private static void killed(ControlPlaneRestore restore) {
        restore.run();
    }

    @Test
    void nothing_is_restored_while_an_api_server_runs() throws IOException {
        ControlPlaneRestore restore = restore(3).discardWritesAfter(revision()).patience(Duration.ofSeconds(20));
        machines.get(1).stubborn.add(ControlPlanePart.API_SERVER);
        EtcdMaintenanceReport report =
                assertThrows(EtcdMaintenanceException.class, restore::run).report();
        assertEquals("STILL_RUNNING", report.reason().orElseThrow().code());
        assertFalse(world.calls.contains("restore") || world.calls.contains("stop ETCD"), world.calls::toString);
        assertRunning();
    }

    private static List<String> codes(List<Reason> reasons) {
        return reasons.stream().map(Reason::code).toList();
    }

    @Test
    void a_working_cluster_and_another_ones_snapshot_are_refused() throws IOException {
        ControlPlaneRestore restore = restore(3);
        etcd.put("/registry/x", "newer");
        assertEquals(List.of("LIVE_QUORUM"), codes(restore.plan().refusals()));
        assertEquals(
                List.of("LIVE_QUORUM"),
                codes(restore.discardWritesAfter(1).plan().refusals()));
        assertEquals(List.of(), restore.discardWritesAfter(revision()).plan().refusals());
        etcd.put("/registry/namespaces/kube-system", kubeSystem("u2"));
        assertEquals(
                List.of("WRONG_CLUSTER"),
                codes(restore.discardWritesAfter(revision()).plan().refusals()));
        EtcdMaintenanceReport report =
                assertThrows(EtcdMaintenanceException.class, restore::run).report();
        assertEquals(Outcome.REFUSED, report.outcome());
        assertEquals(List.of(), world.calls);

        etcd.stop("m1");
        etcd.stop("m2");
        ControlPlanePlan down = restore.plan();
        assertFalse(down.isRefused());
        assertTrue(codes(down.findings()).contains("CLUSTER_NOT_COMPARED"));

        byte[] bytes = Files.readAllBytes(snapshot);
        bytes[5000] ^= 1;
        Files.write(snapshot, bytes);
        assertEquals(List.of("DAMAGED_SNAPSHOT"), codes(restore.plan().refusals()));
    }

    @Test
    void etcd_that_serves_other_data_than_the_restored_is_noticed_and_taken_back() throws IOException {
        ControlPlaneRestore restore = restore(3).discardWritesAfter(revision());
        world.otherFolder = true;
        EtcdMaintenanceReport report =
                assertThrows(EtcdMaintenanceException.class, restore::run).report();
        world.otherFolder = false;
        assertEquals("NOT_THE_RESTORED", report.reason().orElseThrow().code(), report::toString);
        assertTrue(isOld(1) && isOld(2) && isOld(3), report::toString);
        assertRunning();
    }

    @Test
    void it_ends_when_every_api_server_is_ready_or_says_which_is_not() throws IOException {
        ControlPlaneRestore restore = restore(3).discardWritesAfter(revision());
        machines.get(1).notReadyFor = 20;
        EtcdMaintenanceReport report = restore.run();
        assertEquals(Outcome.COMPLETED, report.outcome());
        assertTrue(report.done().toString().contains("its kube-apiserver is ready"), report::toString);

        ControlPlaneRestore other = restore(3).discardWritesAfter(revision());
        machines.get(2).notReadyFor = Integer.MAX_VALUE;
        EtcdMaintenanceException e = assertThrows(EtcdMaintenanceException.class, other::run);
        assertEquals(Outcome.FAILED, e.report().outcome());
        assertTrue(e.getMessage().contains("host3 is not ready after 120 s"), e.getMessage());
        assertFalse(isOld(3), "there is no way back once etcd took a write");
        assertRunning();
    }

    @Test
    void an_api_server_that_can_t_be_asked_is_told_before_anything_is_done() throws IOException {
        ControlPlaneRestore restore = restore(1).discardWritesAfter(revision());
        machines.get(0).unaskable = true;
        ControlPlanePlan plan = restore.plan();
        assertTrue(codes(plan.findings()).contains("READINESS_UNKNOWN"), plan::toString);
        assertTrue(plan.toString().contains("not by this authority"), plan::toString);
        EtcdMaintenanceReport report =
                assertThrows(EtcdMaintenanceException.class, restore::run).report();
        assertFalse(isOld(1), "etcd was restored all the same");
        assertTrue(report.toString().contains("not by this authority"), report::toString);
        assertRunning();
    }

    @Test
    void the_runbook_has_the_official_commands_in_order() throws IOException {
        String runbook = restore(3).plan().toMarkdown();
        int last = 0;
        for (String part : List.of(
                "LIVE_QUORUM",
                "etcdutl snapshot status",
                "stop kube-apiserver",
                "stop etcd",
                "--name m2",
                "--initial-cluster m1=http://10.0.0.1:2380,m2=http://10.0.0.2:2380,m3=http://10.0.0.3:2380",
                "--bump-revision 1000000000 --mark-compacted",
                "chown -R",
                "start etcd",
                "start kube-apiserver",
                "kubectl get --raw '/readyz?verbose'")) {
            int at = runbook.indexOf(part, last);
            assertTrue(at >= 0, () -> part + " is missing, or not in order, in:\n" + runbook);
            last = at;
        }
        assertTrue(LocalHost.kubeadm("a")
                .command(ControlPlanePart.ETCD, true)
                .contains("/etc/kubernetes/manifests/etcd.yaml"));
        assertTrue(LocalHost.systemd("a")
                .command(ControlPlanePart.ETCD, false)
                .contains("systemctl --no-block start etcd"));
        assertThrows(IllegalStateException.class, () -> ControlPlaneRestore.of(etcd, snapshot)
                .plan());
    }

    @Test
    void manifests_of_static_pods_leave_the_folder_and_come_back() throws IOException {
        Path manifests = Files.createDirectories(folder.resolve("kubernetes/manifests"));
        Path etcdYaml = Files.writeString(manifests.resolve("etcd.yaml"), "etcd");
        LocalHost host = LocalHost.staticPods("h", manifests);
        host.stop(ControlPlanePart.ETCD);
        host.stop(ControlPlanePart.ETCD);
        host.stop(ControlPlanePart.SCHEDULER);
        try (Stream<Path> left = Files.list(manifests)) {
            assertEquals(0, left.count());
        }
        host.start(ControlPlanePart.ETCD);
        host.start(ControlPlanePart.ETCD);
        assertEquals("etcd", Files.readString(etcdYaml));
    }

    @Test
    void what_a_restore_does_to_what_runs_is_compared_before() throws IOException {
        ControlPlaneRestore restore = restore(1);
        etcd.put(
                "/registry/pods/shop/web",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"web\",\"namespace\":\"shop\"}}");
        etcd.put(
                "/registry/persistentvolumes/disk",
                "{\"apiVersion\":\"v1\",\"kind\":\"PersistentVolume\",\"metadata\":{\"name\":\"disk\"}}");
        etcd.delete("/registry/namespaces/kube-system");
        RestoreConsequences all = restore.consequences(folder.resolve("live.db"));
        assertEquals(
                List.of("web"),
                all.killed().stream().map(SnapshotDiff.Change::name).toList());
        assertEquals(
                List.of("disk"),
                all.orphaned().stream().map(SnapshotDiff.Change::name).toList());
        assertEquals(
                List.of("kube-system"),
                all.returning().stream().map(SnapshotDiff.Change::name).toList());
        assertEquals(2, all.lost().size());
        assertTrue(all.toString().contains("Pod shop/web"), all::toString);
    }
}
