package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.catalog.Capacity;
import io.github.kubemaintenance.catalog.Fit;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether what leaves a node finds another one, as plans say it and as the simulator then does it. */
class CapacityInPlansTest {
    private static DrainPlan plan(MockCluster cluster, String node) {
        return NodeMaintenance.drain(node).ignoreDaemonSets().force().plan(cluster);
    }

    @Test
    void P03_aReplacementThatDoesNotFitIsNamedWithTheResource() {
        MockCluster cluster = MockCluster.builder()
                .node("worker-1", n -> n.cpu("4"))
                .node("worker-2", n -> n.cpu("2"))
                .deployment("shop/web", d -> d.replicas(2).cpu("1500m").antiAffinity("node"))
                .daemonSet("kube-system/agent", d -> {})
                .build();
        DrainPlan plan = plan(cluster, "worker-1");
        assertFalse(plan.isRefused(), "it is said, not refused");
        Fit fit = plan.capacity().values().iterator().next();
        assertEquals(1, plan.capacity().size(), "the DaemonSet's pod stays");
        assertEquals(Fit.Kind.DOES_NOT_FIT, fit.kind());
        assertEquals("INSUFFICIENT_CPU", fit.reasons().get(0).code());
        String table = plan.toString();
        assertTrue(table.contains("OTHER NODE") && table.contains("DOES_NOT_FIT"), table);
        assertTrue(table.contains("Room elsewhere:") && table.contains("Insufficient cpu (worker-2)"), table);
    }

    @Test
    void aPlanWhosePodsAllFitSaysSoInTheTable() {
        MockCluster cluster = MockCluster.builder()
                .node("worker-1")
                .node("worker-2")
                .deployment("shop/web", d -> d.replicas(2))
                .build();
        DrainPlan plan = plan(cluster, "worker-1");
        assertTrue(plan.capacity().values().stream().allMatch(fit -> fit.kind() == Fit.Kind.FITS));
        assertTrue(plan.toString().contains("FITS") && !plan.toString().contains("Room elsewhere"), plan.toString());
    }

    @Test
    void aClusterWithoutSpareCapacityIsForetold() {
        MockCluster cluster = MockCluster.builder()
                .nodes("worker-", 3, n -> n.cpu("2"))
                .deployment("shop/web", d -> d.replicas(3).cpu("2"))
                .build();
        DrainPlan plan = plan(cluster, "worker-2");
        assertEquals(1, plan.capacity().size());
        assertEquals(
                Fit.Kind.DOES_NOT_FIT,
                plan.capacity().values().iterator().next().kind());
    }

    @Test
    void whatCantBeReadMakesItUnknown() {
        MockCluster cluster = MockCluster.builder()
                .node("worker-1")
                .node("worker-2", n -> n.unschedulable())
                .deployment("shop/web", d -> d.replicas(1))
                .fault(Fault.forbidden("list", "nodes"))
                .build();
        Fit fit = plan(cluster, "worker-1").capacity().values().iterator().next();
        assertEquals(Fit.Kind.UNKNOWN, fit.kind());
        assertTrue(fit.toString().contains("list nodes"), fit.toString());
    }

    @Test
    void theVerdictIsNotPartOfWhatAPersonApproves() {
        MockCluster cluster = MockCluster.builder()
                .node("worker-1")
                .node("worker-2")
                .deployment("shop/web", d -> d.replicas(2))
                .build();
        DrainPlan plan = plan(cluster, "worker-1");
        assertEquals(plan.fingerprint(), plan.withCapacity(Map.of()).fingerprint());
        NodeMaintenance.drain("worker-1")
                .ignoreDaemonSets()
                .force()
                .expecting(plan)
                .run(cluster);
    }

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    private static MockCluster random(int seed) {
        Random random = new Random(seed);
        MockClusterBuilder builder = MockCluster.builder().seed(seed);
        int nodes = 2 + random.nextInt(4);
        for (int i = 0; i < nodes; i++) {
            String zone = "z" + i % 2;
            builder.node("node-" + i, n -> n.cpu("2").zone(zone));
        }
        for (int i = 0; i <= random.nextInt(4); i++) {
            int cpu = 1 + random.nextInt(9);
            int replicas = 1 + random.nextInt(4);
            int rule = random.nextInt(4);
            builder.deployment("ns/app-" + i, d -> {
                d.replicas(replicas).cpu(cpu + "00m");
                if (rule == 0) {
                    d.antiAffinity("node");
                } else if (rule == 1) {
                    d.spread("zone", 1);
                }
            });
        }
        return builder.build();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatFitsFindsANodeAndWhatDoesNotStaysPending(int seed) {
        MockCluster cluster = random(seed);
        if (cluster.pods().stream().anyMatch(pod -> pod.nodeName().isEmpty())) {
            return; // it is full to begin with
        }
        DrainPlan plan = plan(cluster, "node-0");
        NodeMaintenance.drain("node-0").force().run(cluster);
        cluster.advance(Duration.ofMinutes(5));
        List<Pod> pending =
                cluster.pods().stream().filter(pod -> pod.nodeName().isEmpty()).toList();
        String told = "seed " + seed + "\n" + plan + "\npending " + pending;
        boolean allFit = plan.capacity().values().stream().allMatch(fit -> fit.kind() == Fit.Kind.FITS);
        if (allFit) {
            assertEquals(List.of(), pending, told);
        }
        boolean certain = plan.capacity().values().stream()
                .anyMatch(fit -> fit.kind() == Fit.Kind.DOES_NOT_FIT
                        && fit.reasons().stream()
                                .noneMatch(reason -> reason.code().equals(Capacity.TOGETHER)
                                        || reason.code().equals("TOPOLOGY_SPREAD")));
        if (certain) {
            assertFalse(pending.isEmpty(), told);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theVerdictsAreAboutThePodsThatGo(int seed) {
        MockCluster cluster = random(seed);
        DrainPlan plan = plan(cluster, "node-0");
        List<PodRef> going = plan.pods().stream()
                .filter(each -> each.action() == PodAction.EVICT)
                .map(PlannedPod::pod)
                .toList();
        assertEquals(going, List.copyOf(plan.capacity().keySet()), "seed " + seed);
        assertEquals(
                0, cluster.requests().stream().filter(each -> each.isWrite()).count());
        assertTrue(cluster.list(Kind.NODES).stream().noneMatch(node -> node.unschedulable()));
    }
}
