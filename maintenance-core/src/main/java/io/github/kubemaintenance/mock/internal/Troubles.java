package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a server answers that starts or has lost its store, by what it is asked. */
final class Troubles {
    private static final Duration READS_END = Duration.ofSeconds(60);
    private static final Duration WRITES_END = Duration.ofSeconds(20);
    private static final Duration EVICTIONS_END = Duration.ofSeconds(34);

    private Troubles() {}

    /** Whether a fault is a state of the server, whose answer depends on the request. */
    static boolean isOne(Fault fault) {
        return switch (fault.effect()) {
            case STARTING, INITIALIZING, UNREADY, STORE_HANGS -> true;
            default -> false;
        };
    }

    /** Whether a request meets it. */
    static boolean concerns(Fault fault, RequestLine line) {
        @Nullable Kind<?> kind = line.kind();
        return switch (fault.effect()) {
            case STARTING -> kind == null || !Kinds.isBuiltIn(kind);
            case INITIALIZING -> kind != null && !Kinds.isBuiltIn(kind);
            case UNREADY -> kind == null;
            case STORE_HANGS -> kind != null && !line.verb().equals("watch");
            default -> true;
        };
    }

    /** The answer to a request; empty where it is what it always is. */
    static Optional<RestReply> answer(Fault fault, RestRequest request, boolean known) {
        return switch (fault.effect()) {
            case UNREADY ->
                Health.answer(request, Set.of(fault.status().message().split(" ", -1)));
            case STARTING, INITIALIZING -> known ? Optional.empty() : Optional.of(RestReply.of(fault.status()));
            case STORE_HANGS -> hanging(fault, request);
            default -> Optional.empty();
        };
    }

    private static Optional<RestReply> hanging(Fault fault, RestRequest request) {
        boolean read = request.method().equals("GET");
        if (read && request.query().getOrDefault("resourceVersion", "").equals("0")) {
            return Optional.empty();
        }
        boolean eviction = request.path().endsWith("/eviction");
        Duration ends = read ? READS_END : eviction ? EVICTIONS_END : WRITES_END;
        Duration allotted = timeout(request);
        if (read || allotted.compareTo(ends) < 0) {
            // The filter that watches the time speaks before anybody has chosen a form.
            Document body = RestReply.of(fault.status())
                    .body()
                    .without("kind")
                    .without("apiVersion")
                    .with(Document.empty(), "details");
            return Optional.of(RestReply.of(504, body)
                    .with("Content-Type", "text/plain; charset=utf-8")
                    .later(allotted));
        } else if (eviction) {
            ApiStatus late = Statuses.of(
                    504,
                    "Timeout",
                    "Timeout: request did not complete within requested timeout - context deadline exceeded",
                    "",
                    "");
            return Optional.of(RestReply.of(504, late.toDocument().with(Document.empty(), "details"))
                    .later(ends));
        }
        String said = "rpc error: code = Unavailable desc = keepalive ping failed to receive ACK within timeout";
        return Optional.of(RestReply.of(new ApiStatus(500, "", said, "", "", List.of(), Optional.empty()))
                .later(ends));
    }

    private static Duration timeout(RestRequest request) {
        String text = request.query().getOrDefault("timeout", "");
        return text.matches("\\d{1,6}s") ? Duration.ofSeconds(Long.parseLong(text.replace("s", ""))) : READS_END;
    }
}
