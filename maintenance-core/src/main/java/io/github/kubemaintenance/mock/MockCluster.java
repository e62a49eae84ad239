package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.mock.internal.Engine;
import io.github.kubemaintenance.mock.internal.NodeBehaviour;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A simulated cluster: a deterministic model of Kubernetes' control plane and kubelets on virtual time, that operations
 * run on as on a real one. Nothing in it waits: a drain of ten minutes is over in milliseconds, and the same cluster
 * with the same seed has the same history.
 *
 * <p>Modelled: nodes with leases and conditions; the scheduler's filters (requests, pods per node, host ports, taints,
 * selectors, required affinity and anti-affinity, DoNotSchedule spread, volume zones); Deployments, ReplicaSets,
 * StatefulSets, DaemonSets, Jobs, ReplicationControllers, bare and static pods; disruption budgets and evictions with
 * the server's own arithmetic and answers; graceful deletion and finalizers; init containers, native sidecars,
 * readiness and grace; dead and slow nodes, taint eviction and pod garbage collection; namespace deletion; lists with
 * pages, watches with revisions, patches, dry runs; and {@link Fault}s.
 *
 * <p>Not modelled: preemption, autoscaling, rollouts of changed templates, preferred affinity and scoring as the real
 * scheduler's, other schedulers than the default one, minDomains, matchLabelKeys and node policies of spread
 * constraints, limits of attached volumes, dynamic resource allocation; probes, readiness gates, lifecycle hooks,
 * minReadySeconds, eviction by a kubelet under pressure, what is in containers; CronJobs, failure policies and expiry of Jobs; resource
 * quotas and admission other than what faults inject; networking and the endpoints of Services; storage but for a
 * volume's zone; access rules other than what faults refuse. Objects of kinds that nothing here acts on are kept and
 * served as they are.
 *
 * <p>Time moves only while somebody waits in the cluster: an operation that runs on it, or {@link #advance}. Work in
 * the background alone moves it once the cluster has been left alone for half a second of real time. A wait that nothing
 * has ended within 30 days of virtual time fails and names who waits for what, so that a test ends; so does one that a
 * thread keeps up which holds an open session and blocks outside of the cluster. Thread-safe.
 */
public final class MockCluster implements ClusterBackend {
    private final Engine engine;

    MockCluster(Engine engine) {
        this.engine = engine;
    }

    Engine engine() {
        return engine;
    }

    /** {@return a builder of an empty cluster} */
    public static MockClusterBuilder builder() {
        return new MockClusterBuilder();
    }

    /**
     * Copies a cluster's state into a simulation, so that something can be tried there. A simulated cluster is copied
     * exactly, in the middle of whatever goes on; of another the inventory is read page by page, and what can't be read
     * is missing in the copy.
     *
     * @param backend the cluster to be copied; nothing is changed in it
     * @return the copy; its clock begins at the original's
     * @throws MaintenanceException where nodes or pods can't be read
     */
    public static MockCluster copyOf(ClusterBackend backend) {
        return Objects.requireNonNull(backend, "backend") instanceof MockCluster mock
                ? mock.copy()
                : Inventory.read(backend);
    }

    /** {@return an exact copy, in the middle of whatever goes on; no faults and no sessions come along} */
    public MockCluster copy() {
        return new MockCluster(engine.copy());
    }

    @Override
    public ClusterSession open() {
        return engine.open();
    }

    @Override
    public Executor executor() {
        return engine.executor();
    }

    @Override
    public boolean has(Class<? extends ClusterApi> capability) {
        return capability.isInstance(engine.api());
    }

    /** {@return the API, called directly: it answers at the present instant, whatever the latency, and records it} */
    public ClusterApi api() {
        return engine.api();
    }

    /** {@return virtual time} */
    public Instant now() {
        return engine.now();
    }

    /**
     * Lets virtual time pass; whatever is due meanwhile happens, up to and including the last instant. An action that an
     * operation runs uses it to say how long it takes.
     *
     * @param time how long, not negative, at most 1000 years
     * @throws MaintenanceException if the thread is interrupted (the flag stays set)
     */
    public void advance(Duration time) {
        engine.advance(PodTiming.notNegative("the time that passes", time));
    }

    /**
     * Blocks until something that runs on this cluster is completed; virtual time passes meanwhile, and stands still from
     * the moment of completion on.
     *
     * @param stage what {@code start} of an operation gave
     * @return its value
     * @param <A> type of the value
     * @throws java.util.concurrent.CompletionException if it completed exceptionally
     */
    public <A> A await(CompletionStage<A> stage) {
        return engine.await(Objects.requireNonNull(stage, "stage"));
    }

    /** {@return all pods, ordered by namespace and name} */
    public List<Pod> pods() {
        return list(Kind.PODS);
    }

    /**
     * Lists the pods of a namespace.
     *
     * @param namespace its name
     * @return ordered by name
     */
    public List<Pod> pods(String namespace) {
        return engine.select(Kind.PODS, Query.inNamespace(Objects.requireNonNull(namespace, "namespace")));
    }

    /**
     * Lists the pods of a node.
     *
     * @param node its name
     * @return ordered by namespace and name
     */
    public List<Pod> podsOn(String node) {
        return engine.select(Kind.PODS, Query.onNode(Objects.requireNonNull(node, "node")));
    }

    /**
     * Lists all objects of a kind.
     *
     * @param kind the kind
     * @return ordered by namespace and name
     * @param <T> type of the objects
     */
    public <T extends KubeObject> List<T> list(Kind<T> kind) {
        return engine.select(kind, Query.all());
    }

    /**
     * Finds an object.
     *
     * @param kind its kind
     * @param name {@code namespace/name}, or the name of a cluster-wide object
     * @return empty if there is none
     * @param <T> type of the object
     */
    public <T extends KubeObject> Optional<T> find(Kind<T> kind, String name) {
        Objects.requireNonNull(kind, "kind");
        return engine.look(world -> world.find(kind, Names.namespace(name), Names.name(name)));
    }

    /**
     * Returns a node.
     *
     * @param name its name
     * @return its state now
     * @throws MaintenanceException if there is none
     */
    public Node node(String name) {
        return existing(Kind.NODES, name);
    }

    /**
     * Returns a pod.
     *
     * @param name {@code namespace/name}
     * @return its state now
     * @throws MaintenanceException if there is none
     */
    public Pod pod(String name) {
        return existing(Kind.PODS, name);
    }

    /**
     * Returns a budget.
     *
     * @param name {@code namespace/name}
     * @return its state now
     * @throws MaintenanceException if there is none
     */
    public PodDisruptionBudget budget(String name) {
        return existing(Kind.BUDGETS, name);
    }

    private <T extends KubeObject> T existing(Kind<T> kind, String name) {
        return find(kind, name)
                .orElseThrow(() -> new MaintenanceException(
                        "the simulated cluster has no " + kind.kind() + " '" + name + "' at " + now()));
    }

    /** {@return the requests that clients have sent, in order; what this class itself reads and writes is not among them} */
    public List<RecordedRequest> requests() {
        return engine.requests();
    }

    /** Forgets the requests on record. */
    public void clearRequests() {
        engine.clearRequests();
    }

    /**
     * Sets a fault from now on.
     *
     * @param fault the fault
     */
    public void inject(Fault fault) {
        engine.inject(Fault.notNull(fault));
    }

    /**
     * Lets a node's kubelet die: nothing starts or stops there any more, and no lease is renewed.
     *
     * @param node its name
     */
    public void kill(String node) {
        Instant now = now();
        node(node);
        engine.behave(node, before -> before.died(now));
    }

    /**
     * Lets a dead node's kubelet come back.
     *
     * @param node its name
     */
    public void revive(String node) {
        node(node);
        engine.behave(node, NodeBehaviour::revived);
    }

    /**
     * Restarts a node's machine: its kubelet is gone from now on, and after a while it is back with another boot id and
     * starts every container there again. Returns at once. A node that is away for longer than the cluster waits for a
     * heartbeat is NotReady meanwhile.
     *
     * @param node its name
     * @param away how long it is away
     * @throws IllegalArgumentException if that is negative or more than 1000 years
     * @throws MaintenanceException if there is no such node
     */
    public void reboot(String node, Duration away) {
        PodTiming.notNegative("the time of a reboot", away);
        node(node);
        engine.reboot(node, away);
    }

    /**
     * Says what a node's kubelet runs with, as a client reads it through {@link
     * io.github.kubemaintenance.cluster.NodeConfiguration}. By default its {@code clusterDNS} is the Service
     * kube-system/kube-dns, or 10.96.0.10 without one. Nothing else in the simulation goes by it.
     *
     * @param node name of the node
     * @param configuration a KubeletConfiguration
     * @throws MaintenanceException if there is no such node
     */
    public void configureKubelet(String node, Document configuration) {
        node(node);
        engine.configureKubelet(node, Objects.requireNonNull(configuration, "configuration"));
    }

    /**
     * Creates or replaces an object, as a person would; no request is recorded.
     *
     * @param object the whole object, with apiVersion and kind; without a status it keeps the one it has
     * @throws MaintenanceException if the server refuses it
     */
    public void apply(Document object) {
        engine.apply(Objects.requireNonNull(object, "object"));
    }

    /**
     * Changes an object by a strategic merge patch, as a person would who may also write its status; no request is
     * recorded.
     *
     * @param kind its kind
     * @param name {@code namespace/name}, or the name of a cluster-wide object
     * @param patch the change
     * @throws MaintenanceException if the server refuses it
     */
    public void patch(Kind<?> kind, String name, Document patch) {
        engine.patch(kind, Names.namespace(name), Names.name(name), Objects.requireNonNull(patch, "patch"));
    }

    /**
     * Deletes an object, as a person would; no request is recorded.
     *
     * @param kind its kind
     * @param name {@code namespace/name}, or the name of a cluster-wide object
     * @throws MaintenanceException if there is none
     */
    public void delete(Kind<?> kind, String name) {
        engine.delete(kind, Names.namespace(name), Names.name(name), Optional.empty());
    }

    /**
     * Removes an object at once: a pod without a grace period, as {@code kubectl delete --grace-period=0 --force} does.
     *
     * @param kind its kind
     * @param name {@code namespace/name}, or the name of a cluster-wide object
     * @throws MaintenanceException if there is none
     */
    public void remove(Kind<?> kind, String name) {
        engine.delete(kind, Names.namespace(name), Names.name(name), Optional.of(Duration.ZERO));
    }

    /** Lets the history of changes be forgotten, as a compaction of the store does: old revisions are too old then. */
    public void compact() {
        engine.compact();
    }

    @Override
    public String toString() {
        return "MockCluster at " + now() + " with " + list(Kind.NODES).size() + " nodes and " + pods().size() + " pods";
    }
}
