package io.github.kubemaintenance.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.UpgradePlanner;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole upgrades of a simulated kubeadm cluster: the scenarios X01 to X11 of upgrades. */
class RunTest {
    private static final List<String> PARTS =
            List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");

    /** 3 control-plane nodes and 5 workers at 1.30.6, worker-4 cordoned; a shop with budgets. */
    private static MockClusterBuilder cluster() {
        MockClusterBuilder builder = MockCluster.builder().seed(5).version("1.30");
        List<Document> parts = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            String node = "cp-" + i;
            builder.node(node, n -> n.controlPlane().kubelet("v1.30.6"));
            PARTS.forEach(part -> parts.add(part(part, node)));
        }
        for (int i = 1; i <= 5; i++) {
            boolean cordoned = i == 4;
            builder.node("worker-" + i, n -> {
                n.kubelet("v1.30.6");
                if (cordoned) {
                    n.unschedulable();
                }
            });
        }
        return builder.objects(parts)
                .deployment("shop/web", d -> d.replicas(4).readyAfter(Duration.ofSeconds(8)))
                .budget("shop/web", b -> b.minAvailable(3))
                .deployment("shop/cart", d -> d.replicas(3))
                .budget("shop/cart", b -> b.minAvailable(2));
    }

    private static Document part(String part, String node) {
        String image = part.equals("etcd") ? "registry.k8s.io/etcd:3.5.26-0" : "registry.k8s.io/" + part + ":v1.30.6";
        return Document.of("apiVersion", "v1")
                .with("Pod", "kind")
                .with(part + "-" + node, "metadata", "name")
                .with("kube-system", "metadata", "namespace")
                .with("uid-" + part + "-" + node, "metadata", "uid")
                .with(Map.of("component", part, "tier", "control-plane"), "metadata", "labels")
                .with("file", "metadata", "annotations", "kubernetes.io/config.source")
                .with("mirror", "metadata", "annotations", "kubernetes.io/config.mirror")
                .with(node, "spec", "nodeName")
                .with(List.of(Document.of("name", part).with(image, "image")), "spec", "containers")
                .with("Running", "status", "phase")
                .with(List.of(Document.of("type", "Ready").with("True", "status")), "status", "conditions");
    }

    private static UpgradePlan plan(MockCluster cluster, String to) {
        UpgradePlan plan = UpgradePlanner.to(to).plan(cluster);
        assertFalse(plan.isBlocked(), plan::toString);
        return plan;
    }

    private static void assertAllAt(MockCluster cluster, String version) {
        for (Node node : cluster.list(Kind.NODES)) {
            assertEquals(version, node.kubeletVersion(), node.name());
            assertEquals(node.name().equals("worker-4"), node.unschedulable(), node.name());
        }
        for (int i = 1; i <= 3; i++) {
            String image = cluster.pod("kube-system/kube-apiserver-cp-" + i)
                    .spec()
                    .containers()
                    .get(0)
                    .image();
            assertTrue(image.endsWith(":" + version), image);
        }
    }

    @Test
    void a_whole_upgrade_of_two_minors_and_x02_the_foreign_cordon_stays() {
        MockCluster cluster = cluster().build();
        UpgradePlan plan = plan(cluster, "1.32");
        List<UpgradeEvent> events = new ArrayList<>();

        UpgradeReport report = UpgradeRun.of(plan)
                .onEvent(event -> {
                    if (event instanceof UpgradeEvent each) {
                        events.add(each);
                    }
                })
                .run(cluster, new SimulatedHosts(cluster));

        assertEquals(Outcome.COMPLETED, report.outcome());
        assertEquals(plan.steps().size(), report.done().size());
        assertTrue(report.left().isEmpty());
        assertAllAt(cluster, "v1.32.13");
        assertEquals(0, events.get(events.size() - 1).left());
        assertEquals(
                plan.steps().size(),
                events.stream()
                        .filter(each -> each.kind() == UpgradeEvent.Kind.DONE)
                        .count());
        assertEquals(3, cluster.budget("shop/web").status().desiredHealthy());
    }

    @Test
    void the_api_server_is_away_for_90_seconds_in_mid_step() {
        MockCluster cluster = cluster().build();
        UpgradePlan plan = plan(cluster, "1.31");
        boolean[] away = new boolean[1];

        UpgradeReport report = UpgradeRun.of(plan)
                .onEvent(event -> {
                    boolean inDrain = event.toString().contains("evicted") && !away[0];
                    if (inDrain) {
                        away[0] = true;
                        cluster.inject(Fault.serverAway(Duration.ofMillis(1), Duration.ofSeconds(90)));
                    }
                })
                .run(cluster, new SimulatedHosts(cluster));

        assertTrue(away[0], "nothing was evicted");
        assertEquals(Outcome.COMPLETED, report.outcome());
        assertAllAt(cluster, "v1.31.14");
    }

    @Test
    void x05_x10_a_broken_node_stops_the_run_and_a_mended_one_lets_it_go_on(@TempDir Path folder) {
        MockCluster cluster = cluster().build();
        UpgradePlan plan = plan(cluster, "1.31");
        SimulatedHosts hosts = new SimulatedHosts(cluster);
        hosts.breakNode("worker-2");
        UpgradeRun run = UpgradeRun.of(plan).journal(UpgradeJournal.file(folder.resolve("journal")));

        UpgradeException stopped = assertThrows(UpgradeException.class, () -> run.run(cluster, hosts));

        UpgradeReport report = stopped.report();
        assertEquals(Outcome.FAILED, report.outcome());
        assertEquals("1.31/node/worker-2", report.failed().orElseThrow());
        assertEquals(RunCode.HOST, report.reasons().get(0).code());
        assertTrue(report.reasons().get(0).text().contains("dpkg was interrupted"));
        assertTrue(report.choices().get(0).contains("1.31/node/worker-2"));
        assertEquals("v1.30.6", cluster.node("worker-3").kubeletVersion());
        assertEquals("v1.31.14", cluster.node("worker-1").kubeletVersion());

        hosts.mend("worker-2");
        int before = hosts.tasks().size();
        UpgradeReport resumed = run.run(cluster, hosts);

        assertEquals(Outcome.COMPLETED, resumed.outcome());
        assertAllAt(cluster, "v1.31.14");
        assertTrue(hosts.tasks().subList(before, hosts.tasks().size()).stream()
                .noneMatch(
                        task -> task.target().startsWith("cp-") || task.target().equals("worker-1")));
    }

    @Test
    void x01_after_a_crash_between_drain_and_kubelet_the_same_step_goes_on() {
        MockCluster cluster = cluster().build();
        UpgradePlan plan = plan(cluster, "1.31");
        UpgradeJournal journal = UpgradeJournal.inMemory();
        SimulatedHosts hosts = new SimulatedHosts(cluster);
        HostExecutor crashing = task -> {
            if (task.commands().contains("systemctl restart kubelet")
                    && task.target().equals("worker-1")) {
                throw new IllegalStateException("the caller is gone");
            }
            hosts.run(task);
        };
        assertThrows(
                UpgradeException.class,
                () -> UpgradeRun.of(plan).journal(journal).run(cluster, crashing));
        assertTrue(cluster.node("worker-1").unschedulable(), "left cordoned by us");
        cluster.clearRequests();

        UpgradeReport report = UpgradeRun.of(plan).journal(journal).run(cluster, hosts);

        assertEquals(Outcome.COMPLETED, report.outcome());
        assertAllAt(cluster, "v1.31.14");
        long packages = hosts.tasks().stream()
                .filter(task -> task.target().equals("worker-1"))
                .map(HostTask::unit)
                .distinct()
                .count();
        assertEquals(
                packages,
                hosts.tasks().stream()
                        .filter(task -> task.target().equals("worker-1"))
                        .count(),
                "no unit runs twice");
    }

    @Test
    void the_hands_may_forget_a_task_only_when_the_journal_has_it() {
        MockCluster cluster = cluster().build();
        UpgradePlan plan = plan(cluster, "1.31");
        UpgradeJournal journal = UpgradeJournal.inMemory();
        SimulatedHosts hosts = new SimulatedHosts(cluster);
        List<String> forgotten = new ArrayList<>();
        List<String> told = new ArrayList<>();
        HostExecutor keeping = new HostExecutor() {
            @Override
            public void run(HostTask task) {
                hosts.run(task);
            }

            @Override
            public void forget(HostTask task) {
                assertTrue(
                        journal.entries().stream()
                                .anyMatch(each -> each.kind() == JournalEntry.Kind.UNIT_DONE
                                        && each.text().equals(task.unit())),
                        task::toString);
                forgotten.add(task.unit());
                if (task.target().equals("worker-1")) {
                    throw new IllegalStateException("the record stays");
                }
            }
        };

        UpgradeRun.of(plan)
                .journal(journal)
                .onEvent(event -> told.add(event.toString()))
                .run(cluster, keeping);

        assertEquals(hosts.tasks().stream().map(HostTask::unit).toList(), forgotten);
        assertEquals(
                2,
                told.stream()
                        .filter(each -> each.contains("left behind") && each.contains("the record stays"))
                        .count());
    }

    @Test
    void a_task_of_which_nobody_knows_whether_it_was_done_stops_the_run_and_says_so() {
        MockCluster cluster = cluster().build();
        UpgradePlan plan = plan(cluster, "1.31");

        UpgradeReport report = UpgradeRun.of(plan).report(cluster, task -> {
            throw new HostUnknownException("the node has rebooted meanwhile; look at it");
        });

        assertEquals(Outcome.FAILED, report.outcome());
        assertEquals(RunCode.HOST_UNKNOWN, report.reasons().get(0).code());
        assertTrue(report.reasons().get(0).text().contains("has rebooted meanwhile"), report::toString);
    }

    @Test
    void x03_a_node_that_appears_at_the_old_minor_keeps_the_last_gate_closed() {
        MockCluster cluster = cluster().build();
        UpgradePlan plan = plan(cluster, "1.31");
        HostExecutor hosts = new SimulatedHosts(cluster);
        HostExecutor growing = task -> {
            hosts.run(task);
            if (task.unit().startsWith("1.31/node/worker-5")) {
                new MockNodeProvider(cluster).add(1, A.version("1.30.6"));
            }
        };

        UpgradeReport report = UpgradeRun.of(plan).report(cluster, growing);

        assertEquals(Outcome.TIMED_OUT, report.outcome());
        assertEquals("verify", report.failed().orElseThrow());
        assertTrue(report.reasons().get(0).text().contains("new-1"), report::toString);
    }

    @Test
    void x04_a_node_that_disappears_is_passed_over() {
        MockCluster cluster = cluster().build();
        UpgradePlan plan = plan(cluster, "1.31");
        SimulatedHosts hosts = new SimulatedHosts(cluster);
        HostExecutor shrinking = task -> {
            hosts.run(task);
            if (task.unit().startsWith("1.31/control-plane/cp-3")) {
                cluster.delete(Kind.NODES, "worker-5");
            }
        };

        UpgradeReport report = UpgradeRun.of(plan).run(cluster, shrinking);

        assertEquals(List.of("1.31/node/worker-5"), report.skipped());
        assertEquals(Outcome.COMPLETED, report.outcome());
    }

    @Test
    void x06_a_dry_run_writes_nothing() {
        MockCluster cluster = cluster().build();
        UpgradePlan plan = plan(cluster, "1.31");
        List<String> planned = new ArrayList<>();
        cluster.clearRequests();

        UpgradeReport report = UpgradeRun.of(plan)
                .dryRun()
                .onEvent(event -> {
                    if (event instanceof UpgradeEvent each && each.kind() == UpgradeEvent.Kind.PLANNED) {
                        planned.add(each.step());
                    }
                })
                .run(cluster, task -> {
                    throw new AssertionError("a dry run needs no hands: " + task);
                });

        assertEquals(plan.steps().stream().map(UpgradeStep::id).toList(), planned);
        assertEquals(plan.steps().size(), report.left().size());
        assertTrue(cluster.requests().stream()
                .noneMatch(each -> each.toString().matches("(?i).*(patch|create|update|delete) .*")));
    }

    @Test
    void x08_a_cluster_that_has_changed_is_refused() {
        MockCluster cluster = cluster().build();
        UpgradePlan plan = plan(cluster, "1.31");
        cluster.patch(
                Kind.NODES,
                "worker-1",
                Document.of("status", Document.of("nodeInfo", Document.of("kubeletVersion", "v1.29.3"))));

        UpgradeReport report = UpgradeRun.of(plan).report(cluster, new SimulatedHosts(cluster));

        assertEquals(Outcome.REFUSED, report.outcome());
        assertEquals(RunCode.STALE, report.reasons().get(0).code());
        assertTrue(report.reasons().get(0).text().contains("worker-1"), report::toString);
        assertTrue(report.done().isEmpty());
    }

    @Test
    void x09_a_second_runner_is_refused() {
        MockCluster cluster = cluster().build();
        UpgradePlan plan = plan(cluster, "1.31");
        SimulatedHosts hosts = new SimulatedHosts(cluster);
        List<UpgradeReport> second = new ArrayList<>();
        HostExecutor nested = task -> {
            if (second.isEmpty()) {
                second.add(UpgradeRun.of(plan).report(cluster, hosts));
            }
            hosts.run(task);
        };
        HostExecutor later = task -> {
            cluster.advance(Duration.ofSeconds(1));
            nested.run(task);
        };

        UpgradeRun.of(plan).run(cluster, later);

        assertEquals(Outcome.REFUSED, second.get(0).outcome());
        assertEquals(RunCode.LOCKED, second.get(0).reasons().get(0).code());
    }

    @Test
    void stop_and_go_on() {
        MockCluster cluster = cluster().build();
        UpgradePlan plan = plan(cluster, "1.31");
        UpgradeJournal journal = UpgradeJournal.inMemory();
        SimulatedHosts hosts = new SimulatedHosts(cluster);
        UpgradeRun run = UpgradeRun.of(plan).journal(journal);

        UpgradeReport stopped = run.stopWhen(() -> hosts.tasks().size() >= 4).report(cluster, hosts);

        assertEquals(Outcome.CANCELLED, stopped.outcome());
        assertFalse(stopped.left().isEmpty());
        assertEquals(Outcome.COMPLETED, run.run(cluster, hosts).outcome());
        assertAllAt(cluster, "v1.31.14");
    }

    @Test
    void blocked_plans_plans_without_a_cluster_and_foreign_journals_are_refused() {
        MockCluster cluster = cluster().build();
        SimulatedHosts hosts = new SimulatedHosts(cluster);
        UpgradeJournal journal = UpgradeJournal.inMemory();
        journal.append(new JournalEntry("other", "x", JournalEntry.Kind.DONE, cluster.now(), ""));
        UpgradePlan blocked = UpgradePlanner.from("1.20").to("1.31").plan(cluster);
        UpgradePlan blind = UpgradePlanner.plan("1.30", "1.31");

        assertEquals(
                RunCode.BLOCKED,
                UpgradeRun.of(blocked).report(cluster, hosts).reasons().get(0).code());
        assertEquals(
                RunCode.NOT_OBSERVED,
                UpgradeRun.of(blind).report(cluster, hosts).reasons().get(0).code());
        assertEquals(
                RunCode.OTHER_PLAN,
                UpgradeRun.of(plan(cluster, "1.31"))
                        .journal(journal)
                        .report(cluster, hosts)
                        .reasons()
                        .get(0)
                        .code());
        assertTrue(hosts.tasks().isEmpty());
    }

    @Test
    void new_nodes_come_first_with_a_provider() {
        MockCluster cluster = cluster().build();
        UpgradePlan plan = UpgradePlanner.to("1.31")
                .workers(WorkerStrategy.newNodesFirst(2))
                .plan(cluster);

        UpgradeReport report =
                UpgradeRun.of(plan).nodes(new MockNodeProvider(cluster)).run(cluster, new SimulatedHosts(cluster));

        assertEquals(Outcome.COMPLETED, report.outcome());
        List<String> names =
                cluster.list(Kind.NODES).stream().map(Node::name).sorted().toList();
        assertEquals(List.of("cp-1", "cp-2", "cp-3", "new-1", "new-2", "new-3", "new-4", "new-5"), names);
    }

    @Test
    void traffic_goes_back_when_the_judge_says_no() {
        MockCluster cluster = cluster().build();
        UpgradePlan plan =
                UpgradePlanner.to("1.32").platform(Platform.newCluster()).plan(cluster);
        MockTrafficShift traffic = new MockTrafficShift();

        UpgradeReport report = UpgradeRun.of(plan)
                .traffic(traffic, new MockHealthJudge(50))
                .report(cluster, new SimulatedHosts(cluster));

        assertEquals(Outcome.FAILED, report.outcome());
        assertEquals(RunCode.NOT_HEALTHY, report.reasons().get(0).code());
        assertEquals(List.of(10, 50, 10), traffic.shifts());
        assertEquals("1.32/traffic-50", report.failed().orElseThrow());
    }

    @Test
    void the_printing_executor_prints_and_the_library_waits(@TempDir Path folder) throws IOException {
        MockCluster cluster = cluster().build();
        UpgradePlan plan = plan(cluster, "1.31");
        StringBuilder printed = new StringBuilder();

        UpgradeReport report = UpgradeRun.of(plan)
                .timeouts(Duration.ofSeconds(20), Duration.ofMinutes(1), Duration.ofMinutes(1))
                .report(cluster, HostExecutor.printing(printed));

        assertEquals(Outcome.TIMED_OUT, report.outcome());
        assertEquals("1.31/control-plane/cp-1", report.failed().orElseThrow());
        assertTrue(printed.toString().contains("cp-1$ kubeadm upgrade apply -y v1.31.14"), printed::toString);
        Path torn = folder.resolve("torn");
        Files.writeString(torn, "{\"plan\":\"p\",\"step\":\"s\",\"ki");
        assertTrue(UpgradeJournal.file(torn).entries().isEmpty());
        JournalEntry entry = new JournalEntry("p", "s", JournalEntry.Kind.DONE, cluster.now(), "t");
        UpgradeJournal.file(torn).append(entry);
        assertEquals(List.of(entry), UpgradeJournal.file(torn).entries());
    }
}
