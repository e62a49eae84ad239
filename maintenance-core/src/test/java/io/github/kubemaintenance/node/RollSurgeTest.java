package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes that are added first, and nodes that are replaced. */
class RollSurgeTest {
    private final RollStage stage = new RollStage();
    private final MockNodeProvider provider = MockNodeProvider.of(stage.mock, "pool", Duration.ofSeconds(90));

    private List<String> blue() {
        return stage.mock.list(Kind.NODES).stream()
                .map(Node::name)
                .filter(name -> name.startsWith("blue"))
                .toList();
    }

    @Test
    void with_a_surge_there_is_never_less_than_before() {
        RollReport report = stage.run(stage.request().maxSurge("1", provider));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(6, report.lowestCapacity().nodes());
        assertEquals(1, stage.mostInWork());
        assertEquals(List.of("blue-1", "blue-2", "blue-3", "blue-4"), blue());
        assertEquals(4, report.done().size());
        assertTrue(stage.isClean());
    }

    @Test
    void nodes_are_replaced_one_by_one_after_a_new_one_has_come() {
        RollReport report = stage.run(stage.request().maxSurge("1", provider).replacing(provider));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(List.of("blue-new-1", "blue-new-2", "blue-new-3", "blue-new-4"), blue());
        assertEquals(6, report.lowestCapacity().nodes());
        assertEquals(0, stage.actions.size());
        assertTrue(stage.isClean());
    }

    @Test
    void without_a_surge_the_old_node_goes_first() {
        RollReport report = stage.run(stage.request().replacing(provider));
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(4, blue().size());
        assertEquals(5, report.lowestCapacity().nodes());
    }

    @Test
    void a_provider_that_has_no_node_left_stops_it_before_anything_is_drained() {
        RollReport report = stage.run(stage.request().maxSurge("25%", provider.failing(1)));
        assertEquals(Outcome.FAILED, report.outcome());
        assertEquals(List.of(CycleCode.SURGE), RollStage.codes(report.reasons()), report::toString);
        assertEquals(List.of(), report.nodes());
        assertTrue(stage.isClean());
    }

    @Test
    void a_node_with_volumes_attached_is_not_removed() {
        stage.mock.apply(Document.of("apiVersion", "storage.k8s.io/v1")
                .with("VolumeAttachment", "kind")
                .with("csi-1", "metadata", "name")
                .with("blue-1", "spec", "nodeName"));
        RollReport report = stage.run(stage.request().replacing(provider).returnTimeout(Duration.ofMinutes(4)));
        assertEquals(Outcome.FAILED, report.outcome());
        assertTrue(report.toString().contains("csi-1"), report::toString);
        assertTrue(blue().contains("blue-1"));
    }

    @Test
    void a_group_of_the_provider_can_be_selected() {
        RollReport report = stage.run(RollRequest.of(Nodes.inGroup("green"))
                .provider(provider)
                .drain(d -> d.ignoreDaemonSets())
                .action(stage::reboot));
        assertEquals(List.of("green-1", "green-2"), report.done(), report::toString);
        assertEquals(
                Outcome.REFUSED,
                stage.run(RollRequest.of(Nodes.inGroup("green"))).outcome());
        assertThrows(
                IllegalArgumentException.class, () -> Nodes.inGroup("green").and(Nodes.inGroup("blue")));
    }
}
