package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How nodes and pods behave, as far as it was said. */
final class Behaviours {
    private record Key(String kind, String namespace, String name) {}

    private final Map<Key, PodBehaviour> pods;
    private final Map<String, NodeBehaviour> nodes;
    private boolean ofSinglePods;

    /** The owners that were last asked about, and the answer: pods of one workload are dealt with one after the other. */
    private @Nullable List<OwnerReference> lastOwners;

    private PodBehaviour last = PodBehaviour.PROMPT;

    Behaviours() {
        this(new HashMap<>(), new HashMap<>(), false);
    }

    private Behaviours(Map<Key, PodBehaviour> pods, Map<String, NodeBehaviour> nodes, boolean ofSinglePods) {
        this.pods = pods;
        this.nodes = nodes;
        this.ofSinglePods = ofSinglePods;
    }

    Behaviours copy() {
        return new Behaviours(new HashMap<>(pods), new HashMap<>(nodes), ofSinglePods);
    }

    void put(Kind<?> kind, String namespace, String name, PodBehaviour behaviour) {
        pods.put(new Key(kind.kind(), namespace, name), behaviour);
        ofSinglePods |= kind.equals(Kind.PODS);
        lastOwners = null;
    }

    /** Follows a change: who owns what decides on how pods behave. */
    void follow(Change<?> change) {
        if (change.object() instanceof Workload workload
                && !(change.before().orElse(null) instanceof Workload before
                        && change.type() == ChangeType.MODIFIED
                        && before.metadata()
                                .ownerReferences()
                                .equals(workload.metadata().ownerReferences()))) {
            lastOwners = null;
        }
    }

    /** Whether there are pods that start only when others are ready. */
    boolean dependOnOthers() {
        return pods.values().stream().flatMap(each -> each.init().stream()).anyMatch(each -> each.until()
                .isPresent());
    }

    void put(String node, NodeBehaviour behaviour) {
        nodes.put(node, behaviour);
    }

    NodeBehaviour of(String node) {
        return nodes.getOrDefault(node, NodeBehaviour.HEALTHY);
    }

    /** A pod's own behaviour, else its controller's, else that of its controller's controller. */
    PodBehaviour of(Pod pod, World world) {
        if (pods.isEmpty()) {
            return PodBehaviour.PROMPT;
        }
        PodBehaviour own = ofSinglePods ? pods.get(new Key("Pod", pod.namespace(), pod.name())) : null;
        return own == null ? ofOwners(pod, world) : own;
    }

    @SuppressWarnings("ReferenceEquality") // only the very same list is known, at no cost, to be equal
    private PodBehaviour ofOwners(Pod pod, World world) {
        List<OwnerReference> owners = pod.metadata().ownerReferences();
        if (owners != lastOwners) {
            last = ofOwnersAnew(pod, world);
            lastOwners = owners;
        }
        return last;
    }

    private PodBehaviour ofOwnersAnew(Pod pod, World world) {
        PodBehaviour found = null;
        KubeObject here = pod;
        while (found == null) {
            Optional<OwnerReference> owner = here.metadata().controller();
            if (owner.isEmpty()) {
                return PodBehaviour.PROMPT;
            }
            found = pods.get(
                    new Key(owner.get().kind(), pod.namespace(), owner.get().name()));
            Workload above = workload(world, pod.namespace(), owner.get());
            if (above == null) {
                PodBehaviour last = found == null ? ofGone(pod.namespace(), owner.get()) : found;
                return last == null ? PodBehaviour.PROMPT : last;
            }
            here = above;
        }
        return found;
    }

    /** A deleted ReplicaSet can't name its Deployment any more, but it was named after it. */
    private @Nullable PodBehaviour ofGone(String namespace, OwnerReference owner) {
        int dash = owner.name().lastIndexOf('-');
        return owner.kind().equals("ReplicaSet") && dash > 0
                ? pods.get(new Key("Deployment", namespace, owner.name().substring(0, dash)))
                : null;
    }

    private static @Nullable Workload workload(World world, String namespace, OwnerReference owner) {
        for (Kind<Workload> kind : Kind.workloads()) {
            if (kind.kind().equals(owner.kind())) {
                return world.find(kind, namespace, owner.name())
                        .filter(found -> found.uid().equals(owner.uid()))
                        .orElse(null);
            }
        }
        return null;
    }
}
