package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.internal.ApiServer.Part;
import io.github.kubemaintenance.mock.internal.ApiServer.Preconditions;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests for objects, at one instant. */
final class RestResources {
    private static final Kind<?> EVICTION = Kind.document("policy", "v1", "evictions", "Eviction", true);
    private static final Kind<?> EVICTION_BETA = Kind.document("policy", "v1beta1", "evictions", "Eviction", true);

    /** What opens a connection to a container, with no body. */
    static final List<String> CONNECTIONS = List.of("log", "exec", "attach", "portforward");

    private final ApiServer server;
    private final Store world;
    private final Policies policies;
    private final RestReads reads;
    private final RestParts parts;

    RestResources(ApiServer server, Store world) {
        this.server = server;
        this.policies = new Policies(world);
        this.world = world;
        this.reads = new RestReads(server, world);
        this.parts = new RestParts(this, server, world);
    }

    /** Answers; what is refused is a {@link StatusException}. */
    <T extends KubeObject> RestReply serve(Kind<T> kind, RestPath path, RestBodies bodies, String manager) {
        RestRequest request = bodies.request();
        return switch (path.subresource()) {
            case "" -> object(kind, path, bodies, manager);
            case "status" -> status(kind, path, bodies, manager);
            case "eviction" ->
                kind.equals(Kind.PODS) && request.method().equals("POST") ? evict(path, bodies) : notAllowed();
            default -> parts.serve(kind, path, bodies, manager);
        };
    }

    private <T extends KubeObject> RestReply object(Kind<T> kind, RestPath path, RestBodies bodies, String manager) {
        RestRequest request = bodies.request();
        boolean collection = path.name().isEmpty();
        if (!allows(kind, request.method(), collection)) {
            return notAllowed();
        }
        return switch (request.method()) {
            case "GET" -> collection ? reads.list(kind, path, request) : reads.get(kind, path, request);
            case "POST" -> collection ? create(kind, path, bodies, manager) : notAllowed();
            case "PUT" -> collection ? notAllowed() : replace(kind, path, bodies, Part.OBJECT, manager);
            case "PATCH" -> collection ? notAllowed() : patch(kind, path, bodies, Part.OBJECT, manager);
            case "DELETE" -> collection ? deleteAll(kind, path, bodies) : delete(kind, path, bodies);
            default -> notAllowed();
        };
    }

    /** Whether discovery names the verb: not all resources can be written, and some not be deleted at once. */
    private boolean allows(Kind<?> kind, String method, boolean collection) {
        String verb =
                switch (method) {
                    case "POST" -> "create";
                    case "PUT" -> "update";
                    case "PATCH" -> "patch";
                    case "DELETE" -> collection ? "deletecollection" : "delete";
                    default -> "get";
                };
        return verb.equals("get")
                || ApiResources.of(world).stream()
                        .filter(each -> each.toKind().equals(kind))
                        .allMatch(each -> each.verbs().contains(verb));
    }

    private <T extends KubeObject> RestReply status(Kind<T> kind, RestPath path, RestBodies bodies, String manager) {
        RestRequest request = bodies.request();
        return switch (request.method()) {
            case "GET" -> reads.get(kind, path, request);
            case "PUT" -> replace(kind, path, bodies, Part.STATUS, manager);
            case "PATCH" -> patch(kind, path, bodies, Part.STATUS, manager);
            default -> notAllowed();
        };
    }

    <T extends KubeObject> T existing(Kind<T> kind, RestPath path) {
        return server.get(kind, path.namespace(), path.name())
                .orElseThrow(() -> new StatusException(Statuses.notFound(kind, path.name())));
    }

    private <T extends KubeObject> RestReply create(Kind<T> kind, RestPath path, RestBodies bodies, String manager) {
        RestRequest request = bodies.request();
        RestOptions.checkWrite(request, false);
        Document body = Defaults.of(kind, checked(kind, path, bodies));
        server.checkCreation(kind, body);
        admit("CREATE", kind, path, bodies, body.name(), body, Document.empty());
        // Who doesn't name a manager isn't tracked: the fields of most objects never meet an apply.
        boolean tracked = request.query().containsKey("fieldManager");
        T created = tracked
                ? server.create(kind, body, isDryRun(request), manager, "Update")
                : server.create(kind, body, isDryRun(request));
        return RestReply.of(201, RestForm.of(request).one(kind, created, request, world));
    }

    /** The body, if it can be an object of the kind at the place that the path names. */
    private static Document checked(Kind<?> kind, RestPath path, RestBodies bodies) {
        String media = media(bodies.request());
        if (!media.isEmpty() && !media.equals("application/json") && !media.equals("application/yaml")) {
            throw new StatusException(
                    unsupported("application/json, application/yaml," + " application/vnd.kubernetes.protobuf"));
        }
        Document body = bodies.object(kind);
        String given = body.namespace();
        if (!given.isEmpty() && !given.equals(path.namespace())) {
            throw new StatusException(Statuses.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request"));
        }
        if (!path.name().isEmpty() && !body.name().equals(path.name())) {
            throw new StatusException(Statuses.badRequest("the name of the object (" + body.name()
                    + ") does not match the name on the URL (" + path.name() + ")"));
        }
        return path.namespace().isEmpty() ? body : body.with(path.namespace(), "metadata", "namespace");
    }

    private static String media(RestRequest request) {
        return request.contentType().replaceFirst(";.*", "").strip();
    }

    private <T extends KubeObject> RestReply replace(
            Kind<T> kind, RestPath path, RestBodies bodies, Part part, String manager) {
        RestRequest request = bodies.request();
        RestOptions.checkWrite(request, false);
        Document body = checked(kind, path, bodies);
        Document old = existing(kind, path).toDocument();
        if (kind.resource().equals("leases.coordination.k8s.io")
                && body.text("metadata", "resourceVersion").isEmpty()) {
            Invalid.of(kind.resource(), path.name())
                    .invalid("metadata.resourceVersion", "0", "must be specified for an update")
                    .check();
        }
        Validation.changed(kind, old, body);
        Document whole = part == Part.STATUS
                ? old.with(body.at("status"), "status")
                        .with(body.text("metadata", "resourceVersion").orElse(""), "metadata", "resourceVersion")
                : keepingStatus(kind, old, body);
        admit("UPDATE", kind, path, bodies, path.name(), whole, old);
        return RestReply.of(
                200, RestForm.shown(kind, reads.shown(kind, server.replace(kind, whole, manager, isDryRun(request)))));
    }

    /** The status of what has one of its own is only written by way of its subresource. */
    private Document keepingStatus(Kind<?> kind, Document old, Document written) {
        if (!hasStatusOfItsOwn(kind)) {
            return written;
        }
        return old.has("status") ? written.with(old.at("status"), "status") : written.without("status");
    }

    private boolean hasStatusOfItsOwn(Kind<?> kind) {
        return ApiResources.of(world).stream()
                .filter(each ->
                        each.plural().equals(kind.plural()) && each.group().equals(kind.group()))
                .flatMap(each -> each.parts().stream())
                .anyMatch(part -> part.name().equals("status"));
    }

    private <T extends KubeObject> RestReply patch(
            Kind<T> kind, RestPath path, RestBodies bodies, Part part, String manager) {
        RestRequest request = bodies.request();
        String media = media(request);
        RestOptions.checkWrite(request, media.equals("application/apply-patch+yaml"));
        Document body = request.body();
        if (media.equals("application/apply-patch+yaml")) {
            return apply(kind, path, bodies, manager);
        }
        if (media.startsWith("application/strategic") && !Kinds.isBuiltIn(kind)) {
            throw new StatusException(unsupported(
                    "application/json-patch+json, application/merge-patch+json," + " application/apply-patch+yaml"));
        }
        T patched =
                switch (media) {
                    case "application/strategic-merge-patch+json" ->
                        merge(kind, path, part, Patch.Type.STRATEGIC_MERGE, bodies, manager);
                    case "application/merge-patch+json" -> merge(kind, path, part, Patch.Type.MERGE, bodies, manager);
                    case "application/json-patch+json" ->
                        server.change(
                                kind,
                                path.namespace(),
                                path.name(),
                                old -> admitted(
                                        kind,
                                        path,
                                        bodies,
                                        old,
                                        part(
                                                kind,
                                                part,
                                                old,
                                                bodies.patched(
                                                        kind,
                                                        JsonPatch.apply(old, body.documents("operations")),
                                                        false))),
                                manager,
                                isDryRun(request));
                    default ->
                        throw new StatusException(
                                unsupported("application/json-patch+json, application/merge-patch+json,"
                                        + " application/strategic-merge-patch+json, application/apply-patch+yaml"));
                };
        return RestReply.of(200, RestForm.of(request).one(kind, reads.shown(kind, patched), request, world));
    }

    /** Server-side apply: creates what isn't there, and merges what the manager wants into what is. */
    private <T extends KubeObject> RestReply apply(Kind<T> kind, RestPath path, RestBodies bodies, String manager) {
        RestRequest request = bodies.request();
        Document config = path.namespace().isEmpty()
                ? request.body()
                : request.body().with(path.namespace(), "metadata", "namespace");
        config = config.with(path.name(), "metadata", "name");
        Optional<T> old = server.get(kind, path.namespace(), path.name());
        boolean there = old.isPresent();
        if (there) {
            Document before = old.get().toDocument();
            Document after = server.applied(kind, config, manager, RestQuery.flag(request, "force"));
            admitted(kind, path, bodies, before, after);
        } else {
            server.checkCreation(kind, config);
            admit("CREATE", kind, path, bodies, path.name(), config, Document.empty());
        }
        T applied = there
                ? server.apply(kind, config, manager, RestQuery.flag(request, "force"), isDryRun(request))
                : server.create(kind, config, isDryRun(request), manager, "Apply");
        return RestReply.of(
                there ? 200 : 201, RestForm.of(request).one(kind, reads.shown(kind, applied), request, world));
    }

    private <T extends KubeObject> T merge(
            Kind<T> kind, RestPath path, Part part, Patch.Type type, RestBodies bodies, String manager) {
        RestRequest request = bodies.request();
        T before = existing(kind, path);
        ApiServer.checkGuards(kind, before, request.body().at("metadata"));
        Document patch = request.body().without("metadata", "resourceVersion");
        return server.change(
                kind,
                path.namespace(),
                path.name(),
                old -> admitted(
                        kind,
                        path,
                        bodies,
                        old,
                        part(
                                kind,
                                part,
                                old,
                                bodies.patched(
                                        kind, MergePatch.apply(type, old, patch), type == Patch.Type.STRATEGIC_MERGE))),
                manager,
                isDryRun(request));
    }

    private Document admitted(Kind<?> kind, RestPath path, RestBodies bodies, Document old, Document changed) {
        Validation.changed(kind, old, changed);
        admit("UPDATE", kind, path, bodies, path.name(), changed, old);
        return changed;
    }

    /** Lets the policies of the cluster have their say. */
    void admit(
            String operation,
            Kind<?> kind,
            RestPath path,
            RestBodies bodies,
            String name,
            Document object,
            Document old) {
        policies.check(new Policies.Admitted(
                operation,
                kind,
                path.subresource(),
                path.namespace(),
                name,
                object,
                old,
                bodies.caller().user(),
                bodies.caller().groups()));
    }

    private Document part(Kind<?> kind, Part part, Document old, Document changed) {
        if (part == Part.OBJECT) {
            return keepingStatus(kind, old, changed);
        }
        return old.has("spec") ? changed.with(old.at("spec"), "spec") : changed.without("spec");
    }

    private static ApiStatus unsupported(String accepted) {
        return Statuses.of(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: " + accepted,
                "",
                "");
    }

    private <T extends KubeObject> RestReply delete(Kind<T> kind, RestPath path, RestBodies bodies) {
        RestRequest request = bodies.request();
        RestOptions.checkDeletion(request, request.body());
        server.get(kind, path.namespace(), path.name())
                .ifPresent(old -> admit("DELETE", kind, path, bodies, path.name(), Document.empty(), old.toDocument()));
        T deleted = deleted(kind, path.namespace(), path.name(), request);
        if (deleted instanceof Pod
                || server.get(kind, path.namespace(), path.name()).isPresent()) {
            return RestReply.of(200, RestForm.shown(kind, deleted));
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

    private <T extends KubeObject> T deleted(Kind<T> kind, String namespace, String name, RestRequest request) {
        return server.delete(
                kind,
                namespace,
                name,
                preconditions(request.body()),
                grace(request, request.body()),
                isDryRun(request));
    }

    private <T extends KubeObject> RestReply deleteAll(Kind<T> kind, RestPath path, RestBodies bodies) {
        RestRequest request = bodies.request();
        RestOptions.checkList(request);
        RestOptions.checkDeletion(request, request.body());
        RestQuery query = RestQuery.of(kind, path, request);
        List<T> gone = new ArrayList<>();
        for (T each : server.list(kind, query.query(), 0, "").items()) {
            if (query.matches(each)) {
                admit("DELETE", kind, path, bodies, "", Document.empty(), each.toDocument());
                gone.add(deleted(kind, each.namespace(), each.name(), request));
            }
        }
        Map<String, ?> metadata = Map.of("resourceVersion", Long.toString(world.revision()));
        return RestReply.of(200, RestForm.PLAIN.list(kind, gone, metadata, request, world));
    }

    private RestReply evict(RestPath path, RestBodies bodies) {
        RestRequest request = bodies.request();
        RestOptions.checkWrite(request, false);
        Document body = bodies.object(
                request.body().apiVersion().equals(EVICTION_BETA.apiVersion()) ? EVICTION_BETA : EVICTION);
        if (!server.isTerminating(path.namespace())) {
            admit("CREATE", Kind.PODS, path, bodies, path.name(), body, Document.empty());
        }
        if (!body.name().equals(path.name())) {
            throw new StatusException(Statuses.badRequest("name in URL does not match name in Eviction object"));
        }
        Document options = body.at("deleteOptions");
        Evictor.Answer answer = server.evict(new Evictor.Request(
                path.namespace(),
                path.name(),
                preconditions(options),
                grace(request, options),
                isDryRun(request) || options.texts("dryRun").contains("All")));
        RestReply reply = answer.refusal()
                .map(refusal -> RestReply.of(refusal.status()))
                .orElseGet(() -> RestReply.of(Statuses.created()));
        return reply.later(answer.takes());
    }

    private static Preconditions preconditions(Document options) {
        return new Preconditions(
                options.text("preconditions", "uid").orElse(""),
                options.text("preconditions", "resourceVersion").orElse(""));
    }

    private static Optional<Duration> grace(RestRequest request, Document options) {
        Optional<Duration> inBody = options.number("gracePeriodSeconds").map(Duration::ofSeconds);
        return inBody.isPresent() || !request.query().containsKey("gracePeriodSeconds")
                ? inBody
                : Optional.of(Duration.ofSeconds(RestQuery.number(request, "gracePeriodSeconds")));
    }

    /** Whether the server only has to check. */
    static boolean isDryRun(RestRequest request) {
        return "All".equals(request.query().get("dryRun"))
                || request.body().texts("dryRun").contains("All");
    }

    /** What is said where a group is served but not this resource. */
    static ApiStatus noSuchResource() {
        return Statuses.of(404, "NotFound", "the server could not find the requested resource", "", "");
    }

    /** Said before anything of a resource is looked at: its details are empty. */
    static RestReply notAllowed() {
        ApiStatus status = Statuses.of(
                405, "MethodNotAllowed", "the server does not allow this method on the requested resource", "", "");
        return RestReply.of(405, status.toDocument().with(Document.empty(), "details"));
    }
}
