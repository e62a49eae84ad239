package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On clusters made up at random, P04: what the plan says of an unchanged cluster is what the drain does; B23: no budget is
 * ever broken and no eviction wasted; X01: the number of requests.
 */
class PlanHoldsPropertyTest {
    private static final int CLUSTERS = 150;
    private static final Duration LONG = Duration.ofHours(2);

    static Stream<Integer> seeds() {
        return IntStream.range(0, CLUSTERS).boxed();
    }

    /** Nodes with room to spare, workloads with and without budgets, DaemonSets and some pods that nobody owns. */
    private static MockCluster cluster(int seed) {
        Random random = new Random(seed);
        MockClusterBuilder builder =
                MockCluster.builder().seed(seed).latency(Duration.ofMillis(1 + random.nextInt(20)));
        int nodes = 2 + random.nextInt(4);
        for (int i = 0; i < nodes; i++) {
            builder.node("node-" + i, n -> n.cpu("32").memory("64Gi"));
        }
        int workloads = 1 + random.nextInt(6);
        for (int i = 0; i < workloads; i++) {
            String name = "ns-" + random.nextInt(2) + "/app-" + i;
            int replicas = 1 + random.nextInt(9);
            Duration ready = Duration.ofMillis(500 + random.nextInt(20_000));
            Duration stops = Duration.ofMillis(100 + random.nextInt(20_000));
            if (random.nextBoolean()) {
                builder.deployment(
                        name, w -> w.replicas(replicas).readyAfter(ready).stopsIn(stops));
            } else {
                builder.statefulSet(
                        name, w -> w.replicas(replicas).readyAfter(ready).stopsIn(stops));
            }
            switch (random.nextInt(6)) {
                case 0 -> builder.budget(name, b -> b.minAvailable(random.nextInt(replicas + 1)));
                case 1 -> builder.budget(name, b -> b.maxUnavailable(random.nextInt(3)));
                case 2 -> builder.budget(name, b -> b.minAvailable(random.nextInt(101) + "%"));
                case 3 -> builder.budget(name, b -> b.maxUnavailable(random.nextInt(101) + "%"));
                default -> {}
            }
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            builder.daemonSet("kube-system/agent-" + i, d -> {});
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            String node = "node-" + random.nextInt(nodes);
            builder.pod("ns-0/alone-" + i, p -> p.node(node).label("app", "alone"));
        }
        return builder.build();
    }

    private static Set<PodRef> refs(DrainPlan plan, PodAction action) {
        Set<PodRef> refs = new TreeSet<>();
        plan.pods().stream().filter(pod -> pod.action() == action).forEach(pod -> refs.add(pod.pod()));
        return refs;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void P04_whatThePlanSaysIsWhatTheDrainDoes_B23_andNoBudgetIsBroken(int seed) {
        MockCluster mock = cluster(seed);
        DrainRequest request = DrainRequest.of("node-0")
                .ignoreDaemonSets()
                .deleteEmptyDirData()
                .force()
                .timeout(LONG);
        DrainPlan plan = request.plan(mock);
        String story = "seed " + seed + "\n" + plan;
        mock.clearRequests();
        List<String> broken = new ArrayList<>();
        DrainReport report = SingleDrain.run(request.onEvent(event -> watch(mock, broken)), mock, new DrainOperation());

        assertEquals(List.of(), broken, story);
        if (plan.isRefused()) {
            assertEquals(Outcome.REFUSED, report.outcome(), story);
            assertTrue(mock.requests().stream().noneMatch(RecordedRequest::isWrite), story);
            return;
        }
        assertEquals(Outcome.COMPLETED, report.outcome(), () -> story + "\n" + report);
        assertEquals(refs(plan, PodAction.EVICT), new TreeSet<>(report.evicted()), story);
        assertEquals(refs(plan, PodAction.SKIP), new TreeSet<>(report.skipped()), story);
        assertEquals(refs(plan, PodAction.SKIP).size(), mock.podsOn("node-0").size(), story);
        assertEachEvictedOnce(mock, report, story);
        int daemonSets = refs(plan, PodAction.SKIP).size();
        int most = report.evicted().size() + daemonSets + 12;
        assertTrue(mock.requests().size() <= most, () -> story + "\n" + mock.requests());
    }

    private static void assertEachEvictedOnce(MockCluster mock, DrainReport report, String story) {
        List<RecordedRequest> evictions = mock.requests().stream()
                .filter(each -> each.verb().equals("create") && each.resource().equals("pods/eviction"))
                .toList();
        assertEquals(report.evicted().size(), evictions.size(), () -> story + "\n" + evictions);
        Set<String> names = new HashSet<>();
        evictions.forEach(each -> assertTrue(names.add(each.toString()), () -> story + " twice: " + each));
    }

    /** As the server counts: pods that are Ready and not going away, against what the budget wants. */
    private static void watch(MockCluster mock, List<String> broken) {
        for (PodDisruptionBudget budget : mock.list(Kind.BUDGETS)) {
            long ready = mock.pods(budget.namespace()).stream()
                    .filter(budget::guards)
                    .filter(pod -> pod.isReady() && !pod.isTerminating())
                    .count();
            if (ready < budget.status().desiredHealthy()) {
                broken.add(
                        mock.now() + " " + budget + " wants " + budget.status().desiredHealthy() + " and has " + ready);
            }
        }
    }

    @Test
    void theClustersAreOfEveryKind() {
        List<DrainPlan> plans = seeds().map(seed -> DrainRequest.of("node-0")
                        .ignoreDaemonSets()
                        .deleteEmptyDirData()
                        .force()
                        .plan(cluster(seed)))
                .toList();
        long refused = plans.stream().filter(DrainPlan::isRefused).count();
        long paced = plans.stream()
                .filter(plan -> !plan.isRefused())
                .filter(plan -> plan.steps().stream().anyMatch(each -> each.steps() > 1))
                .count();
        assertTrue(refused >= 15 && refused <= CLUSTERS / 2, "refused: " + refused);
        assertTrue(paced >= 15, "paced by a budget: " + paced);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aBlockedPlanNamesForEachPodThatNeverGoesABudget(int seed) {
        DrainPlan plan = DrainRequest.of("node-0").ignoreDaemonSets().force().plan(cluster(seed));
        for (Blocker blocker : plan.blockers()) {
            assertTrue(!blocker.budgets().isEmpty(), () -> "seed " + seed + ": " + blocker);
            assertTrue(blocker.explanation().contains(blocker.budgets().get(0)), () -> "seed " + seed + ": " + blocker);
        }
    }
}
