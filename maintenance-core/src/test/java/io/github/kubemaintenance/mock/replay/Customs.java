package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.internal.RestPath;
import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import io.github.kubemaintenance.model.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Definitions that must have been there: of the kinds that were asked for, or that discovery told of. */
final class Customs {
    private record Named(String group, String version, String plural) {}

    private final Map<Named, Document> found = new LinkedHashMap<>();

    private Customs() {}

    /** Definitions of all that was served and is no kind of Kubernetes' own, but for what was defined meanwhile. */
    static List<Document> of(Recording recording) {
        Customs customs = new Customs();
        Set<String> later = new TreeSet<>();
        for (Exchange exchange : recording.exchanges()) {
            exchange.path().ifPresent(path -> customs.asked(exchange, path));
            customs.told(exchange);
            if (exchange.request().body().kind().equals("CustomResourceDefinition")
                    || exchange.body().kind().equals("CustomResourceDefinition")) {
                later.add(exchange.body().text("spec", "group").orElse("")); // it is there as it was read or made
            }
        }
        return customs.found.entrySet().stream()
                .filter(each -> !later.contains(each.getKey().group()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void asked(Exchange exchange, RestPath path) {
        boolean unknown = exchange.status() == 404
                && exchange.body().text("details", "kind").orElse("").isEmpty();
        boolean said = exchange.status() == 0 || exchange.status() == 503 || exchange.status() == 429;
        if (unknown || said || Served.isBuiltIn(path.group())) {
            return;
        }
        String kind = List.of(exchange.body(), exchange.request().body()).stream()
                .map(body -> body.kind().replaceFirst("List$", ""))
                .filter(word -> !Set.of("", "Status", "Table", "PartialObjectMetadata", "Scale", "DeleteOptions")
                        .contains(word))
                .findFirst()
                .orElse(singular(path.resource()));
        boolean namespaced = !path.namespace().isEmpty()
                || exchange.body().documents("items").stream()
                        .anyMatch(item -> !item.namespace().isEmpty());
        add(path.group(), path.version(), path.resource(), kind, namespaced, List.of("status", "scale"));
        if (Rows.isTable(exchange.body())) {
            Named named = new Named(path.group(), path.version(), path.resource());
            found.computeIfPresent(named, (any, definition) -> withColumns(definition, exchange.body()));
        }
    }

    /** Columns say in their description what they show, where their definition says nothing else of them. */
    private static Document withColumns(Document definition, Document table) {
        List<Document> columns = new ArrayList<>();
        for (Document column : table.documents("columnDefinitions")) {
            String path = Rows.path(column);
            if (!path.isEmpty()) {
                columns.add(column.with(path, "jsonPath"));
            }
        }
        Document version = definition.documents("spec", "versions").get(0);
        return columns.isEmpty()
                ? definition
                : definition.with(List.of(version.with(columns, "additionalPrinterColumns")), "spec", "versions");
    }

    private void told(Exchange exchange) {
        Document body = exchange.body();
        switch (body.kind()) {
            case "APIGroupList" -> body.documents("groups").forEach(this::group);
            case "APIGroup" -> group(body);
            case "APIGroupDiscoveryList" -> {
                for (Document group : body.documents("items")) {
                    for (Document version : group.documents("versions")) {
                        for (Document each : version.documents("resources")) {
                            discovered(group.name(), version.text("version").orElse(""), each);
                        }
                    }
                }
            }
            case "APIResourceList" -> resources(body);
            default -> {}
        }
    }

    private void group(Document group) {
        String name = group.text("name").orElse("");
        for (Document version : group.documents("versions")) {
            String each = version.text("version").orElse("");
            boolean known = found.keySet().stream()
                    .anyMatch(other ->
                            other.group().equals(name) && other.version().equals(each));
            if (!known && !Served.isBuiltIn(name)) {
                add(name, each, "unseens", "Unseen", true, List.of());
            }
        }
    }

    private void discovered(String group, String version, Document resource) {
        if (Served.isBuiltIn(group)) {
            return;
        }
        found.keySet()
                .removeIf(other -> other.group().equals(group) && other.plural().equals("unseens"));
        add(
                group,
                version,
                resource.text("resource").orElse(""),
                resource.text("responseKind", "kind").orElse(""),
                resource.text("scope").orElse("").equals("Namespaced"),
                resource.documents("subresources").stream()
                        .map(each -> each.text("subresource").orElse(""))
                        .toList());
    }

    private void resources(Document list) {
        String[] version = list.text("groupVersion").orElse("").split("/", -1);
        if (version.length < 2 || Served.isBuiltIn(version[0])) {
            return;
        }
        for (Document each : list.documents("resources")) {
            String name = each.text("name").orElse("");
            if (!name.contains("/")) {
                List<String> parts = new ArrayList<>();
                for (Document other : list.documents("resources")) {
                    String full = other.text("name").orElse("");
                    if (full.startsWith(name + "/")) {
                        parts.add(full.substring(name.length() + 1));
                    }
                }
                add(
                        version[0],
                        version[1],
                        name,
                        each.text("kind").orElse(""),
                        each.flag("namespaced").orElse(true),
                        parts);
            }
        }
    }

    private void add(String group, String version, String plural, String kind, boolean namespaced, List<String> parts) {
        Document served = Document.of("name", version).with(true, "served").with(true, "storage");
        for (String part : parts) {
            Document empty = part.equals("scale")
                    ? Document.of("specReplicasPath", ".spec.replicas").with(".status.replicas", "statusReplicasPath")
                    : Document.empty();
            served = served.with(empty, "subresources", part);
        }
        Document before = found.get(new Named(group, version, plural));
        boolean scoped = namespaced
                || (before != null && before.text("spec", "scope").orElse("").equals("Namespaced"));
        found.put(
                new Named(group, version, plural),
                Document.of("apiVersion", "apiextensions.k8s.io/v1")
                        .with("CustomResourceDefinition", "kind")
                        .with(plural + "." + group, "metadata", "name")
                        .with(group, "spec", "group")
                        .with(scoped ? "Namespaced" : "Cluster", "spec", "scope")
                        .with(plural, "spec", "names", "plural")
                        .with(kind.toLowerCase(java.util.Locale.ROOT), "spec", "names", "singular")
                        .with(kind, "spec", "names", "kind")
                        .with(kind + "List", "spec", "names", "listKind")
                        .with(List.of(served), "spec", "versions")
                        .with(
                                List.of(Document.of("type", "Established").with("True", "status")),
                                "status",
                                "conditions"));
    }

    private static String singular(String plural) {
        String word = plural.endsWith("ies")
                ? plural.substring(0, plural.length() - 3) + "y"
                : plural.endsWith("s") ? plural.substring(0, plural.length() - 1) : plural;
        return word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1);
    }
}
