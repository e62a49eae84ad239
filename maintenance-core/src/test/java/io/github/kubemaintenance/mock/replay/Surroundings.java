package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RestCaller;
import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What must have been around a recorded answer, told by the answer: who asked, what denied it, how busy it was. */
final class Surroundings {
    private static final Pattern POLICY = Pattern.compile(
            "ValidatingAdmissionPolicy '([^']+)' with binding '([^']+)' denied request: (.*)", Pattern.DOTALL);
    private static final Pattern WEBHOOK =
            Pattern.compile("^admission webhook \"([^\"]+)\" denied the request: (.*)$", Pattern.DOTALL);
    private static final Pattern USER = Pattern.compile("is forbidden: User \"([^\"]+)\" cannot ");

    private Surroundings() {}

    /** Policies that deny what was denied, with their bindings, and what was there already when it was created. */
    static List<Document> objects(Recording recording) {
        List<Document> objects = new ArrayList<>();
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
                Document policy = object("ValidatingAdmissionPolicy", denied.group(1))
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
                objects.add(object("ValidatingAdmissionPolicyBinding", denied.group(2))
                        .with(denied.group(1), "spec", "policyName")
                        .with(List.of("Deny"), "spec", "validationActions"));
            }
        }
        return objects;
    }

    private static Document object(String kind, String name) {
        return Document.of("apiVersion", "admissionregistration.k8s.io/v1")
                .with(kind, "kind")
                .with(name, "metadata", "name");
    }

    /** Who asked: whoever the answer says has no right to it. */
    static RestCaller caller(Exchange exchange) {
        Matcher user = USER.matcher(exchange.body().text("message").orElse(""));
        return user.find() ? RestCaller.named(user.group(1)) : RestCaller.administrator();
    }

    /** Brings about what the answer shows: a busy server, a webhook, a compacted store. */
    static void before(Exchange exchange, MockCluster cluster) {
        Matcher webhook = WEBHOOK.matcher(exchange.body().text("message").orElse(""));
        if (webhook.find()) {
            cluster.inject(Fault.denied(webhook.group(1), exchange.status(), webhook.group(2))
                    .times(1));
        } else if (exchange.status() == 429 && !exchange.text().isEmpty()) {
            exchange.path()
                    .ifPresent(path -> cluster.inject(Fault.throttled(Duration.ofSeconds(Long.parseLong(
                                    exchange.headers().text("Retry-After").orElse("1"))))
                            .on(
                                    verb(exchange),
                                    path.resource() + (path.subresource().isEmpty() ? "" : "/" + path.subresource()))
                            .times(1)));
        } else if (exchange.status() == 410) {
            cluster.compact();
        }
    }

    private static String verb(Exchange exchange) {
        return switch (exchange.request().method()) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> exchange.path().orElseThrow().name().isEmpty() ? "list" : "get";
        };
    }

    /** Our answer with only as much of each item as was recorded. */
    static Document shownAs(Document recorded, Document answered) {
        if (recorded.text("items").isPresent() && answered.has("items")) {
            return answered.with(recorded.text("items").get(), "items");
        }
        List<Document> items = recorded.documents("items");
        boolean namesOnly = !items.isEmpty()
                && items.stream()
                        .allMatch(item -> item.asMap().keySet().equals(java.util.Set.of("metadata"))
                                && item.at("metadata").asMap().keySet().equals(java.util.Set.of("name")));
        return namesOnly
                ? answered.with(
                        answered.documents("items").stream()
                                .map(item -> Document.empty().with(item.name(), "metadata", "name"))
                                .toList(),
                        "items")
                : answered;
    }
}
