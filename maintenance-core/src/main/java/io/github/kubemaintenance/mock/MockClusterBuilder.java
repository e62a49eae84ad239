package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.internal.Adoption;
import io.github.kubemaintenance.mock.internal.ControlPlane;
import io.github.kubemaintenance.mock.internal.Engine;
import io.github.kubemaintenance.mock.internal.NodeBehaviour;
import io.github.kubemaintenance.mock.internal.Store;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.WorkloadKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Describes a simulated cluster. What is described is created in that order an hour before the start, and an hour passes:
 * at the start pods run that can run, and budgets are observed. {@link #unsettled} leaves that hour out. {@link #objects}
 * come at the start itself. Not thread-safe; can be built more than once.
 */
public final class MockClusterBuilder {
    /** What is described has been there for so long at the start; what starts within that time has started by then. */
    private static final Duration WARM_UP = Duration.ofHours(1);

    private static final Instant EARLIEST = Instant.parse("1970-01-02T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");

    private final List<Consumer<Store>> steps = new ArrayList<>();
    private final List<Consumer<Store>> lastSteps = new ArrayList<>();
    private final List<Consumer<Store>> stepsAtTheStart = new ArrayList<>();
    private final List<Document> documents = new ArrayList<>();
    private final List<Kind<?>> missing = new ArrayList<>();
    private final List<String> dead = new ArrayList<>();
    private final List<String> namespaces = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private Instant start = Instant.parse("2026-01-01T00:00:00Z");
    private Minor version = Minor.of(34);
    private Duration latency = Duration.ZERO;
    private long seed;
    private boolean settle = true;
    private boolean controllers = true;
    private int nodes;

    MockClusterBuilder() {}

    /**
     * Sets the seed of everything that is random; 0 by default.
     *
     * @param value any number
     * @return this
     */
    public MockClusterBuilder seed(long value) {
        this.seed = value;
        return this;
    }

    /**
     * Sets the time at which the cluster is handed over; the beginning of 2026 by default.
     *
     * @param value the instant
     * @return this
     */
    public MockClusterBuilder start(Instant value) {
        if (Objects.requireNonNull(value, "start").isBefore(EARLIEST) || value.isAfter(LATEST)) {
            throw new IllegalArgumentException(
                    "a simulated cluster starts between " + EARLIEST + " and " + LATEST + ", not at " + value);
        }
        this.start = value;
        return this;
    }

    /**
     * Sets the version of the control plane, for what differs between versions; 1.34 by default.
     *
     * @param minor for example {@code 1.30}; what follows the minor is not looked at
     * @return this
     */
    public MockClusterBuilder version(String minor) {
        this.version =
                Minor.parse(Objects.requireNonNull(minor, "version").replaceFirst("^(v?\\d+\\.\\d+)\\..*$", "$1"));
        return this;
    }

    /**
     * Sets how long every request takes; nothing by default.
     *
     * @param value not negative
     * @return this
     */
    public MockClusterBuilder latency(Duration value) {
        this.latency = PodTiming.notNegative("a latency", value);
        return this;
    }

    /**
     * Adds a node.
     *
     * @param name its name
     * @param describe what it is like
     * @return this
     */
    public MockClusterBuilder node(String name, Consumer<NodeBuilder> describe) {
        int number = ++nodes;
        NodeBuilder node = new NodeBuilder(Names.plain("node", name), "v" + version + ".0");
        describe.accept(node);
        return step(world -> world.create(Kind.NODES, node.build(world.now(), number)));
    }

    /**
     * Adds a node that is like the default.
     *
     * @param name its name
     * @return this
     */
    public MockClusterBuilder node(String name) {
        return node(name, any -> {});
    }

    /**
     * Adds nodes that are alike, named by a prefix and a number from 1 on.
     *
     * @param prefix for example {@code worker-}
     * @param count how many
     * @param describe what each is like
     * @return this
     */
    public MockClusterBuilder nodes(String prefix, int count, Consumer<NodeBuilder> describe) {
        if (count < 0) {
            throw new IllegalArgumentException("a number of nodes is not negative: " + count);
        }
        for (int i = 1; i <= count; i++) {
            node(prefix + i, describe);
        }
        return this;
    }

    /**
     * Adds objects of any kind, as an API server shows them; their statuses and uids are kept, and controllers take over
     * from there.
     *
     * @param objects whole objects with apiVersion and kind
     * @return this
     */
    public MockClusterBuilder objects(Iterable<Document> objects) {
        objects.forEach(each -> documents.add(Objects.requireNonNull(each, "object")));
        return this;
    }

    /**
     * Lets a node's kubelet be dead from the start on: nothing starts, stops or is confirmed there.
     *
     * @param node name of a node that is described here or among the objects
     * @return this
     * @see MockCluster#revive(String)
     */
    public MockClusterBuilder kubeletDead(String node) {
        String name = Names.plain("node", node);
        dead.add(name);
        return step(world -> world.behave(name, new NodeBehaviour(Optional.of(world.now()), Duration.ZERO)));
    }

    /**
     * Says that nothing is known of a kind, for example because a dump has none of it: a client that reads it gets a
     * failure UNSUPPORTED that says so, instead of an empty list.
     *
     * @param kind the kind
     * @return this
     */
    public MockClusterBuilder missing(Kind<?> kind) {
        missing.add(Objects.requireNonNull(kind, "kind"));
        return this;
    }

    /**
     * Sets a fault.
     *
     * @param fault what goes wrong
     * @return this
     */
    public MockClusterBuilder fault(Fault fault) {
        faults.add(Fault.notNull(fault));
        return this;
    }

    /**
     * Leaves the controllers, the scheduler and the kubelets out: there is an API server and nothing else, and objects stay
     * as they are until somebody writes to them.
     *
     * @return this
     */
    public MockClusterBuilder withoutControllers() {
        this.controllers = false;
        return this;
    }

    /** {@return this; the cluster is handed over just as it was described, with nothing yet started} */
    public MockClusterBuilder unsettled() {
        this.settle = false;
        return this;
    }

    /**
     * Adds a Deployment.
     *
     * @param name {@code namespace/name}
     * @param describe what it is like
     * @return this
     */
    public MockClusterBuilder deployment(String name, Consumer<WorkloadBuilder> describe) {
        return workload(WorkloadKind.DEPLOYMENT, name, describe);
    }

    /**
     * Adds a ReplicaSet that belongs to no Deployment.
     *
     * @param name {@code namespace/name}
     * @param describe what it is like
     * @return this
     */
    public MockClusterBuilder replicaSet(String name, Consumer<WorkloadBuilder> describe) {
        return workload(WorkloadKind.REPLICA_SET, name, describe);
    }

    /**
     * Adds a ReplicationController.
     *
     * @param name {@code namespace/name}
     * @param describe what it is like
     * @return this
     */
    public MockClusterBuilder replicationController(String name, Consumer<WorkloadBuilder> describe) {
        return workload(WorkloadKind.REPLICATION_CONTROLLER, name, describe);
    }

    /**
     * Adds a StatefulSet.
     *
     * @param name {@code namespace/name}
     * @param describe what it is like
     * @return this
     */
    public MockClusterBuilder statefulSet(String name, Consumer<WorkloadBuilder> describe) {
        return workload(WorkloadKind.STATEFUL_SET, name, describe);
    }

    /**
     * Adds a DaemonSet.
     *
     * @param name {@code namespace/name}
     * @param describe what it is like
     * @return this
     */
    public MockClusterBuilder daemonSet(String name, Consumer<WorkloadBuilder> describe) {
        return workload(WorkloadKind.DAEMON_SET, name, describe);
    }

    /**
     * Adds a Job. One whose pods end by themselves begins at the start; any other has run by then, and runs on.
     *
     * @param name {@code namespace/name}
     * @param describe what it is like
     * @return this
     */
    public MockClusterBuilder job(String name, Consumer<WorkloadBuilder> describe) {
        return workload(WorkloadKind.JOB, name, describe);
    }

    private MockClusterBuilder workload(WorkloadKind kind, String name, Consumer<WorkloadBuilder> describe) {
        WorkloadBuilder workload = new WorkloadBuilder(kind, name);
        describe.accept(workload);
        (workload.beginsAtTheStart() ? stepsAtTheStart : steps).add(workload::create);
        return this;
    }

    /**
     * Adds a pod. One that ends by itself begins at the start.
     *
     * @param name {@code namespace/name}
     * @param describe what it is like
     * @return this
     */
    public MockClusterBuilder pod(String name, Consumer<PodBuilder> describe) {
        return pod(new PodBuilder(name, false), describe);
    }

    /**
     * Adds a static pod: its image in the API, named with the node's name at the end, comes back when it is deleted.
     *
     * @param name {@code namespace/name}
     * @param describe what it is like; it names the node
     * @return this
     */
    public MockClusterBuilder staticPod(String name, Consumer<PodBuilder> describe) {
        return pod(new PodBuilder(name, true), describe);
    }

    private MockClusterBuilder pod(PodBuilder pod, Consumer<PodBuilder> describe) {
        describe.accept(pod);
        pod.check();
        (pod.beginsAtTheStart() ? stepsAtTheStart : steps).add(pod::create);
        return this;
    }

    /**
     * Adds a disruption budget, by default of the workload of its name.
     *
     * @param name {@code namespace/name}
     * @param describe what it is like
     * @return this
     */
    public MockClusterBuilder budget(String name, Consumer<BudgetBuilder> describe) {
        BudgetBuilder budget = new BudgetBuilder(name);
        describe.accept(budget);
        lastSteps.add(budget::create);
        return this;
    }

    /**
     * Adds a horizontal autoscaler of the workload of its name; it can be read, and scales nothing.
     *
     * @param name {@code namespace/name}
     * @param describe what it is like
     * @return this
     */
    public MockClusterBuilder autoscaler(String name, Consumer<AutoscalerBuilder> describe) {
        AutoscalerBuilder autoscaler = new AutoscalerBuilder(name);
        describe.accept(autoscaler);
        lastSteps.add(autoscaler::create);
        return this;
    }

    /**
     * Adds a namespace; those that objects are in are there anyway.
     *
     * @param name its name
     * @return this
     */
    public MockClusterBuilder namespace(String name) {
        Names.plain("namespace", name);
        namespaces.add(name);
        return this;
    }

    /** Adds something that is done to the world, in the order of the calls: for the parts of this builder. */
    MockClusterBuilder step(Consumer<Store> step) {
        steps.add(step);
        return this;
    }

    /**
     * Makes the cluster.
     *
     * @return the cluster, its clock at the start
     */
    public MockCluster build() {
        Instant begin = settle ? start.minus(WARM_UP) : start;
        Engine engine =
                new Engine(new Store(seed, version, begin, controllers ? ControlPlane.controllers() : List.of()));
        missing.forEach(engine::miss);
        engine.prepare(world -> steps.forEach(step -> step.accept(world)));
        engine.prepare(world -> lastSteps.forEach(step -> step.accept(world)));
        engine.makeNamespaces();
        namespaces.forEach(engine::makeNamespace);
        if (settle) {
            engine.runUntil(start);
        }
        engine.prepare(world -> stepsAtTheStart.forEach(step -> step.accept(world)));
        if (settle && !stepsAtTheStart.isEmpty()) {
            engine.makeNamespaces();
            engine.runUntil(start);
        }
        documents.stream().filter(MockClusterBuilder::defines).forEach(engine::load);
        documents.stream().filter(each -> !defines(each)).forEach(engine::load);
        if (!documents.isEmpty()) {
            engine.prepare(Adoption::adopt);
        }
        for (String each : dead) {
            if (engine.look(world -> world.find(Kind.NODES, "", each)).isEmpty()) {
                throw new IllegalArgumentException(
                        "kubeletDead(\"" + each + "\"): there is no node of that name in the cluster");
            }
        }
        engine.makeNamespaces();
        engine.latency(latency);
        faults.forEach(engine::inject);
        return new MockCluster(engine);
    }

    /** Definitions come first: what they define is loaded by their word. */
    private static boolean defines(Document object) {
        return object.kind().equals("CustomResourceDefinition");
    }
}
