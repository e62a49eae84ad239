package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Interceptor;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator reads: each fact once. */
class LoggedTest {
    private static final Call<EvictionOutcome> EVICT = new Call.Evict(Eviction.of(new PodRef("shop", "web-1", "u1")));
    private static final Call<Optional<Node>> READ = new Call.Get<>(Kind.NODES, "", "worker-1");

    private final RecordingLogger log = new RecordingLogger();
    private final Logged logged = new Logged(log);

    @AfterEach
    void noInterruptIsLeft() {
        Thread.interrupted();
    }

    private static Interceptor.Next answering(Supplier<Object> answer) {
        return new Interceptor.Next() {
            @Override
            @SuppressWarnings("unchecked") // each test answers what its call is answered with
            public <B> B proceed(Call<B> call) {
                return (B) answer.get();
            }
        };
    }

    private void evict(EvictionOutcome outcome) {
        logged.around(EVICT, answering(() -> outcome));
    }

    private void fail(int code, String text) {
        assertThrows(
                ApiException.class,
                () -> logged.around(READ, answering(() -> {
                    throw new ApiException(
                            ApiStatus.plain(code, text, Optional.empty()).toFailure(READ.describe()));
                })));
    }

    @Test
    void everyWriteIsOneLineAndReadsAreDetails() {
        logged.around(READ, answering(Optional::empty));
        logged.around(
                new Call.Change<>(Patch.cordon("worker-1", true)),
                answering(() -> new PatchOutcome.Patched<>(Node.of(Document.of("kind", "Node")))));
        evict(new EvictionOutcome.Accepted());
        evict(new EvictionOutcome.Blocked(Optional.of("web"), "budget web needs 2 healthy pods", Optional.empty()));

        assertEquals(
                List.of(
                        "DEBUG get nodes worker-1: answered",
                        "INFO patch nodes worker-1: done",
                        "INFO create pods/eviction shop/web-1: accepted",
                        "INFO create pods/eviction shop/web-1: blocked (budget web needs 2 healthy pods)"),
                log.lines());
    }

    @Test
    void aServerThatIsAwayIsToldOnceAndItsReturnOnce() {
        fail(0, "Connection refused");
        fail(0, "Connection refused");
        evict(new EvictionOutcome.Unavailable("Connection refused", Optional.empty()));
        logged.around(READ, answering(Optional::empty));
        logged.around(READ, answering(Optional::empty));
        fail(503, "starting");

        assertEquals(
                List.of(
                        "WARN the server doesn't answer as it should: get nodes worker-1: no answer (Connection refused)",
                        "INFO the server answers again",
                        "WARN the server doesn't answer as it should: get nodes worker-1: 503 (starting)"),
                log.forOperators());
    }

    @Test
    void aFullServerIsToldOnce() {
        for (int i = 0; i < 3; i++) {
            evict(new EvictionOutcome.Throttled("Too many requests", Optional.of(Duration.ofSeconds(1))));
        }
        evict(new EvictionOutcome.Accepted());

        assertEquals(
                List.of(
                        "WARN the server asks for patience: create pods/eviction shop/web-1: 429 (Too many requests)",
                        "INFO the server answers again",
                        "INFO create pods/eviction shop/web-1: accepted"),
                log.forOperators());
    }

    @Test
    void aRefusalIsAWarningThatNamesVerbAndResource() {
        fail(403, "nodes \"worker-1\" is forbidden: User \"bob\" cannot get resource \"nodes\"");

        assertEquals(
                List.of("WARN get nodes worker-1: 403"
                        + " (nodes \"worker-1\" is forbidden: User \"bob\" cannot get resource \"nodes\")"),
                log.lines());
    }

    @Test
    void aCancelIsNoTroubleOfTheServer() {
        logged.around(EVICT, answering(() -> {
            Thread.currentThread().interrupt();
            return new EvictionOutcome.Unavailable("interrupted", Optional.empty());
        }));

        assertEquals(List.of(), log.forOperators());
    }

    @Test
    void whatTheGuardsDecideIsToldByHowMuchItMatters() {
        for (ClientEvent.Kind kind : ClientEvent.Kind.values()) {
            logged.event(new ClientEvent(kind, kind.name()));
        }
        assertEquals(
                List.of(
                        "INFO HELD_BACK",
                        "INFO REPEATED",
                        "WARN CIRCUIT_OPEN",
                        "DEBUG CIRCUIT_TRIES",
                        "INFO CIRCUIT_CLOSED"),
                log.lines());
    }
}
