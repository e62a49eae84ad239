package io.github.kubemaintenance.mock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.ContainerStatus;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodPhase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KubeletTest {
    private static final String INIT =
            "{'initContainers':[{'name':'wait-for-db','image':'w'},{'name':'proxy','image':'p',"
                    + "'restartPolicy':'Always'},{'name':'migrate','image':'m'}]}";

    private final Sim sim = new Sim();

    private static Duration seconds(long number) {
        return Duration.ofSeconds(number);
    }

    private void behave(String pod, PodBehaviour behaviour) {
        Keys at = Keys.parse(pod);
        sim.world.behave(Kind.PODS, at.namespace(), at.name(), behaviour);
    }

    private static PodBehaviour behaviour(long startsIn, long readyAfter, PodBehaviour.Init... init) {
        return new PodBehaviour(
                seconds(startsIn),
                Optional.of(seconds(readyAfter)),
                Optional.of(seconds(2)),
                Optional.empty(),
                true,
                List.of(init));
    }

    private static String waiting(Pod pod, int init) {
        return pod.status().initContainerStatuses().get(init).state() instanceof ContainerStatus.Waiting waiting
                ? waiting.reason()
                : "";
    }

    @Test
    void aPodStartsThenGetsReady() {
        sim.node("n1");
        behave("shop/web", behaviour(3, 8));
        sim.bare("shop/web", "n1", "{}");
        sim.settle();
        assertEquals(
                PodPhase.PENDING, sim.pod("shop/web").orElseThrow().status().phase());
        sim.advance(seconds(3));
        Pod running = sim.pod("shop/web").orElseThrow();
        assertEquals(PodPhase.RUNNING, running.status().phase());
        assertFalse(running.isReady());
        assertEquals(
                "containers with unready status: [app]",
                running.status().condition("Ready").orElseThrow().message());
        sim.advance(seconds(7));
        assertFalse(sim.pod("shop/web").orElseThrow().isReady());
        sim.advance(seconds(1));
        Pod ready = sim.pod("shop/web").orElseThrow();
        assertTrue(ready.isReady());
        assertEquals(
                List.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"),
                ready.status().conditions().stream().map(each -> each.type()).toList());
        assertTrue(ready.status().conditions().stream().allMatch(each -> each.isTrue()));
    }

    @Test
    void initContainersRunOneAfterTheOtherAndSidecarsStay() {
        sim.node("n1");
        behave(
                "shop/web",
                behaviour(
                        1,
                        0,
                        new PodBehaviour.Init("wait-for-db", seconds(4), 0, Optional.empty()),
                        new PodBehaviour.Init("migrate", seconds(5), 0, Optional.empty())));
        sim.bare("shop/web", "n1", INIT);
        sim.settle();
        Pod first = sim.pod("shop/web").orElseThrow();
        assertTrue(PodStatuses.startedAt(first.status().initContainerStatuses().get(0))
                .isPresent());
        assertEquals("PodInitializing", waiting(first, 1));
        assertEquals(
                "containers with incomplete status: [wait-for-db proxy migrate]",
                first.status().condition("Initialized").orElseThrow().message());
        sim.advance(seconds(4));
        Pod second = sim.pod("shop/web").orElseThrow();
        assertTrue(PodStatuses.startedAt(second.status().initContainerStatuses().get(1))
                .isPresent());
        assertTrue(PodStatuses.startedAt(second.status().initContainerStatuses().get(2))
                .isPresent());
        assertEquals(PodPhase.PENDING, second.status().phase());
        sim.advance(seconds(6));
        Pod up = sim.pod("shop/web").orElseThrow();
        assertTrue(up.isReady());
        assertTrue(
                PodStatuses.startedAt(up.status().initContainerStatuses().get(1))
                        .isPresent(),
                "the sidecar runs");
    }

    @Test
    void aFailingInitContainerIsRetriedWithBackOffUntilItSucceeds() {
        sim.node("n1");
        behave("shop/web", behaviour(0, 0, new PodBehaviour.Init("wait-for-db", seconds(1), 3, Optional.empty())));
        sim.bare("shop/web", "n1", "{'initContainers':[{'name':'wait-for-db','image':'w'}]}");
        sim.advance(seconds(1));
        Pod failed = sim.pod("shop/web").orElseThrow();
        assertEquals("CrashLoopBackOff", waiting(failed, 0));
        // 1 s each attempt, 10 + 20 + 40 s between them
        sim.advance(seconds(72));
        assertFalse(sim.pod("shop/web").orElseThrow().isReady());
        sim.advance(seconds(1));
        Pod up = sim.pod("shop/web").orElseThrow();
        assertTrue(up.isReady());
        assertEquals(3, up.status().initContainerStatuses().get(0).restartCount());
    }

    @Test
    void backOffGrowsToFiveMinutesAndNoFurther() {
        sim.node("n1");
        behave(
                "shop/web",
                behaviour(0, 0, new PodBehaviour.Init("i", seconds(0), Integer.MAX_VALUE, Optional.empty())));
        sim.bare("shop/web", "n1", "{'initContainers':[{'name':'i','image':'w'}]}");
        sim.advance(seconds(10 + 20 + 40 + 80 + 160 + 300 + 300));
        assertEquals(
                7,
                sim.pod("shop/web")
                        .orElseThrow()
                        .status()
                        .initContainerStatuses()
                        .get(0)
                        .restartCount());
        sim.advance(seconds(299));
        assertEquals(
                7,
                sim.pod("shop/web")
                        .orElseThrow()
                        .status()
                        .initContainerStatuses()
                        .get(0)
                        .restartCount());
        sim.advance(seconds(1));
        assertEquals(
                8,
                sim.pod("shop/web")
                        .orElseThrow()
                        .status()
                        .initContainerStatuses()
                        .get(0)
                        .restartCount());
    }

    @Test
    void underRestartPolicyNeverAFailedInitContainerFailsThePodForGood() {
        sim.node("n1");
        behave("shop/web", behaviour(0, 0, new PodBehaviour.Init("i", seconds(1), 1, Optional.empty())));
        sim.bare("shop/web", "n1", "{'restartPolicy':'Never','initContainers':[{'name':'i','image':'w'}]}");
        sim.advance(Duration.ofHours(1));
        assertEquals(PodPhase.FAILED, sim.pod("shop/web").orElseThrow().status().phase());
    }

    @Test
    void anInitContainerWaitsUntilAServiceIsUp() {
        sim.node("n1");
        behave("shop/web", behaviour(0, 0, new PodBehaviour.Init("i", seconds(0), 0, Optional.of("shop/db"))));
        sim.bare("shop/web", "n1", "{'initContainers':[{'name':'i','image':'w'}]}");
        sim.advance(seconds(15));
        assertFalse(sim.pod("shop/web").orElseThrow().isReady());
        sim.bare("shop/db", "n1", "{}");
        sim.advance(seconds(15));
        assertTrue(sim.pod("shop/web").orElseThrow().isReady());
    }

    @Test
    void aPodStopsWhenItsProcessStopsAndNoLaterThanItsGrace() {
        sim.node("n1");
        behave("shop/quick", behaviour(0, 0));
        behave(
                "shop/stuck",
                new PodBehaviour(
                        Duration.ZERO,
                        Optional.of(Duration.ZERO),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        List.of()));
        Pod quick = sim.bare("shop/quick", "n1", "{}");
        Pod stuck = sim.bare("shop/stuck", "n1", "{'terminationGracePeriodSeconds':60}");
        sim.settle();
        sim.evict(quick);
        sim.evict(stuck);
        sim.advance(Duration.ofMillis(1999));
        assertTrue(sim.pod("shop/quick").isPresent());
        sim.advance(Duration.ofMillis(1));
        assertTrue(sim.pod("shop/quick").isEmpty());
        sim.advance(Duration.ofMillis(57999));
        assertTrue(sim.pod("shop/stuck").orElseThrow().isReady(), "it serves until it is killed");
        sim.advance(Duration.ofMillis(1));
        assertTrue(sim.pod("shop/stuck").isEmpty());
    }

    @Test
    void W06_aFinalizerHoldsTheStoppedPod() {
        sim.node("n1");
        Pod pod = sim.bare("shop/held", "n1", "{}");
        sim.change(Kind.PODS, pod, each -> each.with(each.metadata().withFinalizers(List.of("example.com/hold"))));
        sim.settle();
        sim.evict(pod);
        sim.advance(Duration.ofHours(1));
        Pod held = sim.pod("shop/held").orElseThrow();
        assertTrue(held.isTerminating());
        assertEquals(Optional.of(Duration.ZERO), held.metadata().deletionGracePeriod());
        assertEquals(PodPhase.SUCCEEDED, held.status().phase());
        sim.change(Kind.PODS, held, each -> each.with(each.metadata().withFinalizers(List.of())));
        sim.settle();
        assertTrue(sim.pod("shop/held").isEmpty());
    }

    @Test
    void before127AStoppedPodKeepsItsPhase() {
        Sim old = new Sim(7, Minor.of(26));
        old.node("n1");
        Pod pod = old.bare("shop/held", "n1", "{}");
        old.change(Kind.PODS, pod, each -> each.with(each.metadata().withFinalizers(List.of("example.com/hold"))));
        old.settle();
        old.evict(pod);
        old.settle();
        assertEquals(
                PodPhase.RUNNING, old.pod("shop/held").orElseThrow().status().phase());
    }

    @Test
    void aDeadKubeletConfirmsNothingUntilItComesBack() {
        sim.node("n1");
        Pod pod = sim.bare("shop/web", "n1", "{}");
        sim.settle();
        sim.kill("n1");
        sim.evict(pod);
        sim.advance(Duration.ofHours(1));
        assertTrue(sim.pod("shop/web").orElseThrow().isTerminating());
        sim.revive("n1");
        sim.settle();
        assertTrue(sim.pod("shop/web").isEmpty());
    }

    @Test
    void aSlowNodeAddsItsLagToEverything() {
        sim.node("n1");
        sim.world.behave("n1", NodeBehaviour.HEALTHY.withLag(seconds(5)));
        Pod pod = sim.bare("shop/web", "n1", "{}");
        sim.advance(Duration.ofMinutes(1));
        assertTrue(sim.pod("shop/web").orElseThrow().isReady());
        sim.evict(pod);
        sim.advance(seconds(4));
        assertTrue(sim.pod("shop/web").isPresent());
        sim.advance(seconds(1));
        assertTrue(sim.pod("shop/web").isEmpty());
    }

    @Test
    void aDeletedMirrorPodComesBackWithANewUid() {
        sim.node("n1");
        Pod mirror = sim.bare("kube-system/etcd-n1", "n1", "{}");
        mirror = sim.change(
                Kind.PODS,
                mirror,
                each -> each.with(each.metadata().withAnnotations(Map.of(Pod.MIRROR_ANNOTATION, "x"))));
        sim.world.remove(Kind.PODS, mirror);
        sim.world.create(Kind.PODS, mirror);
        sim.advance(seconds(1));
        Pod running = sim.pod("kube-system/etcd-n1").orElseThrow();
        PodWrites.delete(sim.world, running, Optional.empty());
        sim.settle();
        Pod again = sim.pod("kube-system/etcd-n1").orElseThrow();
        assertNotEquals(running.uid(), again.uid());
        assertTrue(again.isReady(), "its container never stopped");
    }

    @Test
    void aPodThatEndsByItselfFollowsItsRestartPolicy() {
        sim.node("n1");
        PodBehaviour ends = new PodBehaviour(
                Duration.ZERO,
                Optional.of(Duration.ZERO),
                Optional.of(Duration.ZERO),
                Optional.of(seconds(5)),
                true,
                List.of());
        for (String policy : List.of("Never", "OnFailure", "Always")) {
            String name = "jobs/" + policy.toLowerCase(java.util.Locale.ROOT);
            behave(name, ends);
            sim.bare(name, "n1", "{'restartPolicy':'" + policy + "'}");
        }
        sim.advance(seconds(6));
        assertEquals(
                PodPhase.SUCCEEDED, sim.pod("jobs/never").orElseThrow().status().phase());
        assertEquals(
                PodPhase.SUCCEEDED,
                sim.pod("jobs/onfailure").orElseThrow().status().phase());
        Pod restarts = sim.pod("jobs/always").orElseThrow();
        assertEquals(PodPhase.RUNNING, restarts.status().phase());
        assertFalse(restarts.isReady());
        sim.advance(seconds(10));
        Pod again = sim.pod("jobs/always").orElseThrow();
        assertTrue(again.isReady());
        assertEquals(1, again.status().containerStatuses().get(0).restartCount());
    }
}
