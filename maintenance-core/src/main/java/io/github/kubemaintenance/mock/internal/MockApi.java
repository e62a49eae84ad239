package io.github.kubemaintenance.mock.internal;

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
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Lease;
import java.util.Optional;
import java.util.function.Supplier;

/** The simulated cluster's API, called directly: answers at the present instant. Thread-safe. */
final class MockApi implements Documents, Leases, NodeConfiguration, ServerVersion {
    private static final String ACTOR = "api";

    private final Kernel kernel;
    private final Front front;

    MockApi(Kernel kernel, Front front) {
        this.kernel = kernel;
        this.front = front;
    }

    private <A> A ask(Call<A> call) {
        return kernel.turns()
                .outside(() -> front.perform(call, ACTOR, this).result().orThrow());
    }

    @Override
    public <T extends KubeObject> Page<T> list(Kind<T> kind, Query query, PageRequest page) {
        return ask(new Call.ListPage<>(kind, query, page));
    }

    @Override
    public <T extends KubeObject> Optional<T> get(Kind<T> kind, String namespace, String name) {
        return ask(new Call.Get<>(kind, namespace, name));
    }

    @Override
    public <T extends KubeObject> Watch watch(Kind<T> kind, Query query, String afterVersion, WatchSink<T> sink) {
        return kernel.turns().outside(() -> kernel.watch(kind, query, afterVersion, sink, ACTOR));
    }

    // Leases are asked for within a call of their own, which is what is put on record.

    @Override
    public Optional<Lease> lease(String namespace, String name) {
        return kernel.turns()
                .outside(() ->
                        kernel.server().get(Kind.LEASES, namespace, name).map(found -> new Lease(found.toDocument())));
    }

    @Override
    public LeaseOutcome create(Lease lease) {
        return write("create", lease, () -> {
            return kernel.server().create(Kind.LEASES, lease.document(), false);
        });
    }

    @Override
    public LeaseOutcome update(Lease lease) {
        return write("update", lease, () -> kernel.server().replace(Kind.LEASES, lease.document(), false));
    }

    private LeaseOutcome write(String verb, Lease lease, Supplier<KubeDocument> work) {
        return kernel.turns().outside(() -> {
            try {
                return new LeaseOutcome.Written(new Lease(work.get().toDocument()));
            } catch (StatusException e) {
                return LeaseOutcome.of(
                        e.status().toFailure(verb + " leases " + lease.namespace() + "/" + lease.name()));
            }
        });
    }

    @Override
    public EvictionOutcome evict(Eviction eviction) {
        return ask(new Call.Evict(eviction));
    }

    @Override
    public DeleteOutcome delete(Deletion deletion) {
        return ask(new Call.Delete(deletion));
    }

    @Override
    public <T extends KubeObject> PatchOutcome<T> patch(Patch<T> patch) {
        return ask(new Call.Change<>(patch));
    }

    @Override
    public Document kubeletConfiguration(String node) {
        return kernel.turns().outside(() -> kernel.server().kubelets().of(node));
    }

    @Override
    public KubernetesVersion serverVersion() {
        return KubernetesVersion.of(kernel.store().version(), 0);
    }

    // Documents are asked for within a call of their own, which is what is put on record.

    @Override
    public Discovery discover() {
        return kernel.turns().outside(() -> new MockDocuments(kernel).discover());
    }

    @Override
    public Page<Document> documents(Kind<?> kind, Query query, PageRequest page) {
        return kernel.turns().outside(() -> new MockDocuments(kernel).page(kind, query, page));
    }

    @Override
    public Optional<Document> document(Kind<?> kind, String namespace, String name) {
        return kernel.turns().outside(() -> new MockDocuments(kernel).get(kind, namespace, name));
    }

    @Override
    public DocumentOutcome write(DocumentWrite write) {
        return kernel.turns().outside(() -> new MockDocuments(kernel).write(write));
    }
}
