package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.NodeConfiguration;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.ServerVersion;
import io.github.kubemaintenance.drain.internal.AllPages;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads what checks look at. A kind that the cluster doesn't have is one of which there are no objects. */
final class CheckReader {
    private static final int IN_FLIGHT = 8;
    private static final Query SYSTEM = Query.inNamespace("kube-system");
    private static final Kind<KubeDocument> SERVICES = Kind.document("", "v1", "services", "Service", true);
    private static final Kind<KubeDocument> CONFIG_MAPS = Kind.document("", "v1", "configmaps", "ConfigMap", true);

    /** Newest version first; where that has objects, older ones show the same. */
    private static final List<List<Kind<KubeDocument>>> KARPENTER = List.of(
            versions("karpenter.k8s.aws", "ec2nodeclasses", "EC2NodeClass", "v1", "v1beta1"),
            versions("karpenter.sh", "nodepools", "NodePool", "v1", "v1beta1"),
            versions("karpenter.sh", "provisioners", "Provisioner", "v1alpha5"));

    private final NodeCheckRequest request;
    private final ClusterBackend backend;
    private final Loop loop;
    private final Map<String, String> unread = new LinkedHashMap<>();
    private final Map<String, Document> kubelets = new LinkedHashMap<>();
    private final List<KubeDocument> sources = new ArrayList<>();
    private int open;
    private List<Node> nodes = List.of();
    private List<KubeDocument> services = List.of();
    private List<Workload> daemonSets = List.of();
    private Optional<KubernetesVersion> server = Optional.empty();

    private CheckReader(NodeCheckRequest request, ClusterBackend backend, Loop loop) {
        this.request = request;
        this.backend = backend;
        this.loop = loop;
    }

    private static List<Kind<KubeDocument>> versions(String group, String plural, String kind, String... versions) {
        List<Kind<KubeDocument>> all = new ArrayList<>();
        for (String version : versions) {
            all.add(Kind.document(group, version, plural, kind, false));
        }
        return all;
    }

    static NodeCheckFacts read(NodeCheckRequest request, ClusterBackend backend) {
        try (ClusterSession session = backend.open()) {
            return new CheckReader(request, backend, new Loop(session, IN_FLIGHT)).readAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MaintenanceException("interrupted during the " + request, e);
        }
    }

    private NodeCheckFacts readAll() throws InterruptedException {
        list(Kind.NODES, Query.all(), read -> nodes = read);
        askVersion();
        loop.run(() -> open == 0);
        unread(Kind.NODES.resource()).ifPresent(why -> {
            throw new MaintenanceException("the " + request + " can't be made without nodes: " + why);
        });
        List<Node> selected = request.selected(nodes);
        list(SERVICES, SYSTEM, read -> services = read);
        list(Kind.DAEMON_SETS, SYSTEM, read -> daemonSets = read);
        KARPENTER.forEach(versions -> newest(versions, 0));
        configMap("kubelet-config", true);
        if (request.readsKubelets()) {
            selected.forEach(node -> kubelet(node.name()));
        }
        loop.run(() -> open == 0);
        return new NodeCheckFacts(
                selected, nodes, server, services, daemonSets, sources, kubelets, unread, request.yaml());
    }

    private Optional<String> unread(String what) {
        return Optional.ofNullable(unread.get(what));
    }

    private <A> void ask(Call<A> call, String what, Consumer<A> then) {
        open++;
        loop.submit(call, result -> {
            open--;
            take(result, what, then);
        });
    }

    private <A> void take(Result<A> result, String what, Consumer<A> then) {
        if (result instanceof Result.Ok<A> ok) {
            then.accept(ok.value());
        } else {
            unread.put(what, AllPages.why(((Result.Failed<A>) result).error()));
        }
    }

    private <T extends KubeObject> void list(Kind<T> kind, Query query, Consumer<List<T>> then) {
        open++;
        AllPages.read(loop, kind, query, result -> {
            open--;
            take(isUnknownKind(result) ? new Result.Ok<>(List.of()) : result, kind.resource(), then);
        });
    }

    private static boolean isUnknownKind(Result<?> result) {
        return result instanceof Result.Failed<?> failed
                && failed.error() instanceof ApiException api
                && api.failure().kind() == ApiFailure.Kind.NOT_FOUND;
    }

    private void newest(List<Kind<KubeDocument>> versions, int index) {
        if (index < versions.size()) {
            list(versions.get(index), Query.all(), found -> {
                if (found.isEmpty()) {
                    newest(versions, index + 1);
                } else {
                    sources.addAll(found);
                }
            });
        }
    }

    /** kubeadm named it by its minor before 1.24. */
    private void configMap(String name, boolean tryOlderName) {
        ask(new Call.Get<>(CONFIG_MAPS, "kube-system", name), CONFIG_MAPS.resource(), found -> {
            if (found.isPresent()) {
                sources.add(found.get());
            } else if (tryOlderName && server.isPresent()) {
                configMap("kubelet-config-" + server.get().minor(), false);
            }
        });
    }

    private void askVersion() {
        if (backend.has(ServerVersion.class)) {
            ask(ServerVersion.call(), "version", version -> server = Optional.of(version));
        } else {
            unread.put("version", "this backend has no ServerVersion");
        }
    }

    private void kubelet(String node) {
        ask(NodeConfiguration.of(node), "node " + node, configuration -> kubelets.put(node, configuration));
    }
}
