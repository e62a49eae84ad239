package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** In a roll, Ready replicas of one owner that no budget guards go one after the other, whatever node they are on. */
class UnbudgetedTest {
    private static final Duration STARTS_IN = Duration.ofSeconds(20);

    /** Three nodes full of one workload, and two that take what leaves them. */
    private final MockCluster mock = opened(MockCluster.builder()
            .seed(4)
            .nodes("old-", 3, n -> n.cpu("8"))
            .nodes("new-", 2, n -> n.cpu("8").unschedulable())
            .deployment("shop/web", d -> d.replicas(6).cpu("1").readyAfter(STARTS_IN))
            .build());

    private int fewest = Integer.MAX_VALUE;

    private static MockCluster opened(MockCluster cluster) {
        for (String node : new String[] {"new-1", "new-2"}) {
            cluster.patch(Kind.NODES, node, Document.empty().withNull("spec", "unschedulable"));
        }
        cluster.clearRequests();
        return cluster;
    }

    private int ready() {
        return (int) mock.pods("shop").stream()
                .filter(pod -> pod.isReady() && !pod.isTerminating())
                .count();
    }

    private RollRequest request() {
        return RollRequest.of(Nodes.named("old-1", "old-2", "old-3"))
                .maxUnavailable(3)
                .drain(d -> d.ignoreDaemonSets())
                .settle(Duration.ZERO)
                .action(node -> mock.reboot(node.name(), Duration.ofSeconds(30)))
                .onEvent(event -> fewest = Math.min(fewest, ready()));
    }

    @Test
    void by_default_one_of_six_is_missing_at_most() {
        RollReport report = RollStage.run(request(), mock);
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(5, fewest);
        assertTrue(report.duration().compareTo(STARTS_IN.multipliedBy(6)) > 0, report::toString);
        assertEquals(UnbudgetedPods.ONE_AT_A_TIME, request().options().unbudgeted());
    }

    @Test
    void asked_to_they_all_go_at_once() {
        RollReport report = RollStage.run(request().unbudgeted(UnbudgetedPods.ALL_AT_ONCE), mock);
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(0, fewest);
    }

    @Test
    void a_replica_that_was_not_Ready_before_holds_nobody_up() {
        MockCluster sick = opened(MockCluster.builder()
                .seed(4)
                .nodes("old-", 3, n -> n.cpu("8"))
                .nodes("new-", 2, n -> n.cpu("8").unschedulable())
                .deployment("shop/web", d -> d.replicas(3).readyAfter(STARTS_IN))
                .deployment("shop/sick", d -> d.replicas(3).neverReady())
                .build());
        RollReport report = RollStage.run(
                RollRequest.of(Nodes.named("old-1", "old-2", "old-3"))
                        .maxUnavailable(3)
                        .settle(Duration.ZERO)
                        .drain(d -> d.ignoreDaemonSets().awaitReplacements(Duration.ofSeconds(90))),
                sick);
        assertTrue(
                sick.podsOn("old-1").isEmpty()
                        && sick.podsOn("old-2").isEmpty()
                        && sick.podsOn("old-3").isEmpty(),
                report::toString);
    }

    @Test
    void an_owner_that_is_scaled_down_meanwhile_lets_the_rest_go() {
        boolean[] scaled = new boolean[1];
        RollReport report = RollStage.run(
                request().onEvent(event -> {
                    if (!scaled[0] && event instanceof PodEvent pod && pod.kind() == PodEvent.Kind.EVICTED) {
                        scaled[0] = true;
                        for (var each : mock.list(Kind.DEPLOYMENTS)) {
                            mock.patch(
                                    Kind.DEPLOYMENTS,
                                    "shop/" + each.name(),
                                    Document.empty().with(2, "spec", "replicas"));
                        }
                    }
                }),
                mock);
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(2, mock.pods("shop").stream().filter(Pod::isReady).count());
        assertTrue(report.duration().compareTo(Duration.ofMinutes(10)) < 0, report::toString);
    }

    @Test
    void where_pods_cannot_be_watched_none_is_moved_and_the_roll_says_what_it_does_not_see() {
        mock.inject(Fault.forbidden("watch", "pods"));
        RollReport report = RollStage.run(request(), mock);
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertEquals(6, ready());
        assertTrue(RollStage.codes(report.notes()).contains(CycleCode.PODS_UNSEEN), report::toString);
    }
}
