package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A control-plane node goes down only where etcd keeps its quorum. */
class QuorumTest {
    private static MockCluster controlPlane(int nodes, int members) {
        MockClusterBuilder builder = MockCluster.builder()
                .seed(2)
                .nodes("cp-", nodes, n -> n.controlPlane())
                .node("worker-1");
        for (int i = 1; i <= members; i++) {
            String node = "cp-" + i;
            builder = builder.staticPod(
                    "kube-system/etcd-" + node,
                    p -> p.node(node).label("component", "etcd").label("tier", "control-plane"));
        }
        MockCluster mock = builder.build();
        mock.clearRequests();
        return mock;
    }

    private static CycleReport cycle(MockCluster mock, boolean acceptLoss) {
        CycleRequest request = CycleRequest.of("cp-1")
                .action(node -> mock.reboot(node.name(), Duration.ofSeconds(30)))
                .settle(Duration.ZERO);
        return CycleStage.run(acceptLoss ? request.acceptQuorumLoss() : request, mock);
    }

    private static void assertRefused(CycleReport report, String code, MockCluster mock) {
        assertEquals(Outcome.REFUSED, report.outcome(), report::toString);
        assertEquals(code, report.reasons().get(0).code());
        assertEquals(CycleStep.UNTOUCHED, report.step());
        assertFalse(mock.requests().stream().anyMatch(RecordedRequest::isWrite));
    }

    @Test
    void one_of_three_healthy_members_may_go_and_is_waited_for() {
        MockCluster mock = controlPlane(3, 3);
        CycleReport report = cycle(mock, false);
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertTrue(mock.pod("kube-system/etcd-cp-1").isReady());
    }

    @Test
    void of_three_members_with_one_down_none_may_go() {
        MockCluster mock = controlPlane(3, 3);
        mock.kill("cp-2");
        mock.advance(Duration.ofMinutes(2));
        assertRefused(cycle(mock, false), CycleCode.QUORUM_LOSS, mock);
    }

    @Test
    void the_one_that_is_down_may_be_restarted() {
        MockCluster mock = controlPlane(3, 3);
        mock.kill("cp-1");
        mock.advance(Duration.ofMinutes(2));
        CycleReport report = cycle(mock, false);
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
    }

    @Test
    void of_two_members_none_may_go_unless_the_loss_is_accepted() {
        MockCluster mock = controlPlane(2, 2);
        assertRefused(cycle(mock, false), CycleCode.QUORUM_LOSS, mock);
        assertEquals(Outcome.COMPLETED, cycle(mock, true).outcome());
    }

    @Test
    void an_etcd_outside_of_the_cluster_is_not_known() {
        MockCluster mock = controlPlane(3, 0);
        assertRefused(cycle(mock, false), CycleCode.QUORUM_UNKNOWN, mock);
        assertEquals(Outcome.COMPLETED, cycle(mock, true).outcome());
    }

    @Test
    void pods_that_may_not_be_read_are_not_known() {
        MockCluster mock = controlPlane(3, 3);
        mock.inject(Fault.forbidden("list", "pods").always());
        assertRefused(cycle(mock, false), CycleCode.QUORUM_UNKNOWN, mock);
    }

    @Test
    void it_is_looked_at_again_right_before_the_action() {
        MockCluster mock = controlPlane(3, 3);
        CycleReport report = CycleStage.run(
                CycleRequest.of("cp-1")
                        .action(node -> {
                            throw new AssertionError("not with two of three down");
                        })
                        .settle(Duration.ofMinutes(5))
                        .onEvent(event -> {
                            if (event.text().equals("cordoned")) {
                                mock.kill("cp-2");
                            }
                        }),
                mock);
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertEquals(CycleCode.QUORUM_LOSS, report.reasons().get(0).code());
        assertEquals(CycleStep.DRAINED, report.step());
    }
}
