package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds in any cluster, whatever happens to it. */
class RandomClustersTest {
    static IntStream seeds() {
        return IntStream.range(0, 25);
    }

    /** A cluster, and what is done to it, from one seed. */
    private static final class Story {
        private final Random random;
        private final String seed;
        private final MockCluster cluster;
        private final List<String> told = new ArrayList<>();

        Story(int number) {
            random = new Random(number);
            seed = "seed " + number;
            cluster = cluster(number);
        }

        private int pick(int bound) {
            return random.nextInt(bound);
        }

        private Duration time(int seconds) {
            return Duration.ofMillis(random.nextInt(seconds * 1000));
        }

        private MockCluster cluster(int number) {
            MockClusterBuilder builder = MockCluster.builder().seed(number);
            int nodes = 2 + pick(6);
            for (int i = 0; i < nodes; i++) {
                String zone = "z" + i % 3;
                builder.node("node-" + i, n -> n.cpu("2").memory("4Gi").zone(zone));
            }
            int workloads = 1 + pick(5);
            for (int i = 0; i < workloads; i++) {
                String name = "ns-" + pick(2) + "/app-" + i;
                int replicas = 1 + pick(4);
                switch (pick(3)) {
                    case 0 -> builder.statefulSet(name, w -> describe(w).replicas(replicas));
                    case 1 -> builder.replicaSet(name, w -> describe(w).replicas(replicas));
                    default -> builder.deployment(name, w -> describe(w).replicas(replicas));
                }
                if (pick(3) > 0) {
                    builder.budget(name, b -> {
                        switch (pick(4)) {
                            case 0 -> b.minAvailable(pick(replicas + 1));
                            case 1 -> b.maxUnavailable(pick(3));
                            case 2 -> b.minAvailable(pick(101) + "%");
                            default -> b.maxUnavailable(pick(101) + "%");
                        }
                    });
                }
            }
            builder.daemonSet("ns-0/agent", this::describe);
            return builder.build();
        }

        private WorkloadBuilder describe(WorkloadBuilder workload) {
            workload.cpu((1 + pick(9)) + "00m")
                    .memory("64Mi")
                    .startsIn(time(10))
                    .readyAfter(time(20));
            if (pick(4) == 0) {
                workload.ignoresTermination();
            } else {
                workload.stopsIn(time(40));
            }
            if (pick(4) == 0) {
                workload.antiAffinity("node");
            }
            if (pick(4) == 0) {
                workload.initContainer("init", i -> i.takes(time(5)).fails(pick(3)));
            }
            return workload;
        }

        /** Does something to the cluster, then lets time pass. */
        void step() {
            List<Node> nodes = cluster.list(Kind.NODES);
            String node = nodes.get(pick(nodes.size())).name();
            switch (pick(6)) {
                case 0 -> cordon(node, true);
                case 1 -> cordon(node, false);
                case 2 -> cluster.kill(node);
                case 3 -> nodes.forEach(each -> cluster.revive(each.name()));
                default -> {
                    for (Pod pod : cluster.podsOn(node)) {
                        told.add(cluster.now() + " " + pod + " "
                                + cluster.api().evict(Eviction.of(pod.ref())).kind());
                        check();
                    }
                }
            }
            cluster.advance(time(90));
            check();
        }

        void recover() {
            for (Node node : cluster.list(Kind.NODES)) {
                cluster.revive(node.name());
                cordon(node.name(), false);
            }
            cluster.advance(Duration.ofMinutes(30));
        }

        private void cordon(String node, boolean cordoned) {
            cluster.patch(Kind.NODES, node, Document.of("spec", Document.of("unschedulable", cordoned)));
        }

        void check() {
            checkRoom();
            checkBudgets();
        }

        private void checkRoom() {
            Map<String, Quantity> used = new HashMap<>();
            for (Pod pod : cluster.pods()) {
                if (!pod.nodeName().isEmpty() && !pod.isFinished()) {
                    Quantity cpu = pod.spec().containers().get(0).requests().getOrDefault("cpu", Quantity.ZERO);
                    used.merge(pod.nodeName(), cpu, Quantity::plus);
                }
            }
            used.forEach((node, cpu) -> assertTrue(
                    cpu.compareTo(Quantity.of(2)) <= 0,
                    seed + ": " + node + " is overbooked with " + cpu + "\n" + told));
        }

        /** What a budget says is true: allowed and taken together never let more go than its pods can spare. */
        private void checkBudgets() {
            for (PodDisruptionBudget budget : cluster.list(Kind.BUDGETS)) {
                PodDisruptionBudget.Status status = budget.status();
                long ready = cluster.pods(budget.namespace()).stream()
                        .filter(pod -> budget.guards(pod) && pod.isReady() && !pod.isTerminating())
                        .count();
                assertTrue(status.disruptionsAllowed() >= 0, seed);
                assertTrue(
                        status.disruptionsAllowed() == 0
                                || ready - status.disruptionsAllowed() >= status.desiredHealthy(),
                        () -> seed + ": " + budget + " says " + status + " with " + ready + " ready\n" + told);
            }
        }

        List<String> everything() {
            List<String> all = new ArrayList<>();
            for (Kind<?> kind : Arrays.asList(
                    Kind.NODES,
                    Kind.PODS,
                    Kind.BUDGETS,
                    Kind.DEPLOYMENTS,
                    Kind.REPLICA_SETS,
                    Kind.STATEFUL_SETS,
                    Kind.DAEMON_SETS)) {
                for (KubeObject object : cluster.list(kind)) {
                    all.add(object.toDocument().toString());
                }
            }
            return all;
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nodesAreNeverOverbookedAndBudgetsNeverPromiseTooMuch(int seed) {
        Story story = new Story(seed);
        story.check();
        for (int i = 0; i < 12; i++) {
            story.step();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everythingSettlesAgain(int seed) {
        Story story = new Story(seed);
        for (int i = 0; i < 8; i++) {
            story.step();
        }
        story.recover();
        List<String> settled = story.everything();
        for (Pod pod : story.cluster.pods()) {
            boolean waits = pod.nodeName().isEmpty();
            assertTrue(pod.isReady() || waits, story.seed + ": " + pod + " " + pod.status() + "\n" + story.told);
            assertTrue(!pod.isTerminating(), story.seed + ": " + pod);
        }
        story.cluster.advance(Duration.ofHours(5));
        assertEquals(settled, story.everything(), story.seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSameSeedIsTheSameStory(int seed) {
        Story first = new Story(seed);
        Story second = new Story(seed);
        for (int i = 0; i < 6; i++) {
            first.step();
            second.step();
        }
        assertEquals(first.told, second.told);
        assertEquals(String.join("\n", first.everything()), String.join("\n", second.everything()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aCopyInTheMiddleHasTheSameFuture(int seed) {
        Story story = new Story(seed);
        for (int i = 0; i < 4; i++) {
            story.step();
        }
        MockCluster copy = story.cluster.copy();
        for (int i = 0; i < 20; i++) {
            story.cluster.advance(Duration.ofSeconds(37));
            copy.advance(Duration.ofSeconds(37));
        }
        assertEquals(
                story.cluster.pods().stream().map(Pod::toDocument).toList(),
                copy.pods().stream().map(Pod::toDocument).toList(),
                "seed " + seed);
    }
}
