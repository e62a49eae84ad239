package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
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
                .check(node -> checks.nodes(node.name()).run(cluster).orThrow());
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
