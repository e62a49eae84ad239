package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.model.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rounding, batches, and random situations in which no limit is ever broken. */
class RollPickerTest {
    @ParameterizedTest
    @CsvSource({"25%,10,2", "25%,3,1", "1%,10,1", "100%,7,7", "3,10,3", "0,10,0", "0%,10,0", "34%,3,1", "67%,3,2"})
    void unavailable_is_rounded_down_but_at_least_one(String limit, int nodes, int expected) {
        assertEquals(
                expected,
                RollRequest.of(Nodes.all()).maxUnavailable(limit).options().unavailableOf(nodes));
    }

    @ParameterizedTest
    @CsvSource({"25%,10,3", "25%,3,1", "1%,10,1", "2,10,2"})
    void surge_is_rounded_up(String limit, int nodes, int expected) {
        NodeProvider none =
                MockNodeProvider.of(MockCluster.builder().node("a").build(), "pool", java.time.Duration.ZERO);
        RollOptions options = RollRequest.of(Nodes.all()).maxSurge(limit, none).options();
        assertEquals(expected, options.maxSurge().roundedUpOf(nodes));
        assertEquals(0, options.unavailableOf(nodes));
    }

    private static List<Node> nodes(int count, Random random) {
        MockClusterBuilder builder = MockCluster.builder();
        for (int i = 0; i < count; i++) {
            String zone = "z" + random.nextInt(3);
            boolean cordoned = random.nextInt(6) == 0;
            builder = builder.node("n" + (char) ('a' + i), n -> {
                n.zone(zone);
                if (cordoned) {
                    n.unschedulable();
                }
            });
        }
        return builder.build().list(Kind.NODES);
    }

    @Test
    void no_limit_is_ever_broken_and_nobody_is_left_out() {
        for (long seed = 1; seed <= 60; seed++) {
            Random random = new Random(seed);
            List<Node> all = nodes(2 + random.nextInt(12), random);
            int most = 1 + random.nextInt(4);
            int inZone = 1 + random.nextInt(2);
            RollOptions options = RollRequest.of(Nodes.all())
                    .maxUnavailable(most)
                    .maxUnavailablePer(Node.ZONE, Integer.toString(inZone))
                    .options();
            Map<String, Node> now = new LinkedHashMap<>();
            all.forEach(node -> now.put(node.name(), node));
            long downBefore = all.stream().filter(RollPicker::isUnavailable).count();
            List<String> toCome = new ArrayList<>(now.keySet());
            Set<String> inWork = new LinkedHashSet<>();
            RollPicker picker = new RollPicker(options, all);
            String when = "seed " + seed;
            for (int step = 0; step < 60 && !toCome.isEmpty(); step++) {
                List<String> next = picker.pick(now, toCome, inWork, 0, Integer.MAX_VALUE);
                inWork.addAll(next);
                toCome.removeAll(next);
                Set<String> down = new LinkedHashSet<>(inWork);
                all.stream().filter(RollPicker::isUnavailable).map(Node::name).forEach(down::add);
                assertTrue(down.size() <= Math.max(most, downBefore), when);
                for (int zone = 0; zone < 3; zone++) {
                    String name = "z" + zone;
                    long here = down.stream()
                            .filter(each -> now.get(each).zone().equals(name))
                            .count();
                    long before = all.stream()
                            .filter(each -> each.zone().equals(name) && RollPicker.isUnavailable(each))
                            .count();
                    assertTrue(here <= Math.max(inZone, before), when);
                }
                if (!inWork.isEmpty()) {
                    inWork.remove(inWork.iterator().next());
                }
            }
            if (downBefore == 0) {
                assertEquals(List.of(), toCome, when);
            }
        }
    }

    @Test
    void batches_show_the_canary_first() {
        List<Node> all = MockCluster.builder().nodes("n-", 7, n -> {}).build().list(Kind.NODES);
        List<String> names = all.stream().map(Node::name).toList();
        RollOptions options =
                RollRequest.of(Nodes.all()).maxUnavailable(3).canary(1).options();
        assertEquals(
                List.of(1, 3, 3),
                RollPicker.batches(options, all, names, 0).stream()
                        .map(List::size)
                        .toList());
    }

    @Test
    void nonsense_is_refused_at_the_call() {
        RollRequest request = RollRequest.of(Nodes.all());
        assertThrows(IllegalArgumentException.class, () -> request.maxUnavailable("two"));
        assertThrows(IllegalArgumentException.class, () -> request.maxUnavailable(-1));
        assertThrows(IllegalArgumentException.class, () -> request.maxUnavailablePer("zone", "0"));
        assertThrows(IllegalArgumentException.class, () -> request.stopAfterFailures(0));
        assertThrows(IllegalArgumentException.class, () -> request.canary(-1));
        assertThrows(IllegalArgumentException.class, () -> request.named("a b"));
        assertThrows(IllegalArgumentException.class, () -> request.lock("A/B"));
        assertThrows(IllegalArgumentException.class, () -> Nodes.named());
        assertThrows(IllegalArgumentException.class, () -> Nodes.named("a", "a"));
        assertThrows(IllegalArgumentException.class, () -> Nodes.labelled("=="));
    }
}
