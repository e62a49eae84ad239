package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A copy is the same cluster, and another. */
@Timeout(60)
class CopyTest {
    private static MockClusterBuilder shop() {
        return MockCluster.builder()
                .seed(11)
                .nodes("worker-", 3, n -> n.zone("a"))
                .deployment("shop/web", d -> d.replicas(6).readyAfter(Duration.ofSeconds(8)))
                .statefulSet("shop/db", s -> s.replicas(3).readyAfter(Duration.ofSeconds(20)))
                .budget("shop/web", b -> b.minAvailable(5));
    }

    /** Everything that can be seen of a cluster. */
    static String picture(MockCluster mock) {
        return mock.now() + "\n" + mock.list(Kind.NODES) + mock.list(Kind.BUDGETS) + mock.list(Kind.REPLICA_SETS)
                + mock.pods().stream().map(pod -> pod.toDocument().toString()).collect(Collectors.joining("\n"));
    }

    private static void disturb(MockCluster mock) {
        Pod victim = mock.pods("shop").get(0);
        mock.api().evict(Eviction.of(victim.ref()));
        mock.delete(Kind.NODES, "worker-3");
    }

    @Test
    void aCopyInTheMiddleGoesOnAlike() {
        MockCluster mock = shop().build();
        disturb(mock);
        mock.advance(Duration.ofSeconds(3)); // pods are starting and stopping
        MockCluster copy = MockCluster.copyOf(mock);
        assertEquals(picture(mock), picture(copy));
        for (int i = 0; i < 30; i++) {
            mock.advance(Duration.ofSeconds(7));
            copy.advance(Duration.ofSeconds(7));
            assertEquals(picture(mock), picture(copy), "after " + i + " steps");
        }
    }

    @Test
    void whatHappensToACopyDoesNotHappenToTheOriginal() {
        MockCluster mock = shop().build();
        String before = picture(mock);
        MockCluster copy = mock.copy();
        disturb(copy);
        copy.advance(Duration.ofMinutes(3));
        assertNotEquals(before, picture(copy));
        assertEquals(before, picture(mock));
    }

    @Test
    void theSameDescriptionAndSeedAreTheSameHistory() {
        MockCluster one = shop().build();
        MockCluster two = shop().build();
        disturb(one);
        disturb(two);
        one.advance(Duration.ofMinutes(2));
        two.advance(Duration.ofMinutes(2));
        assertEquals(picture(one), picture(two));
        assertNotEquals(
                one.pods("shop").get(0).uid(),
                shop().seed(12).build().pods("shop").get(0).uid());
    }

    @Test
    void aCopyHasNoFaultsAndNoRecord() {
        MockCluster mock = shop().fault(Fault.error(500).always()).build();
        assertThrows(ApiException.class, () -> mock.api().list(Kind.PODS, Query.all(), PageRequest.first(0)));
        MockCluster copy = mock.copy();
        assertTrue(copy.requests().isEmpty());
        assertEquals(
                9,
                copy.api()
                        .list(Kind.PODS, Query.all(), PageRequest.first(0))
                        .items()
                        .size());
    }

    @Test
    void anyBackendIsCopiedFromItsLists() {
        MockCluster original = shop().build();
        ClusterBackend foreign = ClusterBackend.live(original.api(), command -> {
            Thread thread = new Thread(command);
            thread.setDaemon(true);
            thread.start();
        });
        MockCluster copy = MockCluster.copyOf(foreign);
        assertEquals(refs(original), refs(copy));
        assertEquals(
                original.budget("shop/web").status(), copy.budget("shop/web").status());
        assertTrue(original.requests().stream().noneMatch(RecordedRequest::isWrite));
        assertTrue(original.requests().size() <= 20, () -> original.requests().toString());
        copy.advance(Duration.ofMinutes(10));
        assertEquals(refs(original), refs(copy)); // controllers found nothing to do
    }

    private static List<String> refs(MockCluster mock) {
        return mock.pods().stream()
                .map(pod -> pod + " " + pod.uid() + " " + pod.nodeName() + " " + pod.isReady())
                .toList();
    }

    @Test
    void whatCantBeReadIsMissingInTheCopyAndPodsAreNeeded() {
        MockCluster original =
                shop().fault(Fault.forbidden("list", "poddisruptionbudgets")).build();
        ClusterBackend foreign = ClusterBackend.live(original.api(), Runnable::run);
        MockCluster copy = MockCluster.copyOf(foreign);
        assertThrows(ApiException.class, () -> copy.api().list(Kind.BUDGETS, Query.all(), PageRequest.first(0)));
        assertFalse(copy.pods().isEmpty());
        original.inject(Fault.forbidden("list", "pods"));
        MaintenanceException error = assertThrows(MaintenanceException.class, () -> MockCluster.copyOf(foreign));
        assertTrue(error.getMessage().contains("pods"), error::getMessage);
    }
}
