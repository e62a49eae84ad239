package io.github.kubemaintenance.mock.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RestCaller;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.RestServer;
import io.github.kubemaintenance.mock.RestStream;
import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recordings of a real API server that don't say all of what was around them: who asked, which kinds were defined, how
 * busy it was, what happened to a pod while it was watched. That is put up here; the answers must be as recorded.
 */
class StagedRecordingsTest {
    private static final Path FOLDER = Path.of("src/test/resources/recordings/kube-apiserver-1.34");
    /** The recordings that are replayed here. */
    static final Set<String> NAMES = Set.of(
            "discovery",
            "discovery-api",
            "discovery-aggregated",
            "removed-api",
            "not-acceptable",
            "server-side-apply",
            "forbidden",
            "flow-control-429",
            "flow-control-429-evict",
            "table-nodes",
            "table-pods",
            "table-pods-include-object",
            "watch-410",
            "watch-too-old",
            "watch-future",
            "watch-no-revision",
            "watch-send-initial-events",
            "watch-label-leaves",
            "watch-pod-life",
            "watch-bookmarks");

    private static Recording recording(String name) {
        return Recording.load(FOLDER.resolve(name + ".json"));
    }

    private static Document file(String name) throws Exception {
        return DocumentFormat.json().read(Files.readString(FOLDER.resolve(name + ".json")));
    }

    private static Document object(String json) {
        return DocumentFormat.json().read(json);
    }

    private static MockCluster cluster(List<Document> objects) {
        List<Document> all = new ArrayList<>(objects);
        all.add(MadeUp.namespace("rec"));
        all.add(MadeUp.namespace("rec2"));
        return MockCluster.builder()
                .version("1.34")
                .start(Instant.parse("2026-11-22T13:17:27Z"))
                .objects(all)
                .withoutControllers()
                .unsettled()
                .build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "discovery",
                "discovery-api",
                "discovery-aggregated",
                "removed-api",
                "not-acceptable",
                "server-side-apply"
            })
    void theServerSpeaksOfItself(String name) {
        RestServer server = RestServer.of(
                cluster(
                        List.of(
                                object(
                                        """
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "metadata": {"name": "widgets.rec.example.com"},
                 "spec": {"group": "rec.example.com", "scope": "Namespaced",
                          "names": {"plural": "widgets", "singular": "widget", "kind": "Widget"},
                          "versions": [{"name": "v1", "served": true, "storage": true,
                                        "subresources": {"status": {}, "scale": {}}}]},
                 "status": {"conditions": [{"type": "Established", "status": "True"}]}}"""))));

        for (Exchange exchange : recording(name).exchanges()) {
            assertAnswer(exchange, server.handle(exchange.request()));
        }
    }

    @Test
    void whoHasNoRightIsForbidden() {
        RestServer server = RestServer.of(cluster(List.of()));

        for (Exchange exchange : recording("forbidden").exchanges()) {
            assertAnswer(
                    exchange, server.handle(exchange.request(), RestCaller.named("system:serviceaccount:rec:weak")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flow-control-429", "flow-control-429-evict"})
    void aBusyServerSendsAwayInPlainText(String name) {
        MockCluster cluster = cluster(List.of());
        RestServer server = RestServer.of(cluster);

        for (Exchange exchange : recording(name).exchanges()) {
            if (exchange.status() == 429) {
                for (String[] what : new String[][] {
                    {"create", "pods/eviction"}, {"list", "pods"}, {"watch", "pods"}, {"patch", "nodes"}
                }) {
                    cluster.inject(Fault.throttled(Duration.ofSeconds(1))
                            .on(what[0], what[1])
                            .always());
                }
                RestReply reply = exchange.request().isWatch()
                        ? server.watch(exchange.request(), RestCaller.administrator(), new Lines())
                                .reply()
                        : server.handle(exchange.request());
                assertAnswer(exchange, reply);
                assertEquals("1", reply.headers().get("Retry-After"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"table-pods", "table-pods-include-object"})
    void podsAreRows(String name) throws Exception {
        List<Document> pods = new ArrayList<>();
        for (Document row :
                file("table-pods-include-object").documents("exchanges").get(0).documents("response", "body", "rows")) {
            pods.add(row.at("object"));
        }
        RestServer server = RestServer.of(cluster(pods));

        for (Exchange exchange : recording(name).exchanges()) {
            assertAnswer(exchange, server.handle(exchange.request()));
        }
    }

    @Test
    void nodesAreRows() {
        Exchange exchange = recording("table-nodes").exchanges().get(0);
        List<Document> nodes = new ArrayList<>();
        for (Document row : exchange.body().documents("rows")) {
            List<String> cells = row.texts("cells");
            nodes.add(Document.of("apiVersion", "v1")
                    .with("Node", "kind")
                    .with(row.at("object", "metadata"), "metadata")
                    .with(cells.get(1).endsWith("SchedulingDisabled"), "spec", "unschedulable")
                    .with(List.of(Document.of("type", "Ready").with("True", "status")), "status", "conditions")
                    .with(
                            List.of(Document.of("type", "InternalIP").with(cells.get(5), "address")),
                            "status",
                            "addresses")
                    .with(
                            Map.of(
                                    "kubeletVersion", cells.get(4),
                                    "osImage", cells.get(7),
                                    "kernelVersion", cells.get(8),
                                    "containerRuntimeVersion", cells.get(9)),
                            "status",
                            "nodeInfo"));
        }

        assertAnswer(exchange, RestServer.of(cluster(nodes)).handle(exchange.request()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"watch-410", "watch-too-old"})
    void aRevisionThatIsForgottenIsAnEventOfAStreamThatEnds(String name) throws Exception {
        MockCluster cluster = cluster(
                List.of(
                        object(
                                """
                {"apiVersion": "v1", "kind": "Pod",
                 "metadata": {"namespace": "rec2", "name": "old", "resourceVersion": "760"},
                 "spec": {"nodeName": "node-1", "containers": [{"name": "c", "image": "x"}]}}""")));
        cluster.compact();

        for (Document each : file(name).documents("exchanges")) {
            Lines lines = new Lines();
            RestServer.of(cluster).watch(request(each), RestCaller.administrator(), lines);

            List<Document> recorded = each.at("response").has("lines")
                    ? each.documents("response", "lines").stream()
                            .map(line -> line.at("event"))
                            .toList()
                    : List.of(each.at("response", "body"));
            assertEquals(masked(recorded), masked(lines.events));
            assertEquals("in order", lines.ended);
        }
    }

    @Test
    void ofARevisionToComeAWatchIsSilentAndAListGivesUp() throws Exception {
        MockCluster cluster = cluster(List.of());
        RestServer server = RestServer.of(cluster);
        List<Exchange> exchanges = recording("watch-future").exchanges();
        Lines lines = new Lines();

        server.watch(exchanges.get(0).request(), RestCaller.administrator(), lines);
        cluster.advance(Duration.ofSeconds(6));

        assertEquals(List.of(), lines.events);
        assertEquals("in order", lines.ended);
        assertAnswer(exchanges.get(1), server.handle(exchanges.get(1).request()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"watch-no-revision", "watch-send-initial-events", "watch-pod-life"})
    void aWatchTellsOfAPodsLife(String name) throws Exception {
        Document exchange = file(name).documents("exchanges").get(0);
        List<Document> recorded = events(exchange);
        List<Document> present = recorded.stream()
                .filter(event -> event.at("object").name().startsWith("tab-"))
                .map(event -> event.at("object"))
                .toList();
        List<Document> born = recorded.stream()
                .filter(event -> event.at("object").name().equals("born"))
                .map(event -> event.at("object"))
                .toList();

        List<Document> told = watched(exchange, present, cluster -> {
            cluster.apply(plain(born.get(0)));
            cluster.patch(
                    Kind.PODS, "rec2/born", Document.of("status", born.get(1).at("status")));
            RestServer.of(cluster)
                    .handle(RestRequest.of(
                            "POST",
                            "/api/v1/namespaces/rec2/pods/born/eviction",
                            "application/json",
                            "",
                            object("{\"kind\": \"Eviction\", \"apiVersion\": \"policy/v1\","
                                    + " \"metadata\": {\"name\": \"born\"},"
                                    + " \"deleteOptions\": {\"gracePeriodSeconds\": 1}}")));
            cluster.remove(Kind.PODS, "rec2/born");
        });

        assertEquals(shapes(recorded), shapes(told));
        assertEquals(masked(withoutBookmarks(recorded)), masked(withoutBookmarks(told)));
    }

    @Test
    void aPodThatLeavesTheSelectorIsDeletedForItsWatch() throws Exception {
        Document exchange = file("watch-label-leaves").documents("exchanges").get(0);
        List<Document> recorded = events(exchange);

        List<Document> told = watched(exchange, List.of(), cluster -> {
            cluster.apply(plain(recorded.get(0).at("object")));
            cluster.patch(
                    Kind.PODS,
                    "rec2/mover",
                    Document.of("status", recorded.get(1).at("object", "status")));
            cluster.patch(Kind.PODS, "rec2/mover", Document.empty().with("gone", "metadata", "labels", "app"));
        });

        assertEquals(masked(recorded), masked(told));
    }

    @Test
    void aSilentWatchGetsBookmarks() throws Exception {
        Document exchange = file("watch-bookmarks").documents("exchanges").get(0);

        List<Document> told = watched(exchange, List.of(), cluster -> {});

        assertEquals(masked(events(exchange)), masked(told));
    }

    private static List<Document> watched(Document exchange, List<Document> present, Consumer<MockCluster> happens) {
        MockCluster cluster = cluster(present);
        RestRequest asked = request(exchange);
        // Our revisions are others: the watch begins now.
        RestRequest request = asked.query().containsKey("resourceVersion")
                ? RestRequest.of(
                        "GET",
                        exchange.text("request", "path")
                                .orElseThrow()
                                .replaceAll("resourceVersion=\\d+", "resourceVersion=" + revision(cluster)),
                        "",
                        "",
                        Document.empty())
                : asked;
        Lines lines = new Lines();
        RestServer.of(cluster).watch(request, RestCaller.administrator(), lines);
        happens.accept(cluster);
        cluster.advance(Duration.ofSeconds(76));
        assertEquals("in order", lines.ended);
        return lines.events;
    }

    private static String revision(MockCluster cluster) {
        return RestServer.of(cluster)
                .handle(RestRequest.of("GET", "/api/v1/pods", "", "", Document.empty()))
                .body()
                .text("metadata", "resourceVersion")
                .orElseThrow();
    }

    /** What a client would have created. */
    private static Document plain(Document object) {
        return object.without("metadata", "uid")
                .without("metadata", "resourceVersion")
                .without("metadata", "creationTimestamp");
    }

    private static RestRequest request(Document exchange) {
        return RestRequest.of(
                exchange.text("request", "method").orElseThrow(),
                exchange.text("request", "path").orElseThrow(),
                "",
                "",
                Document.empty());
    }

    private static List<Document> events(Document exchange) {
        return exchange.documents("response", "lines").stream()
                .map(line -> line.at("event"))
                .toList();
    }

    private static List<String> shapes(List<Document> events) {
        List<String> shapes = new ArrayList<>();
        for (Document event : events) {
            String shape =
                    event.text("type").orElse("") + " " + event.at("object").name();
            // How many bookmarks come within seconds is the server's mood; that they come is not.
            if (!(shape.startsWith("BOOKMARK") && shapes.contains(shape))) {
                shapes.add(shape);
            }
        }
        return shapes;
    }

    private static List<Document> withoutBookmarks(List<Document> events) {
        return events.stream()
                .filter(event -> !event.text("type").orElse("").equals("BOOKMARK"))
                .toList();
    }

    private static List<Document> masked(List<Document> documents) {
        return documents.stream()
                .map(each -> each.text("type").orElse("").equals("DELETED")
                        ? each.without("object", "metadata", "deletionGracePeriodSeconds")
                        : each)
                .map(each -> Mask.of(Document.of(withoutNulls(each.asMap()))))
                .toList();
    }

    /** A patch stands in for the kubelet here, and can't write a null. */
    private static Map<String, Object> withoutNulls(Map<?, ?> map) {
        Map<String, Object> rest = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (value != null) {
                rest.put((String) key, withoutNulls(value));
            }
        });
        return rest;
    }

    private static Object withoutNulls(Object value) {
        if (value instanceof Map<?, ?> map) {
            return withoutNulls(map);
        }
        return value instanceof List<?> list
                ? list.stream().map(StagedRecordingsTest::withoutNulls).toList()
                : value;
    }

    private static void assertAnswer(Exchange exchange, RestReply reply) {
        assertEquals(exchange.status(), reply.status(), () -> exchange + "\n" + reply);
        assertEquals(comparable(exchange.body()), comparable(reply.body()), exchange::toString);
        assertEquals(exchange.text(), reply.text(), exchange::toString);
    }

    /** Without the build, the address and the prose of columns, which are the real server's own. */
    private static Document comparable(Document body) {
        Document masked = Mask.of(body).without("serverAddressByClientCIDRs");
        if (body.has("gitVersion")) {
            return Document.of("major", body.text("major").orElse(""))
                    .with(body.text("minor").orElse(""), "minor");
        }
        return body.has("columnDefinitions")
                ? masked.with(
                        masked.documents("columnDefinitions").stream()
                                .map(column -> column.without("description"))
                                .toList(),
                        "columnDefinitions")
                : masked;
    }

    /** What came over a watch. */
    private static final class Lines implements RestStream {
        private final List<Document> events = new ArrayList<>();
        private String ended = "not yet";

        @Override
        public void event(Document event) {
            events.add(event);
        }

        @Override
        public void end(boolean clean) {
            ended = clean ? "in order" : "broken off";
        }
    }
}
