package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.internal.ApiResources.Resource;
import io.github.kubemaintenance.model.Document;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Of OpenAPI v3 what clients need to know before they write: which operations take {@code fieldValidation} and {@code
 * dryRun}. kubectl's apply and create ask for it. There are no schemas.
 */
final class RestOpenApi {
    private static final String ROOT = "/openapi/v3";

    private final World world;

    RestOpenApi(World world) {
        this.world = world;
    }

    Optional<RestReply> answer(String path) {
        if (path.equals(ROOT)) {
            Map<String, Object> paths = new LinkedHashMap<>();
            for (Resource each : ApiResources.of(world)) {
                String prefix = prefix(each);
                paths.put(prefix, Map.of("serverRelativeURL", ROOT + "/" + prefix + "?hash=0"));
            }
            return Optional.of(RestReply.of(200, Document.of("paths", paths)));
        } else if (path.startsWith(ROOT + "/")) {
            return document(path.substring(ROOT.length() + 1));
        }
        return Optional.empty();
    }

    private static String prefix(Resource resource) {
        return (resource.group().isEmpty() ? "api/" : "apis/") + resource.groupVersion();
    }

    private Optional<RestReply> document(String prefix) {
        Map<String, Object> paths = new LinkedHashMap<>();
        for (Resource each : ApiResources.of(world)) {
            if (prefix(each).equals(prefix) && each.verbs().contains("patch")) {
                String place = "/" + prefix + "/" + (each.namespaced() ? "namespaces/{namespace}/" : "");
                Document type = Document.of("group", each.group())
                        .with(each.version(), "version")
                        .with(each.kind(), "kind");
                Document operation = Document.of(
                                "parameters",
                                List.of(
                                        parameter("dryRun"),
                                        parameter("fieldManager"),
                                        parameter("fieldValidation"),
                                        parameter("force")))
                        .with(Document.empty(), "responses")
                        .with(type, "x-kubernetes-group-version-kind");
                paths.put(place + each.plural() + "/{name}", Map.of("patch", operation));
            }
        }
        return paths.isEmpty()
                ? Optional.empty()
                : Optional.of(RestReply.of(
                        200,
                        Document.of("openapi", "3.0.0")
                                .with(
                                        Document.of("title", "Kubernetes")
                                                .with("v" + world.version() + ".0", "version"),
                                        "info")
                                .with(paths, "paths")
                                // Without schemas clients merge by what they know themselves.
                                .with(Document.empty(), "components", "schemas")));
    }

    private static Document parameter(String name) {
        return Document.of("name", name).with("query", "in");
    }
}
