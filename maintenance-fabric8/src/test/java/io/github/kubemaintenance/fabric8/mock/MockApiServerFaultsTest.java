package io.github.kubemaintenance.fabric8.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong on a real server goes wrong here, on the wire. */
class MockApiServerFaultsTest {
    private static final String NODES = "/api/v1/nodes";

    private final MockCluster cluster = MockCluster.builder()
            .seed(7)
            .nodes("worker-", 2, node -> node.cpu("4").memory("16Gi"))
            .deployment("shop/web", d -> d.replicas(2))
            .build();
    private MockApiServer server = MockApiServer.builder(cluster).speed(1000).start();
    private Wire wire = new Wire(server.url());

    @AfterEach
    void stop() {
        server.close();
    }

    private String evictFirst() {
        return "/api/v1/namespaces/shop/pods/" + first() + "/eviction";
    }

    private String first() {
        return cluster.pods("shop").get(0).name();
    }

    private String body() {
        return "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"" + first() + "\"}}";
    }

    @Test
    void flowControlSpeaksTextAndSaysWhenToComeBack() throws Exception {
        cluster.inject(Fault.throttled(Duration.ofSeconds(3)));

        HttpResponse<String> refused = wire.send("POST", evictFirst(), body());
        HttpResponse<String> taken = wire.send("POST", evictFirst(), body());

        assertEquals(429, refused.statusCode());
        assertEquals("3", refused.headers().firstValue("Retry-After").orElse("none"));
        assertTrue(refused.headers().firstValue("Content-Type").orElse("").startsWith("text/plain"));
        assertEquals("Too many requests, please try again later.\n", refused.body());
        assertEquals(201, taken.statusCode());
    }

    @Test
    void anAnswerThatIsLostCutsTheConnectionAndTheWorkIsDone() throws Exception {
        String pod = first();
        cluster.inject(Fault.answerLost().on("create", "pods/eviction"));

        assertThrows(IOException.class, () -> wire.send("POST", evictFirst(), body()));

        assertTrue(cluster.find(Kind.PODS, "shop/" + pod)
                .map(found -> found.metadata().isTerminating())
                .orElse(true));
        RecordedRequest last = cluster.requests().get(cluster.requests().size() - 1);
        assertEquals("create pods/eviction 0", last.verb() + " " + last.resource() + " " + last.status());
    }

    @Test
    void aServerThatIsAwayAnswersNothingUntilItIsBack() throws Exception {
        cluster.inject(Fault.serverAway(Duration.ZERO, Duration.ofMinutes(20)));

        assertThrows(IOException.class, () -> wire.send("GET", "/version", ""));
        assertThrows(IOException.class, () -> wire.send("GET", NODES, ""));
        cluster.advance(Duration.ofMinutes(21));

        assertEquals(200, wire.send("GET", NODES, "").statusCode());
    }

    @Test
    void aRefusedRightIsTheServersForbidden() throws Exception {
        cluster.inject(Fault.forbidden("list", "nodes"));

        HttpResponse<String> refused = wire.send("GET", NODES, "");

        assertEquals(403, refused.statusCode());
        assertEquals(
                "Forbidden",
                DocumentFormat.json().read(refused.body()).text("reason").orElse(""));
    }

    @Test
    void latencyIsOfTheClustersTime() throws Exception {
        cluster.inject(Fault.latency(Duration.ofMinutes(2)).on("list", "nodes"));
        Instant before = cluster.now();

        assertEquals(200, wire.send("GET", NODES, "").statusCode());

        assertFalse(cluster.now().isBefore(before.plus(Duration.ofMinutes(2))), () -> before + " " + cluster.now());
    }

    @Test
    void aWatchGetsBookmarksAndEndsWhenItsTimeIsUp() throws Exception {
        List<String> types = types(NODES + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=150");

        assertEquals(List.of("ADDED", "ADDED", "BOOKMARK", "BOOKMARK", "BOOKMARK"), types);
    }

    @Test
    void sendInitialEventsEndsWithItsBookmark() throws Exception {
        List<Document> events = events(NODES + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=1"
                + "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");

        assertEquals(3, events.size(), events::toString);
        assertEquals(
                "true",
                events.get(2)
                        .text("object", "metadata", "annotations", "k8s.io/initial-events-end")
                        .orElse("none"));
    }

    @Test
    void aRevisionThatIsTooOldIsAnEventOfTheStream() throws Exception {
        cluster.patch(Kind.NODES, "worker-1", Document.empty().with("b", "metadata", "labels", "a"));
        cluster.compact();

        List<Document> events = events(NODES + "?watch=1&resourceVersion=1&timeoutSeconds=100");

        assertEquals(1, events.size());
        assertEquals("ERROR", events.get(0).text("type").orElse(""));
        assertEquals(410L, events.get(0).number("object", "code").orElse(0L));
    }

    @Test
    void aDroppedWatchBreaksOffInTheMiddle() throws Exception {
        HttpResponse<java.io.InputStream> watch = wire.stream(NODES + "?watch=1");
        BufferedReader lines = new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8));
        lines.readLine();
        lines.readLine();

        cluster.inject(Fault.droppedWatch());

        assertThrows(IOException.class, lines::readLine);
    }

    @Test
    void aWatchOverAWebSocketIsOneMessageAnEvent() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create(server.url().toString().replace("http", "ws") + NODES
                                + "?watch=true&timeoutSeconds=3600"),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                                told.add(DocumentFormat.json()
                                        .read(data.toString())
                                        .text("type")
                                        .orElse("none"));
                                return WebSocket.Listener.super.onText(from, data, last);
                            }

                            @Override
                            public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                                told.add("closed " + code);
                                return WebSocket.Listener.super.onClose(from, code, reason);
                            }
                        })
                .get(20, TimeUnit.SECONDS);

        assertEquals("ADDED", told.poll(20, TimeUnit.SECONDS));
        assertEquals("ADDED", told.poll(20, TimeUnit.SECONDS));
        assertEquals("closed 1000", told.poll(20, TimeUnit.SECONDS)); // its hour is up
        socket.abort();
    }

    @Test
    void aWatchOverAWebSocketIsRefusedBeforeItIsOpen() {
        cluster.inject(Fault.forbidden("watch", "nodes"));

        Exception refused = assertThrows(Exception.class, () -> HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create(server.url().toString().replace("http", "ws") + NODES + "?watch=true"),
                        new WebSocket.Listener() {})
                .get(20, TimeUnit.SECONDS));

        WebSocketHandshakeException answer = assertInstanceOf(WebSocketHandshakeException.class, refused.getCause());
        assertEquals(403, answer.getResponse().statusCode());
    }

    @Test
    void whoShowsNoTokenIsUnknownOnceUsersAreNamed() throws Exception {
        server.close();
        server = MockApiServer.builder(cluster).user("drainer").start();
        wire = new Wire(server.url());

        HttpResponse<String> unknown = wire.send("GET", NODES, "");
        HttpResponse<String> known = wire.send("GET", NODES, "", "Authorization", "Bearer drainer-token");
        cluster.apply(
                DocumentFormat.json()
                        .read(
                                """
                        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                         "metadata": {"name": "reader"},
                         "rules": [{"apiGroups": [""], "resources": ["nodes"], "verbs": ["get", "list"]}]}"""));
        cluster.apply(
                DocumentFormat.json()
                        .read(
                                """
                        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
                         "metadata": {"name": "drainers"},
                         "roleRef": {"kind": "ClusterRole", "name": "reader"},
                         "subjects": [{"kind": "User", "name": "drainer"}]}"""));
        HttpResponse<String> bound = wire.send("GET", NODES, "", "Authorization", "Bearer drainer-token");
        HttpResponse<String> delete =
                wire.send("DELETE", NODES + "/worker-1", "", "Authorization", "Bearer drainer-token");

        assertEquals(401, unknown.statusCode());
        assertEquals(403, known.statusCode());
        assertTrue(known.body().contains("User \\\"drainer\\\" cannot list resource \\\"nodes\\\""), known::body);
        assertEquals(200, bound.statusCode());
        assertEquals(403, delete.statusCode());
    }

    @Test
    void whatIsNoJsonIsABadRequest() throws Exception {
        assertEquals(
                400,
                wire.send("POST", "/api/v1/namespaces/shop/configmaps", "{\"apiVersion\":")
                        .statusCode());
    }

    @Test
    void closingLeavesNoThread() throws Exception {
        HttpResponse<java.io.InputStream> watch = wire.stream(NODES + "?watch=1");
        assertEquals(200, watch.statusCode());

        server.close();

        Set<String> left = Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("mock-api-server") || name.startsWith("vert.x-"))
                .collect(Collectors.toSet());
        assertEquals(Set.of(), left);
        server = MockApiServer.builder(cluster).start();
    }

    private List<String> types(String target) throws Exception {
        return events(target).stream()
                .map(event -> event.text("type").orElse(""))
                .toList();
    }

    private List<Document> events(String target) throws Exception {
        HttpResponse<String> stream = wire.send("GET", target, "");
        assertEquals(200, stream.statusCode());
        List<Document> events = new ArrayList<>();
        stream.body().lines().forEach(line -> events.add(DocumentFormat.json().read(line)));
        return events;
    }
}
