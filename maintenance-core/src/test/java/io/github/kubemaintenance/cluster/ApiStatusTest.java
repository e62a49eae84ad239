package io.github.kubemaintenance.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiStatusTest {
    private static final Path RECORDINGS = Path.of("src/test/resources/recordings/kube-apiserver-1.34");

    @ParameterizedTest
    @CsvSource({
        "the UID in the precondition (a) does not match the UID in record (b), REPLACED",
        "'Precondition failed: UID in precondition: a, UID in object meta: b', REPLACED",
        "the object has been modified, FAILED",
    })
    void theServerSaysInTwoWaysThatAPodIsAnother(String said, DeleteOutcome.Kind kind) {
        ApiStatus conflict = new ApiStatus(409, "Conflict", said, "pods", "a", List.of(), Optional.empty());
        assertEquals(kind, conflict.toDeleteOutcome("delete pods shop/a").kind());
        assertEquals(
                kind == DeleteOutcome.Kind.REPLACED,
                conflict.toEvictionOutcome().kind() == EvictionOutcome.Kind.REPLACED);
    }

    @ParameterizedTest
    @CsvSource({"'', UNAVAILABLE, UNAVAILABLE", "UntrustedCertificate, UNTRUSTED, OTHER", "Closed, UNSUPPORTED, OTHER"})
    void noAnswerIsWorthAskingAgainUnlessItSaysWhyThereIsNone(
            String reason, ApiFailure.Kind kind, EvictionOutcome.Kind eviction) {
        ApiStatus none = new ApiStatus(0, reason, "why", "", "", List.of(), Optional.empty());
        assertEquals(kind, none.toFailure("list pods").kind());
        assertEquals(eviction, none.toEvictionOutcome().kind());
    }

    @Test
    void everyRecordedStatusIsReadAndWrittenWithoutLoss() throws IOException {
        List<Document> statuses = new ArrayList<>();
        try (Stream<Path> files = Files.list(RECORDINGS).sorted()) {
            for (Path file : (Iterable<Path>) files::iterator) {
                for (Document exchange : exchanges(file)) {
                    Document body = exchange.at("response", "body");
                    if (body.kind().equals("Status")
                            && body.text("status").orElse("").equals("Failure")) {
                        statuses.add(body);
                    }
                }
            }
        }
        assertTrue(statuses.size() > 40, "found only " + statuses.size());
        for (Document status : statuses) {
            Document expected = status.with(Document.empty(), "metadata");
            if (expected.at("details").isEmpty() || expected.has("details", "group")) {
                expected = expected.without("details", "group");
            }
            Document written = ApiStatus.of(status).toDocument();
            expected = expected.at("details").isEmpty() ? expected.without("details") : expected;
            assertEquals(expected.without("details", "uid"), written);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "budget-unmanaged-pods, BLOCKED",
        "evict-bad-kind, OTHER",
        "evict-blocked, BLOCKED",
        "evict-budget-not-observed, BLOCKED",
        "evict-denied-by-policy-too-large, OTHER",
        "evict-denied-by-policy, OTHER",
        "evict-missing, GONE",
        "evict-namespace-terminating, NAMESPACE_TERMINATING",
        "evict-resource-version-conflict, UNAVAILABLE",
        "evict-sync-failed, BLOCKED",
        "evict-two-budgets, TWO_BUDGETS",
        "evict-uid-conflict, REPLACED",
        "flow-control-429-evict, THROTTLED",
        "forbidden, FORBIDDEN",
        "store-hangs, UNAVAILABLE",
        "server-stops-delay, THROTTLED",
    })
    void aRecordedRefusalOfAnEvictionHasItsOutcome(String recording, EvictionOutcome.Kind expected) throws IOException {
        Document refusal = exchanges(RECORDINGS.resolve(recording + ".json")).stream()
                .filter(exchange -> exchange.text("request", "path").orElse("").contains("/eviction"))
                .map(exchange -> exchange.at("response"))
                .filter(response -> response.number("status").orElse(0L) >= 400)
                .findFirst()
                .orElseThrow();

        assertEquals(expected, read(refusal).toEvictionOutcome().kind());
    }

    @Test
    void aBudgetThatIsNotObservedIsNamedAndAsksForTenSeconds() throws IOException {
        Document refusal = exchanges(RECORDINGS.resolve("evict-budget-not-observed.json"))
                .get(1)
                .at("response");

        EvictionOutcome.Blocked blocked =
                (EvictionOutcome.Blocked) read(refusal).toEvictionOutcome();

        assertEquals(Optional.of("lag2"), blocked.budget());
        assertEquals(Optional.of(Duration.ofSeconds(10)), blocked.retryAfter());
        assertEquals("The disruption budget lag2 is still being processed by the server.", blocked.message());
    }

    @Test
    void aWebhookThatDeniesWith429IsNeitherABudgetNorFlowControl() {
        ApiStatus status = ApiStatus.plain(
                429, "admission webhook \"drain-cleaner.example.com\" denied the request: later", Optional.empty());

        assertEquals(EvictionOutcome.Kind.OTHER, status.toEvictionOutcome().kind());
    }

    @Test
    void aMissingBudgetInTheMiddleOfAnEvictionIsNoMissingPod() {
        ApiStatus status =
                new ApiStatus(404, "NotFound", "not found", "poddisruptionbudgets", "web", List.of(), Optional.empty());

        assertEquals(
                EvictionOutcome.Kind.UNAVAILABLE, status.toEvictionOutcome().kind());
    }

    private static ApiStatus read(Document response) {
        Optional<Duration> header =
                response.text("headers", "Retry-After").map(Long::parseLong).map(Duration::ofSeconds);
        return response.text("body").isPresent()
                ? ApiStatus.plain(
                        response.number("status").orElseThrow().intValue(),
                        response.text("body").get(),
                        header)
                : ApiStatus.of(response.at("body")).orRetryAfter(header);
    }

    private static List<Document> exchanges(Path file) throws IOException {
        return DocumentFormat.json().read(Files.readString(file)).documents("exchanges");
    }
}
