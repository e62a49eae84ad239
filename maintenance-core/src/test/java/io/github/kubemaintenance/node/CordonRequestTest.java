package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Taint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Cordon and uncordon by themselves: C01 to C08 of the scenarios. */
class CordonRequestTest {
    private final MockCluster mock = MockCluster.builder()
            .node("worker-1")
            .node("worker-2", n -> n.unschedulable())
            .build();

    private List<RecordedRequest> writes() {
        return mock.requests().stream().filter(RecordedRequest::isWrite).toList();
    }

    private List<String> taints(String node) {
        return mock.node(node).taints().stream().map(Taint::key).toList();
    }

    private static CordonReport failure(CordonRequest request, MockCluster mock) {
        return assertThrows(CordonFailedException.class, () -> request.run(mock))
                .report();
    }

    @Test
    void C01_aSchedulableNodeIsCordonedByOnePatchThatChangesNothingElse() {
        Node before = mock.node("worker-1");
        CordonReport report = NodeMaintenance.cordon("worker-1").run(mock);
        assertEquals(Outcome.COMPLETED, report.outcome());
        assertEquals(1, writes().size());
        Node after = mock.node("worker-1");
        assertTrue(after.unschedulable());
        assertEquals(before.metadata().annotations(), after.metadata().annotations());
        assertEquals(before.metadata().labels(), after.metadata().labels());
        mock.advance(Duration.ofSeconds(5));
        assertEquals(List.of("node.kubernetes.io/unschedulable"), taints("worker-1"));
    }

    @Test
    void C02_aNodeThatIsAlreadyAsAskedGetsNoRequestButTheRead() {
        CordonReport cordoned = NodeMaintenance.cordon("worker-2").run(mock);
        CordonReport uncordoned = NodeMaintenance.uncordon("worker-1").run(mock);
        assertEquals(List.of(), writes());
        assertEquals(2, mock.requests().size());
        assertTrue(cordoned.toString().contains("already"), cordoned::toString);
        assertTrue(uncordoned.toString().contains("already"), uncordoned::toString);
    }

    @Test
    void C03_uncordonedTheFieldIsGoneOrFalseAndTheTaintGoes() {
        mock.advance(Duration.ofSeconds(5));
        NodeMaintenance.uncordon("worker-2").run(mock);
        assertFalse(mock.node("worker-2").unschedulable());
        mock.advance(Duration.ofSeconds(5));
        assertEquals(List.of(), taints("worker-2"));
    }

    @Test
    void C03_theMarkOfADrainThatCordonedIsTakenAwayToo() {
        mock.patch(
                Kind.NODES,
                "worker-2",
                Document.empty().with("run=1", "metadata", "annotations", "kubemaintenance.github.io/cordoned-by"));
        NodeMaintenance.uncordon("worker-2").run(mock);
        assertEquals(
                List.of(),
                mock.node("worker-2").metadata().annotations().keySet().stream()
                        .filter(each -> each.contains("kubemaintenance"))
                        .toList());
    }

    @Test
    void C04_anUnknownNodeIsAnErrorThatNamesItAndNothingIsWritten() {
        CordonReport report = failure(NodeMaintenance.cordon("worker-9"), mock);
        assertEquals(Outcome.FAILED, report.outcome());
        assertTrue(report.toString().contains("\"worker-9\" not found"), report::toString);
        assertEquals(List.of(), writes());
    }

    @Test
    void C06_whoMayNotPatchNodesIsToldWhichRightIsMissing() {
        mock.inject(Fault.forbidden("patch", "nodes"));
        CordonReport report = failure(NodeMaintenance.cordon("worker-1"), mock);
        assertTrue(report.toString().contains("403"), report::toString);
        assertTrue(report.toString().contains("patch"), report::toString);
        assertFalse(mock.node("worker-1").unschedulable());
    }

    @Test
    void C08_aNodeWithoutTheFieldIsCordonedBecauseThePatchIsAMergeAndNotARfc6902Replace() {
        Node node = mock.node("worker-1");
        assertFalse(node.toDocument().has("spec", "unschedulable"));
        NodeMaintenance.cordon("worker-1").run(mock);
        NodeMaintenance.uncordon("worker-1").run(mock);
        NodeMaintenance.cordon("worker-1").run(mock);
        assertTrue(mock.node("worker-1").unschedulable());
    }

    @Test
    void aDryRunAsksTheServerAndChangesNothing() {
        CordonReport report = NodeMaintenance.cordon("worker-1").dryRun().run(mock);
        assertEquals(Outcome.COMPLETED, report.outcome());
        assertEquals(1, writes().size());
        assertFalse(mock.node("worker-1").unschedulable());
    }

    @Test
    void anAnswerThatIsLostIsAFailureThatSaysSo_andAskingAgainIsSafe() {
        mock.inject(Fault.answerLost().on("patch", "nodes"));
        CordonReport report = failure(NodeMaintenance.cordon("worker-1"), mock);
        assertEquals(Outcome.FAILED, report.outcome());
        assertTrue(mock.node("worker-1").unschedulable());
        assertEquals(
                Outcome.COMPLETED, NodeMaintenance.cordon("worker-1").run(mock).outcome());
    }

    @Test
    void aServerThatIsAwayIsAFailureAndNothingIsWritten() {
        mock.inject(Fault.serverAway(Duration.ZERO, Duration.ofMinutes(5)));
        CordonReport report = failure(NodeMaintenance.cordon("worker-1"), mock);
        assertEquals(Outcome.FAILED, report.outcome());
        assertFalse(mock.node("worker-1").unschedulable());
    }

    @Test
    void anInterruptCancelsItAndTheFlagIsSetAgain() {
        Thread.currentThread().interrupt();
        CordonReport report = failure(NodeMaintenance.cordon("worker-1"), mock);
        assertTrue(Thread.interrupted());
        assertEquals(Outcome.CANCELLED, report.outcome());
        assertEquals(
                "interrupted before anything was changed",
                report.reasons().get(0).text());
    }

    @Test
    void aPatchWithoutAnAnswerMayHaveBeenCarriedOutAndTheReportSaysSo() {
        mock.inject(Fault.callNumber(2).answerLost());
        CordonReport report = failure(NodeMaintenance.cordon("worker-1"), mock);
        assertTrue(report.toString().contains("not known"), report::toString);
        assertTrue(mock.node("worker-1").unschedulable());
        assertEquals(
                Outcome.COMPLETED, NodeMaintenance.cordon("worker-1").run(mock).outcome());
    }

    @Test
    void aBackendThatDoesNotOpenIsAFailureWithAReport() {
        ClusterBackend closed = new ClusterBackend() {
            @Override
            public ClusterSession open() {
                throw new IllegalStateException("the client is closed");
            }

            @Override
            public Executor executor() {
                return Runnable::run;
            }

            @Override
            public boolean has(Class<? extends ClusterApi> capability) {
                return false;
            }
        };
        CordonFailedException thrown =
                assertThrows(CordonFailedException.class, () -> NodeMaintenance.cordon("worker-1")
                        .run(closed));
        assertEquals(Outcome.FAILED, thrown.report().outcome());
        assertTrue(String.valueOf(thrown.getMessage()).contains("the client is closed"), thrown::getMessage);
    }

    @Test
    @SuppressWarnings("NullAway") // what it is about
    void nullIsRefusedAtTheCallByName() {
        CordonRequest request = NodeMaintenance.cordon("worker-1");
        assertEquals(
                "backend",
                assertThrows(NullPointerException.class, () -> request.run(null))
                        .getMessage());
        assertEquals(
                "listener",
                assertThrows(NullPointerException.class, () -> request.onEvent(null))
                        .getMessage());
    }

    @Test
    void listenersHearOnceAndOneThatThrowsChangesNothing() {
        List<MaintenanceEvent> events = new ArrayList<>();
        NodeMaintenance.cordon("worker-1")
                .onEvent(event -> {
                    throw new IllegalStateException("a listener of the test, which throws on purpose");
                })
                .onEvent(events::add)
                .run(mock);
        assertEquals(1, events.size());
        assertEquals(NodeEvent.Step.CORDONED, ((NodeEvent) events.get(0)).step());
        assertTrue(mock.node("worker-1").unschedulable());
    }

    @Test
    void namesThatCantBeANodesAreRefusedAtTheCall() {
        for (String name : List.of("", " ", "A", "a_b", "-a", "a/b")) {
            assertThrows(IllegalArgumentException.class, () -> NodeMaintenance.cordon(name));
            assertThrows(IllegalArgumentException.class, () -> NodeMaintenance.uncordon(name));
        }
    }
}
