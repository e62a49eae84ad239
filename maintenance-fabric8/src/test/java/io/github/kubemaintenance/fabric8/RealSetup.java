package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.contract.Need;
import io.github.kubemaintenance.mock.contract.Setup;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.helpers.NOPLogger;

/**
 * A namespace on a server that is really there, for one scenario; everything is put there over HTTP by an administrator.
 * Where no controllers and kubelets run, statuses are written, too.
 */
final class RealSetup implements Setup {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";

    private final KubernetesClient judged;
    private final ClusterBackend backend;
    private final Http admin;
    private final String node;
    private final boolean controllers;
    private final String namespace = "contract-" + UUID.randomUUID().toString().substring(0, 8);

    /**
     * Makes the namespace.
     *
     * @param admin may do everything
     * @param judged whose backend is judged
     * @param node a node that is Ready
     * @param controllers whether controllers and kubelets run
     */
    RealSetup(
            KubernetesClient admin, KubernetesClient judged, ClusterBackend backend, String node, boolean controllers) {
        this.judged = judged;
        this.backend = backend;
        this.admin = new Http(admin, LIMIT);
        this.node = node;
        this.controllers = controllers;
        put(Document.of("apiVersion", "v1").with("Namespace", "kind").with(namespace, "metadata", "name"));
        if (controllers) {
            awaitServiceAccount();
        }
    }

    /** Before its account is there, a namespace takes no pods. */
    private void awaitServiceAccount() {
        String path = "/api/v1/namespaces/" + namespace + "/serviceaccounts/default";
        long end = System.nanoTime() + LIMIT.toNanos();
        for (Http.Reply seen = admin.get(path); !seen.isOk(); seen = admin.get(path)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        seen.problem().toFailure("get " + path).text());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + path, e);
            }
        }
    }

    /** A node for a server on which no kubelet makes one. */
    static void makeNode(KubernetesClient admin, String name) {
        Document node = Document.of("apiVersion", "v1")
                .with("Node", "kind")
                .with(name, "metadata", "name")
                .with("110", "status", "capacity", "pods")
                .with("110", "status", "allocatable", "pods")
                .with(List.of(Document.of("type", "Ready").with("True", "status")), "status", "conditions");
        put(new Http(admin, LIMIT), node, true);
    }

    @Override
    public ClusterBackend backend() {
        return backend;
    }

    @Override
    public ClusterApi api() {
        return new Fabric8Api(judged, LIMIT, NOPLogger.NOP_LOGGER);
    }

    @Override
    public Set<Need> offers() {
        Set<Need> offers = EnumSet.of(Need.API, Need.DOCUMENTS);
        offers.addAll(controllers ? Set.of(Need.CONTROLLERS, Need.KUBELET) : Set.of(Need.NO_CONTROLLERS));
        return offers;
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public void put(Document object) {
        // A kubelet has to be able to pull it.
        Document runnable =
                DocumentFormat.json().read(object.toString().replace("example.com/c:1", "registry.k8s.io/pause:3.10"));
        put(admin, controllers ? runnable : object, !controllers);
    }

    private static void put(Http admin, Document object, boolean withStatus) {
        String collection = Paths.collection(
                kind(object), object.text("metadata", "namespace").orElse(""));
        String path = collection + "/" + object.name();
        Document desired = object.without("status");
        Http.Reply made = admin.send("POST", collection, JSON, desired, LIMIT);
        if (made.status() == 409) {
            made = admin.send("PATCH", path, MERGE, desired, LIMIT);
        }
        check(made, "put " + path);
        if (withStatus && object.has("status")) {
            Document status = Document.of("status", object.at("status"));
            check(admin.send("PATCH", path + "/status", MERGE, status, LIMIT), "put the status of " + path);
        }
    }

    private static Kind<?> kind(Document object) {
        String version = object.apiVersion();
        int slash = version.indexOf('/');
        return Kind.document(
                slash < 0 ? "" : version.substring(0, slash),
                version.substring(slash + 1),
                object.kind().toLowerCase(Locale.ROOT) + "s",
                object.kind(),
                object.text("metadata", "namespace").isPresent());
    }

    private static void check(Http.Reply reply, String what) {
        if (!reply.isOk()) {
            throw new IllegalStateException(reply.problem().toFailure(what).text());
        }
    }

    @Override
    public void patch(Kind<?> kind, String itsNamespace, String name, Document patch) {
        String path = Paths.object(kind, itsNamespace, name);
        Document desired = patch.without("status");
        if (!desired.isEmpty()) {
            check(admin.send("PATCH", path, MERGE, desired, LIMIT), "patch " + path);
        }
        if (patch.has("status")) {
            Document status = Document.of("status", patch.at("status"));
            check(admin.send("PATCH", path + "/status", MERGE, status, LIMIT), "patch the status of " + path);
        }
    }

    @Override
    public void remove(Kind<?> kind, String itsNamespace, String name) {
        Document atOnce =
                Document.of("apiVersion", "v1").with("DeleteOptions", "kind").with(0, "gracePeriodSeconds");
        check(admin.send("DELETE", Paths.object(kind, itsNamespace, name), JSON, atOnce, LIMIT), "remove " + name);
    }

    @Override
    public void terminateNamespace() {
        remove(Kind.NAMESPACES, "", namespace);
    }

    @Override
    public void close() {
        admin.send("DELETE", Paths.object(Kind.NAMESPACES, "", namespace), JSON, Document.empty(), LIMIT);
        admin.send(
                "PATCH",
                Paths.object(Kind.NODES, "", node),
                MERGE,
                Document.empty().with(false, "spec", "unschedulable"),
                LIMIT);
    }
}
