package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.internal.RestPath;
import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import io.github.kubemaintenance.model.Document;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The plainest object of a kind, of which only the name was recorded. */
final class Plain {
    private static final String TIME = "2026-11-22T11:00:00Z";

    private Plain() {}

    static Optional<Document> object(RestPath path, Exchange exchange) {
        Optional<String> kind = Served.resource(path).flatMap(each -> each.text("kind"));
        if (kind.isEmpty()) {
            kind = Optional.of(exchange.request().body().kind()).filter(word -> !word.isEmpty());
        }
        return kind.map(word -> filled(
                path.resource(),
                Document.of("apiVersion", path.apiVersion())
                        .with(word, "kind")
                        .with(path.name(), "metadata", "name")
                        .with(MadeUp.uid(path.namespace(), path.name()), "metadata", "uid")
                        .with(TIME, "metadata", "creationTimestamp"),
                path));
    }

    /** With what a Scale tells of it. */
    static Document scaled(Document object, Document scale) {
        if (!scale.kind().equals("Scale")) {
            return object;
        }
        Document labels = Document.empty();
        for (String term : scale.text("status", "selector").orElse("").split(",", -1)) {
            int equals = term.indexOf('=');
            labels = equals < 1 ? labels : labels.with(term.substring(equals + 1), term.substring(0, equals));
        }
        boolean plain = object.kind().equals("ReplicationController");
        Document known = object.with(scale.number("spec", "replicas").orElse(0L), "spec", "replicas")
                .with(scale.number("status", "replicas").orElse(0L), "status", "replicas")
                .with(scale.at("metadata"), "metadata");
        if (labels.isEmpty()) {
            return known;
        }
        return (plain ? known.with(labels, "spec", "selector") : known.with(labels, "spec", "selector", "matchLabels"))
                .with(labels, "spec", "template", "metadata", "labels");
    }

    private static Document filled(String resource, Document bare, RestPath path) {
        Document object = path.namespace().isEmpty() ? bare : bare.with(path.namespace(), "metadata", "namespace");
        Map<String, String> labels = Map.of("app", path.name());
        List<Document> containers = List.of(Document.of("name", "c").with("x", "image"));
        return switch (resource) {
            case "deployments", "replicasets", "statefulsets", "daemonsets" -> {
                Document set = object.with(labels, "spec", "selector", "matchLabels")
                        .with(labels, "spec", "template", "metadata", "labels")
                        .with(containers, "spec", "template", "spec", "containers");
                yield resource.equals("daemonsets") ? set : set.with(0, "spec", "replicas");
            }
            case "services" ->
                object.with("10.0.77.7", "spec", "clusterIP")
                        .with(List.of("10.0.77.7"), "spec", "clusterIPs")
                        .with(List.of(Document.of("port", 80)), "spec", "ports");
            case "jobs" ->
                object.with(labels, "spec", "selector", "matchLabels")
                        .with(labels, "spec", "template", "metadata", "labels")
                        .with(containers, "spec", "template", "spec", "containers")
                        .with("Never", "spec", "template", "spec", "restartPolicy");
            case "persistentvolumeclaims" ->
                object.with(List.of("ReadWriteOnce"), "spec", "accessModes")
                        .with("1Gi", "spec", "resources", "requests", "storage")
                        .with("Pending", "status", "phase");
            case "poddisruptionbudgets" ->
                object.with(labels, "spec", "selector", "matchLabels").with(1, "spec", "maxUnavailable");
            default -> object;
        };
    }
}
