package io.github.kubemaintenance.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.ResourceBackups;
import io.github.kubemaintenance.UpgradePlanner;
import io.github.kubemaintenance.backup.BackupReport;
import io.github.kubemaintenance.backup.RestorePlan;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.drain.DrainForecast;
import io.github.kubemaintenance.drain.DrainOperation;
import io.github.kubemaintenance.drain.DrainPlan;
import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.drain.PlannedPod;
import io.github.kubemaintenance.drain.PodAction;
import io.github.kubemaintenance.drain.RemainingPod;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.node.CycleReport;
import io.github.kubemaintenance.node.NodeAction;
import io.github.kubemaintenance.node.Nodes;
import io.github.kubemaintenance.node.OutageForecast;
import io.github.kubemaintenance.node.RollReport;
import io.github.kubemaintenance.upgrade.Platform;
import io.github.kubemaintenance.upgrade.UpgradePlan;
import io.github.kubemaintenance.upgrade.WorkerStrategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names and shapes that users compile against. A line here may only change with a new major version. */
class ApiContractTest {
    private final MockCluster mock = MockCluster.builder()
            .seed(7)
            .node("worker-1", n -> n.cpu("4").memory("16Gi").zone("a"))
            .node("worker-2", n -> n.cpu("4").memory("16Gi").zone("b"))
            .deployment("shop/web", d -> d.replicas(3).readyAfter(Duration.ofSeconds(8)))
            .budget("shop/web", b -> b.minAvailable(2))
            .fault(Fault.throttled(Duration.ofSeconds(2)))
            .build();
    private final ClusterBackend cluster = mock;

    @Test
    void plan() {
        DrainRequest request =
                NodeMaintenance.drain("worker-1").ignoreDaemonSets().deleteLocalData();
        DrainPlan plan = request.plan(cluster);

        List<PlannedPod> pods = plan.pods();
        for (PlannedPod pod : pods) {
            PodRef ref = pod.pod();
            assertFalse((ref.namespace() + ref.name() + ref.uid()).isEmpty());
            assertEquals(PodAction.EVICT, pod.action());
            for (Reason reason : pod.reasons()) {
                assertFalse(reason.code().isEmpty() || reason.text().isEmpty());
            }
        }
        assertTrue(plan.refusals().isEmpty());
        assertFalse(plan.isRefused());
        for (Blocker blocker : plan.blockers()) {
            List<String> budgets = blocker.budgets();
            assertFalse(blocker.explanation().isEmpty() || blocker.kind() == Blocker.Kind.NEVER || budgets == null);
        }
        assertEquals(
                request.options(),
                NodeMaintenance.drain("worker-1")
                        .ignoreDaemonSets()
                        .deleteEmptyDirData()
                        .options());
    }

    @Test
    void run() {
        DrainRequest request =
                NodeMaintenance.drain("worker-1").ignoreDaemonSets().deleteLocalData();

        DrainReport report = request.force()
                .gracePeriod(Duration.ofSeconds(5))
                .timeout(Duration.ofMinutes(10))
                .onEvent(event -> assertFalse(event.toString().isEmpty()))
                .run(cluster);

        assertEquals(Outcome.COMPLETED, report.outcome());
        List<PodRef> evicted = report.evicted();
        assertTrue(evicted.size() + report.deleted().size() + report.skipped().size() > 0);
        List<RemainingPod> remaining = report.remaining();
        assertTrue(remaining.isEmpty());
        assertFalse(report.duration().isNegative());
    }

    @Test
    void startAndCancel() {
        DrainOperation op = NodeMaintenance.drain("worker-1").ignoreDaemonSets().start(cluster);
        op.cancel();
        CompletionStage<DrainReport> completion = op.completion();

        DrainReport report = mock.await(completion);

        assertTrue(report.outcome() == Outcome.CANCELLED || report.outcome() == Outcome.COMPLETED);
    }

    @Test
    void expectingAndCordon() {
        DrainRequest request = NodeMaintenance.drain("worker-1");
        DrainPlan plan = request.plan(cluster);
        DrainForecast forecast = request.rehearse(cluster);

        assertFalse(forecast.duration().isNegative());
        assertEquals(Outcome.COMPLETED, forecast.report().outcome());
        assertTrue(forecast.stuck().isEmpty());
        assertEquals(Outcome.COMPLETED, request.expecting(plan).run(cluster).outcome());
        NodeMaintenance.uncordon("worker-1").run(cluster);
        assertFalse(mock.node("worker-1").unschedulable());
        NodeMaintenance.cordon("worker-1").run(cluster);
        assertTrue(mock.node("worker-1").unschedulable());
    }

    @Test
    void outage() {
        OutageForecast forecast = NodeMaintenance.outage("worker-1").forecast(cluster);
        assertTrue(forecast.noticed().isPresent());
    }

    @Test
    void cycleAndRolling() {
        CycleReport cycled = NodeMaintenance.cycle("worker-1")
                .drain(d -> d.ignoreDaemonSets())
                .action(node -> reboot(node))
                .run(cluster);
        assertEquals(Outcome.COMPLETED, cycled.outcome());
        assertFalse(mock.node("worker-1").unschedulable());

        MockCluster pool = MockCluster.builder()
                .nodes("worker-", 4, n -> n.label("pool", "blue"))
                .deployment("shop/web", d -> d.replicas(4))
                .build();
        RollReport rolled = NodeMaintenance.rolling(Nodes.labelled("pool=blue"))
                .maxUnavailable(2)
                .drain(d -> d.ignoreDaemonSets())
                .action(node -> pool.reboot(node.name(), Duration.ofSeconds(50)))
                .run(pool);
        assertEquals(Outcome.COMPLETED, rolled.outcome());
        assertEquals(4, rolled.nodes().size());
        NodeAction action = node -> {};
        assertFalse(action.toString().isEmpty());
    }

    private void reboot(Node node) {
        mock.reboot(node.name(), Duration.ofSeconds(50));
    }

    @Test
    void mock() {
        assertEquals(3, mock.pods("shop").size());
        NodeMaintenance.cordon("worker-2").run(cluster);
        List<RecordedRequest> requests = mock.requests();
        assertFalse(requests.isEmpty());
        var before = mock.now();
        mock.advance(Duration.ofMinutes(1));
        assertEquals(before.plus(Duration.ofMinutes(1)), mock.now());
        MockCluster twin = MockCluster.copyOf(cluster);
        assertEquals(mock.pods(), twin.pods());
    }

    @Test
    void upgrades() {
        UpgradePlan up = UpgradePlanner.plan("1.10", "1.13");
        List<Minor> path = up.path();
        assertEquals(List.of(Minor.of(11), Minor.of(12), Minor.of(13)), path);
        assertFalse(up.steps().isEmpty() || up.findings().isEmpty() || up.isBlocked());
        assertFalse(up.estimate().total().isZero() || up.toMarkdown().isEmpty());

        UpgradePlan onCluster = UpgradePlanner.from("1.29.4")
                .to("1.31.2")
                .platform(Platform.KUBEADM)
                .workers(WorkerStrategy.oneByOne())
                .plan(cluster);
        assertEquals("1.31.2", onCluster.to().toString());
    }

    @Test
    void resourceBackups(@TempDir Path folder) {
        Path backup = folder.resolve("backup-dir");
        BackupReport b = ResourceBackups.of(cluster).saveTo(backup).run();
        assertTrue(b.objects() > 0);
        assertFalse(b.isPartial());
        RestorePlan plan = ResourceBackups.of(cluster).restoreFrom(backup).plan();
        assertFalse(plan.isRefused());
        assertFalse(
                ResourceBackups.of(cluster).compareWith(backup).run().entries().isEmpty());
        assertFalse(ResourceBackups.of(cluster).advice().reasons().isEmpty());
    }
}
