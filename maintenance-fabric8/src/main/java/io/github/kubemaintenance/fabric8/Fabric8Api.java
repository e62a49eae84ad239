package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.Deletion;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.LeaseOutcome;
import io.github.kubemaintenance.cluster.Leases;
import io.github.kubemaintenance.cluster.NodeConfiguration;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.ServerVersion;
import io.github.kubemaintenance.cluster.Watch;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;

/** The API of a real cluster: each method is one request, but for the one look at how evictions are served. */
final class Fabric8Api implements Documents, Leases, NodeConfiguration, ServerVersion {
    /** A busy server may settle a budget's conflicts for this long (measured: 34 s until it gives up). */
    private static final Duration EVICTION_LIMIT = Duration.ofSeconds(40);

    private final Http http;
    private final ResourceDocuments documents;
    private final Logger log;
    private final ReentrantLock discovery = new ReentrantLock();
    private String evictionVersion = "";
    /** Written after the version, so that who sees it sees that. */
    private volatile boolean asked;

    Fabric8Api(KubernetesClient client, Duration timeout, Logger log) {
        this.http = new Http(client, timeout);
        this.documents = new ResourceDocuments(http);
        this.log = log;
    }

    @Override
    public <T extends KubeObject> Page<T> list(Kind<T> kind, Query query, PageRequest page) {
        Document list = read(Paths.list(kind, query, page), "list " + kind.resource());
        return new Page<>(
                list.documents("items").stream().map(kind::read).toList(),
                list.text("metadata", "continue").orElse(""),
                list.text("metadata", "resourceVersion").orElse(""));
    }

    @Override
    public <T extends KubeObject> Optional<T> get(Kind<T> kind, String namespace, String name) {
        Http.Reply reply = http.get(Paths.object(kind, namespace, name));
        // A 404 is an object's absence only where the server names the object: a path that it doesn't serve is text.
        if (reply.status() == 404 && reply.problem().name().equals(name)) {
            return Optional.empty();
        }
        return Optional.of(kind.read(body(reply, new Call.Get<>(kind, namespace, name).describe())));
    }

    @Override
    public <T extends KubeObject> Watch watch(Kind<T> kind, Query query, String afterVersion, WatchSink<T> sink) {
        String request = "watch " + kind.resource();
        WatchLines<T> lines = new WatchLines<>(kind, request, new LoggedSink<>(sink, request, log));
        Http.Opened opened = http.stream(Paths.watch(kind, query, afterVersion), lines);
        if (!opened.reply().isOk()) {
            lines.close();
            throw new ApiException(opened.reply().problem().toFailure(request));
        }
        lines.open();
        return () -> {
            lines.close();
            hangUp(opened, request);
        };
    }

    /** A transport that was closed first throws here; the connection is gone then, and the loop has other things to do. */
    private void hangUp(Http.Opened opened, String request) {
        try {
            opened.body().cancel();
        } catch (RuntimeException e) {
            if (http.isClosed()) {
                log.debug("{}: was closed with its client", request, e);
            } else {
                log.warn("{}: its connection can't be closed", request, e);
            }
        }
    }

    @Override
    public EvictionOutcome evict(Eviction eviction) {
        String version;
        try {
            version = evictionVersion();
        } catch (ApiException e) {
            return new Call.Evict(eviction).failed(e.failure());
        }
        if (version.isEmpty()) {
            return new EvictionOutcome.Other(
                    404, "NotFound", "this server has no pods/eviction; only deletion (disableEviction()) is left");
        }
        Document body = Document.of("apiVersion", version)
                .with("Eviction", "kind")
                .with(eviction.pod().name(), "metadata", "name")
                .with(eviction.pod().namespace(), "metadata", "namespace")
                .with(options(eviction.pod().uid(), eviction.gracePeriod(), eviction.dryRun()), "deleteOptions");
        String path = Paths.object(
                        Kind.PODS, eviction.pod().namespace(), eviction.pod().name()) + "/eviction";
        return http.send("POST", Paths.dryRun(path, eviction.dryRun()), "application/json", body, EVICTION_LIMIT)
                .problem()
                .toEvictionOutcome();
    }

    @Override
    public DeleteOutcome delete(Deletion deletion) {
        Document body = options(deletion.uid(), deletion.gracePeriod(), deletion.dryRun())
                .with("v1", "apiVersion")
                .with("DeleteOptions", "kind");
        String path = Paths.object(deletion.kind(), deletion.namespace(), deletion.name());
        return http.send("DELETE", Paths.dryRun(path, deletion.dryRun()), "application/json", body, Duration.ZERO)
                .problem()
                .toDeleteOutcome(new Call.Delete(deletion).describe());
    }

    @Override
    public <T extends KubeObject> PatchOutcome<T> patch(Patch<T> patch) {
        String type =
                switch (patch.type()) {
                    case STRATEGIC_MERGE -> "application/strategic-merge-patch+json";
                    case MERGE -> "application/merge-patch+json";
                };
        String path = Paths.object(patch.kind(), patch.namespace(), patch.name());
        Http.Reply reply = http.send("PATCH", Paths.dryRun(path, patch.dryRun()), type, patch.body(), Duration.ZERO);
        return reply.isOk()
                ? new PatchOutcome.Patched<>(patch.kind().read(reply.body()))
                : new PatchOutcome.Failed<>(reply.problem().toFailure(new Call.Change<>(patch).describe()));
    }

    @Override
    public Optional<Lease> lease(String namespace, String name) {
        return get(Kind.LEASES, namespace, name).map(found -> new Lease(found.toDocument()));
    }

    @Override
    public LeaseOutcome create(Lease lease) {
        return write("POST", "create", Paths.collection(Kind.LEASES, lease.namespace()), lease);
    }

    @Override
    public LeaseOutcome update(Lease lease) {
        return write("PUT", "update", Paths.object(Kind.LEASES, lease.namespace(), lease.name()), lease);
    }

    private LeaseOutcome write(String method, String verb, String path, Lease lease) {
        Http.Reply reply = http.send(method, path, "application/json", lease.document(), Duration.ZERO);
        return reply.isOk()
                ? new LeaseOutcome.Written(new Lease(reply.body()))
                : LeaseOutcome.of(
                        reply.problem().toFailure(verb + " leases " + lease.namespace() + "/" + lease.name()));
    }

    @Override
    public Document kubeletConfiguration(String node) {
        String path = Paths.object(Kind.NODES, "", node) + "/proxy/configz";
        return read(path, "get nodes/proxy " + node).at("kubeletconfig");
    }

    @Override
    public Discovery discover() {
        return documents.discover();
    }

    @Override
    public Page<Document> documents(Kind<?> kind, Query query, PageRequest page) {
        return documents.page(kind, query, page);
    }

    @Override
    public Optional<Document> document(Kind<?> kind, String namespace, String name) {
        return documents.get(kind, namespace, name);
    }

    @Override
    public DocumentOutcome write(DocumentWrite write) {
        return documents.write(write);
    }

    @Override
    public KubernetesVersion serverVersion() {
        Document version = read("/version", "get /version");
        String text = version.text("gitVersion").orElse("");
        try {
            return KubernetesVersion.parse(text);
        } catch (IllegalArgumentException e) {
            ApiFailure failure = new ApiFailure(
                    ApiFailure.Kind.OTHER, "get /version", 200, "", "no version: " + version, Optional.empty());
            throw new ApiException(failure, e);
        }
    }

    private static Document options(String uid, Optional<Duration> grace, boolean dryRun) {
        Document options = Document.empty();
        if (!uid.isEmpty()) {
            options = options.with(uid, "preconditions", "uid");
        }
        if (grace.isPresent()) {
            options = options.with(grace.get().toSeconds(), "gracePeriodSeconds");
        }
        return dryRun ? options.with(List.of("All"), "dryRun") : options;
    }

    /** policy/v1 where it is served, else policy/v1beta1; empty where evictions are not served at all. */
    private String evictionVersion() {
        if (asked) {
            return evictionVersion;
        }
        discovery.lock();
        try {
            if (!asked) {
                evictionVersion = served(read("/api/v1", "get /api/v1"));
                log.info(
                        "evictions: {}",
                        evictionVersion.isEmpty()
                                ? "not served, only deletion (disableEviction()) is left"
                                : evictionVersion);
                asked = true;
            }
            return evictionVersion;
        } finally {
            discovery.unlock();
        }
    }

    /** Old servers leave the version of a subresource out, and serve v1beta1. */
    private static String served(Document resources) {
        return resources.documents("resources").stream()
                .filter(resource -> resource.text("name").orElse("").equals("pods/eviction"))
                .map(resource -> resource.text("version").orElse(""))
                .map(version -> "policy/" + (version.isEmpty() ? "v1beta1" : version))
                .reduce("", (one, other) -> other.equals("policy/v1") || one.isEmpty() ? other : one);
    }

    private Document read(String path, String request) {
        return body(http.get(path), request);
    }

    private static Document body(Http.Reply reply, String request) {
        if (!reply.isOk()) {
            ApiStatus problem = reply.problem();
            throw new ApiException(problem.toFailure(request));
        }
        return reply.body();
    }
}
