package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.ObjectMeta;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** What {@code MockCluster} stands on: a world in motion, and everything that may be done to it from outside. */
public final class Engine {
    private final Kernel kernel;
    private final MockApi api;

    /** Sets a world in motion. */
    public Engine(Store store) {
        this.kernel = new Kernel(store);
        this.api = new MockApi(kernel, new Front(kernel));
    }

    Kernel kernel() {
        return kernel;
    }

    /** Does something to the world while nobody takes part yet: for builders. */
    public void prepare(Consumer<Store> work) {
        work.accept(kernel.store());
    }

    /** Lets everything happen that is due up to a time, while nobody takes part yet. */
    public void runUntil(Instant time) {
        kernel.runUntil(time);
    }

    /** How long every request of a session takes. */
    public void latency(Duration each) {
        run(() -> kernel.latency(each));
    }

    /** Says that nothing is known of a kind. */
    public void miss(Kind<?> kind) {
        run(() -> kernel.server().miss(kind));
    }

    /** Says what a kubelet runs with. */
    public void configureKubelet(String node, Document configuration) {
        run(() -> kernel.server().kubelets().set(node, configuration));
    }

    /** Makes the namespaces that objects are in and that are not there. */
    public void makeNamespaces() {
        Store store = kernel.store();
        if (kernel.server().isMissing(Kind.NAMESPACES)) {
            return;
        }
        store.namespacesInUse().forEach(name -> makeNamespace(store, name));
    }

    /** Makes a namespace that is not there. */
    public void makeNamespace(String name) {
        makeNamespace(kernel.store(), name);
    }

    static void makeNamespace(Store store, String name) {
        if (store.find(Kind.NAMESPACES, "", name).isEmpty()) {
            Document namespace = Document.of("apiVersion", "v1")
                    .with("Namespace", "kind")
                    .with(name, "metadata", "name")
                    .with(name, "metadata", "labels", "kubernetes.io/metadata.name")
                    .with(List.of("kubernetes"), "spec", "finalizers")
                    .with("Active", "status", "phase");
            store.create(Kind.NAMESPACES, KubeDocument.of(namespace));
        }
    }

    /** An exact copy of the world in the middle; nothing that clients have under way, and no faults. */
    public Engine copy() {
        return outside(() -> {
            Engine copy = new Engine(kernel.store().copy());
            copy.kernel.latency(kernel.latency());
            kernel.server().missing().forEach(copy.kernel.server()::miss);
            kernel.server().kubelets().copyTo(copy.kernel.server().kubelets());
            return copy;
        });
    }

    /** Opens a session for the calling thread. */
    public ClusterSession open() {
        Participant me = kernel.turns().enter();
        return kernel.turns().locked(() -> kernel.open(me));
    }

    /** Runs tasks as participants. */
    public Executor executor() {
        return kernel.executor();
    }

    /** The API at the present instant. */
    public ClusterApi api() {
        return api;
    }

    /** Virtual time. */
    public Instant now() {
        return kernel.turns().locked(kernel::now);
    }

    /** Lets time pass. */
    public void advance(Duration time) {
        try {
            kernel.turns().advanceTo(() -> kernel.now().plus(time));
            kernel.turns().locked(() -> {
                kernel.advanced();
                return true;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MaintenanceException("interrupted while virtual time was passing", e);
        }
    }

    /** Blocks until something is completed; time passes meanwhile, and stands still again from that moment on. */
    public <A> A await(CompletionStage<A> stage) {
        AtomicBoolean attending = new AtomicBoolean(true);
        kernel.turns().attend();
        stage.whenComplete((value, error) -> stopAttending(attending));
        try {
            return stage.toCompletableFuture().join();
        } finally {
            stopAttending(attending);
        }
    }

    private void stopAttending(AtomicBoolean attending) {
        if (attending.getAndSet(false)) {
            kernel.turns().attendNoMore();
        }
    }

    /** Looks at the world. */
    public <A> A look(Function<Store, A> look) {
        return outside(() -> look.apply(kernel.store()));
    }

    /** The objects of a query; of kinds that nothing is known of, none. */
    public <T extends KubeObject> List<T> select(Kind<T> kind, Query query) {
        return outside(() -> kernel.server().list(kind, query, 0, "").items());
    }

    /** The requests on record. */
    public List<RecordedRequest> requests() {
        return outside(() -> List.copyOf(kernel.requests()));
    }

    /** Forgets the requests on record. */
    public void clearRequests() {
        run(kernel.requests()::clear);
    }

    /** Sets a fault from now on. */
    public void inject(Fault fault) {
        run(() -> kernel.inject(fault));
    }

    /** Forgets older revisions and continue tokens. */
    public void compact() {
        run(kernel.server()::compact);
    }

    /** Changes how a node behaves from now on. */
    public void behave(String node, Function<NodeBehaviour, NodeBehaviour> change) {
        run(() -> kernel.store().behave(node, change.apply(kernel.store().behaviourOf(node))));
    }

    /** Lets a machine go down and come up again after a while, with another boot id. */
    public void reboot(String node, Duration away) {
        run(() -> Reboots.begin(kernel.store(), node, away));
    }

    /** Adds an object as it was found in a cluster, before anybody takes part. */
    public void load(Document document) {
        load(kindOf(document), document);
    }

    private Kind<?> kindOf(Document document) {
        return Kinds.of(kernel.store(), document.apiVersion(), document.kind());
    }

    private <T extends KubeObject> void load(Kind<T> kind, Document document) {
        if (document.kind().isEmpty() || document.name().isEmpty()) {
            throw new IllegalArgumentException("an object has a kind and a name, this one has apiVersion '"
                    + document.apiVersion() + "', kind '" + document.kind() + "' and name '" + document.name() + "'");
        }
        kernel.store().load(kind, kind.read(document));
    }

    /** Creates an object, or replaces what is not said to be the server's. */
    public void apply(Document document) {
        asPerson(() -> apply(kindOf(document), document));
    }

    private <T extends KubeObject> T apply(Kind<T> kind, Document document) {
        Optional<T> before = kernel.store().find(kind, document.namespace(), document.name());
        if (before.isEmpty()) {
            if (kind.isNamespaced() && !document.namespace().isEmpty()) {
                makeNamespace(kernel.store(), document.namespace());
            }
            return kernel.server().create(kind, document, false);
        }
        Document whole = document.has("status")
                ? document
                : document.with(before.get().toDocument().at("status"), "status");
        ObjectMeta metadata = before.get().metadata();
        return kernel.server()
                .replace(
                        kind,
                        whole.with(metadata.resourceVersion(), "metadata", "resourceVersion")
                                .with(metadata.uid(), "metadata", "uid"),
                        false);
    }

    /** Changes an object by a strategic merge patch; its status, too. */
    public void patch(Kind<?> kind, String namespace, String name, Document body) {
        asPerson(() -> kernel.server()
                .patch(kind, namespace, name, ApiServer.Part.EVERYTHING, Patch.Type.STRATEGIC_MERGE, body, false));
    }

    /** Deletes an object; a pod with another grace period than its own where one is given. */
    public void delete(Kind<?> kind, String namespace, String name, Optional<Duration> grace) {
        asPerson(() -> kernel.server().delete(kind, namespace, name, ApiServer.Preconditions.NONE, grace, false));
    }

    /** Reads of the server by its own words, for whoever speaks HTTP. */
    public ApiServer server() {
        return kernel.server();
    }

    private void asPerson(Supplier<?> work) {
        outside(() -> {
            try {
                return work.get();
            } catch (StatusException e) {
                throw new MaintenanceException("the simulated cluster refuses: " + e.getMessage(), e);
            }
        });
    }

    private void run(Runnable work) {
        outside(() -> {
            work.run();
            return true;
        });
    }

    /** Does something when nobody has anything to do at this instant. */
    public <A> A outside(Supplier<A> work) {
        return kernel.turns().outside(work);
    }
}
