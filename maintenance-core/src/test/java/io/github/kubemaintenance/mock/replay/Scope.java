package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.internal.RestPath;
import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Why a recording that doesn't come out as recorded never could: what it would take isn't in it. */
final class Scope {
    private static final Set<String> MADE_UP = Set.of("nodes", "pods", "namespaces");

    private Scope() {}

    /** What isn't known of the state, or isn't simulated at all; empty where the simulator has no excuse. */
    static Optional<String> unknowable(Recording recording) {
        for (Exchange exchange : recording.exchanges()) {
            if (exchange.request().path().startsWith("/openapi/")) {
                return Optional.of("OpenAPI's documents are not simulated: "
                        + exchange.request().path());
            }
        }
        return neverShown(recording).map(object -> "an object was changed that was never shown: " + object);
    }

    /** An object that was there, of which nothing but its name is known. */
    private static Optional<String> neverShown(Recording recording) {
        Set<String> shown = new HashSet<>();
        for (Exchange exchange : recording.exchanges()) {
            if (exchange.isOk() && exchange.path().isPresent()) {
                RestPath path = exchange.path().get();
                shown.add(path.resource() + " " + exchange.body().name());
                exchange.body().documents("items").forEach(item -> shown.add(path.resource() + " " + item.name()));
            }
        }
        return recording.exchanges().stream()
                .filter(exchange -> exchange.path().isPresent() && exchange.status() != 404)
                .map(exchange -> exchange.path().get())
                .filter(path -> !path.name().isEmpty() && !MADE_UP.contains(path.resource()))
                .map(path -> path.resource() + " " + path.name())
                .filter(object -> !shown.contains(object))
                .findFirst();
    }
}
