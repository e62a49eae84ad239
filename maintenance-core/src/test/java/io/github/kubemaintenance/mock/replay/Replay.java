package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.RestServer;
import io.github.kubemaintenance.mock.RestWatch;
import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import io.github.kubemaintenance.mock.replay.Recording.Line;
import io.github.kubemaintenance.mock.replay.Recording.Stream;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One recording on one backdrop: its requests are sent again, and every answer must be as recorded. */
final class Replay {
    private static final Duration LONGEST = Duration.ofSeconds(40);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final Duration SHORT_STEP = Duration.ofMillis(50);
    private static final List<String> HEADERS = List.of("Retry-After", "Warning");

    private final Recording recording;
    private final Backdrop backdrop;
    private final MockCluster cluster;
    private final RestServer server;
    private final Happening happening;
    private final Tokens tokens = new Tokens();
    private final List<Watching> watches = new ArrayList<>();

    Replay(Recording recording, Backdrop backdrop, boolean controllers) {
        this.recording = recording;
        this.backdrop = backdrop;
        // A kubelet confirms nothing until the recording shows that it has: how quick it was isn't recorded.
        MockClusterBuilder builder = MockCluster.builder()
                .version("1.34")
                .start(Surroundings.start(recording))
                .objects(backdrop.objects())
                .objects(Surroundings.objects(recording))
                .unsettled();
        backdrop.objects().stream()
                .filter(object -> object.kind().equals("Node"))
                .map(Document::name)
                .distinct()
                .forEach(builder::kubeletDead);
        this.cluster = (controllers ? builder : builder.withoutControllers()).build();
        this.server = RestServer.of(cluster);
        this.happening = new Happening(cluster, server);
    }

    /** The first answer that differs, with its exchange; empty if there is none. */
    Optional<Difference> run() {
        List<Document> late = backdrop.late();
        for (Exchange exchange : recording.exchanges()) {
            if (!exchange.isRead()) {
                late.forEach(cluster::apply);
                late = List.of();
            }
            catchUp(exchange);
            Optional<Difference> ended = endBefore(exchange);
            if (ended.isPresent()) {
                return ended;
            }
            tokens.assume(exchange, server);
            Surroundings.before(exchange, cluster);
            Optional<String> difference = exchange.request().isWatch() ? watch(exchange) : answer(exchange);
            if (difference.isPresent()) {
                return Optional.of(new Difference(exchange, difference.get()));
            }
        }
        return finish();
    }

    /** What was answered differently. */
    record Difference(Exchange exchange, String text) {
        @Override
        public String toString() {
            return exchange + "\n    " + text;
        }
    }

    private Optional<String> answer(Exchange exchange) {
        Optional<String> difference = difference(exchange);
        if (difference.isEmpty() || !exchange.isRead() || exchange.status() >= 500 || exchange.status() == 0) {
            return difference;
        }
        // What a read shows may need its time to come about: a controller to look, a pod to stop.
        if (exchange.status() == 404) {
            cluster.list(Kind.NODES).forEach(node -> cluster.revive(node.name()));
        }
        Duration step = SHORT_STEP;
        for (Duration waited = Duration.ZERO; waited.compareTo(LONGEST) < 0; waited = waited.plus(step)) {
            step = waited.compareTo(STEP.multipliedBy(3)) < 0 ? SHORT_STEP : STEP;
            cluster.advance(waited.isZero() ? Duration.ZERO : step);
            difference = difference(exchange);
            if (difference.isEmpty()) {
                return difference;
            }
        }
        return difference;
    }

    private Optional<String> difference(Exchange exchange) {
        RestRequest request = tokens.ours(exchange.request());
        RestReply reply = exchange.sent().isPresent()
                ? server.handle(
                        request, Surroundings.caller(exchange), exchange.sent().get())
                : server.handle(request, Surroundings.caller(exchange));
        tokens.learn(exchange.body(), reply.body());
        return compared(exchange, reply);
    }

    private Optional<String> compared(Exchange exchange, RestReply reply) {
        if (exchange.status() != reply.status()) {
            return Optional.of("status " + reply.status() + " " + reply.body() + reply.text());
        } else if (exchange.leftOut()) {
            return Optional.empty();
        }
        Document expected = masked(exchange.body());
        Document actual = masked(Surroundings.shownAs(exchange.body(), reply.body()));
        if (!expected.equals(actual)) {
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

    private Document masked(Document body) {
        return tokens.mask(Mask.of(body));
    }

    private Optional<String> watch(Exchange exchange) {
        Stream recorded = exchange.stream().orElse(new Stream(List.of(), false, true, Optional.empty()));
        Watching watching = new Watching(exchange, recorded, cluster.now());
        RestRequest request = Revisions.of(exchange, tokens, server);
        RestWatch watch = server.watch(request, Surroundings.caller(exchange), watching);
        if (exchange.stream().isEmpty() || !watch.isOpen()) {
            return compared(exchange, watch.reply());
        }
        watching.isOpen();
        watches.add(watching);
        return Optional.empty();
    }

    /** Lets happen what watches were told of before an answer was given. */
    private void catchUp(Exchange exchange) {
        Optional<Long> version = exchange.isOk()
                ? exchange.body().text("metadata", "resourceVersion").map(Revisions::number)
                : Optional.empty();
        while (true) {
            Optional<Watching> first = first();
            if (first.isEmpty()) {
                return;
            }
            Line next = first.get().next().orElseThrow();
            boolean before = version.isPresent()
                    && (exchange.isRead() ? Revisions.of(next) <= version.get() : Revisions.of(next) < version.get());
            if (!before) {
                return;
            }
            happen(first.get(), next);
        }
    }

    /** The open watch that was told something next. */
    private Optional<Watching> first() {
        return watches.stream()
                .filter(watching -> watching.next().isPresent())
                .min(Comparator.comparingLong(
                        watching -> Revisions.of(watching.next().orElseThrow())));
    }

    private void happen(Watching watching, Line line) {
        int before = watching.told().size();
        Optional<Document> after = watching.afterNext().map(next -> shown(watching, next));
        Document object = shown(watching, line);
        happening.happen(watching.place(object), line.type(), object, after, watching.leaves(line));
        if (watching.told().size() == before) {
            watching.passed();
        }
    }

    private static Document shown(Watching watching, Line line) {
        return watching.object(line);
    }

    /** Lets happen what is left, and every watch end. */
    private Optional<Difference> finish() {
        for (Optional<Watching> next = first(); next.isPresent(); next = first()) {
            Line line = next.get().next().orElseThrow();
            until(next.get().opened().plus(line.at()));
            happen(next.get(), line);
        }
        for (Watching watching : watches) {
            Optional<Difference> difference = end(watching);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    /** What a watch would have told of and didn't, happened after its end. */
    private Optional<Difference> endBefore(Exchange exchange) {
        for (Watching watching : List.copyOf(watches)) {
            if (watching.isOverBefore(exchange)) {
                watches.remove(watching);
                Optional<Difference> difference = end(watching);
                if (difference.isPresent()) {
                    return difference;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Difference> end(Watching watching) {
        if (!watching.hasEnded()) {
            Surroundings.end(watching, cluster);
        }
        for (int i = 0; i < 3600 && !watching.hasEnded(); i++) {
            cluster.advance(STEP);
        }
        return watching.difference(this::masked).map(text -> new Difference(watching.exchange(), text));
    }

    private void until(Instant time) {
        if (time.isAfter(cluster.now())) {
            cluster.advance(Duration.between(cluster.now(), time));
        }
    }
}
