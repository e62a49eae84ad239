package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cluster is as it was described when it is handed over. */
class DescribedClusterTest {
    private static MockClusterBuilder threeNodes() {
        return MockCluster.builder()
                .seed(7)
                .node("worker-1", n -> n.zone("a"))
                .node("worker-2", n -> n.zone("b"))
                .node("worker-3", n -> n.zone("b"));
    }

    private static List<String> names(List<Pod> pods) {
        return pods.stream().map(Pod::name).toList();
    }

    @Test
    void everyKindOfWorkloadRunsAtTheStart() {
        MockCluster cluster = threeNodes()
                .deployment(
                        "shop/web",
                        d -> d.replicas(3).cpu("100m").memory("64Mi").readyAfter(Duration.ofSeconds(8)))
                .statefulSet("shop/db", s -> s.replicas(2).claim("data").startsIn(Duration.ofSeconds(5)))
                .daemonSet("kube-system/agent", d -> d.toleratesEverything())
                .replicaSet("shop/old", r -> r.replicas(1))
                .replicationController("shop/older", r -> r.replicas(1))
                .job("batch/report", j -> j.runsFor(Duration.ofMinutes(10)).completions(2))
                .job("batch/endless", j -> j.emptyDir("scratch"))
                .pod("tools/shell", p -> p.node("worker-2"))
                .staticPod("kube-system/etcd", p -> p.node("worker-1"))
                .budget("shop/web", b -> b.minAvailable(2))
                .autoscaler("shop/web", a -> a.min(2).max(10))
                .namespace("empty")
                .build();
        assertEquals(
                3,
                cluster.pods("kube-system").stream()
                        .filter(p -> p.name().startsWith("agent-"))
                        .count());
        assertTrue(
                cluster.pods().stream().allMatch(Pod::isReady), cluster.pods().toString());
        assertEquals(7, cluster.pods("shop").size());
        assertEquals(1, cluster.budget("shop/web").status().disruptionsAllowed());
        assertTrue(cluster.pod("kube-system/etcd-worker-1").isMirror());
        assertEquals("worker-2", cluster.pod("tools/shell").nodeName());
        assertEquals(2, cluster.pods("batch").size());
        assertTrue(cluster.find(Kind.NAMESPACES, "empty").isPresent());
        assertEquals(1, cluster.list(Kind.AUTOSCALERS).size());
        cluster.advance(Duration.ofMinutes(25));
        assertEquals(
                3,
                cluster.pods("batch").stream()
                        .filter(p -> p.isFinished() || p.name().startsWith("endless"))
                        .count());
    }

    @Test
    void theSamePlaceIsToldInPodsAndTheirTemplates() {
        MockCluster cluster = threeNodes()
                .deployment("shop/web", d -> d.replicas(2)
                        .antiAffinity("kubernetes.io/hostname")
                        .spread("zone", 1)
                        .hostPort(80)
                        .emptyDir("cache")
                        .priority(1000)
                        .nodeSelector("kubernetes.io/os", "linux")
                        .label("tier", "front")
                        .annotation("example.com/owner", "shop")
                        .gracePeriod(Duration.ofSeconds(60))
                        .sidecar("proxy")
                        .initContainer(
                                "migrate", i -> i.takes(Duration.ofSeconds(3)).fails(1)))
                .build();
        List<Pod> pods = cluster.pods("shop");
        assertEquals(2, pods.stream().map(Pod::nodeName).distinct().count());
        Pod pod = pods.get(0);
        assertTrue(pod.isReady());
        assertEquals(Volume.EMPTY_DIR, pod.spec().volumes().get(0).type());
        assertEquals(1000, pod.spec().priority());
        assertEquals("front", pod.metadata().labels().get("tier"));
        assertEquals("shop", pod.metadata().annotations().get("example.com/owner"));
        assertEquals(Duration.ofSeconds(60), pod.spec().terminationGracePeriod());
        assertEquals(2, pod.spec().initContainers().size());
        assertTrue(pod.spec().initContainers().get(0).restartAlways());
        assertEquals(2, pod.spec().tolerations().size(), "the classic five minutes");
    }

    @Test
    void whatCannotRunDoesNot() {
        MockCluster cluster = threeNodes()
                .deployment("shop/sick", d -> d.replicas(1).neverReady())
                .deployment("shop/big", d -> d.replicas(1).cpu("64"))
                .deployment("shop/waits", d -> d.replicas(1).initContainer("wait-for-db", i -> i.until("shop/nothing")))
                .pod("shop/done", p -> p.succeeded())
                .pod("shop/broken", p -> p.failed())
                .pod("shop/crashes", p -> p.failsAfter(Duration.ofSeconds(1)))
                .build();
        Pod sick = one(cluster, "sick");
        assertEquals(PodPhase.RUNNING, sick.status().phase());
        assertFalse(sick.isReady());
        assertEquals("", one(cluster, "big").nodeName());
        assertEquals(PodPhase.PENDING, one(cluster, "waits").status().phase());
        assertEquals(PodPhase.SUCCEEDED, cluster.pod("shop/done").status().phase());
        assertEquals(PodPhase.FAILED, cluster.pod("shop/broken").status().phase());
        cluster.advance(Duration.ofSeconds(2));
        assertFalse(cluster.pod("shop/crashes").isReady());
    }

    private static Pod one(MockCluster cluster, String prefix) {
        return cluster.pods("shop").stream()
                .filter(pod -> pod.name().startsWith(prefix))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aClaimKeepsAPodInItsZone() {
        MockCluster cluster = threeNodes()
                .deployment("shop/web", d -> d.replicas(1).claim("data"))
                .build();
        Pod pod = cluster.pods("shop").get(0);
        String zone = cluster.node(pod.nodeName()).zone();
        assertEquals(
                zone,
                cluster.list(Kind.VOLUMES)
                        .get(0)
                        .document()
                        .documents("spec", "nodeAffinity", "required", "nodeSelectorTerms")
                        .get(0)
                        .documents("matchExpressions")
                        .get(0)
                        .texts("values")
                        .get(0));
    }

    @Test
    void aDeadNodeIsFoundOutAndItsPodsAreReplaced() {
        MockCluster cluster =
                threeNodes().deployment("shop/web", d -> d.replicas(3)).build();
        cluster.kill("worker-1");
        cluster.advance(Duration.ofSeconds(60));
        assertFalse(cluster.node("worker-1").isReady());
        assertFalse(cluster.podsOn("worker-1").get(0).isReady());
        cluster.advance(Duration.ofMinutes(6));
        assertEquals(4, cluster.pods("shop").size());
        assertTrue(cluster.podsOn("worker-1").get(0).isTerminating());
        cluster.revive("worker-1");
        cluster.advance(Duration.ofSeconds(1));
        assertTrue(cluster.node("worker-1").isReady());
        assertEquals(List.of(), cluster.node("worker-1").taints());
        assertEquals(3, cluster.pods("shop").size());
    }

    @Test
    void theSameSeedIsTheSameClusterAndAnotherOneIsNot() {
        Consumer<WorkloadBuilder> web = d -> d.replicas(5);
        List<String> first =
                names(threeNodes().deployment("shop/web", web).build().pods());
        assertEquals(
                first, names(threeNodes().deployment("shop/web", web).build().pods()));
        assertNotEquals(
                first,
                names(threeNodes().seed(8).deployment("shop/web", web).build().pods()));
    }

    @Test
    void oneDescriptionCanBeBuiltTwice() {
        MockClusterBuilder builder = threeNodes()
                .deployment("shop/web", d -> d.replicas(2))
                .pod("shop/shell", p -> p.node("worker-1"))
                .staticPod("kube-system/etcd", p -> p.node("worker-1"))
                .budget("shop/web", b -> b.maxUnavailable("50%"));
        assertEquals(
                builder.build().pods().stream().map(Pod::toDocument).toList(),
                builder.build().pods().stream().map(Pod::toDocument).toList());
    }

    static Stream<Consumer<MockClusterBuilder>> malformed() {
        return Stream.of(
                b -> b.deployment("web", d -> {}),
                b -> b.deployment("Shop/web", d -> {}),
                b -> b.deployment("shop/web", d -> d.replicas(-1)),
                b -> b.deployment("shop/web", d -> d.cpu("many")),
                b -> b.deployment("shop/web", d -> d.readyAfter(Duration.ofSeconds(-1))),
                b -> b.deployment("shop/web", d -> d.gracePeriod(Duration.ofMillis(1500))),
                b -> b.deployment("shop/web", d -> d.hostPort(70000)),
                b -> b.deployment("shop/web", d -> d.toleration("key", "Sometimes")),
                b -> b.deployment("shop/web", d -> d.label("no label", "x")),
                b -> b.deployment("shop/web", d -> d.spread("zone", 0)),
                b -> b.deployment("shop/web", d -> d.completions(1)),
                b -> b.deployment("shop/web", d -> d.restartPolicy("always")),
                b -> b.deployment("shop/web", d -> d.initContainer("init", i -> i.fails(-1))),
                b -> b.deployment("shop/web", d -> d.initContainer("init", i -> i.until("db"))),
                b -> b.daemonSet("shop/agent", d -> d.replicas(3)),
                b -> b.budget("shop/web", x -> x.minAvailable(-1)),
                b -> b.budget("shop/web", x -> x.minAvailable("half")),
                b -> b.budget("shop/web", x -> x.minAvailable("101%")),
                b -> b.budget("shop/web", x -> x.minAvailable(1).maxUnavailable(1)),
                b -> b.budget("shop/web", x -> x.selector("app in web")),
                b -> b.autoscaler("shop/web", a -> a.max(0)),
                b -> b.staticPod("kube-system/etcd", p -> {}),
                b -> b.pod("shop/x", p -> p.node("No Node")),
                b -> b.deployment("shop/web", d -> d.readyAfter(Duration.ofSeconds(Long.MAX_VALUE))),
                b -> b.latency(Duration.ofSeconds(Long.MAX_VALUE)),
                b -> b.latency(Duration.ofNanos(-1)),
                b -> b.start(Instant.MIN),
                b -> b.start(Instant.MAX),
                b -> b.node("w", n -> n.cpu("-4")),
                b -> b.node("w", n -> n.pods(0)),
                b -> b.node("w", n -> n.label("no label", "x")),
                b -> b.node("w", n -> n.zone("a b")),
                b -> b.node("w", n -> n.taint("no key", "NoSchedule")),
                b -> b.fault(Fault.latency(Duration.ofSeconds(Long.MAX_VALUE))),
                b -> b.fault(Fault.serverAway(Duration.ofSeconds(-1), Duration.ofSeconds(1))),
                b -> b.fault(Fault.droppedWatch().at(Duration.ofSeconds(-1))),
                b -> b.namespace("Shop"));
    }

    @ParameterizedTest
    @MethodSource
    void malformed(Consumer<MockClusterBuilder> call) {
        MockClusterBuilder builder = MockCluster.builder();
        assertThrows(IllegalArgumentException.class, () -> call.accept(builder));
    }

    static Stream<Consumer<MockCluster>> refusedByACluster() {
        return Stream.of(
                mock -> mock.advance(Duration.ofSeconds(-1)),
                mock -> mock.advance(Duration.ofSeconds(Long.MAX_VALUE)),
                mock -> mock.reboot("worker-1", Duration.ofSeconds(Long.MAX_VALUE)));
    }

    @ParameterizedTest
    @MethodSource("refusedByACluster")
    void timesThatMakeNoSense(Consumer<MockCluster> call) {
        MockCluster mock = threeNodes().build();
        assertThrows(IllegalArgumentException.class, () -> call.accept(mock));
        mock.advance(Duration.ofMinutes(1)); // nothing is broken
    }

    @Test
    @SuppressWarnings("NullAway") // what it is about
    void nullIsRefusedByName() {
        MockCluster mock = threeNodes().build();
        assertEquals("the time that passes", said(() -> mock.advance(null)));
        assertEquals("node", said(() -> mock.podsOn(null)));
        assertEquals("namespace", said(() -> mock.pods(null)));
        assertEquals("name", said(() -> mock.node(null)));
        assertEquals("stage", said(() -> mock.await(null)));
        assertEquals("object", said(() -> mock.apply(null)));
        assertEquals("configuration", said(() -> mock.configureKubelet("worker-1", null)));
        assertEquals("backend", said(() -> MockCluster.copyOf(null)));
        assertEquals("name of a node", said(() -> MockCluster.builder().node(null)));
        assertEquals("value of a label", said(() -> MockCluster.builder().node("a", n -> n.zone(null))));
    }

    private static String said(Executable call) {
        return String.valueOf(assertThrows(NullPointerException.class, call).getMessage());
    }

    @Test
    void whatIsSaidOfANodeThatIsNotThereIsRefused() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> threeNodes().kubeletDead("worker-4").build());
        assertTrue(String.valueOf(refused.getMessage()).contains("worker-4"), refused::getMessage);
        MockCluster mock = threeNodes().build();
        assertThrows(MaintenanceException.class, () -> mock.configureKubelet("worker-4", Document.empty()));
    }

    @Test
    void aCordonedNodeHasItsTaintOnceHoweverOftenItIsBuilt() {
        MockClusterBuilder builder = MockCluster.builder().node("worker-1", n -> n.unschedulable());
        builder.build();
        assertEquals(1, builder.build().node("worker-1").taints().size());
    }

    @Test
    void aPodOnANodeThatIsNotDescribedIsRefused() {
        MockClusterBuilder builder = MockCluster.builder().pod("shop/x", p -> p.node("nowhere"));
        String message =
                assertThrows(IllegalArgumentException.class, builder::build).getMessage();
        assertTrue(message.contains("nowhere"), message);
    }

    @Test
    void nodesAreAsDescribed() {
        Node node = MockCluster.builder()
                .node("worker-1", n -> n.cpu("8").memory("32Gi").zone("a"))
                .build()
                .node("worker-1");
        assertTrue(node.isReady());
        assertEquals("a", node.zone());
    }
}
