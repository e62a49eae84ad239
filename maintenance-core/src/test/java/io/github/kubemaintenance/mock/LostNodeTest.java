package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.drain.DrainTimeoutException;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node that its control plane had lost when its state was read is lost in the simulation, too. */
class LostNodeTest {
    private static final Document NODE = DocumentFormat.json()
            .read(
                    """
                    {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "lost-1", "uid": "n"},
                     "status": {"conditions": [{"type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown",
                                                "lastTransitionTime": "2025-12-31T00:00:00Z"}]}}""");
    private static final Document POD = DocumentFormat.json()
            .read(
                    """
                    {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shell", "namespace": "tools", "uid": "p"},
                     "spec": {"nodeName": "lost-1", "containers": [{"name": "c", "image": "x"}]},
                     "status": {"phase": "Running"}}""");

    @Test
    void givenAPodOnALostNode_whenItIsDrained_thenTheEvictionIsAcceptedButNobodyConfirmsIt() {
        MockCluster cluster =
                MockCluster.builder().objects(List.of(NODE, POD)).unsettled().build();

        DrainTimeoutException thrown = assertThrows(DrainTimeoutException.class, () -> NodeMaintenance.drain("lost-1")
                .force()
                .timeout(Duration.ofMinutes(5))
                .run(cluster));

        assertEquals(1, thrown.report().remaining().size());
        assertTrue(cluster.pod("tools/shell").isTerminating());
    }

    @Test
    void givenAPodOnALostNode_whenTheNodeComesBack_thenTheDrainCompletes() {
        MockCluster cluster =
                MockCluster.builder().objects(List.of(NODE, POD)).unsettled().build();
        cluster.revive("lost-1");

        NodeMaintenance.drain("lost-1").force().timeout(Duration.ofMinutes(5)).run(cluster);

        assertTrue(cluster.pods().isEmpty());
    }
}
