package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Controllers take over a cluster that they find, and change nothing that real ones would not. */
class AdoptionTest {
    private static List<Document> dump(String name) throws IOException {
        try (InputStream in =
                new GZIPInputStream(AdoptionTest.class.getResourceAsStream("/dumps/" + name + ".json.gz"))) {
            return DocumentFormat.json()
                    .read(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .documents("items");
        }
    }

    private static MockCluster load(String name) throws IOException {
        return MockCluster.builder()
                .start(Instant.parse("2026-11-22T13:30:00Z"))
                .version(name.contains("1.30") ? "1.30" : "1.31")
                .unsettled()
                .objects(dump(name))
                .build();
    }

    private static Map<String, Pod> byUid(MockCluster cluster) {
        Map<String, Pod> found = new TreeMap<>();
        cluster.pods().forEach(pod -> found.put(pod.uid(), pod));
        return found;
    }

    private static boolean evicts(Node node) {
        return node.taints().stream().anyMatch(each -> each.effect() == TaintEffect.NO_EXECUTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubeadm-1.30-ha", "eks-1.31-mixed"})
    void anHourOfALoadedDumpMovesOnlyWhatTaintsEvict(String name) throws IOException {
        MockCluster cluster = load(name);
        Map<String, Pod> before = byUid(cluster);
        List<String> tainted = cluster.list(Kind.NODES).stream()
                .filter(AdoptionTest::evicts)
                .map(Node::name)
                .toList();
        cluster.advance(Duration.ofHours(1));
        Map<String, Pod> after = byUid(cluster);
        List<String> lost = new ArrayList<>();
        for (Pod pod : before.values()) {
            Pod now = after.get(pod.uid());
            if (now == null) {
                lost.add(pod.nodeName());
            } else if (!tainted.contains(pod.nodeName())) {
                assertEquals(pod.isReady() && !pod.isTerminating(), now.isReady(), pod::toString);
                assertEquals(pod.isTerminating(), now.isTerminating(), pod::toString);
                assertEquals(pod.nodeName(), now.nodeName(), pod::toString);
            }
        }
        assertTrue(tainted.containsAll(lost), "pods of " + lost + " are gone, tainted are " + tainted);
        long evicted = before.values().stream()
                .filter(pod -> tainted.contains(pod.nodeName()) && !pod.isTerminating())
                .map(pod -> after.get(pod.uid()))
                .filter(now -> now == null || now.isTerminating())
                .count();
        long fresh =
                after.keySet().stream().filter(uid -> !before.containsKey(uid)).count();
        assertTrue(fresh <= evicted, fresh + " new pods for " + evicted + " evicted");
        long revision = revision(cluster);
        cluster.advance(Duration.ofHours(1));
        assertTrue(revision(cluster) - revision < 100, "only crash loops go on");
    }

    private static long revision(MockCluster cluster) {
        return cluster.pods().stream()
                .mapToLong(pod -> Long.parseLong(pod.metadata().resourceVersion()))
                .max()
                .orElse(0);
    }

    @Test
    void whatIsSickStaysSickAndWhatIsDeadStaysDead() throws IOException {
        MockCluster cluster = load("kubeadm-1.30-ha");
        cluster.advance(Duration.ofHours(1));
        assertFalse(cluster.node("lost-1").isReady());
        assertTrue(cluster.node("lost-1").taints().stream()
                .anyMatch(each -> each.key().equals(Taint.UNREACHABLE)));
        for (Pod pod : cluster.pods("billing")) {
            if (pod.name().startsWith("importer-")) {
                assertEquals(PodPhase.PENDING, pod.status().phase());
            }
        }
        assertTrue(cluster.pod("logs/held").isTerminating());
        assertEquals("", cluster.pod("logs/gpu-train").nodeName());
        assertEquals(
                "True",
                cluster.pod("kube-system/etcd-cp-1")
                        .status()
                        .condition("Ready")
                        .orElseThrow()
                        .status());
    }

    @Test
    void anEvictedStaticPodOfADumpComesBack() throws IOException {
        MockCluster cluster = load("kubeadm-1.30-ha");
        String uid = cluster.pod("kube-system/etcd-cp-1").uid();
        cluster.delete(Kind.PODS, "kube-system/etcd-cp-1");
        cluster.advance(Duration.ofSeconds(1));
        assertFalse(uid.equals(cluster.pod("kube-system/etcd-cp-1").uid()));
    }

    @Test
    void replacementsTakeAsLongAsTheirSiblingsTook() {
        MockCluster original = MockCluster.builder()
                .node("worker-1", n -> n.zone("a"))
                .node("worker-2", n -> n.zone("a"))
                .deployment("shop/web", d -> d.replicas(3)
                        .startsIn(Duration.ofSeconds(4))
                        .readyAfter(Duration.ofSeconds(7))
                        .initContainer("init", i -> i.takes(Duration.ofSeconds(5))))
                .build();
        List<Document> objects = new ArrayList<>();
        for (Kind<?> kind : List.of(Kind.NODES, Kind.NAMESPACES, Kind.DEPLOYMENTS, Kind.REPLICA_SETS, Kind.PODS)) {
            original.list(kind).forEach(each -> objects.add(each.toDocument()));
        }
        MockCluster twin = MockCluster.builder().unsettled().objects(objects).build();
        twin.delete(Kind.PODS, "shop/" + twin.pods("shop").get(0).name());
        twin.advance(Duration.ofMillis(15_999));
        assertEquals(2, twin.pods("shop").stream().filter(Pod::isReady).count());
        twin.advance(Duration.ofMillis(1));
        assertEquals(3, twin.pods("shop").stream().filter(Pod::isReady).count());
    }
}
