package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiResource;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Objects of any kind over HTTP; each method but discovery is one request. */
final class ResourceDocuments {
    /** All groups in one answer: stable since 1.30, beta since 1.27; an older server answers with what it knows. */
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
            + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    private final Http http;

    ResourceDocuments(Http http) {
        this.http = http;
    }

    Page<Document> page(Kind<?> kind, Query query, PageRequest page) {
        Http.Reply reply = http.get(Paths.list(kind, query, page));
        Document list = ok(reply, "list " + kind.resource());
        List<Document> items = new ArrayList<>();
        for (Document item : list.documents("items")) {
            items.add(typed(kind, item));
        }
        return new Page<>(
                items,
                list.text("metadata", "continue").orElse(""),
                list.text("metadata", "resourceVersion").orElse(""));
    }

    /** Items of a list carry neither; kubectl writes them first. */
    private static Document typed(Kind<?> kind, Document item) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("apiVersion", kind.apiVersion());
        tree.put("kind", kind.kind());
        tree.putAll(item.without("apiVersion").without("kind").asMap());
        return Document.of(tree);
    }

    Optional<Document> get(Kind<?> kind, String namespace, String name) {
        Http.Reply reply = http.get(Paths.object(kind, namespace, name));
        if (reply.status() == 404 && reply.problem().name().equals(name)) {
            return Optional.empty();
        }
        String object = namespace.isEmpty() ? name : namespace + "/" + name;
        return Optional.of(ok(reply, "get " + kind.resource() + " " + object));
    }

    DocumentOutcome write(DocumentWrite write) {
        Kind<?> kind = write.kind();
        Document object = write.object();
        String namespace = kind.isNamespaced() ? object.namespace() : "";
        String collection = Paths.collection(kind, namespace);
        String path = Paths.written(
                write.operation() == DocumentWrite.Operation.CREATE
                        ? collection
                        : Paths.object(kind, namespace, object.name()),
                write);
        Http.Reply reply =
                switch (write.operation()) {
                    case CREATE -> http.send("POST", path, "application/json", object, Duration.ZERO);
                    case REPLACE -> http.send("PUT", path, "application/json", object, Duration.ZERO);
                    // JSON is YAML, and every server that applies takes this media type
                    case APPLY -> http.send("PATCH", path, "application/apply-patch+yaml", object, Duration.ZERO);
                };
        return reply.isOk()
                ? new DocumentOutcome.Written(reply.body(), reply.status() == 201)
                : DocumentOutcome.of(reply.problem(), write.describe());
    }

    Discovery discover() {
        String version = http.get("/version").body().text("gitVersion").orElse("");
        List<ApiResource> resources = new ArrayList<>();
        Map<String, ApiFailure> unreadable = new LinkedHashMap<>();
        for (String root : List.of("/api", "/apis")) {
            Document groups = ok(http.get(root, AGGREGATED), "get " + root);
            if (groups.kind().equals("APIGroupDiscoveryList")) {
                groups.documents("items").forEach(group -> aggregated(group, resources, unreadable));
            } else if (root.equals("/api")) {
                groups.texts("versions").forEach(each -> plain("/api/" + each, "", each, true, resources, unreadable));
            } else {
                groups.documents("groups").forEach(group -> versions(group, resources, unreadable));
            }
        }
        return new Discovery(version, resources, unreadable);
    }

    private static void aggregated(Document group, List<ApiResource> resources, Map<String, ApiFailure> unreadable) {
        String name = group.name();
        boolean preferred = true; // versions come in the order of preference
        for (Document version : group.documents("versions")) {
            String id = version.text("version").orElse("");
            if (version.text("freshness").orElse("").equals("Stale")) {
                String groupVersion = name.isEmpty() ? id : name + "/" + id;
                unreadable.put(groupVersion, stale(groupVersion));
            }
            for (Document each : version.documents("resources")) {
                add(
                        name,
                        id,
                        each.text("resource").orElse(""),
                        each.text("responseKind", "kind").orElse(""),
                        each.text("scope").orElse("").equals("Namespaced"),
                        each.texts("verbs"),
                        preferred,
                        resources);
            }
            preferred = false;
        }
    }

    private static ApiFailure stale(String groupVersion) {
        return new ApiFailure(
                ApiFailure.Kind.UNAVAILABLE,
                "get /apis/" + groupVersion,
                503,
                "ServiceUnavailable",
                "the server behind this group doesn't answer discovery (freshness Stale)",
                Optional.empty());
    }

    private void versions(Document group, List<ApiResource> resources, Map<String, ApiFailure> unreadable) {
        String preferred = group.text("preferredVersion", "groupVersion").orElse("");
        String name = group.text("name").orElse("");
        for (Document version : group.documents("versions")) {
            String groupVersion = version.text("groupVersion").orElse("");
            plain(
                    "/apis/" + groupVersion,
                    name,
                    version.text("version").orElse(""),
                    groupVersion.equals(preferred),
                    resources,
                    unreadable);
        }
    }

    private void plain(
            String path,
            String group,
            String version,
            boolean preferred,
            List<ApiResource> resources,
            Map<String, ApiFailure> unreadable) {
        Http.Reply reply = http.get(path);
        if (!reply.isOk()) {
            unreadable.put(
                    group.isEmpty() ? version : group + "/" + version,
                    reply.problem().toFailure("get " + path));
            return;
        }
        for (Document each : reply.body().documents("resources")) {
            add(
                    group,
                    version,
                    each.text("name").orElse(""),
                    each.kind(),
                    each.flag("namespaced").orElse(false),
                    each.texts("verbs"),
                    preferred,
                    resources);
        }
    }

    private static void add(
            String group,
            String version,
            String plural,
            String kind,
            boolean namespaced,
            List<String> verbs,
            boolean preferred,
            List<ApiResource> resources) {
        if (!plural.contains("/") && !plural.isEmpty() && !verbs.isEmpty()) {
            resources.add(new ApiResource(
                    Kind.document(group, version, plural, kind, namespaced), new LinkedHashSet<>(verbs), preferred));
        }
    }

    private static Document ok(Http.Reply reply, String request) {
        if (!reply.isOk()) {
            throw new ApiException(reply.problem().toFailure(request));
        }
        return reply.body();
    }
}
