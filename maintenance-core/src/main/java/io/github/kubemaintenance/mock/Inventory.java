package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.MaintenanceException;
import java.util.ArrayList;
import java.util.List;

/** Reads a whole cluster, page by page, into a simulation. Pages of one kind are of one revision. */
final class Inventory {
    private static final int PAGE = 500;
    private static final List<Kind<?>> NEEDED = List.of(Kind.NODES, Kind.PODS);
    private static final List<Kind<?>> USEFUL = List.of(
            Kind.NAMESPACES,
            Kind.BUDGETS,
            Kind.DEPLOYMENTS,
            Kind.REPLICA_SETS,
            Kind.STATEFUL_SETS,
            Kind.DAEMON_SETS,
            Kind.JOBS,
            Kind.REPLICATION_CONTROLLERS,
            Kind.AUTOSCALERS,
            Kind.VOLUMES,
            Kind.VOLUME_CLAIMS);

    private final Loop loop;
    private final MockClusterBuilder builder = MockCluster.builder();
    private final List<Document> documents = new ArrayList<>();
    private int open;

    private Inventory(Loop loop) {
        this.loop = loop;
    }

    static MockCluster read(ClusterBackend backend) {
        try (ClusterSession session = backend.openForReading()) {
            Inventory inventory = new Inventory(new Loop(session, 4));
            return inventory.readAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MaintenanceException("interrupted while the cluster was copied; nothing was changed", e);
        }
    }

    private MockCluster readAll() throws InterruptedException {
        builder.start(loop.now());
        NEEDED.forEach(kind -> page(kind, PageRequest.first(PAGE), true));
        USEFUL.forEach(kind -> page(kind, PageRequest.first(PAGE), false));
        loop.run(() -> open == 0);
        return builder.objects(documents).unsettled().build();
    }

    private <T extends KubeObject> void page(Kind<T> kind, PageRequest request, boolean needed) {
        open++;
        loop.submit(new Call.ListPage<>(kind, Query.all(), request), (Result<Page<T>> result) -> {
            open--;
            if (result instanceof Result.Failed<Page<T>> failed) {
                unreadable(kind, (RuntimeException) failed.error(), needed);
                return;
            }
            Page<T> page = result.orThrow();
            for (T object : page.items()) {
                documents.add(object.toDocument()
                        .with(kind.apiVersion(), "apiVersion")
                        .with(kind.kind(), "kind"));
            }
            if (page.hasNext()) {
                page(kind, request.after(page), needed);
            }
        });
    }

    private void unreadable(Kind<?> kind, RuntimeException error, boolean needed) {
        if (needed) {
            throw new MaintenanceException(
                    "the cluster can't be copied without its " + kind + ": " + error.getMessage(), error);
        }
        boolean absent = error instanceof ApiException api && api.failure().kind() == ApiFailure.Kind.NOT_FOUND;
        if (!absent) {
            builder.missing(kind);
        }
    }
}
