package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.RestServer;
import io.github.kubemaintenance.mock.internal.RestPath;
import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import io.github.kubemaintenance.model.Document;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a client carries from an answer into its next request, in the recording's terms and in ours. */
final class Tokens {
    private static final List<String[]> GUARDS = List.of(
            new String[] {"metadata", "resourceVersion"},
            new String[] {"metadata", "uid"},
            new String[] {"preconditions", "resourceVersion"},
            new String[] {"preconditions", "uid"},
            new String[] {"deleteOptions", "preconditions", "resourceVersion"},
            new String[] {"deleteOptions", "preconditions", "uid"});

    private final Map<String, String> ours = new HashMap<>();

    /** The answers to one request: what a client would take from either. */
    void learn(Document recorded, Document answered) {
        for (Document item : recorded.documents("items")) {
            answered.documents("items").stream()
                    .filter(mine ->
                            mine.name().equals(item.name()) && mine.namespace().equals(item.namespace()))
                    .findFirst()
                    .ifPresent(mine -> learn(item, mine));
        }
        for (String[] path : List.of(
                new String[] {"metadata", "continue"},
                new String[] {"metadata", "resourceVersion"},
                new String[] {"metadata", "uid"})) {
            Optional<String> theirs = recorded.text(path);
            Optional<String> mine = answered.text(path);
            if (theirs.isPresent() && mine.isPresent()) {
                ours.put(theirs.get(), mine.get());
            }
        }
    }

    /** What a write that went well named as the uid and version of an object that was never read were the right ones. */
    void assume(Exchange exchange, RestServer server) {
        Optional<RestPath> path = exchange.path();
        if (exchange.isRead()
                || !exchange.isOk()
                || path.isEmpty()
                || path.get().name().isEmpty()) {
            return;
        }
        String object = exchange.request().path().replaceFirst("/" + path.get().subresource() + "$", "");
        Document now = server.handle(RestRequest.of("GET", object, "", "", Document.empty()))
                .body();
        for (String[] field : GUARDS) {
            String last = field[field.length - 1];
            exchange.request().body().text(field).ifPresent(theirs -> now.text("metadata", last)
                    .ifPresent(mine -> ours.putIfAbsent(theirs, mine)));
        }
    }

    /** The recorded request with our own tokens. */
    RestRequest ours(RestRequest request) {
        Map<String, String> query = new LinkedHashMap<>();
        request.query().forEach((key, value) -> query.put(key, ours.getOrDefault(value, value)));
        Document body = request.body();
        for (String[] path : GUARDS) {
            Optional<String> theirs = body.text(path);
            if (theirs.isPresent() && ours.containsKey(theirs.get())) {
                body = body.with(ours.get(theirs.get()), path);
            }
        }
        return new RestRequest(request.method(), request.path(), query, request.contentType(), request.accept(), body);
    }

    /** Continue tokens hold a revision: they are hidden like one. */
    Document mask(Document answer) {
        return answer.has("metadata", "continue") ? answer.with("TOKEN", "metadata", "continue") : answer;
    }
}
