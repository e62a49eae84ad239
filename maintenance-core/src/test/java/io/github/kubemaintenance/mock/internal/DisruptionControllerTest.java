package io.github.kubemaintenance.mock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodDisruptionBudget.Status;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DisruptionControllerTest {
    private final Sim sim = new Sim();

    private String numbers() {
        Status status = sim.budget("shop/web").status();
        return status.disruptionsAllowed() + "," + status.currentHealthy() + "," + status.desiredHealthy() + ","
                + status.expectedPods();
    }

    private Condition condition() {
        return sim.budget("shop/web").status().conditions().get(0);
    }

    @Test
    void B20_aFreshBudgetIsObservedWhenTheControllerRan() {
        sim.node("n1");
        sim.deployment("shop/web", 3);
        sim.settle();
        sim.budget("shop/web", "{'minAvailable':2}");
        assertEquals(0, sim.budget("shop/web").status().observedGeneration());
        sim.settle();
        assertEquals(1, sim.budget("shop/web").status().observedGeneration());
        assertEquals("1,3,2,3", numbers());
        assertEquals("SufficientPods", condition().reason());
    }

    @Test
    void B21_aChangedSpecIsObservedAgain() {
        sim.node("n1");
        sim.deployment("shop/web", 3);
        PodDisruptionBudget budget = sim.budget("shop/web", "{'minAvailable':2}");
        sim.settle();
        PodDisruptionBudget now = sim.budget("shop/web");
        PodDisruptionBudget other = PodDisruptionBudget.of(now.toDocument().with(3, "spec", "minAvailable"));
        assertEquals(2, sim.world.update(Kind.BUDGETS, other).metadata().generation());
        assertEquals(1, sim.budget("shop/web").status().observedGeneration());
        sim.settle();
        assertEquals(2, sim.budget("shop/web").status().observedGeneration());
        assertEquals("0,3,3,3", numbers());
        assertEquals(budget.uid(), now.uid());
    }

    @Test
    void theStatusFollowsPodsAndReplicas() {
        sim.node("n1");
        sim.deployment("shop/web", 10);
        sim.budget("shop/web", "{'maxUnavailable':'30%'}");
        sim.settle();
        assertEquals("3,10,7,10", numbers());
        sim.world.behave(
                Kind.DEPLOYMENTS,
                "shop",
                "web",
                new PodBehaviour(
                        Duration.ZERO,
                        Optional.empty(),
                        Optional.of(Duration.ZERO),
                        Optional.empty(),
                        true,
                        List.of()));
        sim.evict(sim.pods("shop").get(0));
        sim.settle();
        assertEquals("2,9,7,10", numbers());
        Workload web = sim.world.find(Kind.DEPLOYMENTS, "shop", "web").orElseThrow();
        sim.world.update(Kind.DEPLOYMENTS, web.withReplicas(5));
        sim.settle();
        assertEquals("2,5,3,5", numbers());
    }

    @Test
    void theStatusFollowsLabelsOfPodsAndTheSelector() {
        sim.node("n1");
        sim.deployment("shop/web", 3);
        sim.budget("shop/web", "{'minAvailable':1}");
        sim.settle();
        Pod pod = sim.pods("shop").get(0);
        sim.change(Kind.PODS, pod, each -> each.with(each.metadata().withLabels(Map.of("app", "other"))));
        sim.settle();
        assertEquals("2,3,1,3", numbers());
        PodDisruptionBudget now = sim.budget("shop/web");
        sim.world.update(
                Kind.BUDGETS,
                new PodDisruptionBudget(
                        now.metadata(),
                        now.minAvailable(),
                        now.maxUnavailable(),
                        Optional.of(LabelSelector.everything()),
                        now.unhealthyPodEvictionPolicy(),
                        now.status(),
                        now.otherSpec()));
        sim.settle();
        assertEquals("3,4,1,4", numbers());
    }

    /** As the evictor does it when it accepts. */
    private void accept(Pod pod) {
        Status status = sim.budget("shop/web").status();
        sim.world.update(
                Kind.BUDGETS,
                sim.budget("shop/web")
                        .with(new Status(
                                status.observedGeneration(),
                                status.disruptionsAllowed() - 1,
                                status.currentHealthy(),
                                status.desiredHealthy(),
                                status.expectedPods(),
                                Map.of(pod.name(), sim.world.now()),
                                status.conditions())));
        PodWrites.markDisrupted(
                sim.world,
                PodWrites.current(sim.world, pod).orElseThrow(),
                "EvictionByEvictionAPI",
                "Eviction API: evicting");
    }

    @Test
    void B22_B25_anEvictionThatDeletesNothingIsForgottenAfterTwoMinutes() {
        sim.node("n1");
        sim.deployment("shop/web", 3);
        sim.budget("shop/web", "{'minAvailable':2}");
        sim.settle();
        Pod pod = sim.pods("shop").get(0);
        accept(pod);
        sim.advance(Duration.ofSeconds(119));
        assertEquals("0,2,2,3", numbers());
        assertTrue(PodWrites.current(sim.world, pod)
                .orElseThrow()
                .status()
                .condition("DisruptionTarget")
                .orElseThrow()
                .isTrue());
        sim.advance(Duration.ofSeconds(2));
        assertEquals("1,3,2,3", numbers());
        assertTrue(sim.budget("shop/web").status().disruptedPods().isEmpty());
        assertFalse(PodWrites.current(sim.world, pod)
                .orElseThrow()
                .status()
                .condition("DisruptionTarget")
                .orElseThrow()
                .isTrue());
        assertEquals(
                Optional.of("NotDeleted"),
                sim.world.in(Events.KIND, "shop").iterator().next().document().text("reason"));
    }

    @Test
    void anEntryIsDroppedAsSoonAsThePodIsSeenTerminating() {
        sim.node("n1");
        sim.deployment("shop/web", 3);
        sim.budget("shop/web", "{'minAvailable':2}");
        sim.settle();
        Pod pod = sim.pods("shop").get(0);
        accept(pod);
        PodWrites.delete(sim.world, PodWrites.current(sim.world, pod).orElseThrow(), Optional.empty());
        sim.settle();
        assertTrue(sim.budget("shop/web").status().disruptedPods().isEmpty());
    }

    @Test
    void B24_podsOfAJobCantBeCountedUnderMaxUnavailableButUnderAWholeMinAvailable() {
        sim.node("n1");
        sim.workload(WorkloadKind.JOB, "shop/web", "{'completions':1}", "{'restartPolicy':'Never'}");
        sim.budget("shop/web", "{'maxUnavailable':1}");
        sim.settle();
        assertEquals("SyncFailed", condition().reason());
        assertEquals(
                "jobs.batch does not implement the scale subresource",
                condition().message());
        assertEquals(0, sim.budget("shop/web").status().observedGeneration());
        Sim other = new Sim();
        other.node("n1");
        other.workload(WorkloadKind.JOB, "shop/web", "{'completions':1}", "{'restartPolicy':'Never'}");
        other.budget("shop/web", "{'minAvailable':0}");
        other.settle();
        assertEquals(1, other.budget("shop/web").status().disruptionsAllowed());
    }

    @Test
    void thePodsOfADeploymentCountOnceThroughItsReplicaSet() {
        sim.node("n1");
        sim.deployment("shop/web", 4);
        sim.budget("shop/web", "{'minAvailable':'50%'}");
        sim.settle();
        assertEquals("2,4,2,4", numbers());
    }

    @Test
    void aCopyInTheMiddleKnowsTheSame() {
        sim.node("n1");
        sim.deployment("shop/web", 3);
        sim.budget("shop/web", "{'minAvailable':2}");
        sim.settle();
        Sim copy = sim.copy();
        sim.evict(sim.pods("shop").get(0));
        copy.evict(copy.pods("shop").get(0));
        sim.advance(Duration.ofMinutes(5));
        copy.advance(Duration.ofMinutes(5));
        assertEquals(
                sim.budget("shop/web").toDocument(), copy.budget("shop/web").toDocument());
    }
}
