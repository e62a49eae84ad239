package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.fabric8.WireServer.Answer;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.PodRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.helpers.NOPLogger;

/** What a real API server has answered is served again, a few bytes at a time: the backend understands all of it. */
@Timeout(120)
class RecordingsOverHttpTest {
    private static final Path FOLDER = Path.of("../maintenance-core/src/test/resources/recordings/kube-apiserver-1.34");

    private static final Map<String, String> EVICTIONS = Map.ofEntries(
            Map.entry("budget-unmanaged-pods", "BLOCKED"),
            Map.entry("evict-again-shorter-grace", "ACCEPTED ACCEPTED ACCEPTED"),
            Map.entry("evict-allowed", "ACCEPTED"),
            Map.entry("evict-bad-kind", "OTHER"),
            Map.entry("evict-blocked", "BLOCKED"),
            Map.entry("evict-budget-not-observed", "BLOCKED"),
            Map.entry("evict-denied-by-policy", "OTHER"),
            Map.entry("evict-denied-by-policy-too-large", "OTHER"),
            Map.entry("evict-dry-run", "ACCEPTED"),
            Map.entry("evict-finished", "ACCEPTED"),
            Map.entry("evict-grace-zero", "ACCEPTED"),
            Map.entry("evict-missing", "GONE"),
            Map.entry("evict-name-mismatch", "OTHER"),
            Map.entry("evict-namespace-terminating", "NAMESPACE_TERMINATING"),
            Map.entry("evict-pending", "ACCEPTED"),
            Map.entry("evict-second-blocked", "ACCEPTED BLOCKED"),
            Map.entry("evict-sync-failed", "BLOCKED"),
            Map.entry("evict-sync-failed-later", "BLOCKED"),
            Map.entry("evict-terminating", "ACCEPTED"),
            Map.entry("evict-two-budgets", "TWO_BUDGETS"),
            Map.entry("evict-uid-conflict", "REPLACED"),
            Map.entry("evict-unready-always-allow", "ACCEPTED"),
            Map.entry("evict-unready-healthy-budget", "BLOCKED ACCEPTED"),
            Map.entry("evict-unready-if-healthy-budget", "BLOCKED"),
            Map.entry("evict-v1beta1", "ACCEPTED"),
            Map.entry("flow-control-429-evict", "THROTTLED"),
            Map.entry("forbidden", "FORBIDDEN"));

    private static final AtomicReference<Answer> NEXT = new AtomicReference<>();
    private static WireServer server;
    private static KubernetesClient client;
    private static Fabric8Api api;
    private static Http http;

    @BeforeAll
    static void start() {
        Answer discovery = Answer.json(200, "{'resources': [{'name': 'pods/eviction', 'version': 'v1'}]}");
        server = new WireServer(asked -> NEXT.get() == null ? discovery : NEXT.get());
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl(server.url())
                        .build())
                .build();
        api = new Fabric8Api(client, Duration.ofSeconds(20), NOPLogger.NOP_LOGGER);
        http = new Http(client, Duration.ofSeconds(20));
        NEXT.set(null);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    static List<Path> recordings() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Document> exchanges(Path file) {
        try {
            return DocumentFormat.json().read(Files.readString(file)).documents("exchanges");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isAnswer(Document exchange) {
        Document response = exchange.at("response");
        return response.has("status")
                && !response.at("body").has("leftOut")
                && !response.has("lines")
                && (response.has("body") || response.number("status").orElse(0L) == 200L);
    }

    private static String text(Document response) {
        return response.text("body").orElseGet(() -> response.at("body").toString());
    }

    private static Answer answer(Document response) {
        Map<String, Object> headers = response.at("headers").asMap();
        List<String> more = new ArrayList<>();
        if (headers.containsKey("Retry-After")) {
            more.add("Retry-After: " + headers.get("Retry-After"));
        }
        int status = response.number("status").orElseThrow().intValue();
        return Answer.of(
                        status,
                        String.valueOf(headers.getOrDefault("Content-Type", "application/json")),
                        text(response),
                        more.toArray(String[]::new))
                .inPiecesOf(text(response).length() > 3000 ? 701 : 17);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void everyAnswerIsReadAsItWasSent(Path file) {
        for (Document exchange : exchanges(file)) {
            if (!isAnswer(exchange)) {
                continue;
            }
            Document response = exchange.at("response");
            NEXT.set(answer(response));
            Http.Reply reply = http.get(exchange.text("request", "path").orElse("/"));

            int status = response.number("status").orElseThrow().intValue();
            String what = file.getFileName() + ": " + exchange.at("request");
            if (response.at("body").isEmpty() && status < 300) {
                continue; // text, of /readyz or /metrics
            }
            assertEquals(status, reply.status(), what);
            assertEquals(response.at("body"), reply.body(), what);
            assertEquals(status, reply.problem().code(), what);
            if (status >= 400) {
                Optional<Duration> asked = response.text("headers", "Retry-After")
                        .or(() -> response.number("headers", "Retry-After").map(String::valueOf))
                        .map(Long::parseLong)
                        .map(Duration::ofSeconds);
                assertEquals(asked, reply.problem().retryAfter(), what);
                boolean away = reply.problem().toFailure("get").kind() == ApiFailure.Kind.UNAVAILABLE;
                assertEquals(status >= 500, away, what);
            }
        }
    }

    @Test
    void everyEvictionIsUnderstood() throws IOException {
        NEXT.set(null);
        api.evict(Eviction.of(new PodRef("warm", "up", "u"))); // the look at how evictions are served
        Map<String, String> understood = new java.util.TreeMap<>();
        for (Path file : recordings()) {
            String name = file.getFileName().toString().replace(".json", "");
            if (name.startsWith("server-") || name.equals("store-hangs")) {
                continue;
            }
            List<String> kinds = new ArrayList<>();
            for (Document exchange : exchanges(file)) {
                boolean eviction = exchange.text("request", "path").orElse("").matches(".*/eviction(\\?.*)?")
                        && exchange.text("request", "method").orElse("").equals("POST");
                if (eviction && isAnswer(exchange)) {
                    NEXT.set(answer(exchange.at("response")));
                    kinds.add(api.evict(Eviction.of(new PodRef("rec", "p", "u")))
                            .kind()
                            .name());
                }
            }
            if (EVICTIONS.containsKey(name)) {
                understood.put(name, String.join(" ", kinds));
            }
        }
        assertEquals(new java.util.TreeMap<>(EVICTIONS), understood);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void everyWatchIsUnderstood(Path file) throws Exception {
        for (Document exchange : exchanges(file)) {
            Document response = exchange.at("response");
            if (!response.has("lines")) {
                continue;
            }
            List<String> lines = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (Document line : response.documents("lines")) {
                Document event = line.has("event") ? line.at("event") : line.has("line") ? line.at("line") : line;
                lines.add(event.toString());
                String type = event.text("type").orElse("?");
                expected.add(
                        switch (type) {
                            case "ADDED", "MODIFIED", "DELETED" ->
                                type + " "
                                        + event.text("object", "metadata", "name")
                                                .orElse("");
                            case "BOOKMARK" ->
                                "BOOKMARK "
                                        + event.text("object", "metadata", "resourceVersion")
                                                .orElse("");
                            default -> "LOST EXPIRED";
                        });
            }
            boolean failed =
                    !expected.isEmpty() && expected.get(expected.size() - 1).startsWith("LOST");
            if (!failed) {
                expected.add("LOST UNAVAILABLE");
            }
            NEXT.set(Answer.stream(WireServer.End.CLOSE, lines).inPiecesOf(257));
            BlockingQueue<String> told = new LinkedBlockingQueue<>();
            api.watch(Kind.document("", "v1", "pods", "Pod", true), Query.all(), "1", new WatchSink<KubeDocument>() {
                @Override
                public void changed(ChangeType type, KubeDocument object) {
                    told.add(type + " " + object.name());
                }

                @Override
                public void bookmark(String resourceVersion) {
                    told.add("BOOKMARK " + resourceVersion);
                }

                @Override
                public void lost(ApiFailure why) {
                    told.add("LOST " + why.kind());
                }
            });
            for (String each : expected) {
                assertEquals(each, told.poll(20, TimeUnit.SECONDS), file.getFileName() + " of " + expected);
            }
        }
    }
}
