package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** M02: pods move no more often than they must. */
class RollMovesOnceTest {
    private static MockCluster cluster(int nodes) {
        MockClusterBuilder builder = MockCluster.builder()
                .seed(1)
                .nodes("worker-", nodes, n -> n.cpu("16").memory("64Gi").pods(110));
        for (int i = 0; i < nodes / 2; i++) {
            String name = "team-" + i % 5 + "/app-" + i;
            builder = builder.deployment(name, d -> d.replicas(8).cpu("100m").readyAfter(Duration.ofSeconds(8)))
                    .budget(name, b -> b.maxUnavailable("25%"));
        }
        return builder.daemonSet("kube-system/proxy", d -> {}).build();
    }

    /**
     * The fewest evictions with which a roll over all nodes, each with room for what was on two, can do: every pod once, and
     * once more those of the first batch, since no node is done then to which they could go.
     */
    static int fewest(MockCluster before, RollPlan plan) {
        int once =
                plan.batches().stream().mapToInt(batch -> moving(before, batch)).sum();
        return once + moving(before, plan.batches().get(0));
    }

    private static int moving(MockCluster before, List<String> nodes) {
        return nodes.stream()
                .mapToInt(node -> (int) before.podsOn(node).stream()
                        .filter(pod -> pod.controller()
                                .filter(owner -> !owner.kind().equals("DaemonSet"))
                                .isPresent())
                        .count())
                .sum();
    }

    @ParameterizedTest
    @CsvSource({"10,1", "20,2", "20,5", "150,15"})
    void M02_only_the_first_batch_moves_twice(int nodes, int batch) {
        MockCluster cluster = cluster(nodes);
        RollPlan plan = RollRequest.of(Nodes.all())
                .maxUnavailable(batch)
                .drain(d -> d.ignoreDaemonSets())
                .action(node -> {})
                .plan(cluster);
        assertTrue(plan.isCompleted(), plan::toString);
        assertEquals(fewest(cluster, plan), plan.evictions(), plan::toString);
        assertTrue(plan.toString().contains("moves " + plan.evictions() + " pods"), plan::toString);
    }

    @Test
    void turns_of_a_large_selection_go_all_over_it_and_those_of_a_small_or_named_one_are_in_order() {
        List<Integer> few = IntStream.range(0, 100).boxed().toList();
        assertEquals(few, RollOrder.of(few, false));
        for (int size : new int[] {101, 128, 1000, 4999}) {
            List<Integer> all = IntStream.range(0, size).boxed().toList();
            assertEquals(all, RollOrder.of(all, true));
            List<Integer> spread = RollOrder.of(all, false);
            assertEquals(all, spread.stream().sorted().toList());
            for (int done = 10; done < size; done += 37) {
                List<Integer> places = spread.subList(0, done).stream().sorted().toList();
                int widest = size - places.get(done - 1) + places.get(0);
                for (int i = 1; i < done; i++) {
                    widest = Math.max(widest, places.get(i) - places.get(i - 1));
                }
                int gap = widest;
                int most = 4 * size / done + 1;
                assertTrue(gap <= most, () -> "a stretch of " + gap + " of " + size + " has none that is done");
            }
        }
    }
}
