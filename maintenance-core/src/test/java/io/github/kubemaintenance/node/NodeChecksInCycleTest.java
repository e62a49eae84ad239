package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks as the canary of a cycle: a node that is back with a wrong configuration takes no pods. */
class NodeChecksInCycleTest {
    private final MockCluster cluster = MockCluster.builder()
            .nodes("worker-", 2, n -> {})
            .objects(List.of(Document.of("apiVersion", "v1")
                    .with("Service", "kind")
                    .with("kube-dns", "metadata", "name")
                    .with("kube-system", "metadata", "namespace")
                    .with("10.0.0.10", "spec", "clusterIP")))
            .build();

    private CycleRequest cycle(String dnsAfterwards) {
        NodeCheckRequest checks =
                NodeMaintenance.checks().only(NodeChecks.clusterDns()).readingKubelets();
        return NodeMaintenance.cycle("worker-1")
                .withoutReboot()
                .action(node ->
                        cluster.configureKubelet(node.name(), Document.of("clusterDNS", List.of(dnsAfterwards))))
                .check(checks);
    }

    @Test
    void aCanaryWhoseConfigurationIsWrongStopsTheRollAndTheRestIsNotBegun() {
        RollException failed = assertThrows(RollException.class, () -> NodeMaintenance.rolling(Nodes.all())
                .canary(1)
                .withoutReboot()
                .maxUnavailable(2)
                .stopAfterFailures(5)
                .action(node ->
                        cluster.configureKubelet(node.name(), Document.of("clusterDNS", List.of("172.20.0.10"))))
                .check(NodeMaintenance.checks().only(NodeChecks.clusterDns()).readingKubelets())
                .run(cluster));
        RollReport report = failed.report();
        assertEquals(CycleCode.CANARY, report.reasons().get(0).code(), report::toString);
        assertEquals(List.of("worker-2"), report.notBegun());
        assertTrue(report.toString().contains("172.20.0.10"), report::toString);
    }

    @Test
    void aPoolIsCheckedByTheSelectionOfARoll() {
        cluster.configureKubelet("worker-2", Document.of("clusterDNS", List.of("172.20.0.10")));
        NodeCheckRequest checks =
                NodeMaintenance.checks().only(NodeChecks.clusterDns()).readingKubelets();
        assertEquals(
                List.of("worker-2"),
                checks.nodes(Nodes.named("worker-2")).run(cluster).nodes());
        assertEquals(
                List.of("worker-1"),
                checks.nodes(Nodes.matching("the first", node -> node.name().endsWith("1")))
                        .run(cluster)
                        .nodes());
        MaintenanceException missing =
                assertThrows(MaintenanceException.class, () -> checks.nodes(Nodes.named("worker-9"))
                        .run(cluster));
        assertTrue(missing.getMessage().contains("worker-9"), missing.getMessage());
    }

    @Test
    void aNodeThatIsBackAsItShouldBeTakesPodsAgain() {
        assertEquals(Outcome.COMPLETED, cycle("10.0.0.10").run(cluster).outcome());
        assertFalse(cluster.node("worker-1").unschedulable());
    }

    @Test
    void aNodeThatIsBackWithTheWrongDnsStaysCordonedAndTheCycleSaysWhy() {
        CycleException failed =
                assertThrows(CycleException.class, () -> cycle("172.20.0.10").run(cluster));
        assertTrue(failed.getMessage().contains("172.20.0.10"), failed.getMessage());
        assertTrue(cluster.node("worker-1").unschedulable());
    }
}
