package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The state of a simulated cluster at one instant of virtual time: the store with its indexes and revisions, and the
 * heap of what is due. Not thread-safe: whoever has the turn works on it.
 *
 * <p>This is what controllers and the API write to; it knows no rule of Kubernetes itself.
 */
public interface World {
    /** Virtual time. */
    Instant now();

    /** Until when nobody looks, and how things come about can't matter; empty where somebody may. */
    Optional<Instant> unseenUntil();

    /** A random number from 0 to bound - 1, drawn from the world's seed. */
    int random(int bound);

    /** Minor version of the control plane, for what differs between versions. */
    Minor version();

    /** Finds an object. */
    <T extends KubeObject> Optional<T> find(Kind<T> kind, String namespace, String name);

    /** All objects of a kind, ordered by namespace and name. What this and the following return is a state that no later
     * write changes: it may be iterated while writing. */
    <T extends KubeObject> Collection<T> all(Kind<T> kind);

    /** All objects of a kind, for whom their order doesn't matter: costs less than {@link #all} after many writes. */
    <T extends KubeObject> Collection<T> unordered(Kind<T> kind);

    /** All objects of a kind in a namespace, ordered by name. */
    <T extends KubeObject> Collection<T> in(Kind<T> kind, String namespace);

    /** The kinds that have, or have had, objects. */
    List<Kind<?>> kinds();

    /** Pods bound to a node, ordered by namespace and name; costs what they are. */
    Collection<Pod> podsOn(String node);

    /** Pods whose controller has this uid, ordered by name; costs what they are. */
    Collection<Pod> podsOf(String ownerUid);

    /** How many pods have a controller of this uid. */
    int countPodsOf(String ownerUid);

    /** ReplicaSets whose controller has this uid, ordered by name; costs what they are. */
    Collection<Workload> replicaSetsOf(String ownerUid);

    /** Pods not bound to a node, oldest first. */
    Collection<Pod> unbound();

    /** Whether there are pods not bound to a node. */
    boolean hasUnbound();

    /**
     * Creates an object: gives it a uid (unless it has one), a version, generation 1 and the time of creation.
     *
     * @throws IllegalStateException if there is one of the same name
     */
    <T extends KubeObject> T create(Kind<T> kind, T object);

    /**
     * Replaces the object of the same name; gives it a new version, and a new generation if its spec has changed and its
     * kind counts them. Equal state is no change.
     *
     * @return the object as it is now
     * @throws IllegalStateException if the object isn't there, or if this is made of an older state of it: that would
     *     undo somebody's write
     */
    <T extends KubeObject> T update(Kind<T> kind, T object);

    /** Removes the object from the store. Unknown objects are ignored. */
    <T extends KubeObject> void remove(Kind<T> kind, T object);

    /** Sets a task; one that is set already keeps the earlier time. */
    void at(Instant when, Task task);

    /** Sets a task some time from now. */
    default void in(Duration delay, Task task) {
        at(now().plus(delay), task);
    }

    /** Takes a task back. */
    void cancel(Task task);

    /** How a pod behaves on its node: how long it starts and stops, what its init containers do. */
    PodBehaviour behaviourOf(Pod pod);

    /**
     * Sets how the pods of a workload behave, or one pod alone ({@code Kind.PODS}); a pod takes its own, else that of its
     * controller, or of its controller's controller.
     */
    void behave(Kind<?> kind, String namespace, String name, PodBehaviour behaviour);

    /** How a node behaves: whether its kubelet lives, and how slow it is. */
    NodeBehaviour behaviourOf(String node);

    /** Sets how a node behaves from now on; controllers hear of it by {@link Controller#behaves}. */
    void behave(String node, NodeBehaviour behaviour);
}
