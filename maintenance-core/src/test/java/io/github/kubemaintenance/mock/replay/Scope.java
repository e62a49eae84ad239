package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.internal.RestPath;
import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What the simulator's API serves without a web server in front of it, told by the requests themselves. */
final class Scope {
    private static final Set<String> MADE_UP = Set.of("nodes", "pods", "namespaces");

    private Scope() {}

    /** Why a recording can't be replayed here; empty if it can. */
    static Optional<String> unserved(Recording recording) {
        for (Exchange exchange : recording.exchanges()) {
            Optional<String> why = unserved(exchange);
            if (why.isPresent()) {
                return why;
            }
        }
        return neverShown(recording).map(object -> "an object that was never shown: " + object);
    }

    /** An object that was there, of which nothing but its name is known, and that can't be made up. */
    private static Optional<String> neverShown(Recording recording) {
        Set<String> shown = new HashSet<>();
        for (Exchange exchange : recording.exchanges()) {
            if (exchange.status() < 300 && exchange.path().isPresent()) {
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

    private static boolean isCustom(RestPath path) {
        return path.resource().equals("customresourcedefinitions")
                || (path.group().contains(".") && !path.group().endsWith(".k8s.io"));
    }

    private static Optional<String> unserved(Exchange exchange) {
        String target = exchange.request().path();
        if (exchange.request().query().containsKey("watch") || exchange.streamed()) {
            return Optional.of("a watch, which is a stream");
        } else if (exchange.path().isEmpty()) {
            return target.equals("/metrics") ? Optional.empty() : Optional.of("no resource: " + target);
        } else if (!exchange.request().accept().isEmpty()
                && !exchange.request().accept().equals("application/json")
                && !target.equals("/metrics")) {
            return Optional.of(
                    "another form than plain JSON: " + exchange.request().accept());
        } else if (isCustom(exchange.path().get())) {
            return Optional.of("custom resources: " + exchange.path().get().resource());
        }
        return switch (exchange.status()) {
            case 0 -> Optional.of("a connection that failed");
            case 401 -> Optional.of("authentication");
            case 406 -> Optional.of("media types");
            case 503, 504 -> Optional.of("status " + exchange.status() + " of a server that comes, goes or hangs");
            default -> Optional.empty();
        };
    }
}
