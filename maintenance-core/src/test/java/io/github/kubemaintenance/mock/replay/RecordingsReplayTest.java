package io.github.kubemaintenance.mock.replay;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.RestServer;
import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import io.github.kubemaintenance.model.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recording of a real API server, replayed on the simulator: the state is built from what was read, each request
 * is sent again, and status and body must be as recorded but for uids, times and revisions. Recordings in the folder
 * that the system property {@code recordings} names are replayed too.
 */
class RecordingsReplayTest {
    private static final Path OWN = Path.of("src/test/resources/recordings/kube-apiserver-1.34");
    private static final Duration LONGEST = Duration.ofSeconds(40);
    private static final List<String> HEADERS = List.of("Retry-After", "Warning");
    private static final Duration STEP = Duration.ofSeconds(1);

    static Stream<Recording> recordings() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : new String[] {OWN.toString(), System.getProperty("recordings", "")}) {
            if (!folder.isEmpty()) {
                try (Stream<Path> found = Files.list(Path.of(folder))) {
                    found.filter(file -> file.toString().endsWith(".json") && !isStaged(file))
                            .sorted()
                            .forEach(files::add);
                }
            }
        }
        return files.stream().map(Recording::load);
    }

    private static boolean isStaged(Path file) {
        return StagedRecordingsTest.NAMES.contains(file.getFileName().toString().replace(".json", ""));
    }

    @ParameterizedTest(name = "{argumentsWithNames}")
    @MethodSource("recordings")
    void theSimulatorAnswersAsTheRealServerDid(Recording recording) {
        Optional<String> unserved = Scope.unserved(recording);
        Assumptions.assumeTrue(unserved.isEmpty(), () -> "not served by the simulator's API: " + unserved.get());

        List<String> failures = new ArrayList<>();
        for (Backdrop backdrop : Backdrop.candidates(recording)) {
            Optional<String> difference = replay(recording, backdrop);
            if (difference.isEmpty()) {
                return;
            }
            failures.add(backdrop.assumption() + ": " + difference.get());
        }
        fail(recording.situation() + "\n" + String.join("\n", failures));
    }

    private static Optional<String> replay(Recording recording, Backdrop backdrop) {
        // A kubelet confirms nothing until the recording shows that it has: how quick it was isn't recorded.
        MockClusterBuilder builder = MockCluster.builder()
                .start(Instant.parse("2026-11-22T13:30:00Z"))
                .objects(backdrop.objects())
                .objects(Surroundings.objects(recording))
                .unsettled();
        backdrop.objects().stream()
                .filter(object -> object.kind().equals("Node"))
                .forEach(node -> builder.kubeletDead(node.name()));
        MockCluster cluster = builder.build();
        RestServer server = RestServer.of(cluster);
        Tokens tokens = new Tokens();
        List<Document> late = backdrop.late();
        for (Exchange exchange : recording.exchanges()) {
            if (exchange.leftOut()) {
                continue;
            } else if (!exchange.isRead()) {
                late.forEach(cluster::apply);
                late = List.of();
            }
            Surroundings.before(exchange, cluster);
            Optional<String> difference = difference(exchange, tokens, server);
            if (difference.isPresent() && exchange.isRead()) {
                difference = await(exchange, tokens, server, cluster);
            }
            if (difference.isPresent()) {
                return Optional.of(exchange + "\n    " + difference.get());
            }
        }
        return Optional.empty();
    }

    /** What a read shows may need its time to come about: a controller to look, a pod to stop. */
    private static Optional<String> await(Exchange exchange, Tokens tokens, RestServer server, MockCluster cluster) {
        if (exchange.status() == 404) {
            cluster.list(Kind.NODES).forEach(node -> cluster.revive(node.name()));
        }
        Optional<String> difference = Optional.empty();
        for (Duration waited = Duration.ZERO; waited.compareTo(LONGEST) < 0; waited = waited.plus(STEP)) {
            cluster.advance(waited.isZero() ? Duration.ZERO : STEP);
            difference = difference(exchange, tokens, server);
            if (difference.isEmpty()) {
                return difference;
            }
        }
        return difference;
    }

    private static Optional<String> difference(Exchange exchange, Tokens tokens, RestServer server) {
        tokens.assume(exchange, server);
        RestRequest request = tokens.ours(exchange.request());
        RestReply reply = exchange.sent().isPresent()
                ? server.handle(
                        request, Surroundings.caller(exchange), exchange.sent().get())
                : server.handle(request, Surroundings.caller(exchange));
        tokens.learn(exchange.body(), reply.body());
        Document expected = tokens.mask(Mask.of(exchange.body()));
        Document actual = tokens.mask(Mask.of(Surroundings.shownAs(exchange.body(), reply.body())));
        if (exchange.status() != reply.status()) {
            return Optional.of("status " + reply.status() + " " + reply.body() + reply.text());
        } else if (!expected.equals(actual)) {
            return Optional.of("recorded " + expected + "\n    answered " + actual);
        }
        for (String header : HEADERS) {
            String wanted = exchange.headers().text(header).orElse("");
            String given = reply.headers().getOrDefault(header, "");
            if (!wanted.equals(given)) {
                return Optional.of("recorded " + header + " '" + wanted + "', answered '" + given + "'");
            }
        }
        return exchange.text().equals(reply.text())
                ? Optional.empty()
                : Optional.of("recorded text '" + exchange.text() + "', answered '" + reply.text() + "'");
    }

    @org.junit.jupiter.api.Test
    void mostRecordingsAreServed() throws IOException {
        long served =
                recordings().filter(each -> Scope.unserved(each).isEmpty()).count();

        assertTrue(served >= 30, "only " + served);
    }
}
