package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.catalog.Fit;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.WorkloadBuilder;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random clusters: what is foretold of an outage is what the simulator then does. */
class OutageAgainstSimulatorTest {
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(12);

    static IntStream seeds() {
        return IntStream.range(0, 50);
    }

    /** A cluster and an outage, from one seed. */
    private static final class Story {
        private final Random random;
        private final String seed;
        private final MockCluster cluster;
        private final String dead;

        Story(int number) {
            random = new Random(number);
            seed = "seed " + number;
            cluster = cluster(number);
            List<Node> nodes = cluster.list(Kind.NODES);
            for (int i = pick(3); i > 0; i--) {
                cluster.kill(nodes.get(pick(nodes.size())).name());
                // One that is down and not yet found out can't be seen, and would be a surprise.
                cluster.advance(Duration.ofMillis(60_000 + pick(400_000)));
            }
            dead = nodes.get(pick(nodes.size())).name();
        }

        private int pick(int bound) {
            return random.nextInt(bound);
        }

        private MockCluster cluster(int number) {
            MockClusterBuilder builder = MockCluster.builder().seed(number).version("1." + (29 + pick(6)));
            int nodes = 2 + pick(7);
            int zones = 1 + pick(3);
            for (int i = 0; i < nodes; i++) {
                String zone = "z" + i % zones;
                builder.node("node-" + i, n -> n.cpu("4").zone(zone));
            }
            for (int i = 1 + pick(6); i > 0; i--) {
                String name = "ns-" + pick(2) + "/app-" + i;
                int replicas = 1 + pick(5);
                switch (pick(4)) {
                    case 0 -> builder.statefulSet(name, w -> describe(w).replicas(replicas));
                    case 1 -> builder.replicaSet(name, w -> describe(w).replicas(replicas));
                    case 2 ->
                        builder.job(name, w -> describe(w).parallelism(replicas).completions(replicas));
                    default -> builder.deployment(name, w -> describe(w).replicas(replicas));
                }
            }
            builder.daemonSet("ns-0/agent", w -> {});
            for (int i = pick(3); i > 0; i--) {
                String node = "node-" + pick(nodes);
                builder.pod("ns-0/bare-" + i, p -> p.node(node));
            }
            return builder.build();
        }

        private WorkloadBuilder describe(WorkloadBuilder workload) {
            workload.cpu((1 + pick(6)) + "00m").readyAfter(Duration.ofSeconds(pick(20)));
            switch (pick(5)) {
                case 0 -> workload.toleration(Taint.UNREACHABLE, Duration.ofSeconds(pick(100)));
                case 1 -> workload.toleration(Taint.UNREACHABLE, "NoExecute");
                case 2 -> workload.toleratesEverything();
                default -> {
                    // the 300 s that the API server gives
                }
            }
            if (pick(4) == 0) {
                workload.antiAffinity(pick(2) == 0 ? "node" : "zone");
            }
            return workload;
        }

        Optional<Pod> pod(PodRef ref) {
            return cluster.find(Kind.PODS, ref.toString())
                    .filter(found -> found.uid().equals(ref.uid()));
        }

        long active(String owner) {
            return cluster.pods().stream()
                    .filter(pod -> pod.controller()
                                    .filter(each -> each.uid().equals(owner))
                                    .isPresent()
                            && !pod.isTerminating()
                            && !pod.isFinished())
                    .count();
        }

        private boolean evicts(Node node) {
            return node.taints().stream()
                    .anyMatch(each -> each.key().equals(Taint.UNREACHABLE) && each.effect() == TaintEffect.NO_EXECUTE);
        }

        private boolean isUnknown(Node node) {
            return node.condition("Ready").orElseThrow().status().equals("Unknown");
        }

        /** Lets time pass and notes when things were first seen. */
        Seen watch(OutageForecast forecast) {
            Seen seen = new Seen();
            for (Duration time = Duration.ZERO; time.compareTo(LONG) < 0; time = time.plus(STEP)) {
                Node node = cluster.node(dead);
                if (isUnknown(node) && seen.noticed.isEmpty()) {
                    seen.noticed = Optional.of(time);
                }
                if (evicts(node) && seen.evicting.isEmpty()) {
                    seen.evicting = Optional.of(time);
                }
                for (PodOutage pod : forecast.pods()) {
                    boolean gone = pod(pod.pod()).map(Pod::isTerminating).orElse(true);
                    if (gone) {
                        seen.evicted.putIfAbsent(pod.pod(), time);
                    }
                }
                if (forecast.returnsAfter().filter(time::equals).isPresent()) {
                    cluster.revive(dead);
                }
                cluster.advance(STEP);
            }
            return seen;
        }
    }

    /** What was seen first when. */
    private static final class Seen {
        private Optional<Duration> noticed = Optional.empty();
        private Optional<Duration> evicting = Optional.empty();
        private final Map<PodRef, Duration> evicted = new LinkedHashMap<>();
    }

    /** What is seen in steps is seen up to a step late. */
    private static void check(Optional<TimeRange> foretold, Optional<Duration> seen, String what) {
        assertEquals(foretold.isPresent(), seen.isPresent(), () -> what + ": foretold " + foretold + ", seen " + seen);
        foretold.ifPresent(range -> assertTrue(
                new TimeRange(range.earliest(), range.latest().plus(STEP)).contains(seen.orElseThrow()),
                () -> what + ": foretold " + range + ", seen " + seen));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsForetoldHappens(int number) {
        Story story = new Story(number);
        OutageForecast forecast = NodeMaintenance.outage(story.dead).forecast(story.cluster);
        Map<PodRef, Long> before = new LinkedHashMap<>();
        Map<PodRef, String> owners = new LinkedHashMap<>();
        // Pods of other nodes that are down are still to come for the same room.
        boolean othersWell = story.cluster.list(Kind.NODES).stream()
                .allMatch(each -> each.isReady() || each.name().equals(story.dead));
        for (PodOutage pod : forecast.pods()) {
            story.pod(pod.pod()).flatMap(Pod::controller).ifPresent(owner -> {
                owners.put(pod.pod(), owner.uid());
                before.put(pod.pod(), story.active(owner.uid()));
            });
        }
        String told = story.seed + "\n" + forecast;
        if (!forecast.alreadySilent()) {
            story.cluster.kill(story.dead);
        }
        Seen seen = story.watch(forecast);
        check(forecast.noticed(), seen.noticed, told + "noticed");
        check(forecast.evictionsBegin(), seen.evicting, told + "evicting");
        for (PodOutage pod : forecast.pods()) {
            String what = told + pod;
            boolean wasTerminating = pod.reasons().get(0).code().equals("ALREADY_TERMINATING");
            if (!wasTerminating) {
                check(pod.evicted(), Optional.ofNullable(seen.evicted.get(pod.pod())), what);
            }
            boolean isThere = story.pod(pod.pod()).isPresent();
            switch (pod.fate()) {
                case STAYS -> assertTrue(!story.pod(pod.pod()).orElseThrow().isTerminating(), what);
                case RECREATED ->
                    assertEquals(
                            before.get(pod.pod()), story.active(owners.get(pod.pod())), what + " has a replacement");
                case STUCK, LOST -> assertTrue(isThere, what);
                default -> throw new AssertionError(what);
            }
        }
        boolean fit = forecast.pods().stream()
                .flatMap(each -> each.replacement().stream())
                .allMatch(each -> each.kind() == Fit.Kind.FITS);
        boolean noneWaited = story.cluster.pods().stream()
                .filter(pod -> !owners.containsValue(
                        pod.controller().map(each -> each.uid()).orElse("")))
                .allMatch(pod -> !pod.nodeName().isEmpty());
        if (fit && noneWaited && othersWell) {
            for (PodOutage pod : forecast.pods(PodFate.RECREATED)) {
                long unplaced = story.cluster.pods().stream()
                        .filter(each -> each.nodeName().isEmpty()
                                && each.controller()
                                        .filter(o -> o.uid().equals(owners.get(pod.pod())))
                                        .isPresent())
                        .count();
                assertEquals(0, unplaced, told + pod + " found no node");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsForetoldOfANodeThatReturnsHappens(int number) {
        Story story = new Story(number);
        Duration back = Duration.ofSeconds(1 + new Random(number).nextInt(600));
        OutageForecast forecast =
                NodeMaintenance.outage(story.dead).returnsAfter(back).forecast(story.cluster);
        if (!forecast.alreadySilent()) {
            story.cluster.kill(story.dead);
        }
        Seen seen = story.watch(forecast);
        for (PodOutage pod : forecast.pods()) {
            String what = story.seed + " back after " + back + "\n" + forecast + pod;
            Optional<Duration> evicted = Optional.ofNullable(seen.evicted.get(pod.pod()));
            switch (pod.fate()) {
                case STAYS -> assertTrue(evicted.isEmpty(), what + " but " + evicted);
                case RECREATED, LOST -> check(pod.evicted(), evicted, what);
                case STUCK -> assertTrue(story.pod(pod.pod()).isEmpty(), what + " is freed");
                case DEPENDS ->
                    assertTrue(
                            evicted.isEmpty()
                                    || pod.evicted()
                                            .orElseThrow()
                                            .contains(evicted.get().minus(STEP))
                                    || pod.evicted().orElseThrow().contains(evicted.get()),
                            what);
                default -> throw new AssertionError(what);
            }
        }
    }
}
