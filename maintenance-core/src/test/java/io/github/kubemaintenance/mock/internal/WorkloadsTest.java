package io.github.kubemaintenance.mock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WorkloadsTest {
    private final Sim sim = new Sim();

    private List<Pod> active(String namespace) {
        return sim.pods(namespace).stream()
                .filter(ReplicaSetController::isActive)
                .toList();
    }

    private void slow(Kind<?> kind, String key, int startsIn, int stopsIn) {
        Keys at = Keys.parse(key);
        sim.world.behave(
                kind,
                at.namespace(),
                at.name(),
                new PodBehaviour(
                        Duration.ofSeconds(startsIn),
                        Optional.of(Duration.ZERO),
                        Optional.of(Duration.ofSeconds(stopsIn)),
                        Optional.empty(),
                        true,
                        List.of()));
    }

    @Test
    void aDeploymentMakesAReplicaSetNamedByItsTemplateAndItsPods() {
        sim.node("n1");
        sim.deployment("shop/web", 3);
        sim.settle();
        Workload set = sim.world.in(Kind.REPLICA_SETS, "shop").iterator().next();
        String hash = set.metadata().labels().get("pod-template-hash");
        assertEquals("web-" + hash, set.name());
        assertEquals(3, sim.pods("shop").size());
        for (Pod pod : sim.pods("shop")) {
            assertTrue(pod.name().startsWith(set.name() + "-"), pod.name());
            assertEquals(hash, pod.metadata().labels().get("pod-template-hash"));
            assertTrue(pod.isReady());
        }
        Workload web = sim.world.find(Kind.DEPLOYMENTS, "shop", "web").orElseThrow();
        assertEquals(Optional.of(3L), web.status().number("readyReplicas"));
        assertEquals(Optional.of(1L), web.status().number("observedGeneration"));
    }

    @Test
    void theReplacementIsMadeAtOnceWhileTheOldPodStillStops() {
        sim.node("n1");
        sim.deployment("shop/web", 1);
        slow(Kind.DEPLOYMENTS, "shop/web", 3, 10);
        sim.advance(Duration.ofSeconds(5));
        Pod old = sim.pods("shop").get(0);
        sim.evict(old);
        sim.settle();
        assertEquals(2, sim.pods("shop").size());
        Pod replacement = active("shop").get(0);
        assertNotEquals(old.name(), replacement.name());
        sim.advance(Duration.ofSeconds(3));
        assertTrue(PodWrites.current(sim.world, replacement).orElseThrow().isReady());
        assertTrue(PodWrites.current(sim.world, old).isPresent());
        sim.advance(Duration.ofSeconds(7));
        assertEquals(
                List.of(replacement.uid()),
                sim.pods("shop").stream().map(Pod::uid).toList());
    }

    @Test
    void scalingADeploymentDownDeletesTheUnreadyFirst() {
        sim.node("n1");
        sim.deployment("shop/web", 2);
        sim.settle();
        List<String> ready = sim.pods("shop").stream().map(Pod::uid).toList();
        slow(Kind.DEPLOYMENTS, "shop/web", 60, 0);
        scale(4);
        sim.advance(Duration.ofSeconds(1));
        scale(3);
        sim.settle();
        assertEquals(3, sim.pods("shop").size());
        scale(2);
        sim.settle();
        assertEquals(ready, sim.pods("shop").stream().map(Pod::uid).toList());
    }

    private void scale(int replicas) {
        Workload web = sim.world.find(Kind.DEPLOYMENTS, "shop", "web").orElseThrow();
        sim.world.update(Kind.DEPLOYMENTS, web.withReplicas(replicas));
        sim.settle();
    }

    @Test
    void aReplicationControllerReplacesToo() {
        sim.node("n1");
        Workload old = sim.workload(WorkloadKind.REPLICATION_CONTROLLER, "shop/legacy", "{'replicas':2}", "{}");
        sim.world.update(Kind.REPLICATION_CONTROLLERS, old); // nothing changed, nothing happens twice
        sim.settle();
        assertEquals(2, sim.pods("shop").size());
        sim.evict(sim.pods("shop").get(0));
        sim.settle();
        assertEquals(2, active("shop").size());
    }

    @Test
    void aStatefulSetStartsOneAfterTheOther() {
        sim.node("n1");
        sim.workload(WorkloadKind.STATEFUL_SET, "shop/db", "{'replicas':3}", "{}");
        slow(Kind.STATEFUL_SETS, "shop/db", 5, 5);
        sim.settle();
        assertEquals(List.of("db-0"), sim.pods("shop").stream().map(Pod::name).toList());
        sim.advance(Duration.ofSeconds(5));
        assertEquals(2, sim.pods("shop").size());
        sim.advance(Duration.ofSeconds(10));
        assertEquals(
                List.of("db-0", "db-1", "db-2"),
                sim.pods("shop").stream().map(Pod::name).toList());
        assertTrue(sim.pods("shop").stream().allMatch(Pod::isReady));
    }

    @Test
    void underTheParallelPolicyAllStartTogether() {
        sim.node("n1");
        sim.workload(WorkloadKind.STATEFUL_SET, "shop/db", "{'replicas':3,'podManagementPolicy':'Parallel'}", "{}");
        slow(Kind.STATEFUL_SETS, "shop/db", 5, 5);
        sim.settle();
        assertEquals(3, sim.pods("shop").size());
    }

    @Test
    void aStatefulPodComesBackUnderItsNameOnlyWhenTheOldOneIsGone() {
        sim.node("n1");
        sim.workload(WorkloadKind.STATEFUL_SET, "shop/db", "{'replicas':2}", "{}");
        slow(Kind.STATEFUL_SETS, "shop/db", 1, 10);
        sim.advance(Duration.ofSeconds(5));
        Pod old = sim.pod("shop/db-0").orElseThrow();
        sim.evict(old);
        sim.advance(Duration.ofMillis(9999));
        assertEquals(old.uid(), sim.pod("shop/db-0").orElseThrow().uid());
        sim.advance(Duration.ofMillis(1));
        assertNotEquals(old.uid(), sim.pod("shop/db-0").orElseThrow().uid());
        assertFalse(sim.pod("shop/db-0").orElseThrow().isReady());
        sim.advance(Duration.ofSeconds(1));
        assertTrue(sim.pod("shop/db-0").orElseThrow().isReady());
    }

    @Test
    void aStatefulPodKeepsItsVolumeAndThereforeItsZone() {
        sim.node("a1", "4", "8Gi", "a");
        sim.node("b1", "4", "8Gi", "b");
        sim.workload(
                WorkloadKind.STATEFUL_SET,
                "shop/db",
                "{'replicas':1,'volumeClaimTemplates':[{'metadata':{'name':'data'},'spec':{'storageClassName':'zonal'}}]}",
                "{}");
        sim.settle();
        Pod pod = sim.pod("shop/db-0").orElseThrow();
        assertEquals("data-db-0", pod.spec().volumes().get(0).claimName());
        KubeDocument claim =
                sim.world.find(Kind.VOLUME_CLAIMS, "shop", "data-db-0").orElseThrow();
        assertEquals(Optional.of("Bound"), claim.document().text("status", "phase"));
        Node node = sim.world.find(Kind.NODES, "", pod.nodeName()).orElseThrow();
        sim.change(Kind.NODES, node, each -> each.withUnschedulable(true));
        sim.evict(pod);
        sim.settle();
        Pod again = sim.pod("shop/db-0").orElseThrow();
        assertEquals("", again.nodeName());
        assertEquals(
                "0/2 nodes are available: 1 node(s) had volume node affinity conflict, 1 node(s) were unschedulable."
                        + " preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
                again.status().condition("PodScheduled").orElseThrow().message());
        sim.change(Kind.NODES, node, each -> each.withUnschedulable(false));
        sim.settle();
        assertEquals(pod.nodeName(), sim.pod("shop/db-0").orElseThrow().nodeName());
    }

    @Test
    void aDaemonSetHasAPodOnEachNodeThatItToleratesCordonedOrNot() {
        sim.node("n1");
        Node cordoned = sim.node("n2");
        Node tainted = sim.node("n3");
        sim.change(Kind.NODES, cordoned, each -> each.withUnschedulable(true));
        sim.change(
                Kind.NODES, tainted, each -> each.withTaints(List.of(Taint.of("dedicated", TaintEffect.NO_SCHEDULE))));
        sim.workload(WorkloadKind.DAEMON_SET, "kube-system/agent", "{}", "{}");
        sim.settle();
        assertEquals(
                Set.of("n1", "n2"),
                sim.pods("kube-system").stream().map(Pod::nodeName).collect(Collectors.toSet()));
        sim.node("n4");
        sim.change(Kind.NODES, tainted, each -> each.withTaints(List.of()));
        sim.settle();
        assertEquals(4, sim.pods("kube-system").size());
        Workload agent =
                sim.world.find(Kind.DAEMON_SETS, "kube-system", "agent").orElseThrow();
        assertEquals(Optional.of(4L), agent.status().number("desiredNumberScheduled"));
        assertEquals(Optional.of(4L), agent.status().number("numberReady"));
    }

    @Test
    void anEvictedDaemonPodComesBackToItsNodeWhenTheOldOneIsGone() {
        sim.node("n1");
        Node node = sim.node("n2");
        sim.workload(WorkloadKind.DAEMON_SET, "kube-system/agent", "{}", "{}");
        sim.settle();
        sim.change(Kind.NODES, node, each -> each.withUnschedulable(true));
        Pod old = sim.world.podsOn("n2").iterator().next();
        sim.evict(old);
        sim.settle();
        Pod again = sim.world.podsOn("n2").iterator().next();
        assertNotEquals(old.uid(), again.uid());
        assertTrue(again.isReady());
        assertEquals(2, sim.pods("kube-system").size());
    }

    private void job(String spec) {
        sim.workload(WorkloadKind.JOB, "batch/report", spec, "{'restartPolicy':'Never'}");
    }

    private void runs(int seconds, boolean succeeds) {
        sim.world.behave(
                Kind.JOBS,
                "batch",
                "report",
                new PodBehaviour(
                        Duration.ZERO,
                        Optional.of(Duration.ZERO),
                        Optional.of(Duration.ZERO),
                        Optional.of(Duration.ofSeconds(seconds)),
                        succeeds,
                        List.of()));
    }

    private Workload job() {
        return sim.world.find(Kind.JOBS, "batch", "report").orElseThrow();
    }

    @Test
    void aJobRunsSoManyAtOnceUntilEnoughHaveSucceededAndTheirPodsStay() {
        sim.node("n1");
        runs(10, true);
        job("{'completions':5,'parallelism':2}");
        sim.settle();
        assertEquals(2, sim.pods("batch").size());
        sim.advance(Duration.ofSeconds(30));
        assertEquals(Optional.of(5L), job().status().number("succeeded"));
        assertEquals(5, sim.pods("batch").size());
        assertTrue(sim.pods("batch").stream().allMatch(pod -> pod.status().phase() == PodPhase.SUCCEEDED));
        assertTrue(sim.pods("batch").stream()
                .allMatch(pod -> pod.metadata().finalizers().isEmpty()));
        assertEquals(
                "Complete",
                job().status().documents("conditions").get(0).text("type").orElseThrow());
        sim.evict(sim.pods("batch").get(0));
        sim.advance(Duration.ofHours(1));
        assertEquals(4, sim.pods("batch").size(), "one that was counted isn't run again");
    }

    @Test
    void aJobGivesUpAfterItsBackoffLimit() {
        sim.node("n1");
        runs(1, false);
        job("{'completions':1,'parallelism':1,'backoffLimit':2}");
        sim.advance(Duration.ofMinutes(1));
        assertEquals(Optional.of(3L), job().status().number("failed"));
        assertEquals(
                "Failed",
                job().status().documents("conditions").get(0).text("type").orElseThrow());
    }

    @Test
    void anEvictedJobPodIsReplaced() {
        sim.node("n1");
        runs(600, true);
        job("{'completions':1,'parallelism':1}");
        sim.settle();
        Pod old = sim.pods("batch").get(0);
        sim.evict(old);
        sim.settle();
        List<Pod> now = sim.pods("batch");
        assertEquals(1, now.size(), "the old one is counted and gone");
        assertNotEquals(old.uid(), now.get(0).uid());
        assertEquals(Optional.of(1L), job().status().number("failed"));
    }

    @Test
    void whatADeletedWorkloadOwnedGoesToo() {
        sim.node("n1");
        Workload web = sim.deployment("shop/web", 2);
        sim.settle();
        sim.world.remove(Kind.DEPLOYMENTS, web);
        sim.settle();
        assertTrue(sim.pods("shop").isEmpty());
        assertTrue(sim.world.in(Kind.REPLICA_SETS, "shop").isEmpty());
    }

    @Test
    void aDeletedNamespaceIsEmptiedAndGoesWithItsLastPod() {
        sim.node("n1");
        KubeDocument shop = sim.namespace("shop");
        sim.deployment("shop/web", 2);
        slow(Kind.DEPLOYMENTS, "shop/web", 0, 10);
        sim.budget("shop/web", "{'minAvailable':2}");
        sim.settle();
        sim.change(
                Kind.NAMESPACES,
                shop,
                each -> Shapes.with(Kind.NAMESPACES, each, each.metadata().deleted(sim.world.now(), Duration.ZERO)));
        sim.advance(Duration.ofSeconds(9));
        KubeDocument going = sim.world.find(Kind.NAMESPACES, "", "shop").orElseThrow();
        assertEquals(Optional.of("Terminating"), going.document().text("status", "phase"));
        assertEquals(2, sim.pods("shop").size(), "nothing is made again");
        assertTrue(sim.world.in(Kind.BUDGETS, "shop").isEmpty());
        sim.advance(Duration.ofSeconds(1));
        assertTrue(sim.world.find(Kind.NAMESPACES, "", "shop").isEmpty());
    }

    @Test
    void timeAlonePassesWithoutAnyChange() {
        sim.node("n1");
        sim.deployment("shop/web", 3);
        sim.workload(WorkloadKind.STATEFUL_SET, "shop/db", "{'replicas':2}", "{}");
        sim.workload(WorkloadKind.DAEMON_SET, "shop/agent", "{}", "{}");
        sim.budget("shop/web", "{'minAvailable':'50%'}");
        sim.settle();
        long before = sim.world.revision();
        Instant start = sim.world.now();
        sim.advance(Duration.ofHours(24));
        assertEquals(before, sim.world.revision());
        assertEquals(start.plus(Duration.ofHours(24)), sim.world.now());
        assertEquals(null, sim.world.nextTask(), "nothing is ever polled");
    }
}
