package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RestCaller;
import io.github.kubemaintenance.mock.ServerTrouble;
import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What must have been around a recorded answer, told by the answer: who asked, what denied it, how busy it was. */
final class Surroundings {
    private static final Pattern POLICY = Pattern.compile(
            "ValidatingAdmissionPolicy '([^']+)' with binding '([^']+)' denied request: (.*)", Pattern.DOTALL);
    private static final Pattern WEBHOOK =
            Pattern.compile("^admission webhook \"([^\"]+)\" denied the request: (.*)$", Pattern.DOTALL);
    private static final String POLICIES = "admissionregistration.k8s.io/v1";
    private static final Duration A_WHILE = Duration.ofDays(1);
    private static final Instant SOME_TIME = Instant.parse("2026-11-22T13:30:00Z");
    private static final Pattern FAILED_CHECK = Pattern.compile("\\[-\\](\\S+) failed");
    private static final Pattern USER = Pattern.compile("is forbidden: User \"([^\"]+)\" cannot ");

    private Surroundings() {}

    /** Policies that deny what was denied, with their bindings, and what was there already when it was created. */
    static List<Document> objects(Recording recording) {
        List<Document> objects = new ArrayList<>();
        // Something that nobody asks for brings the store to the revision that it had.
        Revisions.known(recording)
                .ifPresent(revision -> objects.add(object("networking.k8s.io/v1", "IngressClass", "unseen")
                        .with(Long.toString(revision), "metadata", "resourceVersion")));
        List<String> created = new ArrayList<>();
        for (Exchange exchange : recording.exchanges()) {
            Document sent = exchange.request().body();
            boolean creates = exchange.request().method().equals("POST")
                    && exchange.path().isPresent();
            if (creates && exchange.status() == 201) {
                created.add(exchange.path().get().resource() + " " + sent.name());
            } else if (creates
                    && exchange.body().text("reason").orElse("").equals("AlreadyExists")
                    && !created.contains(exchange.path().get().resource() + " " + sent.name())) {
                objects.add(sent.with(exchange.path().get().namespace(), "metadata", "namespace"));
            }
            Matcher denied = POLICY.matcher(exchange.body().text("message").orElse(""));
            if (denied.find() && exchange.path().isPresent()) {
                String resource = exchange.path().get().resource();
                String part = exchange.path().get().subresource();
                Document policy = object(POLICIES, "ValidatingAdmissionPolicy", denied.group(1))
                        .with(
                                List.of(Document.of("apiGroups", List.of("*"))
                                        .with(List.of("*"), "apiVersions")
                                        .with(List.of("*"), "operations")
                                        .with(List.of(part.isEmpty() ? resource : resource + "/" + part), "resources")),
                                "spec",
                                "matchConstraints",
                                "resourceRules")
                        .with(
                                List.of(Document.of("expression", "false")
                                        .with(denied.group(3), "message")
                                        .with(exchange.body().text("reason").orElse("Invalid"), "reason")),
                                "spec",
                                "validations");
                objects.add(policy);
                objects.add(object(POLICIES, "ValidatingAdmissionPolicyBinding", denied.group(2))
                        .with(denied.group(1), "spec", "policyName")
                        .with(List.of("Deny"), "spec", "validationActions"));
            }
        }
        return objects;
    }

    /** When it was recorded, where ages were shown; else some time. */
    static Instant start(Recording recording) {
        return recording.exchanges().stream()
                .flatMap(exchange -> java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(exchange.body()),
                        exchange.stream().stream()
                                .flatMap(stream -> stream.lines().stream())
                                .map(line -> line.object())))
                .flatMap(table -> Rows.read(table).stream())
                .findFirst()
                .orElse(SOME_TIME);
    }

    /** Ends a watch as it was ended: by the server ahead of its time, or by the time that the client named. */
    static void end(Watching watching, MockCluster cluster) {
        long asked = Revisions.number(watching.exchange().request().query().getOrDefault("timeoutSeconds", "0"));
        Duration length = watching.recorded().end().orElse(Duration.ofSeconds(asked));
        boolean early = asked == 0 || length.plusSeconds(1).compareTo(Duration.ofSeconds(asked)) < 0;
        if (early) {
            Duration rest = Duration.between(cluster.now(), watching.opened().plus(length));
            cluster.advance(rest.isNegative() ? Duration.ZERO : rest);
            cluster.inject(watching.recorded().clean() ? ServerTrouble.watchesEnd() : Fault.droppedWatch());
        }
    }

    private static Document object(String apiVersion, String kind, String name) {
        return Document.of("apiVersion", apiVersion).with(kind, "kind").with(name, "metadata", "name");
    }

    /** Who asked: whoever the answer says has no right to it. */
    static RestCaller caller(Exchange exchange) {
        if (exchange.status() == 401) {
            return RestCaller.unauthenticated();
        }
        Matcher user = USER.matcher(exchange.body().text("message").orElse(""));
        return user.find() ? RestCaller.named(user.group(1)) : RestCaller.administrator();
    }

    /** Brings about what the answer shows: a busy server, a webhook, a compacted store, a server that comes or goes. */
    static void before(Exchange exchange, MockCluster cluster) {
        Matcher webhook = WEBHOOK.matcher(exchange.message());
        if (webhook.find()) {
            cluster.inject(Fault.denied(webhook.group(1), exchange.status(), webhook.group(2))
                    .times(1));
        } else if (exchange.status() == 410 || tellsOfExpiry(exchange)) {
            cluster.compact();
        } else if (exchange.status() == 429 && !exchange.text().isEmpty()) {
            busy(exchange, cluster);
        } else {
            trouble(exchange).ifPresent(fault -> cluster.inject(fault.on("", "").times(1)));
        }
    }

    private static void busy(Exchange exchange, MockCluster cluster) {
        if (exchange.text().contains("shutting down")) {
            cluster.inject(ServerTrouble.shuttingDown(A_WHILE).times(1));
            return;
        }
        Duration wait = Duration.ofSeconds(
                Long.parseLong(exchange.headers().text("Retry-After").orElse("1")));
        exchange.path()
                .ifPresent(path -> cluster.inject(Fault.throttled(wait)
                        .on(
                                verb(exchange),
                                path.resource() + (path.subresource().isEmpty() ? "" : "/" + path.subresource()))
                        .times(1)));
    }

    private static boolean tellsOfExpiry(Exchange exchange) {
        return exchange.stream()
                .map(stream -> stream.lines().stream()
                        .anyMatch(line -> line.object().number("code").orElse(0L) == 410))
                .orElse(false);
    }

    /** What is wrong with the server itself. */
    private static Optional<Fault> trouble(Exchange exchange) {
        String message = exchange.message();
        List<String> failed = FAILED_CHECK
                .matcher(exchange.text())
                .results()
                .map(match -> match.group(1))
                .toList();
        if (exchange.status() == 0) {
            return Optional.of(Fault.neverArrived());
        } else if (!failed.isEmpty()) {
            return Optional.of(ServerTrouble.unready(A_WHILE, failed));
        } else if (message.contains("before all known HTTP paths")) {
            return Optional.of(ServerTrouble.starting(A_WHILE));
        } else if (message.equals("apiserver is shutting down")) {
            return Optional.of(Fault.unavailable(A_WHILE));
        } else if (message.startsWith("storage is (re)initializing")) {
            return Optional.of(ServerTrouble.initializing(A_WHILE));
        }
        boolean hangs = message.startsWith("Timeout: request did not complete")
                || (exchange.status() == 500 && message.startsWith("rpc error"));
        return hangs ? Optional.of(ServerTrouble.storeHangs(A_WHILE)) : Optional.empty();
    }

    private static String verb(Exchange exchange) {
        return switch (exchange.request().method()) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default ->
                exchange.request().isWatch()
                        ? "watch"
                        : exchange.path().orElseThrow().name().isEmpty() ? "list" : "get";
        };
    }

    /** Our answer with only as much of each item as was recorded. */
    static Document shownAs(Document recorded, Document answered) {
        if (recorded.asMap().keySet().equals(Set.of("kind"))) {
            return Document.of("kind", answered.kind()); // only noted down what it was
        }
        if (recorded.text("items").isPresent() && answered.has("items")) {
            return answered.with(recorded.text("items").get(), "items");
        }
        List<Document> items = recorded.documents("items");
        boolean namesOnly = !items.isEmpty()
                && items.stream()
                        .allMatch(item -> item.asMap().keySet().equals(Set.of("metadata"))
                                && item.at("metadata").asMap().keySet().equals(Set.of("name")));
        return namesOnly
                ? answered.with(
                        answered.documents("items").stream()
                                .map(item -> Document.empty().with(item.name(), "metadata", "name"))
                                .toList(),
                        "items")
                : answered;
    }
}
