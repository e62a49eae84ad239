package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import java.util.Optional;
import java.util.Set;

/** What the simulator's API serves without a web server in front of it, told by the requests themselves. */
final class Scope {
    private static final Set<String> RESOURCES = Set.of(
            "nodes",
            "pods",
            "poddisruptionbudgets",
            "namespaces",
            "configmaps",
            "leases",
            "deployments",
            "replicasets");

    private Scope() {}

    /** Why a recording can't be replayed here; empty if it can. */
    static Optional<String> unserved(Recording recording) {
        for (Exchange exchange : recording.exchanges()) {
            Optional<String> why = unserved(exchange);
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> unserved(Exchange exchange) {
        String target = exchange.request().path();
        if (exchange.request().query().containsKey("watch") || exchange.streamed()) {
            return Optional.of("a watch, which is a stream");
        } else if (exchange.path().isEmpty()) {
            return Optional.of("no resource: " + target);
        } else if (!exchange.request().accept().isEmpty()
                && !exchange.request().accept().equals("application/json")) {
            return Optional.of(
                    "another form than plain JSON: " + exchange.request().accept());
        } else if (!RESOURCES.contains(exchange.path().get().resource())) {
            return Optional.of("the resource " + exchange.path().get().resource());
        }
        if (exchange.body().documents("items").stream().anyMatch(item -> !item.has("spec"))) {
            return Optional.of("a list that was recorded by names only");
        }
        return switch (exchange.status()) {
            case 0 -> Optional.of("a connection that failed");
            case 401 -> Optional.of("authentication");
            case 406, 415 -> Optional.of("media types");
            case 413, 503, 504 -> Optional.of("status " + exchange.status() + ", a fault or policy");
            default ->
                exchange.body().text("message").orElse("").contains("is forbidden: User \"")
                                || exchange.body().text("message").orElse("").contains("denied request")
                        ? Optional.of("access rules and admission policies, which are faults here")
                        : exchange.status() == 429 && !exchange.text().isEmpty()
                                ? Optional.of("flow control, which is a fault here")
                                : Optional.empty();
        };
    }
}
