package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.internal.ApiServer.Preconditions;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests of HTTP on the simulator's API server, at one instant. */
public final class RestFacade {
    private static final String NOT_FOUND = "404 page not found\n";

    private final Engine engine;

    /** Serves a world. */
    public RestFacade(Engine engine) {
        this.engine = engine;
    }

    /** Answers a request. */
    public RestReply handle(RestRequest request) {
        return engine.outside(() -> {
            try {
                return route(request);
            } catch (StatusException refusal) {
                return refused(refusal);
            }
        });
    }

    private static RestReply refused(StatusException refusal) {
        RestReply reply = RestReply.of(refusal.status());
        return refusal.continueToken().isEmpty()
                ? reply
                : RestReply.of(reply.status(), reply.body().with(refusal.continueToken(), "metadata", "continue"));
    }

    private RestReply route(RestRequest request) {
        Optional<RestPath> path = RestPath.of(request.path());
        Optional<Kind<?>> kind = path.flatMap(this::kind);
        if (path.isEmpty() || kind.isEmpty() || request.query().containsKey("watch")) {
            return RestReply.text(404, NOT_FOUND, Optional.empty());
        }
        return serve(kind.get(), path.get(), request);
    }

    private Optional<Kind<?>> kind(RestPath path) {
        for (Kind<?> kind : engine.look(world -> List.copyOf(world.kinds()))) {
            if (matches(kind, path)) {
                return Optional.of(kind);
            }
        }
        return Kinds.all().stream().filter(kind -> matches(kind, path)).findFirst();
    }

    private static boolean matches(Kind<?> kind, RestPath path) {
        return kind.plural().equals(path.resource())
                && kind.group().equals(path.group())
                && kind.version().equals(path.version());
    }

    private <T extends KubeObject> RestReply serve(Kind<T> kind, RestPath path, RestRequest request) {
        if (path.subresource().equals("eviction") && kind.equals(Kind.PODS)) {
            return request.method().equals("POST") ? evict(path, request) : notAllowed();
        }
        return switch (request.method()) {
            case "GET" -> path.name().isEmpty() ? list(kind, path, request) : get(kind, path);
            case "POST" -> create(kind, path, request);
            case "PUT" ->
                RestReply.of(
                        200,
                        shown(kind, engine.server().replace(kind, placed(request.body(), path), isDryRun(request))));
            case "PATCH" -> patch(kind, path, request);
            case "DELETE" -> delete(kind, path, request);
            default -> notAllowed();
        };
    }

    private <T extends KubeObject> RestReply get(Kind<T> kind, RestPath path) {
        T object = engine.server()
                .get(kind, path.namespace(), path.name())
                .orElseThrow(() -> new StatusException(Statuses.notFound(kind, path.name())));
        return RestReply.of(200, shown(kind, object));
    }

    private <T extends KubeObject> RestReply list(Kind<T> kind, RestPath path, RestRequest request) {
        Listing<T> page = engine.server()
                .list(
                        kind,
                        RestQuery.of(path, request),
                        RestQuery.number(request, "limit"),
                        request.query().getOrDefault("continue", ""));
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("resourceVersion", Long.toString(page.revision()));
        if (!page.continueToken().isEmpty()) {
            metadata.put("continue", page.continueToken());
            page.remaining().ifPresent(count -> metadata.put("remainingItemCount", count));
        }
        List<Document> items = new ArrayList<>();
        for (T item : page.items()) {
            items.add(item.toDocument().without("kind").without("apiVersion"));
        }
        return RestReply.of(
                200,
                Document.of("kind", kind.kind() + "List")
                        .with(kind.apiVersion(), "apiVersion")
                        .with(metadata, "metadata")
                        .with(items, "items"));
    }

    private <T extends KubeObject> RestReply create(Kind<T> kind, RestPath path, RestRequest request) {
        if (!path.name().isEmpty()) {
            return notAllowed();
        }
        T created = engine.server().create(kind, placed(request.body(), path), isDryRun(request));
        return RestReply.of(201, shown(kind, created));
    }

    private static Document placed(Document body, RestPath path) {
        String given = body.namespace();
        if (!given.isEmpty() && !given.equals(path.namespace())) {
            throw new StatusException(Statuses.badRequest(
                    "the namespace of the provided object does not match the" + " namespace sent on the request"));
        }
        return path.namespace().isEmpty() ? body : body.with(path.namespace(), "metadata", "namespace");
    }

    private <T extends KubeObject> RestReply patch(Kind<T> kind, RestPath path, RestRequest request) {
        Patch.Type type =
                switch (request.contentType().replaceFirst(";.*", "").strip()) {
                    case "application/strategic-merge-patch+json" -> Patch.Type.STRATEGIC_MERGE;
                    case "application/merge-patch+json" -> Patch.Type.MERGE;
                    default ->
                        throw new StatusException(Statuses.of(
                                415,
                                "UnsupportedMediaType",
                                "the body of the request was in an unknown format - accepted media types include:"
                                        + " application/merge-patch+json, application/strategic-merge-patch+json",
                                "",
                                ""));
                };
        ApiServer.Part part = path.subresource().equals("status") ? ApiServer.Part.STATUS : ApiServer.Part.OBJECT;
        T patched = engine.server()
                .patch(kind, path.namespace(), path.name(), part, type, request.body(), isDryRun(request));
        return RestReply.of(200, shown(kind, patched));
    }

    private <T extends KubeObject> RestReply delete(Kind<T> kind, RestPath path, RestRequest request) {
        T deleted = engine.server()
                .delete(
                        kind,
                        path.namespace(),
                        path.name(),
                        preconditions(request.body()),
                        grace(request.body()),
                        isDryRun(request));
        if (deleted instanceof Pod
                || engine.server().get(kind, path.namespace(), path.name()).isPresent()) {
            return RestReply.of(200, shown(kind, deleted));
        }
        Document details = Document.of("name", deleted.name());
        details = kind.group().isEmpty() ? details : details.with(kind.group(), "group");
        return RestReply.of(
                200,
                Document.of("kind", "Status")
                        .with("v1", "apiVersion")
                        .with(Document.empty(), "metadata")
                        .with("Success", "status")
                        .with(details.with(kind.plural(), "kind").with(deleted.uid(), "uid"), "details"));
    }

    private RestReply evict(RestPath path, RestRequest request) {
        Document body = request.body();
        String kind = body.kind();
        if (!kind.isEmpty() && !kind.equals("Eviction")) {
            throw new StatusException(Statuses.badRequest(kind + " in version \"" + body.apiVersion()
                    + "\" cannot be handled as a Eviction: converting (" + body.apiVersion() + "." + kind
                    + ") to (policy.Eviction): unknown conversion"));
        } else if (!body.name().equals(path.name())) {
            throw new StatusException(Statuses.badRequest("name in URL does not match name in Eviction object"));
        }
        Document options = body.at("deleteOptions");
        Evictor.Answer answer = engine.server()
                .evict(new Evictor.Request(
                        path.namespace(),
                        path.name(),
                        preconditions(options),
                        grace(options),
                        isDryRun(request) || options.texts("dryRun").contains("All")));
        if (answer.refusal().isPresent()) {
            throw answer.refusal().get();
        }
        return RestReply.of(Statuses.created());
    }

    private static Preconditions preconditions(Document options) {
        return new Preconditions(
                options.text("preconditions", "uid").orElse(""),
                options.text("preconditions", "resourceVersion").orElse(""));
    }

    private static Optional<Duration> grace(Document options) {
        return options.number("gracePeriodSeconds").map(Duration::ofSeconds);
    }

    private static boolean isDryRun(RestRequest request) {
        return "All".equals(request.query().get("dryRun"))
                || request.body().texts("dryRun").contains("All");
    }

    private static <T extends KubeObject> Document shown(Kind<T> kind, T object) {
        return object.toDocument().with(kind.apiVersion(), "apiVersion").with(kind.kind(), "kind");
    }

    private static RestReply notAllowed() {
        return RestReply.of(new ApiStatus(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                "",
                "",
                List.of(),
                Optional.empty()));
    }
}
