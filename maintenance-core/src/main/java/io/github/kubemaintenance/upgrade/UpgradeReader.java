package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiResource;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.ServerVersion;
import io.github.kubemaintenance.drain.internal.AllPages;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what a plan is made of. Only the nodes are needed; everything else improves the plan, and what can't be read is
 * said. Writes nothing.
 *
 * <pre>
 *   GET version, LIST nodes, pods, budgets, workloads, autoscalers      each once
 *   where the backend has Documents: discovery, then LIST of
 *     every kind with a version that Kubernetes has removed or deprecated
 *     Secrets and ConfigMaps of Helm releases (by label), Services, definitions, webhooks, roles, Karpenter's kinds
 * </pre>
 */
final class UpgradeReader {
    private static final int SLOTS = 4;
    private static final int PAGE = 500;
    private static final List<Kind<? extends KubeObject>> USEFUL = List.of(
            Kind.PODS,
            Kind.BUDGETS,
            Kind.DEPLOYMENTS,
            Kind.REPLICA_SETS,
            Kind.STATEFUL_SETS,
            Kind.DAEMON_SETS,
            Kind.JOBS,
            Kind.REPLICATION_CONTROLLERS,
            Kind.AUTOSCALERS,
            Kind.NAMESPACES,
            Kind.VOLUME_CLAIMS);

    private final ClusterBackend backend;
    private final Loop loop;
    private final Map<String, List<? extends KubeObject>> objects = new LinkedHashMap<>();
    private final Map<String, List<Document>> documents = new LinkedHashMap<>();
    private final Map<String, String> unread = new LinkedHashMap<>();
    private Optional<KubernetesVersion> server = Optional.empty();
    private List<Node> nodes = List.of();
    private int open;

    private UpgradeReader(ClusterBackend backend, Loop loop) {
        this.backend = backend;
        this.loop = loop;
    }

    /**
     * Reads.
     *
     * @throws MaintenanceException where the nodes can't be read, and on an interrupt, whose flag is restored
     */
    static UpgradeFacts read(ClusterBackend backend) {
        try (ClusterSession session = backend.open()) {
            return new UpgradeReader(backend, new Loop(session, SLOTS)).readAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MaintenanceException("interrupted while planning the upgrade; nothing was changed", e);
        }
    }

    private UpgradeFacts readAll() throws InterruptedException {
        open++;
        AllPages.read(loop, Kind.NODES, Query.all(), result -> {
            open--;
            if (result instanceof Result.Failed<List<Node>> failed) {
                throw new MaintenanceException(
                        "the upgrade can't be planned without the nodes: " + AllPages.why(failed.error())
                                + "; a plan needs to list nodes",
                        failed.error());
            }
            nodes = result.orThrow();
        });
        askVersion();
        USEFUL.forEach(this::list);
        if (backend.has(Documents.class)) {
            discover();
        } else {
            unread.put("documents", "this backend reads no whole objects");
        }
        loop.run(() -> open == 0);
        Map<String, List<Document>> sorted = new java.util.TreeMap<>(documents);
        return new UpgradeFacts(loop.now(), server, nodes, objects, sorted, new java.util.TreeMap<>(unread));
    }

    private void askVersion() {
        if (!backend.has(ServerVersion.class)) {
            unread.put("version", "this backend doesn't tell the API server's version");
            return;
        }
        open++;
        loop.submit(ServerVersion.call(), result -> {
            open--;
            if (result instanceof Result.Ok<KubernetesVersion> ok) {
                server = Optional.of(ok.value());
            } else {
                unread.put("version", AllPages.why(((Result.Failed<KubernetesVersion>) result).error()));
            }
        });
    }

    private <T extends KubeObject> void list(Kind<T> kind) {
        open++;
        AllPages.read(loop, kind, Query.all(), result -> {
            open--;
            if (result instanceof Result.Ok<List<T>> ok) {
                objects.put(kind.resource(), ok.value());
            } else {
                unread.put(kind.resource(), AllPages.why(((Result.Failed<List<T>>) result).error()));
            }
        });
    }

    private void discover() {
        open++;
        loop.submit(Documents.discovering(), result -> {
            open--;
            if (result instanceof Result.Ok<Discovery> ok) {
                ok.value().unreadable().forEach((group, failure) -> unread.put("group " + group, failure.text()));
                ok.value().onceEach().forEach(this::inspect);
            } else {
                unread.put("documents", AllPages.why(((Result.Failed<Discovery>) result).error()));
            }
        });
    }

    private void inspect(ApiResource resource) {
        Optional<Query> query =
                Inspected.query(resource.kind().group(), resource.kind().kind());
        if (query.isPresent() && resource.offers("list")) {
            open++;
            page(resource.kind(), query.get(), PageRequest.first(PAGE), new ArrayList<>());
        }
    }

    private void page(Kind<KubeDocument> kind, Query query, PageRequest request, List<Document> before) {
        loop.submit(Documents.listing(kind, query, request), result -> {
            if (result instanceof Result.Ok<Page<Document>> ok) {
                before.addAll(ok.value().items());
                if (ok.value().hasNext()) {
                    page(kind, query, request.after(ok.value()), before);
                    return;
                }
                open--;
                documents.merge(kind.resource(), List.copyOf(before), UpgradeReader::joined);
                return;
            }
            open--;
            Throwable error = ((Result.Failed<Page<Document>>) result).error();
            boolean absent = error instanceof ApiException api && api.failure().kind() == ApiFailure.Kind.NOT_FOUND;
            if (!absent) {
                unread.put(kind.resource(), AllPages.why(error));
            }
        });
    }

    private static List<Document> joined(List<Document> one, List<Document> other) {
        List<Document> all = new ArrayList<>(one);
        all.addAll(other);
        return List.copyOf(all);
    }

    /** Selects the releases that Helm keeps and that count: the deployed ones. */
    static final LabelSelector HELM = LabelSelector.parse("owner=helm,status=deployed");
}
