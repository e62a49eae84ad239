package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Watch;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.fabric8.WireServer.Answer;
import io.github.kubemaintenance.fabric8.WireServer.End;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.helpers.NOPLogger;

/** Whatever a server, a proxy or a network can answer or fail to, over a real connection: each is told apart. */
@Timeout(120)
class BadLuckTest {
    private static final PodRef POD = new PodRef("shop", "web-1", "u1");
    private static final String DISCOVERY =
            "{'kind': 'APIResourceList', 'resources': [{'name': 'pods/eviction', 'version': 'v1', 'group': 'policy'}]}";
    private static final String PODS =
            "{'kind': 'PodList', 'metadata': {'resourceVersion': '9'}, 'items': [{'metadata': {'name': 'web-1'}}]}";

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private WireServer server;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : toClose) {
            each.close();
        }
    }

    private Fabric8Api api(Function<WireServer.Asked, Answer> answers) {
        server = new WireServer(answers);
        toClose.add(0, server);
        return api(server.url(), Duration.ofSeconds(20));
    }

    private Fabric8Api api(String url, Duration timeout) {
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl(url)
                        .withOauthToken("t")
                        .build())
                .build();
        toClose.add(client);
        return new Fabric8Api(client, timeout, NOPLogger.NOP_LOGGER);
    }

    private EvictionOutcome evictionAnswered(Answer answer) {
        Fabric8Api api = api(asked -> asked.path().equals("/api/v1") ? Answer.json(200, DISCOVERY) : answer);
        EvictionOutcome outcome = api.evict(Eviction.of(POD));
        assertEquals(
                1,
                server.asked.stream()
                        .filter(each -> each.method().equals("POST"))
                        .count(),
                "one eviction is one POST, whatever comes");
        return outcome;
    }

    private ApiFailure listAnswered(Answer answer) {
        return listFails(api(asked -> answer));
    }

    private static ApiFailure listFails(Fabric8Api api) {
        return assertThrows(ApiException.class, () -> api.list(Kind.PODS, Query.all(), PageRequest.first(5)))
                .failure();
    }

    @Test
    void aRefusedConnection() {
        api(asked -> Answer.nothing(End.CLOSE));
        server.close();
        ApiFailure failure = listFails(api(server.url(), Duration.ofSeconds(20)));
        assertEquals(ApiFailure.Kind.UNAVAILABLE, failure.kind());
        assertTrue(failure.message().contains("refused"), failure::text);
    }

    @Test
    void aResetInTheMiddleOfABody() {
        Answer whole = Answer.json(200, PODS);
        ApiFailure failure = listAnswered(whole.cutAfter(whole.length() - 20, End.RESET));
        assertEquals(ApiFailure.Kind.UNAVAILABLE, failure.kind());
        assertEquals(1, server.asked.size(), "it is for the caller to ask again");
    }

    @Test
    void aResetInTheMiddleOfTheAnswerToAnEviction() {
        Answer whole = Answer.json(201, "{'kind': 'Status', 'status': 'Success', 'code': 201}");
        EvictionOutcome outcome = evictionAnswered(whole.cutAfter(whole.length() - 5, End.RESET));
        assertEquals(EvictionOutcome.Kind.UNAVAILABLE, outcome.kind(), "its fate is unknown");
    }

    @Test
    void aConnectionThatIsClosedWithoutAnAnswer() {
        assertEquals(
                EvictionOutcome.Kind.UNAVAILABLE,
                evictionAnswered(Answer.nothing(End.CLOSE)).kind());
    }

    @Test
    void aServerWithoutTls() {
        api(asked -> Answer.json(200, PODS));
        ApiFailure failure = listFails(api("https://127.0.0.1:" + server.port(), Duration.ofSeconds(20)));
        assertEquals(ApiFailure.Kind.UNAVAILABLE, failure.kind());
        assertTrue(!failure.message().isBlank(), failure::text);
    }

    @Test
    void aTokenThatIsNotKnown() {
        ApiFailure failure = listAnswered(Answer.json(
                401, "{'kind': 'Status', 'code': 401, 'reason': 'Unauthorized', 'message': 'Unauthorized'}"));
        assertEquals(ApiFailure.Kind.UNAUTHORIZED, failure.kind());
        assertEquals(
                "list pods: 401 Unauthorized (Unauthorized); the server doesn't know who asks (any more): renew the"
                        + " client's token or certificate",
                failure.text());
    }

    @Test
    void aTokenThatExpiresInTheMiddleIsTheEvictionsAnswer() {
        EvictionOutcome outcome = evictionAnswered(Answer.json(
                401, "{'kind': 'Status', 'code': 401, 'reason': 'Unauthorized', 'message': 'Unauthorized'}"));
        EvictionOutcome.Other other = assertInstanceOf(EvictionOutcome.Other.class, outcome);
        assertEquals(401, other.code());
    }

    @Test
    void aRightThatIsMissingNamesVerbAndResource() {
        String said = "pods is forbidden: User \\\"bob\\\" cannot list resource \\\"pods\\\" in API group \\\"\\\"";
        ApiFailure failure = listAnswered(
                Answer.json(403, "{'kind': 'Status', 'code': 403, 'reason': 'Forbidden', 'message': '" + said + "'}"));
        assertEquals(ApiFailure.Kind.FORBIDDEN, failure.kind());
        assertTrue(
                failure.text().startsWith("list pods: 403 Forbidden (pods is forbidden: User \"bob\""), failure::text);
    }

    @Test
    void anApiGroupThatIsNotServed() {
        ApiFailure failure = listAnswered(Answer.of(404, "text/plain", "404 page not found\n"));
        assertEquals(ApiFailure.Kind.NOT_FOUND, failure.kind());
        assertEquals("list pods: 404 (404 page not found)", failure.text());
    }

    @Test
    void anAdmissionPolicyThatDeniesAnEviction() {
        EvictionOutcome outcome = evictionAnswered(Answer.json(
                422,
                "{'kind': 'Status', 'code': 422, 'reason': 'Invalid', 'message': 'ValidatingAdmissionPolicy"
                        + " denied request: moved by the operator only'}"));
        EvictionOutcome.Other other = assertInstanceOf(EvictionOutcome.Other.class, outcome);
        assertEquals(422, other.code());
        assertTrue(other.message().contains("moved by the operator only"), other::message);
    }

    @Test
    void a429OfABudgetOfAWebhookAndOfFlowControlAreThreeThings() {
        EvictionOutcome budget = evictionAnswered(Answer.json(
                429,
                "{'kind': 'Status', 'code': 429, 'reason': 'TooManyRequests', 'message': 'Cannot evict pod as it would"
                        + " violate the disruption budget of the pod.', 'details': {'causes': [{'reason':"
                        + " 'DisruptionBudget', 'message': 'The disruption budget web needs 2 healthy pods and has 2"
                        + " currently'}]}}"));
        EvictionOutcome.Blocked blocked = assertInstanceOf(EvictionOutcome.Blocked.class, budget);
        assertEquals(Optional.of("web"), blocked.budget());
        assertEquals(Optional.empty(), blocked.retryAfter());

        EvictionOutcome webhook = evictionAnswered(Answer.json(
                429,
                "{'kind': 'Status', 'code': 429, 'message': 'admission webhook x.example.com denied the request: not"
                        + " now'}"));
        assertEquals(EvictionOutcome.Kind.OTHER, webhook.kind());

        EvictionOutcome flow = evictionAnswered(Answer.of(
                429, "text/plain; charset=utf-8", "Too many requests, please try again later.\n", "Retry-After: 3"));
        EvictionOutcome.Throttled throttled = assertInstanceOf(EvictionOutcome.Throttled.class, flow);
        assertEquals(Optional.of(Duration.ofSeconds(3)), throttled.retryAfter());
    }

    @Test
    void aBudgetThatWasNotSeenYetSaysWhenToComeBack() {
        EvictionOutcome outcome = evictionAnswered(Answer.json(
                429,
                "{'kind': 'Status', 'code': 429, 'reason': 'TooManyRequests', 'details': {'causes': [{'reason':"
                        + " 'DisruptionBudget', 'message': 'The disruption budget web is still being processed by the"
                        + " server.'}], 'retryAfterSeconds': 10}}",
                "Retry-After: 10"));
        EvictionOutcome.Blocked blocked = assertInstanceOf(EvictionOutcome.Blocked.class, outcome);
        assertEquals(Optional.of(Duration.ofSeconds(10)), blocked.retryAfter());
    }

    @Test
    void twoBudgetsAreNotAServerInTrouble() {
        assertEquals(
                EvictionOutcome.Kind.TWO_BUDGETS,
                evictionAnswered(Answer.json(
                                500,
                                "{'kind': 'Status', 'code': 500, 'message': 'This pod has more than one"
                                        + " PodDisruptionBudget, which the eviction subresource does not support.'}"))
                        .kind());
        assertEquals(
                EvictionOutcome.Kind.UNAVAILABLE,
                evictionAnswered(Answer.json(500, "{'kind': 'Status', 'code': 500, 'message': 'etcdserver: timeout'}"))
                        .kind());
    }

    @ParameterizedTest
    @CsvSource({
        "503, 'apiserver not ready', 5",
        "503, '', ",
        "502, '<html>Bad Gateway</html>', ",
        "504, 'upstream request timeout', 1"
    })
    void aServerThatStartsOrAProxyBeforeIt(int code, String text, Integer retryAfter) {
        String[] headers = retryAfter == null ? new String[0] : new String[] {"Retry-After: " + retryAfter};
        EvictionOutcome outcome = evictionAnswered(Answer.of(code, "text/plain", text, headers));
        EvictionOutcome.Unavailable away = assertInstanceOf(EvictionOutcome.Unavailable.class, outcome);
        assertEquals(Optional.ofNullable(retryAfter).map(Duration::ofSeconds), away.retryAfter());
    }

    @Test
    void anAnswerThatIsNoJson() {
        ApiFailure failure = listAnswered(Answer.of(200, "text/html", "<html>Please log in</html>"));
        assertEquals(ApiFailure.Kind.UNAVAILABLE, failure.kind());
        assertTrue(failure.message().contains("is no JSON object"), failure::text);
    }

    @Test
    void anAnswerThatDoesNotCome() {
        api(asked -> Answer.nothing(End.HOLD));
        ApiFailure failure = listFails(api(server.url(), Duration.ofSeconds(1)));
        assertEquals(ApiFailure.Kind.UNAVAILABLE, failure.kind());
        assertEquals(1, server.asked.size());
    }

    @Test
    void anAnswerThatComesByteByByte() {
        Fabric8Api api = api(asked -> Answer.json(200, PODS).inPiecesOf(1));
        assertEquals(
                "web-1",
                api.list(Kind.PODS, Query.all(), PageRequest.first(5))
                        .items()
                        .get(0)
                        .name());
    }

    /** What a watch tells, as text. */
    private static final class Told implements WatchSink<Pod> {
        final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        @Override
        public void changed(ChangeType type, Pod object) {
            all.add(type + " " + object.name());
        }

        @Override
        public void bookmark(String resourceVersion) {
            all.add("BOOKMARK " + resourceVersion);
        }

        @Override
        public void lost(ApiFailure why) {
            all.add("LOST " + why.kind() + " " + why.message());
        }

        String next() throws InterruptedException {
            String next = all.poll(20, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }
    }

    private static String event(String type, String object) {
        return ("{'type': '" + type + "', 'object': " + object + "}").replace('\'', '"');
    }

    private static final List<String> LIFE = List.of(
            event("ADDED", "{'metadata': {'name': 'wéb-1'}}"),
            event("BOOKMARK", "{'metadata': {'resourceVersion': '77'}}"),
            event("DELETED", "{'metadata': {'name': 'wéb-1'}}"));

    private Told watch(Answer answer) {
        Told told = new Told();
        api(asked -> answer).watch(Kind.PODS, Query.all(), "5", told);
        return told;
    }

    @Test
    void aWatchThatStandsAndIsEndedByTheServerAsOneThatStops() throws Exception {
        Told told = watch(Answer.stream(End.CLOSE, LIFE).inPiecesOf(3));
        assertEquals("ADDED wéb-1", told.next());
        assertEquals("BOOKMARK 77", told.next());
        assertEquals("DELETED wéb-1", told.next());
        assertTrue(told.next().startsWith("LOST UNAVAILABLE"));
        assertEquals(List.of(), List.copyOf(told.all), "told once");
    }

    @Test
    void aWatchThatAProxyCuts() throws Exception {
        Answer whole = Answer.stream(End.HOLD, LIFE);
        Told told = watch(whole.cutAfter(whole.length() - 10, End.RESET));
        String last = told.next();
        while (!last.startsWith("LOST") && !last.equals("nothing")) {
            last = told.next();
        }
        assertTrue(last.startsWith("LOST UNAVAILABLE"), last);
    }

    @Test
    void aWatchThatIsTooOld() throws Exception {
        Told told = watch(Answer.stream(
                End.CLOSE,
                List.of(event("ERROR", "{'kind': 'Status', 'code': 410, 'reason': 'Expired', 'message': 'too old'}"))));
        assertEquals("LOST EXPIRED too old", told.next());
    }

    @Test
    void aWatchThatIsRefused() {
        Fabric8Api api = api(asked -> Answer.json(403, "{'kind': 'Status', 'code': 403, 'reason': 'Forbidden'}"));
        ApiException thrown =
                assertThrows(ApiException.class, () -> api.watch(Kind.PODS, Query.all(), "5", new Told()));
        assertEquals(ApiFailure.Kind.FORBIDDEN, thrown.failure().kind());
        assertEquals("watch pods", thrown.failure().request());
    }

    @Test
    void aWatchThatIsSilentTellsNothingAndClosingItClosesItsConnection() throws Exception {
        Told told = new Told();
        Watch watch = api(asked -> Answer.stream(End.HOLD, List.of())).watch(Kind.PODS, Query.all(), "5", told);
        watch.close();
        assertTrue(server.sawHangUp(), "closing a watch closes its connection");
        assertEquals(List.of(), List.copyOf(told.all), "nobody is told of a watch that was closed on purpose");
    }

    @Test
    void aCancelledRequestReturnsAtOnceAndItsConnectionEndsWithItsTimeout() throws Exception {
        api(asked -> Answer.nothing(End.HOLD));
        Fabric8Api api = api(server.url(), Duration.ofSeconds(2));
        List<ApiFailure> failures = new ArrayList<>();
        Thread asking = new Thread(() -> failures.add(listFails(api)));
        asking.start();
        while (server.asked.isEmpty()) {
            Thread.onSpinWait();
        }
        asking.interrupt();
        asking.join();
        assertEquals("interrupted while waiting for the answer", failures.get(0).message());
        assertTrue(server.sawHangUp());
    }
}
