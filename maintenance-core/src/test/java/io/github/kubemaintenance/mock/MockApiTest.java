package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.Deletion;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The simulated API server answers as the real one does, here on objects that no controller touches. */
class MockApiTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    /** A cluster of plain objects: pods of a dump are as they are. */
    static MockCluster cluster(Document... objects) {
        return MockCluster.builder()
                .start(START)
                .withoutControllers()
                .node("worker-1")
                .node("worker-2")
                .objects(List.of(objects))
                .build();
    }

    static Document pod(String name, String app, boolean ready) {
        return Document.of("apiVersion", "v1")
                .with("Pod", "kind")
                .with("shop", "metadata", "namespace")
                .with(name, "metadata", "name")
                .with(Map.of("app", app), "metadata", "labels")
                .with("worker-1", "spec", "nodeName")
                .with("Running", "status", "phase")
                .with(
                        List.of(Document.of("type", "Ready").with(ready ? "True" : "False", "status")),
                        "status",
                        "conditions");
    }

    static Document budget(String app, int allowed, int healthy, int desired) {
        return Document.of("apiVersion", "policy/v1")
                .with("PodDisruptionBudget", "kind")
                .with("shop", "metadata", "namespace")
                .with(app, "metadata", "name")
                .with(1, "metadata", "generation")
                .with(desired, "spec", "minAvailable")
                .with(app, "spec", "selector", "matchLabels", "app")
                .with(1, "status", "observedGeneration")
                .with(allowed, "status", "disruptionsAllowed")
                .with(healthy, "status", "currentHealthy")
                .with(desired, "status", "desiredHealthy")
                .with(healthy, "status", "expectedPods");
    }

    @Test
    void pagesOfAListShowOneRevision() {
        MockCluster mock = cluster(pod("a", "x", true), pod("b", "x", true), pod("c", "x", true));
        ClusterApi api = mock.api();
        Query query = Query.inNamespace("shop");
        Page<Pod> first = api.list(Kind.PODS, query, PageRequest.first(2));
        mock.delete(Kind.PODS, "shop/c");
        mock.apply(pod("d", "x", true));
        Page<Pod> second = api.list(Kind.PODS, query, PageRequest.first(2).after(first));
        assertEquals(List.of("a", "b"), first.items().stream().map(Pod::name).toList());
        assertEquals(List.of("c"), second.items().stream().map(Pod::name).toList());
        assertFalse(second.items().get(0).isTerminating());
        assertEquals(first.resourceVersion(), second.resourceVersion());
        assertFalse(second.hasNext());
    }

    @Test
    void aTokenFromBeforeACompactionIsExpired() {
        MockCluster mock = cluster(pod("a", "x", true), pod("b", "x", true));
        Page<Pod> first = mock.api().list(Kind.PODS, Query.all(), PageRequest.first(1));
        mock.compact();
        ApiException error = assertThrows(ApiException.class, () -> mock.api()
                .list(Kind.PODS, Query.all(), PageRequest.first(1).after(first)));
        assertEquals(ApiFailure.Kind.EXPIRED, error.failure().kind());
        assertEquals(410, error.failure().code());
    }

    @Test
    void aTokenThatNobodyGaveIsABadRequest() {
        ApiException error = assertThrows(
                ApiException.class, () -> cluster().api().list(Kind.PODS, Query.all(), new PageRequest(1, "bogus")));
        assertEquals(ApiFailure.Kind.INVALID, error.failure().kind());
    }

    @Test
    void selectorsOnLabelsAndFields() {
        MockCluster mock = cluster(pod("a", "x", true), pod("b", "y", true));
        Query on = Query.onNode("worker-1").withLabels(LabelSelector.parse("app=y"));
        assertEquals(
                List.of("shop/b"),
                mock.api().list(Kind.PODS, on, PageRequest.first(0)).items().stream()
                        .map(Pod::toString)
                        .toList());
        assertEquals(
                List.of(),
                mock.api()
                        .list(Kind.PODS, Query.onNode("worker-2"), PageRequest.first(0))
                        .items());
        assertEquals(
                400,
                assertThrows(ApiException.class, () -> mock.api()
                                .list(Kind.PODS, Query.all().withField("spec.colour", "red"), PageRequest.first(0)))
                        .failure()
                        .code());
    }

    @Test
    void anEvictionTakesFromTheBudgetAndMarksThePod() {
        MockCluster mock = cluster(pod("a", "x", true), budget("x", 1, 2, 1));
        EvictionOutcome outcome =
                mock.api().evict(Eviction.of(mock.pod("shop/a").ref()));
        Pod pod = mock.pod("shop/a");
        assertEquals(EvictionOutcome.Kind.ACCEPTED, outcome.kind());
        assertEquals(Optional.of(START.plusSeconds(30)), pod.metadata().deletionTimestamp());
        assertEquals(
                "EvictionByEvictionAPI",
                pod.status().condition("DisruptionTarget").orElseThrow().reason());
    }

    @Test
    void aClosedBudgetBlocksAndIsNamed() {
        MockCluster mock = cluster(pod("a", "x", true), budget("x", 0, 1, 1));
        EvictionOutcome.Blocked blocked = assertInstanceOf(
                EvictionOutcome.Blocked.class,
                mock.api().evict(Eviction.of(mock.pod("shop/a").ref())));
        assertEquals(Optional.of("x"), blocked.budget());
        assertEquals(Optional.empty(), blocked.retryAfter());
        assertFalse(mock.pod("shop/a").isTerminating());
    }

    @Test
    void anEvictionMeantForAnotherPodCostsTheBudgetNevertheless() {
        MockCluster mock = cluster(pod("a", "x", true), budget("x", 1, 2, 1));
        EvictionOutcome outcome = mock.api().evict(Eviction.of(new PodRef("shop", "a", "another")));
        assertEquals(EvictionOutcome.Kind.REPLACED, outcome.kind());
        assertFalse(mock.pod("shop/a").isTerminating());
        assertEquals(
                List.of("a"),
                List.copyOf(mock.budget("shop/x").status().disruptedPods().keySet()));
    }

    @Test
    void aDryRunChangesNothing() {
        MockCluster mock = cluster(pod("a", "x", true), budget("x", 1, 2, 1));
        Pod before = mock.pod("shop/a");
        Eviction dry = new Eviction(before.ref(), Optional.empty(), true);
        assertEquals(EvictionOutcome.Kind.ACCEPTED, mock.api().evict(dry).kind());
        assertEquals(
                DeleteOutcome.Kind.ACCEPTED,
                mock.api()
                        .delete(new Deletion(Kind.PODS, "shop", "a", before.uid(), Optional.empty(), true))
                        .kind());
        mock.api().patch(Patch.cordon("worker-1", true).withDryRun(true));
        assertEquals(before, mock.pod("shop/a"));
        assertEquals(1, mock.budget("shop/x").status().disruptionsAllowed());
        assertFalse(mock.node("worker-1").unschedulable());
    }

    @Test
    void aDeletionIsGuardedByTheUidAndGraceZeroRemovesAtOnce() {
        MockCluster mock = cluster(pod("a", "x", true));
        PodRef real = mock.pod("shop/a").ref();
        assertEquals(
                DeleteOutcome.Kind.REPLACED,
                mock.api().delete(Deletion.of(new PodRef("shop", "a", "other"))).kind());
        assertEquals(
                DeleteOutcome.Kind.ACCEPTED,
                mock.api()
                        .delete(new Deletion(Kind.PODS, "shop", "a", real.uid(), Optional.of(Duration.ZERO), false))
                        .kind());
        assertEquals(
                DeleteOutcome.Kind.GONE, mock.api().delete(Deletion.of(real)).kind());
    }

    @Test
    void aFinalizerHoldsThePodUntilItIsTaken() {
        MockCluster mock = cluster(pod("a", "x", true).with(List.of("example.com/hold"), "metadata", "finalizers"));
        PodRef real = mock.pod("shop/a").ref();
        mock.api().evict(new Eviction(real, Optional.of(Duration.ZERO), false));
        assertTrue(mock.pod("shop/a").isTerminating());
        PatchOutcome<Pod> outcome = mock.api()
                .patch(new Patch<>(
                        Kind.PODS,
                        "shop",
                        "a",
                        Patch.Type.MERGE,
                        Document.empty().with(List.of(), "metadata", "finalizers"),
                        false));
        assertEquals(PatchOutcome.Kind.PATCHED, outcome.kind());
        assertTrue(mock.find(Kind.PODS, "shop/a").isEmpty());
    }

    @Test
    void aPatchIsGuardedByVersionAndUid() {
        MockCluster mock = cluster();
        Node node = mock.node("worker-1");
        Document body = Document.of("metadata", Map.of("resourceVersion", "999"));
        assertEquals(409, failure(mock, body).code());
        assertEquals(
                422,
                failure(mock, Document.empty().with("other", "metadata", "uid")).code());
        Document good = Document.empty()
                .with(node.metadata().resourceVersion(), "metadata", "resourceVersion")
                .with("me", "metadata", "annotations", "by")
                .with(true, "spec", "unschedulable");
        assertEquals(PatchOutcome.Kind.PATCHED, patch(mock, good).kind());
        assertTrue(mock.node("worker-1").unschedulable());
        assertEquals("me", mock.node("worker-1").metadata().annotations().get("by"));
    }

    private static PatchOutcome<Node> patch(MockCluster mock, Document body) {
        return mock.api().patch(new Patch<>(Kind.NODES, "", "worker-1", Patch.Type.STRATEGIC_MERGE, body, false));
    }

    private static ApiFailure failure(MockCluster mock, Document body) {
        return assertInstanceOf(PatchOutcome.Failed.class, patch(mock, body)).failure();
    }

    @Test
    void aKindOfWhichNothingIsKnownIsNotEmptyButUnreadable() {
        MockCluster mock = MockCluster.builder().missing(Kind.BUDGETS).build();
        ApiException error = assertThrows(
                ApiException.class, () -> mock.api().list(Kind.BUDGETS, Query.all(), PageRequest.first(0)));
        assertEquals(ApiFailure.Kind.UNSUPPORTED, error.failure().kind());
    }

    @Test
    void requestsAreOnRecord() {
        MockCluster mock = cluster(pod("a", "x", true));
        mock.api().evict(Eviction.of(mock.pod("shop/a").ref()));
        mock.api().get(Kind.NODES, "", "nosuch");
        List<String> lines = new ArrayList<>();
        mock.requests().forEach(each -> lines.add(each.toString()));
        assertEquals(
                List.of(
                        "2026-03-01T08:00:00Z api: create pods/eviction shop/a -> 201 ACCEPTED",
                        "2026-03-01T08:00:00Z api: get nodes nosuch -> 200 OK"),
                lines);
    }
}
