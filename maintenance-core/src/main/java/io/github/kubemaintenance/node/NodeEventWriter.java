package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes an Event of v1 on a node at each step of its maintenance, and passes everything on. Each is one POST that is not
 * repeated: what becomes of it changes nothing, since Events are best effort everywhere in Kubernetes.
 */
final class NodeEventWriter implements Consumer<MaintenanceEvent> {
    static final Kind<KubeDocument> EVENTS = Kind.document("", "v1", "events", "Event", true);
    /** How long the last ones are waited for when all is over. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private static final Map<NodeEvent.Step, String> REASONS = Map.of(
            NodeEvent.Step.CORDONED, "MaintenanceBegun",
            NodeEvent.Step.ALREADY_CORDONED, "MaintenanceCordoned",
            NodeEvent.Step.DRAINED, "MaintenanceDrained",
            NodeEvent.Step.ACTING, "MaintenanceAction",
            NodeEvent.Step.RETURNED, "MaintenanceReturned",
            NodeEvent.Step.UNCORDONED, "MaintenanceEnded",
            NodeEvent.Step.PUT_BACK, "MaintenancePutBack",
            NodeEvent.Step.ENDED, "MaintenanceFailed");

    private final Loop loop;
    private final Consumer<MaintenanceEvent> next;
    private int inFlight;
    private long count;
    private Instant until = Instant.MIN;

    NodeEventWriter(Loop loop, Consumer<MaintenanceEvent> next) {
        this.loop = loop;
        this.next = next;
    }

    /** Tells whether some are still on their way, and worth waiting for. */
    boolean isBusy() {
        return inFlight > 0 && loop.now().isBefore(until);
    }

    @Override
    public void accept(MaintenanceEvent event) {
        next.accept(event);
        if (event instanceof NodeEvent step) {
            Optional.ofNullable(REASONS.get(step.step())).ifPresent(reason -> write(step, reason));
        }
    }

    private void write(NodeEvent step, String reason) {
        inFlight++;
        until = loop.now().plus(LINGER);
        loop.at(until, () -> {});
        loop.submit(
                Documents.writing(new DocumentWrite(
                        DocumentWrite.Operation.CREATE,
                        EVENTS,
                        document(step, reason),
                        DocumentWrite.FIELD_MANAGER,
                        false,
                        false)),
                result -> inFlight--);
    }

    private Document document(NodeEvent step, String reason) {
        Instant at = step.at().truncatedTo(ChronoUnit.SECONDS);
        String unique = Long.toHexString(step.at().toEpochMilli()) + "-" + ++count;
        return Document.of("apiVersion", "v1")
                .with("Event", "kind")
                .with("default", "metadata", "namespace")
                .with(step.node() + ".maintenance-" + unique, "metadata", "name")
                .with("v1", "involvedObject", "apiVersion")
                .with("Node", "involvedObject", "kind")
                .with(step.node(), "involvedObject", "name")
                .with(step.node(), "involvedObject", "uid")
                .with(reason, "reason")
                .with(step.text().length() > 1000 ? step.text().substring(0, 1000) : step.text(), "message")
                .with(step.step() == NodeEvent.Step.ENDED ? "Warning" : "Normal", "type")
                .with(DocumentWrite.FIELD_MANAGER, "source", "component")
                .with(DocumentWrite.FIELD_MANAGER, "reportingComponent")
                .with(at.toString(), "firstTimestamp")
                .with(at.toString(), "lastTimestamp")
                .with(1L, "count");
    }
}
