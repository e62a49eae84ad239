package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.Deletion;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Watch;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** The simulator's API with something put in between; a live session goes over it, on real threads. */
class ForwardingDocuments implements Documents {
    private final Documents to;

    ForwardingDocuments(MockCluster cluster) {
        this.to = (Documents) cluster.api();
    }

    ClusterBackend live(ExecutorService threads) {
        return ClusterBackend.live(this, threads);
    }

    @Override
    public Discovery discover() {
        return to.discover();
    }

    @Override
    public Page<Document> documents(Kind<?> kind, Query query, PageRequest page) {
        return to.documents(kind, query, page);
    }

    @Override
    public Optional<Document> document(Kind<?> kind, String namespace, String name) {
        return to.document(kind, namespace, name);
    }

    @Override
    public DocumentOutcome write(DocumentWrite write) {
        return to.write(write);
    }

    @Override
    public <T extends KubeObject> Page<T> list(Kind<T> kind, Query query, PageRequest page) {
        return to.list(kind, query, page);
    }

    @Override
    public <T extends KubeObject> Optional<T> get(Kind<T> kind, String namespace, String name) {
        return to.get(kind, namespace, name);
    }

    @Override
    public <T extends KubeObject> Watch watch(Kind<T> kind, Query query, String afterVersion, WatchSink<T> sink) {
        return to.watch(kind, query, afterVersion, sink);
    }

    @Override
    public EvictionOutcome evict(Eviction eviction) {
        return to.evict(eviction);
    }

    @Override
    public DeleteOutcome delete(Deletion deletion) {
        return to.delete(deletion);
    }

    @Override
    public <T extends KubeObject> PatchOutcome<T> patch(Patch<T> patch) {
        return to.patch(patch);
    }
}
