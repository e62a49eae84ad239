package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.catalog.Fit;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a roll costs the API server, and what its plan shows. */
class RollFiguresTest {
    private static MockCluster cluster(int nodes, int workloads, int replicas) {
        MockClusterBuilder builder = MockCluster.builder().seed(9).latency(Duration.ofMillis(5));
        builder = builder.nodes("worker-", nodes, n -> n.cpu("16").memory("64Gi"));
        for (int i = 0; i < workloads; i++) {
            String name = "team-" + i % 10 + "/app-" + i;
            builder = builder.deployment(
                            name, d -> d.replicas(replicas).cpu("100m").readyAfter(Duration.ofSeconds(5)))
                    .budget(name, b -> b.maxUnavailable("25%"));
        }
        builder = builder.daemonSet("kube-system/proxy", d -> {}).daemonSet("kube-system/logs", d -> {});
        return builder.build();
    }

    @Test
    void requests_are_at_most_N_and_D_and_20_a_node() {
        MockCluster mock = cluster(12, 30, 8);
        mock.clearRequests();
        RollReport report = RollStage.run(
                RollRequest.of(Nodes.all())
                        .maxUnavailable(3)
                        .drain(d -> d.ignoreDaemonSets())
                        .action(node -> mock.reboot(node.name(), Duration.ofSeconds(40))),
                mock);
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        int evicted =
                report.nodes().stream().mapToInt(each -> each.evicted().size()).sum();
        long requests = mock.requests().stream()
                .filter(each -> !each.resource().equals("leases"))
                .count();
        int most = evicted + 12 * (2 + 20);
        assertTrue(requests <= most, () -> requests + " requests, at most " + most + " for " + evicted + " evictions");
        long refused = mock.requests().stream()
                .filter(each -> each.resource().equals("pods/eviction") && each.status() == 429)
                .count();
        assertTrue(refused <= 12, () -> refused + " evictions refused");
    }

    @Test
    void a_plan_shows_batches_and_what_it_would_cost_and_changes_nothing() {
        RollStage stage = new RollStage(MockCluster.builder()
                .deployment("shop/single", d -> d.replicas(1).readyAfter(Duration.ofSeconds(9))));
        RollPlan plan = stage.request("pool in (blue, green)")
                .canary(1)
                .maxUnavailable(2)
                .actionTakes(Duration.ofMinutes(3))
                .plan(stage.mock);
        assertTrue(plan.isCompleted(), plan::toString);
        assertFalse(plan.isRefused());
        assertEquals(
                List.of(
                        List.of("blue-1"),
                        List.of("blue-2", "blue-3"),
                        List.of("blue-4", "green-1"),
                        List.of("green-2")),
                plan.batches());
        assertTrue(plan.wentDown().contains("Deployment shop/single"), plan::toString);
        assertEquals(4, plan.lowestCapacity().nodes());
        assertTrue(plan.duration().compareTo(Duration.ofMinutes(12)) > 0, plan::toString);
        assertTrue(plan.toString().contains("6 nodes in 4 batches"), plan::toString);
        assertEquals(0, stage.actions.size());
        assertFalse(stage.mock.requests().stream().anyMatch(each -> each.isWrite()));
        assertTrue(stage.isClean());
        RollPlan none = stage.request("pool=red").plan(stage.mock);
        assertTrue(none.isRefused(), none::toString);
    }

    @Test
    void P03_the_plan_says_of_each_batch_whether_its_pods_fit_elsewhere_and_which_does_not_and_why() {
        MockCluster mock = MockCluster.builder()
                .seed(3)
                .nodes("n-", 3, n -> n.cpu("4"))
                .deployment("shop/small", d -> d.replicas(3).cpu("500m").readyAfter(Duration.ofSeconds(1)))
                .deployment("shop/big", d -> d.replicas(2).cpu("3").readyAfter(Duration.ofSeconds(1)))
                .build();
        RollRequest request =
                RollRequest.of(Nodes.all()).drain(d -> d.ignoreDaemonSets()).action(node -> {});
        RollPlan fits = request.plan(mock);
        assertEquals(3, fits.capacity().size());
        assertTrue(fits.capacity().stream().allMatch(each -> each.verdict() == Fit.Kind.FITS), fits::toString);
        RollPlan tight = request.maxUnavailable(2)
                .pendingLimit(Duration.ofMinutes(2))
                .drain(d -> d.ignoreDaemonSets().awaitReplacements(Duration.ofMinutes(3)))
                .plan(mock);
        RollBatch first = tight.capacity().get(0);
        assertEquals(Fit.Kind.DOES_NOT_FIT, first.verdict(), tight::toString);
        assertTrue(
                first.fits().entrySet().stream()
                        .anyMatch(each -> each.getKey().name().startsWith("big")
                                && each.getValue().kind() == Fit.Kind.DOES_NOT_FIT
                                && each.getValue().toString().contains("cpu")),
                tight::toString);
        assertTrue(tight.toString().contains("DOES_NOT_FIT (pod shop/"), tight::toString);
    }

    @Test
    void a_cycle_is_planned_and_rehearsed_without_touching_anything() {
        CycleStage stage = new CycleStage();
        CyclePlan plan = stage.request().plan(stage.mock, CycleStage.REBOOT);
        assertTrue(plan.isCompleted(), plan::toString);
        assertFalse(plan.isRefused());
        assertEquals(3, plan.drain().capacity().size());
        assertFalse(stage.mock.requests().stream().anyMatch(each -> each.isWrite()));
        assertEquals(0, stage.actions);
        Duration taken = stage.run(stage.request()).duration();
        assertTrue(plan.duration().minus(taken).abs().compareTo(Duration.ofSeconds(10)) < 0, plan::toString);
        CyclePlan refused = CycleRequest.of("worker-1").action(node -> {}).plan(stage.mock);
        assertTrue(refused.isRefused(), refused::toString);
    }

    @Test
    void a_rehearsal_and_the_roll_take_equally_long() {
        RollStage stage = new RollStage();
        RollRequest request = stage.request().withoutLock().actionTakes(RollStage.REBOOT);
        Duration planned = request.plan(stage.mock).duration();
        Duration taken = stage.run(request).duration();
        assertTrue(planned.minus(taken).abs().compareTo(Duration.ofSeconds(30)) < 0, () -> planned + ", " + taken);
    }
}
