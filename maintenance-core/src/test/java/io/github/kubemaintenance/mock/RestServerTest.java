package io.github.kubemaintenance.mock;

import static io.github.kubemaintenance.mock.MockApiTest.cluster;
import static io.github.kubemaintenance.mock.MockApiTest.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests in HTTP's words, where no recording says what comes. */
class RestServerTest {
    private static final String PODS = "/api/v1/namespaces/shop/pods";

    private final MockCluster cluster = cluster(pod("a", "web", true), pod("b", "web", false), pod("c", "db", true));
    private final RestServer server = RestServer.of(cluster);

    private RestReply get(String target) {
        return server.handle(RestRequest.of("GET", target, "", "", Document.empty()));
    }

    private RestReply send(String method, String target, String type, String body) {
        Document document =
                body.isEmpty() ? Document.empty() : DocumentFormat.json().read(body);
        return server.handle(RestRequest.of(method, target, type, "", document));
    }

    private static List<String> names(RestReply list) {
        return list.body().documents("items").stream().map(Document::name).toList();
    }

    @Test
    void fieldSelectorsKnowUnequal() {
        assertEquals(List.of("a", "b", "c"), names(get(PODS + "?fieldSelector=status.phase!%3DFailed")));
        assertEquals(List.of("a", "c"), names(get(PODS + "?fieldSelector=metadata.name!%3Db")));
        assertEquals(
                List.of("worker-1", "worker-2"), names(get("/api/v1/nodes?fieldSelector=spec.unschedulable%3Dfalse")));
        assertEquals(400, get(PODS + "?fieldSelector=spec.color%3Dred").status());
    }

    @Test
    void theStatusIsOnlyWrittenByWayOfItsSubresource() {
        String merge = "application/merge-patch+json";
        String both = "{\"metadata\":{\"labels\":{\"x\":\"y\"}},\"status\":{\"phase\":\"Failed\"}}";

        send("PATCH", PODS + "/a", merge, both);
        assertEquals("Running", cluster.pod("shop/a").status().phase().text());
        assertEquals("y", cluster.pod("shop/a").metadata().labels().get("x"));

        send("PATCH", PODS + "/a/status", merge, "{\"status\":{\"phase\":\"Failed\"}}");
        assertEquals("Failed", cluster.pod("shop/a").status().phase().text());
    }

    @Test
    void aReplacementKeepsTheStatusAndNeedsTheVersionItNames() {
        Document node = get("/api/v1/nodes/worker-1").body();
        Document changed = node.with(true, "spec", "unschedulable").with("NotANode", "status", "phase");

        RestReply first = send("PUT", "/api/v1/nodes/worker-1", "application/json", changed.toString());
        RestReply stale = send("PUT", "/api/v1/nodes/worker-1", "application/json", changed.toString());

        assertEquals(200, first.status());
        assertTrue(cluster.node("worker-1").unschedulable());
        assertFalse(first.body().has("status", "phase"));
        assertEquals(409, stale.status());
        assertEquals("Conflict", stale.body().text("reason").orElse(""));
    }

    @Test
    void deleteCollectionTakesWhatTheSelectorTakes() {
        RestReply gone = send("DELETE", PODS + "?labelSelector=app%3Dweb&gracePeriodSeconds=0", "", "");

        assertEquals(List.of("a", "b"), names(gone));
        assertEquals(List.of("c"), names(get(PODS)));
    }

    @Test
    void aDryRunChangesNothing() {
        RestReply reply = send("DELETE", PODS + "/a?dryRun=All", "", "");

        assertEquals(200, reply.status());
        assertFalse(cluster.pod("shop/a").metadata().isTerminating());
        assertTrue(cluster.requests().get(0).dryRun());
    }

    @Test
    void jsonPatchesAreCarriedOutInTheirOrder() {
        String operations =
                """
                {"operations": [{"op": "test", "path": "/metadata/labels/app", "value": "web"},
                                {"op": "add", "path": "/metadata/annotations", "value": {}},
                                {"op": "add", "path": "/metadata/annotations/a~1b", "value": "1"},
                                {"op": "copy", "from": "/metadata/annotations/a~1b", "path": "/metadata/labels/c"},
                                {"op": "move", "from": "/metadata/labels/app", "path": "/metadata/labels/was"}]}""";

        RestReply done = send("PATCH", PODS + "/a", "application/json-patch+json", operations);
        RestReply again = send("PATCH", PODS + "/a", "application/json-patch+json", operations);

        assertEquals(Map.of("c", "1", "was", "web"), done.body().textMap("metadata", "labels"));
        assertEquals(Map.of("a/b", "1"), done.body().textMap("metadata", "annotations"));
        assertEquals(422, again.status());
    }

    @Test
    void rolesBindWhoTheyName() {
        cluster.apply(
                DocumentFormat.json()
                        .read(
                                """
                        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role",
                         "metadata": {"namespace": "shop", "name": "evictor"},
                         "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"],
                                    "resourceNames": ["a"]},
                                   {"apiGroups": [""], "resources": ["*/eviction"], "verbs": ["create"]}]}"""));
        cluster.apply(
                DocumentFormat.json()
                        .read(
                                """
                        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
                         "metadata": {"namespace": "shop", "name": "evictors"},
                         "roleRef": {"kind": "Role", "name": "evictor"},
                         "subjects": [{"kind": "ServiceAccount", "namespace": "ops", "name": "drainer"}]}"""));
        RestCaller drainer = RestCaller.named("system:serviceaccount:ops:drainer");
        RestCaller other = RestCaller.named("system:serviceaccount:shop:drainer");

        assertEquals(200, as(drainer, "GET", PODS + "/a", "{}"));
        assertEquals(403, as(drainer, "GET", PODS + "/b", "{}"));
        assertEquals(403, as(drainer, "GET", PODS, "{}"));
        assertEquals(403, as(other, "GET", PODS + "/a", "{}"));
        assertEquals(201, as(drainer, "POST", PODS + "/b/eviction", "{\"metadata\":{\"name\":\"b\"}}"));
        assertEquals(403, as(drainer, "DELETE", PODS + "/c", "{}"));
    }

    private int as(RestCaller caller, String method, String target, String body) {
        return server.handle(
                        RestRequest.of(
                                method,
                                target,
                                "application/json",
                                "",
                                DocumentFormat.json().read(body)),
                        caller)
                .status();
    }

    @Test
    void aSilentWatchTellsLaterWhatItMissed() {
        List<String> told = new ArrayList<>();
        RestWatch watch = server.watch(
                RestRequest.of("GET", PODS + "?watch=1&fieldSelector=metadata.name!%3Dc", "", "", Document.empty()),
                RestCaller.administrator(),
                new RestStream() {
                    @Override
                    public void event(Document event) {
                        told.add(event.text("type").orElse("") + " "
                                + event.at("object").name());
                    }

                    @Override
                    public void end(boolean clean) {
                        told.add("end " + clean);
                    }
                });
        cluster.inject(Fault.silentWatch(Duration.ofMinutes(1)));
        cluster.advance(Duration.ofSeconds(1));
        cluster.remove(Kind.PODS, "shop/a");
        cluster.remove(Kind.PODS, "shop/c");

        assertEquals(List.of("ADDED a", "ADDED b"), told);
        cluster.advance(Duration.ofMinutes(2));
        assertEquals(List.of("ADDED a", "ADDED b", "MODIFIED a", "DELETED a"), told);
        watch.close();
        cluster.remove(Kind.PODS, "shop/b");
        assertEquals(4, told.size());
    }

    @Test
    void whatIsServedDependsOnTheVersion() {
        RestServer old = RestServer.of(MockCluster.builder().version("1.21").build());

        Document resources = old.handle(RestRequest.of("GET", "/api/v1", "", "", Document.empty()))
                .body();

        assertEquals(
                "v1beta1",
                resources.documents("resources").stream()
                        .filter(each -> each.text("name").orElse("").equals("pods/eviction"))
                        .findFirst()
                        .flatMap(each -> each.text("version"))
                        .orElse("none"));
    }

    @Test
    void scaleIsTheReplicasOfAWorkload() {
        MockCluster shop = MockCluster.builder()
                .node("worker-1")
                .deployment("shop/web", d -> d.replicas(3))
                .build();
        RestServer busy = RestServer.of(shop);
        String scale = "/apis/apps/v1/namespaces/shop/deployments/web/scale";

        busy.handle(RestRequest.of(
                "PATCH",
                scale,
                "application/merge-patch+json",
                "",
                DocumentFormat.json().read("{\"spec\":{\"replicas\":1}}")));
        shop.advance(Duration.ofMinutes(2));

        assertEquals(1, shop.pods("shop").size());
        assertEquals(
                1L,
                busy.handle(RestRequest.of("GET", scale, "", "", Document.empty()))
                        .body()
                        .number("status", "replicas")
                        .orElse(0L));
    }
}
