package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.internal.BudgetFinder;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The world: immutable objects in tables, one a kind, with indexes of pods; the heap of what is due; the clock. A copy
 * shares the objects and whatever is in order; it copies arrays of references, some bytes an object.
 */
public final class Store implements World {
    private static final Duration HANDOVER = Duration.ofSeconds(1);

    private final Minor version;
    private final List<Controller> controllers;
    private final Map<String, Controller> byName = new LinkedHashMap<>();
    private final Map<Kind<?>, Table<?>> tables;
    private final PodIndex pods;
    private final Behaviours behaviours;
    private final Chance chance;
    private final TaskHeap tasks;
    private final History history;
    private final BudgetFinder budgets;
    private final List<Consumer<Change<?>>> listeners = new ArrayList<>();
    private Instant now;
    private Duration handover = Duration.ZERO;
    private Optional<Instant> unseenUntil = Optional.empty();
    private long revision;

    /** Makes an empty world. */
    public Store(long seed, Minor version, Instant start, List<Controller> controllers) {
        this(
                version,
                controllers,
                new LinkedHashMap<>(),
                new PodIndex(),
                new Behaviours(),
                new Chance(seed),
                new TaskHeap(),
                new History(0),
                start,
                0);
    }

    private Store(
            Minor version,
            List<Controller> controllers,
            Map<Kind<?>, Table<?>> tables,
            PodIndex pods,
            Behaviours behaviours,
            Chance chance,
            TaskHeap tasks,
            History history,
            Instant now,
            long revision) {
        this.version = version;
        this.controllers = List.copyOf(controllers);
        this.tables = tables;
        this.pods = pods;
        this.behaviours = behaviours;
        this.chance = chance;
        this.tasks = tasks;
        this.history = history;
        this.budgets = new BudgetFinder(ordered(Kind.BUDGETS));
        this.now = now;
        this.revision = revision;
        this.controllers.forEach(each -> byName.put(each.name(), each));
    }

    /** A world that is the same and goes on alike, and that nobody watches; older revisions are not known to it. */
    public Store copy() {
        return new Store(
                version,
                controllers.stream().map(Controller::forCopy).toList(),
                copy(tables),
                pods.copy(),
                behaviours.copy(),
                chance.copy(),
                tasks.copy(),
                new History(revision),
                now,
                revision);
    }

    private static Map<Kind<?>, Table<?>> copy(Map<Kind<?>, Table<?>> tables) {
        Map<Kind<?>, Table<?>> copy = new LinkedHashMap<>(tables);
        copy.replaceAll((kind, table) -> table.copy());
        return copy;
    }

    /** Whether a controller runs in this world. */
    boolean runs(String controller) {
        return byName.containsKey(controller);
    }

    /** Lets nobody look until a time; empty: somebody may from now on. */
    void unseenUntil(Optional<Instant> time) {
        unseenUntil = time.filter(any -> !behaviours.dependOnOthers());
    }

    @Override
    public Optional<Instant> unseenUntil() {
        return unseenUntil;
    }

    /** Calls somebody with every change from now on, after the controllers. */
    public void listen(Consumer<Change<?>> listener) {
        listeners.add(listener);
    }

    @Override
    public Instant now() {
        return now;
    }

    /** Moves the clock. */
    public void setNow(Instant time) {
        if (time.isBefore(now)) {
            throw new IllegalStateException("time does not go back from " + now + " to " + time);
        }
        now = time;
    }

    @Override
    public int random(int bound) {
        return chance.next(bound);
    }

    @Override
    public Minor version() {
        return version;
    }

    /** Revision of the last change. */
    public long revision() {
        return revision;
    }

    /** What has changed of late. */
    History history() {
        return history;
    }

    @Override
    public List<Kind<?>> kinds() {
        return List.copyOf(tables.keySet());
    }

    @SuppressWarnings("unchecked") // a table is kept under its own kind
    private <T extends KubeObject> @Nullable Table<T> table(Kind<T> kind) {
        return (Table<T>) tables.get(kind);
    }

    /** The objects of a kind, in order. */
    <T extends KubeObject> Tree<T> ordered(Kind<T> kind) {
        Table<T> found = table(kind);
        return found == null ? Tree.empty(Places.BY_NAME) : found.ordered();
    }

    /** The namespaces that objects are in, by name; whether they are there themselves is another question. */
    Collection<String> namespacesInUse() {
        Set<String> names = new HashSet<>();
        for (Table<?> table : tables.values()) {
            table.unordered().forEach(object -> names.add(object.namespace()));
        }
        names.remove("");
        return new TreeSet<>(names);
    }

    private <T extends KubeObject> @Nullable T get(Kind<T> kind, String namespace, String name) {
        Table<T> found = table(kind);
        return found == null ? null : found.find(namespace, name);
    }

    @Override
    public <T extends KubeObject> Optional<T> find(Kind<T> kind, String namespace, String name) {
        return Optional.ofNullable(get(kind, namespace, name));
    }

    @Override
    public <T extends KubeObject> Collection<T> all(Kind<T> kind) {
        return ordered(kind);
    }

    @Override
    public <T extends KubeObject> Collection<T> unordered(Kind<T> kind) {
        Table<T> found = table(kind);
        return found == null ? List.of() : found.unordered();
    }

    @Override
    public <T extends KubeObject> Collection<T> in(Kind<T> kind, String namespace) {
        return Places.inNamespace(ordered(kind), namespace);
    }

    @Override
    public Row<Pod> podsOn(String node) {
        return pods.on(node);
    }

    @Override
    public Row<Pod> podsOf(String ownerUid) {
        return pods.of(ownerUid);
    }

    @Override
    public int countPodsOf(String ownerUid) {
        return pods.countOf(ownerUid);
    }

    @Override
    public Collection<Workload> replicaSetsOf(String ownerUid) {
        return pods.replicaSetsOf(ownerUid);
    }

    @Override
    public Collection<Pod> unbound() {
        return pods.unbound();
    }

    @Override
    public boolean hasUnbound() {
        return pods.hasUnbound();
    }

    @Override
    public <T extends KubeObject> T create(Kind<T> kind, T object) {
        return insert(kind, object, Long.toString(revision + 1));
    }

    /**
     * Creates an object as it was found in another cluster: what it has of uid, version, generation, time, is kept.
     * Controllers take it over a little later: what was found is true at the instant of loading, also where they would
     * have written something else, and whoever reads at that instant has to find it.
     */
    public <T extends KubeObject> T load(Kind<T> kind, T object) {
        handover = HANDOVER;
        try {
            return found(kind, object);
        } finally {
            handover = Duration.ZERO;
        }
    }

    private <T extends KubeObject> T found(Kind<T> kind, T object) {
        String found = object.metadata().resourceVersion();
        if (found.isEmpty() || found.length() > 18 || !found.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return create(kind, object);
        }
        revision = Math.max(revision, Long.parseLong(found) - 1);
        return insert(kind, object, found);
    }

    private <T extends KubeObject> T insert(Kind<T> kind, T object, String objectVersion) {
        ObjectMeta given = object.metadata();
        if (get(kind, given.namespace(), given.name()) != null) {
            throw new IllegalStateException(kind.kind() + " " + text(object) + " exists already");
        }
        boolean firstGeneration = given.generation() == 0 && Shapes.countsGenerations(kind);
        T made = Shapes.with(
                kind,
                object,
                given.created(
                        given.uid().isEmpty() ? chance.uid() : given.uid(),
                        objectVersion,
                        firstGeneration ? 1 : given.generation(),
                        given.creationTimestamp().equals(Instant.EPOCH) ? now : given.creationTimestamp()));
        put(kind, null, made);
        return made;
    }

    @Override
    public <T extends KubeObject> T update(Kind<T> kind, T object) {
        T before = get(kind, object.namespace(), object.name());
        if (before == null) {
            throw new IllegalStateException(kind.kind() + " " + text(object) + " is not there");
        }
        String read = object.metadata().resourceVersion();
        if (!read.equals(before.metadata().resourceVersion()) || !object.uid().equals(before.uid())) {
            throw new IllegalStateException(kind.kind() + " " + text(object) + " was read at revision " + read
                    + " and has been written since, at " + before.metadata().resourceVersion());
        }
        if (object.equals(before)) {
            return before;
        }
        ObjectMeta metadata = object.metadata().withResourceVersion(Long.toString(revision + 1));
        boolean counted = Shapes.countsGenerations(kind)
                || (object instanceof KubeDocument && before.metadata().generation() > 0);
        if (counted && metadata.generation() == before.metadata().generation() && Shapes.specDiffers(before, object)) {
            metadata = metadata.withGeneration(metadata.generation() + 1);
        }
        T made = Shapes.with(kind, object, metadata);
        put(kind, before, made);
        return made;
    }

    /** The budgets that select a pod, ordered by name. */
    List<PodDisruptionBudget> budgetsOf(Pod pod) {
        return budgets.guarding(pod);
    }

    private <T extends KubeObject> void put(Kind<T> kind, @Nullable T before, T made) {
        Table<T> table = table(kind);
        if (table == null) {
            table = new Table<>(Places.BY_NAME);
            tables.put(kind, table);
        }
        table.put(made);
        if (made instanceof PodDisruptionBudget budget) {
            budgets.put(budget);
        }
        pods.replace(before, made);
        tell(kind, before == null ? ChangeType.ADDED : ChangeType.MODIFIED, Optional.ofNullable(before), made);
    }

    @Override
    public <T extends KubeObject> void remove(Kind<T> kind, T object) {
        Table<T> table = table(kind);
        T before = get(kind, object.namespace(), object.name());
        if (table == null || before == null || !before.uid().equals(object.uid())) {
            return;
        }
        table.remove(before);
        if (before instanceof PodDisruptionBudget budget) {
            budgets.remove(budget);
        }
        pods.replace(before, null);
        T last = Shapes.with(kind, before, before.metadata().withResourceVersion(Long.toString(revision + 1)));
        tell(kind, ChangeType.DELETED, Optional.of(before), last);
    }

    private <T extends KubeObject> void tell(Kind<T> kind, ChangeType type, Optional<T> before, T object) {
        revision++;
        Change<T> change = new Change<>(kind, type, before, object, revision);
        history.add(change);
        behaviours.follow(change);
        for (Controller controller : controllers) {
            controller.changed(this, change);
        }
        for (Consumer<Change<?>> listener : listeners) {
            listener.accept(change);
        }
    }

    private static String text(KubeObject object) {
        return object.namespace().isEmpty() ? object.name() : object.namespace() + "/" + object.name();
    }

    @Override
    public void at(Instant when, Task task) {
        Instant earliest = now.plus(handover);
        tasks.at(when.isBefore(earliest) ? earliest : when, task);
    }

    @Override
    public void cancel(Task task) {
        tasks.cancel(task);
    }

    /** When the next task is due, null if there is none. */
    public @Nullable Instant nextTask() {
        return tasks.next();
    }

    /** Carries out the next task; its time must have come. */
    Task runTask() {
        Task task = tasks.poll();
        if (task == null) {
            throw new IllegalStateException("nothing is due");
        }
        Controller controller = byName.get(task.controller());
        if (controller == null) {
            throw new IllegalStateException("no controller is called " + task.controller() + ": " + task);
        }
        controller.due(this, task);
        return task;
    }

    @Override
    public PodBehaviour behaviourOf(Pod pod) {
        return behaviours.of(pod, this);
    }

    @Override
    public void behave(Kind<?> kind, String namespace, String name, PodBehaviour behaviour) {
        behaviours.put(kind, namespace, name, behaviour);
    }

    @Override
    public NodeBehaviour behaviourOf(String node) {
        return behaviours.of(node);
    }

    @Override
    public void behave(String node, NodeBehaviour behaviour) {
        behaviours.put(node, behaviour);
        controllers.forEach(controller -> controller.behaves(this, node));
    }
}
