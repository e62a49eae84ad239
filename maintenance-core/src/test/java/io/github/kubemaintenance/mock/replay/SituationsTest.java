package io.github.kubemaintenance.mock.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RestCaller;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.RestServer;
import io.github.kubemaintenance.mock.RestStream;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Situations that nobody has recorded of a real server: what a simulated cluster answers in them is written down in the
 * recordings' own form, and the loader has to build the cluster from that alone and get the same answers.
 */
class SituationsTest {
    private static final String PODS = "/api/v1/namespaces/shop/pods";
    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    /** Writes down what is asked and answered. */
    private static final class Recorder {
        private final MockCluster cluster = MockCluster.builder()
                .version("1.34")
                .start(Instant.parse("2026-11-22T13:20:00Z"))
                .objects(List.of(definition()))
                .node("worker-1")
                .node("worker-2")
                .deployment("shop/web", web -> web.replicas(3))
                .budget("shop/web", budget -> budget.maxUnavailable(1))
                .pod("shop/bare", pod -> pod.node("worker-1"))
                .build();
        private final RestServer server = RestServer.of(cluster);
        private final List<Map<String, Object>> exchanges = new ArrayList<>();

        RestReply ask(String method, String target, String type, String accept, String body) {
            Document document =
                    body.isEmpty() ? Document.empty() : DocumentFormat.json().read(body.replace('\'', '"'));
            RestReply reply = server.handle(RestRequest.of(method, target, type, accept, document));
            Map<String, Object> response = new LinkedHashMap<>();
            response.put("status", reply.status());
            Map<String, Object> headers = new LinkedHashMap<>(reply.headers());
            headers.put("Content-Type", reply.contentType());
            response.put("headers", headers);
            response.put("body", reply.text().isEmpty() ? reply.body().asMap() : reply.text());
            exchanges.add(Map.of("request", request(method, target, type, accept, document), "response", response));
            return reply;
        }

        RestReply get(String target) {
            return ask("GET", target, "", "", "");
        }

        private static Map<String, Object> request(
                String method, String target, String type, String accept, Document body) {
            Map<String, Object> request = new LinkedHashMap<>(Map.of("method", method, "path", target));
            if (!type.isEmpty()) {
                request.put("contentType", type);
            }
            if (!accept.isEmpty()) {
                request.put("accept", accept);
            }
            if (body.has("operations")) {
                request.put("body", body.asMap().get("operations"));
            } else if (!body.isEmpty()) {
                request.put("body", body.asMap());
            }
            return request;
        }

        /** Watches from now on, while something happens; the watch stands where it began. */
        void watch(String target, String accept, int seconds, Runnable meanwhile) {
            String separator = target.contains("?") ? "&" : "?";
            String path = target + separator + "watch=1&timeoutSeconds=" + seconds;
            Map<String, Object> response = new LinkedHashMap<>();
            exchanges.add(Map.of("request", request("GET", path, "", accept, Document.empty()), "response", response));
            Instant opened = cluster.now();
            List<Map<String, Object>> lines = new ArrayList<>();
            server.watch(
                    RestRequest.of("GET", path, "", accept, Document.empty()),
                    RestCaller.administrator(),
                    new RestStream() {
                        @Override
                        public void event(Document event) {
                            double at = Duration.between(opened, cluster.now()).toMillis() / 1000.0;
                            lines.add(Map.of("at", at, "event", event.asMap()));
                        }

                        @Override
                        public void end(boolean clean) {
                            response.put("ended", clean ? "server closed the stream (end of chunks)" : "reset");
                        }
                    });
            cluster.advance(Duration.ofSeconds(1));
            meanwhile.run();
            cluster.advance(Duration.ofSeconds(seconds + 1L));
            response.put("status", 200);
            response.put("headers", Map.of("Content-Type", JSON));
            response.put("lines", lines);
            response.put("endedAt", (double) seconds);
        }
    }

    private record Situation(String name, Consumer<Recorder> happens) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Document definition() {
        return DocumentFormat.json()
                .read(
                        """
                        {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                         "metadata": {"name": "widgets.example.com"},
                         "spec": {"group": "example.com", "scope": "Namespaced",
                                  "names": {"plural": "widgets", "singular": "widget", "kind": "Widget"},
                                  "versions": [{"name": "v1", "served": true, "storage": true,
                                                "subresources": {"status": {}}}]}}""");
    }

    static Stream<Situation> situations() {
        String widgets = "/apis/example.com/v1/namespaces/shop/widgets";
        String node = "/api/v1/nodes/worker-1";
        return Stream.of(
                new Situation("a node is cordoned while it is watched", to -> {
                    String version = to.get("/api/v1/nodes")
                            .body()
                            .text("metadata", "resourceVersion")
                            .orElseThrow();
                    to.watch(
                            "/api/v1/nodes?fieldSelector=metadata.name%3Dworker-1&resourceVersion=" + version,
                            "",
                            5,
                            () -> to.ask("PATCH", node, MERGE, "", "{'spec':{'unschedulable':true}}"));
                    to.get(node);
                }),
                new Situation("somebody else labels a pod that is watched", to -> {
                    to.watch(
                            PODS + "?labelSelector=app%3Dbare",
                            "",
                            4,
                            () -> to.cluster.patch(
                                    Kind.PODS,
                                    "shop/bare",
                                    Document.empty().with("bare", "metadata", "labels", "app")));
                }),
                new Situation("rows of pods are watched", to -> {
                    to.watch(PODS + "?fieldSelector=metadata.name%3Dbare", TABLE, 3, () -> {});
                }),
                new Situation("rows of budgets, namespaces and deployments", to -> {
                    to.ask("GET", "/apis/policy/v1/namespaces/shop/poddisruptionbudgets", "", TABLE, "");
                    to.ask("GET", "/api/v1/namespaces/shop", "", TABLE, "");
                    to.ask("GET", "/apis/apps/v1/namespaces/shop/deployments/web?includeObject=Object", "", TABLE, "");
                }),
                new Situation("pages of selected pods", to -> {
                    String first = to.get(PODS + "?limit=2&labelSelector=app%3Dweb")
                            .body()
                            .text("metadata", "continue")
                            .orElseThrow();
                    to.get(PODS + "?limit=2&labelSelector=app%3Dweb&continue=" + first);
                }),
                new Situation("a custom resource lives and is watched", to -> {
                    to.ask(
                            "POST",
                            widgets,
                            JSON,
                            "",
                            "{'apiVersion':'example.com/v1','kind':'Widget',"
                                    + "'metadata':{'name':'w'},'spec':{'size':1}}");
                    to.get(widgets + "/w");
                    to.watch(widgets + "?allowWatchBookmarks=true", "", 6, () -> {
                        to.ask("PATCH", widgets + "/w", MERGE, "", "{'spec':{'size':2}}");
                        to.ask("PATCH", widgets + "/w/status", MERGE, "", "{'status':{'phase':'Done'}}");
                    });
                    to.get(widgets);
                    to.ask("DELETE", widgets + "/w", "", "", "");
                    to.get(widgets + "/none");
                }),
                new Situation("evictions until the budget is spent", to -> {
                    // Kubelets that are at once done with everything would have replaced each pod by the next request.
                    to.cluster.kill("worker-1");
                    to.cluster.kill("worker-2");
                    List<String> names = to.get(PODS + "?labelSelector=app%3Dweb").body().documents("items").stream()
                            .map(Document::name)
                            .toList();
                    to.get("/apis/policy/v1/namespaces/shop/poddisruptionbudgets/web");
                    for (String name : names) {
                        to.ask(
                                "POST",
                                PODS + "/" + name + "/eviction",
                                JSON,
                                "",
                                "{'apiVersion':'policy/v1'," + "'kind':'Eviction','metadata':{'name':'" + name + "'}}");
                    }
                }),
                new Situation("a pod is deleted with preconditions, then by a selector", to -> {
                    String uid = to.get(PODS + "/bare")
                            .body()
                            .text("metadata", "uid")
                            .orElseThrow();
                    to.ask(
                            "DELETE",
                            PODS + "/bare",
                            JSON,
                            "",
                            "{'preconditions':{'uid':'" + uid + "','resourceVersion':'1'}}");
                    to.ask("DELETE", PODS + "/bare?dryRun=All", JSON, "", "{'preconditions':{'uid':'" + uid + "'}}");
                    to.ask("DELETE", PODS + "?labelSelector=app%3Dnone", "", "", "");
                }),
                new Situation(
                        "only metadata is asked for",
                        to -> to.ask(
                                "GET",
                                PODS + "?labelSelector=app%3Dweb",
                                "",
                                "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
                                "")),
                new Situation("may I?", to -> {
                    to.ask(
                            "POST",
                            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                            JSON,
                            "",
                            "{'apiVersion':'authorization.k8s.io/v1','kind':'SelfSubjectAccessReview','spec':"
                                    + "{'resourceAttributes':{'verb':'create','resource':'pods','subresource':"
                                    + "'eviction','namespace':'shop'}}}");
                }),
                new Situation("a json patch whose test fails, and one whose doesn't", to -> {
                    to.get(node);
                    for (String value : List.of("true", "false")) {
                        to.ask(
                                "PATCH",
                                node,
                                "application/json-patch+json",
                                "",
                                "{'operations':[{'op':'test','path':"
                                        + "'/metadata/name','value':"
                                        + (value.equals("true") ? "'worker-1'" : "'other'")
                                        + "},{'op':'add','path':'/metadata/labels/x','value':'y'}]}");
                    }
                }),
                new Situation("managers quarrel over a field", to -> {
                    String conf = "/api/v1/namespaces/shop/configmaps/conf?fieldManager=";
                    String apply = "application/apply-patch+yaml";
                    String body = "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'conf'},'data':{'a':'%s'}}";
                    to.ask("PATCH", conf + "one", apply, "", String.format(body, 1));
                    to.ask("PATCH", conf + "two", apply, "", String.format(body, 2));
                    to.ask("PATCH", conf + "two&force=true", apply, "", String.format(body, 3));
                }),
                new Situation("refusals of a lease", to -> {
                    String leases = "/apis/coordination.k8s.io/v1/namespaces/shop/leases";
                    to.ask("POST", leases, JSON, "", "{'metadata':{'name':'l'},'spec':{'leaseDurationSeconds':0}}");
                    to.ask("POST", leases, JSON, "", "{'metadata':{'name':'l'},'spec':{'holderIdentity':'me'}}");
                    to.ask("POST", leases, JSON, "", "{'metadata':{'name':'l'},'spec':{'holderIdentity':'you'}}");
                    to.ask("DELETE", leases + "/l", "", "", "");
                    to.get(leases + "/l");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void theLoaderBuildsTheClusterFromWhatWasWrittenDown(Situation situation) {
        Recorder recorder = new Recorder();
        situation.happens().accept(recorder);
        Document written = Document.of("situation", situation.name()).with(recorder.exchanges, "exchanges");

        Recording recording = Recording.of(situation.name(), written);

        assertEquals(List.of(), RecordingsReplayTest.failures(recording), () -> recording
                .exchanges()
                .toString());
    }

    @Test
    void anAnswerThatNoServerGivesIsFoundOut() {
        Recorder recorder = new Recorder();
        recorder.get(PODS + "/bare");
        recorder.ask(
                "POST",
                PODS + "/bare/eviction",
                JSON,
                "",
                "{'apiVersion':'policy/v1','kind':'Eviction'," + "'metadata':{'name':'bare'}}");
        Document written = Document.of("situation", "").with(recorder.exchanges, "exchanges");
        Document wrong = DocumentFormat.json().read(written.toString().replace("\"status\":201", "\"status\":202"));

        assertNotEquals(List.of(), RecordingsReplayTest.failures(Recording.of("wrong", wrong)));
    }
}
