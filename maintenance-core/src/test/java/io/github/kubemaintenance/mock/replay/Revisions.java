package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.RestServer;
import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import io.github.kubemaintenance.mock.replay.Recording.Line;
import io.github.kubemaintenance.model.Document;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Revisions of the recorded server, and what they are here. */
final class Revisions {
    private static final String VERSION = "resourceVersion";
    private static final Pattern CURRENT = Pattern.compile("current: (\\d+)");
    private static final Pattern OLDEST = Pattern.compile("too old resource version: \\d+ \\((\\d+)\\)");

    private Revisions() {}

    /** A revision as a number; 0 for none. */
    static long number(String version) {
        return version.matches("\\d{1,18}") ? Long.parseLong(version) : 0;
    }

    /** The revision of an event. */
    static long of(Line line) {
        return number(line.object().text("metadata", VERSION).orElse("0"));
    }

    /** The revision that the store had when it was recorded, where somebody says so. */
    static Optional<Long> known(Recording recording) {
        for (Exchange exchange : recording.exchanges()) {
            String said = exchange.message()
                    + exchange.stream()
                            .map(stream -> stream.lines().stream()
                                    .map(line -> line.object().text("message").orElse(""))
                                    .toList()
                                    .toString())
                            .orElse("");
            for (Pattern pattern : new Pattern[] {CURRENT, OLDEST}) {
                Matcher matcher = pattern.matcher(said);
                if (matcher.find()) {
                    return Optional.of(number(matcher.group(1)));
                }
            }
        }
        return Optional.empty();
    }

    /** The recorded watch, from where it began there: what is too old or yet to come stays so, else it begins now. */
    static RestRequest of(Exchange exchange, Tokens tokens, RestServer server) {
        RestRequest request = tokens.ours(exchange.request());
        String asked = exchange.request().query().getOrDefault(VERSION, "");
        boolean learned = !request.query().getOrDefault(VERSION, "").equals(asked);
        boolean told = exchange.stream()
                .map(stream ->
                        stream.lines().stream().anyMatch(line -> !line.type().equals("ERROR")))
                .orElse(false);
        if (number(asked) == 0 || learned || !told) {
            return request;
        }
        String now = server.handle(RestRequest.of("GET", "/api/v1/nodes?limit=1", "", "", Document.empty()))
                .body()
                .text("metadata", VERSION)
                .orElse("");
        Map<String, String> query = new LinkedHashMap<>(request.query());
        query.put(VERSION, now);
        return new RestRequest(
                request.method(), request.path(), query, request.contentType(), request.accept(), request.body());
    }
}
