package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.AccessRights;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Kubernetes Events on nodes, for people who look at the cluster with kubectl. */
class NodeEventsTest {
    private static List<Document> events(io.github.kubemaintenance.mock.MockCluster mock) {
        return mock.list(NodeEventWriter.EVENTS).stream()
                .map(each -> each.toDocument())
                .filter(each -> each.text("source", "component").orElse("").equals("kube-maintenance"))
                .toList();
    }

    @Test
    void each_step_of_a_cycle_is_an_Event_on_its_node() {
        CycleStage stage = new CycleStage();
        CycleReport report = stage.run(stage.request().publishingNodeEvents());
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        List<Document> events = events(stage.mock);
        assertEquals(
                List.of(
                        "MaintenanceBegun",
                        "MaintenanceDrained",
                        "MaintenanceAction",
                        "MaintenanceReturned",
                        "MaintenanceEnded"),
                events.stream()
                        .sorted(java.util.Comparator.comparing(
                                each -> each.text("metadata", "name").orElse("")))
                        .map(each -> each.text("reason").orElse(""))
                        .toList());
        events.forEach(each -> {
            assertEquals("worker-1", each.text("involvedObject", "name").orElse(""));
            assertEquals("Node", each.text("involvedObject", "kind").orElse(""));
            assertEquals("default", each.text("metadata", "namespace").orElse(""));
            assertEquals("Normal", each.text("type").orElse(""));
        });
    }

    @Test
    void by_default_there_are_none() {
        CycleStage stage = new CycleStage();
        stage.run(stage.request());
        assertEquals(List.of(), events(stage.mock));
        assertFalse(stage.request().options().nodeEvents());
    }

    @Test
    void a_server_that_takes_none_changes_nothing() {
        RollStage stage = new RollStage();
        stage.mock.inject(Fault.forbidden("create", "events").always());
        RollReport report = stage.run(stage.request().publishingNodeEvents());
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertTrue(stage.isClean());
    }

    @Test
    void a_roll_writes_them_on_every_node_and_the_right_is_named() {
        RollStage stage = new RollStage();
        assertEquals(
                Outcome.COMPLETED,
                stage.run(stage.request().publishingNodeEvents()).outcome());
        assertEquals(4 * 5, events(stage.mock).size());
        assertTrue(AccessRights.nodeEvents().allow("create", "events"));
        assertTrue(stage.mock.requests().stream()
                .filter(RecordedRequest::isWrite)
                .filter(each -> each.resource().equals("events"))
                .allMatch(each -> each.verb().equals("create")));
    }
}
