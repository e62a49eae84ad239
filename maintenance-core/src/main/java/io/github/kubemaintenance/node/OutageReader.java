package io.github.kubemaintenance.node;

import io.github.kubemaintenance.catalog.Claims;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.ServerVersion;
import io.github.kubemaintenance.drain.internal.AllPages;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads what a forecast is made of: nodes and pods first, then whatever else the pods of the node make worth reading. */
final class OutageReader {
    private static final int IN_FLIGHT = 4;
    private static final Kind<KubeDocument> SERVICES = Kind.document("", "v1", "services", "Service", true);
    private static final Kind<KubeDocument> SLICES =
            Kind.document("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true);

    private final OutageRequest request;
    private final ClusterBackend backend;
    private final Loop loop;
    private int open;
    private List<Node> nodes = List.of();
    private List<Pod> pods = List.of();
    private Optional<KubernetesVersion> server = Optional.empty();
    private Reading<KubeDocument> claims = Reading.of(List.of());
    private Reading<KubeDocument> volumes = Reading.of(List.of());
    private Reading<Workload> jobs = Reading.of(List.of());
    private Reading<KubeDocument> services = Reading.of(List.of());
    private Reading<KubeDocument> slices = Reading.of(List.of());

    private OutageReader(OutageRequest request, ClusterBackend backend, Loop loop) {
        this.request = request;
        this.backend = backend;
        this.loop = loop;
    }

    static OutageFacts read(OutageRequest request, ClusterBackend backend) {
        try (ClusterSession session = backend.open()) {
            return new OutageReader(request, backend, new Loop(session, IN_FLIGHT)).readAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MaintenanceException("interrupted while reading the cluster for the " + request, e);
        }
    }

    private OutageFacts readAll() throws InterruptedException {
        need(Kind.NODES, read -> nodes = read);
        need(Kind.PODS, read -> pods = read);
        loop.run(() -> open == 0);
        final Instant at = loop.now();
        Node node = nodes.stream()
                .filter(each -> each.name().equals(request.node()))
                .findFirst()
                .orElseThrow(() -> new MaintenanceException("node \"" + request.node()
                        + "\" not found: the cluster has no node of that name, so there is no outage to foretell"));
        List<Pod> here =
                pods.stream().filter(pod -> pod.nodeName().equals(node.name())).toList();
        improve(SERVICES, read -> services = read);
        improve(SLICES, read -> slices = read);
        if (here.stream().anyMatch(Claims::has)) {
            improve(Kind.VOLUME_CLAIMS, read -> claims = read);
            improve(Kind.VOLUMES, read -> volumes = read);
        }
        if (here.stream().anyMatch(OutageReader::isOfJob)) {
            improve(Kind.JOBS, read -> jobs = read);
        }
        askVersion();
        loop.run(() -> open == 0);
        Claims known = claims.isRead() && volumes.isRead()
                ? Claims.of(claims.items(), volumes.items())
                : Claims.unknown(claims.isRead() ? volumes.unread() : claims.unread());
        return new OutageFacts(
                at,
                node,
                nodes,
                pods,
                ControlPlane.of(request.controlPlane(), server, nodes, pods),
                known,
                jobs,
                services,
                slices);
    }

    private void askVersion() {
        if (request.controlPlane().isEmpty() && backend.has(ServerVersion.class)) {
            open++;
            loop.submit(ServerVersion.call(), result -> {
                open--;
                server = result instanceof Result.Ok<KubernetesVersion> ok ? Optional.of(ok.value()) : Optional.empty();
            });
        }
    }

    private static boolean isOfJob(Pod pod) {
        return pod.controller()
                .flatMap(owner -> WorkloadKind.find(owner.apiVersion(), owner.kind()))
                .filter(kind -> kind == WorkloadKind.JOB)
                .isPresent();
    }

    private <T extends KubeObject> void need(Kind<T> kind, Consumer<List<T>> then) {
        open++;
        AllPages.read(loop, kind, Query.all(), result -> {
            open--;
            if (result instanceof Result.Failed<List<T>> failed) {
                throw new MaintenanceException(
                        "the " + request + " can't be foretold without " + kind + ": " + AllPages.why(failed.error()),
                        failed.error());
            }
            then.accept(result.orThrow());
        });
    }

    private <T extends KubeObject> void improve(Kind<T> kind, Consumer<Reading<T>> then) {
        open++;
        AllPages.read(loop, kind, Query.all(), result -> {
            open--;
            then.accept(
                    result instanceof Result.Ok<List<T>> ok
                            ? Reading.of(ok.value())
                            : Reading.unread(AllPages.why(((Result.Failed<List<T>>) result).error())));
        });
    }
}
