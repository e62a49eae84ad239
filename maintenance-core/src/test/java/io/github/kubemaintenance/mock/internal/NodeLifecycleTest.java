package io.github.kubemaintenance.mock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeLifecycleTest {
    private Sim sim = new Sim();

    private Node node(String name) {
        return sim.world.find(Kind.NODES, "", name).orElseThrow();
    }

    private List<String> taints(String name) {
        return node(name).taints().stream().map(Taint::toString).sorted().toList();
    }

    private String ready(String name) {
        return node(name).condition("Ready").map(Condition::status).orElse("");
    }

    @Test
    void C03_aCordonIsMirroredInATaintAndTakenBack() {
        Node node = sim.node("n1");
        sim.change(Kind.NODES, node, each -> each.withUnschedulable(true));
        sim.settle();
        assertEquals(List.of("node.kubernetes.io/unschedulable:NoSchedule"), taints("n1"));
        assertEquals(Optional.of(sim.world.now()), node("n1").taints().get(0).timeAdded());
        sim.change(Kind.NODES, node, each -> each.withUnschedulable(false));
        sim.settle();
        assertEquals(List.of(), taints("n1"));
    }

    @Test
    void theGracePeriodIsCountedFromTheLastRenewalAndLongerSince132() {
        for (int minor : List.of(31, 32)) {
            int grace = minor < 32 ? 40 : 50;
            for (int i = 0; i < 20; i++) {
                sim = new Sim(7, Minor.of(minor));
                sim.node("node-" + i);
                sim.node("other");
                sim.advance(Duration.ofMillis(1237L * i));
                Instant death = sim.world.now();
                sim.kill("node-" + i);
                sim.advance(Duration.ofSeconds(grace - 10).minusMillis(1));
                assertEquals("True", ready("node-" + i), "it may have renewed just before its death");
                sim.advance(Duration.ofSeconds(10).plusMillis(1));
                assertEquals("Unknown", ready("node-" + i));
                Instant since = node("node-" + i)
                        .condition("Ready")
                        .flatMap(Condition::lastTransitionTime)
                        .orElseThrow();
                Duration after = Duration.between(death, since);
                assertTrue(
                        after.toMillis() > (grace - 10) * 1000L && after.toMillis() <= grace * 1000L,
                        "noticed after " + after);
            }
        }
    }

    @Test
    void aNodeThatIsBackBeforeItWasMissedWasNeverUnknown() {
        sim.node("n1");
        sim.node("n2");
        Pod pod = sim.bare("shop/web", "n1", "{}");
        sim.settle();
        sim.kill("n1");
        sim.advance(Duration.ofSeconds(30));
        sim.revive("n1");
        sim.advance(Duration.ofMinutes(10));
        assertEquals("True", ready("n1"));
        assertTrue(PodWrites.current(sim.world, pod).orElseThrow().isReady());
        assertTrue(sim.history.stream().noneMatch(each -> each.contains("Unknown")));
    }

    @Test
    void aNodeThatComesBackGetsItsPodsReadyAgain() {
        sim.node("n1");
        sim.node("n2");
        Pod pod = sim.bare("shop/web", "n1", "{}");
        sim.settle();
        sim.kill("n1");
        sim.advance(Duration.ofMinutes(2));
        assertFalse(PodWrites.current(sim.world, pod).orElseThrow().isReady());
        assertEquals(2, taints("n1").size());
        sim.revive("n1");
        sim.settle();
        assertEquals("True", ready("n1"));
        assertEquals(List.of(), taints("n1"));
        assertTrue(PodWrites.current(sim.world, pod).orElseThrow().isReady());
        sim.advance(Duration.ofMinutes(10));
        assertFalse(PodWrites.current(sim.world, pod).orElseThrow().isTerminating(), "its eviction is off");
    }

    @Test
    void aKubeletThatSaysNotReadyIsTaintedAndItsPodsStayReadyUntilTheyAreEvicted() {
        Node node = sim.node("n1");
        sim.node("n2");
        Pod pod = sim.bare("shop/web", "n1", "{}");
        sim.settle();
        sim.change(
                Kind.NODES,
                node,
                each -> each.withConditions(
                        List.of(Condition.of("Ready", "False", "KubeletNotReady", sim.world.now()))));
        sim.advance(Duration.ofSeconds(299));
        assertEquals(
                List.of("node.kubernetes.io/not-ready:NoExecute", "node.kubernetes.io/not-ready:NoSchedule"),
                taints("n1"));
        assertTrue(PodWrites.current(sim.world, pod).orElseThrow().isReady());
        sim.advance(Duration.ofSeconds(1));
        assertTrue(sim.pod("shop/web").isEmpty(), "the kubelet lives and stops it");
    }

    @Test
    void aPodThatDoesNotTolerateANoExecuteTaintGoesAtOnceAndNoBudgetIsAsked() {
        Node node = sim.node("n1");
        sim.bare("shop/web", "n1", "{}");
        sim.bare("shop/stays", "n1", "{'tolerations':[{'key':'maintenance','operator':'Exists'}]}");
        sim.bare(
                "shop/later",
                "n1",
                "{'tolerations':[{'key':'maintenance','operator':'Exists','effect':'NoExecute','tolerationSeconds':60}]}");
        sim.budget("shop/web", "{'minAvailable':1}");
        sim.settle();
        sim.change(Kind.NODES, node, each -> each.withTaints(List.of(Taint.of("maintenance", TaintEffect.NO_EXECUTE))));
        sim.settle();
        assertTrue(sim.pod("shop/web").isEmpty());
        sim.advance(Duration.ofSeconds(59));
        assertTrue(sim.pod("shop/later").isPresent());
        sim.advance(Duration.ofSeconds(1));
        assertTrue(sim.pod("shop/later").isEmpty());
        sim.advance(Duration.ofHours(1));
        assertTrue(sim.pod("shop/stays").isPresent());
    }

    private List<Long> evictionTimes(int nodes, int dead, String zone) {
        for (int i = 0; i < nodes; i++) {
            sim.node("node-" + i, "4", "8Gi", zone);
        }
        sim.node("other", "4", "8Gi", "other");
        sim.settle();
        for (int i = 0; i < dead; i++) {
            sim.kill("node-" + i);
        }
        sim.advance(Duration.ofMinutes(30));
        List<Long> times = new ArrayList<>();
        for (Node node : sim.world.all(Kind.NODES)) {
            node.taints().stream()
                    .filter(each -> each.effect() == TaintEffect.NO_EXECUTE)
                    .forEach(each -> times.add(each.timeAdded().orElseThrow().getEpochSecond()));
        }
        times.sort(null);
        return times;
    }

    @Test
    void nodesAreEvictedOneInTenSeconds() {
        List<Long> times = evictionTimes(10, 4, "a");
        assertEquals(4, times.size());
        for (int i = 1; i < times.size(); i++) {
            assertTrue(times.get(i) - times.get(i - 1) >= 10, times.toString());
        }
        assertTrue(times.get(3) - times.get(0) <= 40, times.toString());
    }

    @Test
    void inASmallZoneThatIsMostlyDownNobodyIsEvictedAnyMore() {
        // Found out one after the other, so that the first are evicted before the zone counts as disrupted.
        int evicted = evictionTimes(10, 8, "a").size();
        assertTrue(evicted < 6, "evicted " + evicted);
    }

    @Test
    void inALargeZoneThatIsMostlyDownNodesAreEvictedOneInAHundredSeconds() {
        List<Long> times = evictionTimes(60, 40, "a");
        long late = times.get(times.size() - 1) - times.get(times.size() - 2);
        assertTrue(late >= 100 && late <= 101, "after " + late);
        assertTrue(times.size() < 40, "not all in half an hour: " + times.size());
    }

    @Test
    void W07_outOfServiceLetsTheTerminatingPodsOfADeadNodeVanish() {
        Node node = sim.node("n1");
        sim.node("n2");
        sim.deployment("shop/web", 2);
        sim.settle();
        Pod lost = sim.world.podsOn("n1").iterator().next();
        sim.kill("n1");
        sim.advance(Duration.ofMinutes(10));
        assertTrue(PodWrites.current(sim.world, lost).orElseThrow().isTerminating());
        sim.change(Kind.NODES, node, each -> {
            List<Taint> all = new ArrayList<>(each.taints());
            all.add(new Taint(Taint.OUT_OF_SERVICE, "nodeshutdown", TaintEffect.NO_EXECUTE, Optional.empty()));
            return each.withTaints(all);
        });
        sim.advance(Duration.ofSeconds(20));
        assertTrue(PodWrites.current(sim.world, lost).isEmpty());
    }

    @Test
    void thePodsOfADeletedNodeAreCollectedAfterTheirQuarantine() {
        Node node = sim.node("n1");
        sim.bare("shop/web", "n1", "{}");
        sim.settle();
        sim.world.remove(Kind.NODES, node);
        sim.advance(Duration.ofSeconds(39));
        assertTrue(sim.pod("shop/web").isPresent());
        sim.advance(Duration.ofSeconds(1));
        assertTrue(sim.pod("shop/web").isEmpty());
    }
}
