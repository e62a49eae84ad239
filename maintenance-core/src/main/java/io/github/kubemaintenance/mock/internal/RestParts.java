package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import java.util.List;
import java.util.Optional;

/** Parts of objects that have paths of their own, beyond status and eviction. */
final class RestParts {
    private final RestResources rest;
    private final ApiServer server;
    private final Store world;

    RestParts(RestResources rest, ApiServer server, Store world) {
        this.rest = rest;
        this.server = server;
        this.world = world;
    }

    /** Answers a request for a part. */
    <T extends KubeObject> RestReply serve(Kind<T> kind, RestPath path, RestBodies bodies, String manager) {
        return switch (path.subresource()) {
            case "scale" -> scale(kind, path, bodies, manager);
            case "proxy" -> kubelet(kind, path, bodies.request());
            case "binding" -> bind(kind, path, bodies.request());
            case "log", "exec", "attach", "portforward", "token", "ephemeralcontainers" ->
                throw new StatusException(notSimulated(kind, path));
            default -> throw new StatusException(RestResources.noSuchResource());
        };
    }

    /** What a scheduler does: a pod that has no node yet gets one (kubernetes/pkg/registry/core/pod/storage/storage.go). */
    private RestReply bind(Kind<?> kind, RestPath path, RestRequest request) {
        if (!kind.equals(Kind.PODS) || !request.method().equals("POST")) {
            return RestResources.notAllowed();
        }
        Pod pod = rest.existing(Kind.PODS, path);
        String node = request.body().text("target", "name").orElse("");
        if (!pod.nodeName().isEmpty()) {
            throw new StatusException(Statuses.of(
                    409,
                    "Conflict",
                    "Operation cannot be fulfilled on pods/binding \"" + pod.name() + "\": pod " + pod.name()
                            + " is already assigned to node \"" + pod.nodeName() + "\"",
                    "pods/binding",
                    pod.name()));
        } else if (!RestResources.isDryRun(request)) {
            world.update(Kind.PODS, new Pod(pod.metadata(), pod.spec(), node, pod.status()));
        }
        return RestReply.of(
                201,
                Document.of("kind", "Status")
                        .with("v1", "apiVersion")
                        .with(Document.empty(), "metadata")
                        .with("Success", "status")
                        .with(201, "code"));
    }

    /** Behind these there would have to be containers, or keys. */
    private static ApiStatus notSimulated(Kind<?> kind, RestPath path) {
        String part = path.subresource();
        return Statuses.of(
                501,
                "NotImplemented",
                kind.plural() + "/" + part + " of \"" + path.name()
                        + "\" is not simulated: this is a MockCluster, it runs no" + " containers and issues no tokens",
                kind.plural(),
                path.name());
    }

    /** Of what a kubelet says by way of the server: its configuration. */
    private RestReply kubelet(Kind<?> kind, RestPath path, RestRequest request) {
        if (!kind.equals(Kind.NODES)
                || !path.rest().equals("configz")
                || !request.method().equals("GET")) {
            throw new StatusException(RestResources.noSuchResource());
        }
        try {
            return RestReply.of(
                    200, Document.of("kubeletconfig", server.kubelets().of(path.name())));
        } catch (ApiException e) {
            ApiFailure why = e.failure();
            throw new StatusException(Statuses.of(why.code(), why.reason(), why.message(), kind.plural(), path.name()));
        }
    }

    /** The part of a workload that autoscalers see and set. */
    private <T extends KubeObject> RestReply scale(Kind<T> kind, RestPath path, RestBodies bodies, String manager) {
        RestRequest request = bodies.request();
        boolean scales = ApiResources.of(world).stream()
                .filter(each -> each.toKind().equals(kind))
                .flatMap(each -> each.parts().stream())
                .anyMatch(part -> part.name().equals("scale"));
        if (!scales) {
            throw new StatusException(RestResources.noSuchResource());
        }
        T object = rest.existing(kind, path);
        Optional<Long> wanted = request.body().number("spec", "replicas");
        if (!request.method().equals("GET") && wanted.isPresent()) {
            Document scaled = shownScale(object.toDocument());
            rest.admit(
                    "UPDATE", kind, path, bodies, path.name(), scaled.with(wanted.get(), "spec", "replicas"), scaled);
            object = server.change(
                    kind,
                    path.namespace(),
                    path.name(),
                    old -> old.with(wanted.get(), "spec", "replicas"),
                    manager,
                    RestResources.isDryRun(request));
        }
        return RestReply.of(200, shownScale(object.toDocument()));
    }

    private static Document shownScale(Document document) {
        Document metadata = Document.empty();
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            metadata = metadata.with(document.text("metadata", field).orElse(""), field);
        }
        long wanted = document.number("spec", "replicas").orElse(1L);
        Document selector = document.at("spec", "selector");
        boolean plain = !selector.has("matchLabels") && !selector.has("matchExpressions");
        String selected = plain
                ? RestCells.labels(document.at("spec").textMap("selector"))
                : LabelSelector.of(selector).toString();
        Document status =
                Document.of("replicas", document.number("status", "replicas").orElse(0L));
        return Document.of("kind", "Scale")
                .with("autoscaling/v1", "apiVersion")
                .with(metadata, "metadata")
                .with(wanted == 0 ? Document.empty() : Document.of("replicas", wanted), "spec")
                .with(selector.isEmpty() ? status : status.with(selected, "selector"), "status");
    }
}
