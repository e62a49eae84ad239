package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Finds pods by node, by controller, and those that have no node yet; and the ReplicaSets of a Deployment. Kept on
 * every change. */
final class PodIndex {
    private final Map<String, Shelf<Pod>> byNode;
    private final Map<String, Shelf<Pod>> byOwner;
    private final Map<String, Shelf<Workload>> replicaSets;
    private final Unbound unbound;

    PodIndex() {
        this(new HashMap<>(), new HashMap<>(), new HashMap<>(), new Unbound());
    }

    private PodIndex(
            Map<String, Shelf<Pod>> byNode,
            Map<String, Shelf<Pod>> byOwner,
            Map<String, Shelf<Workload>> replicaSets,
            Unbound unbound) {
        this.byNode = byNode;
        this.byOwner = byOwner;
        this.replicaSets = replicaSets;
        this.unbound = unbound;
    }

    PodIndex copy() {
        return new PodIndex(copy(byNode), copy(byOwner), copy(replicaSets), unbound.copy());
    }

    private static <T> Map<String, Shelf<T>> copy(Map<String, Shelf<T>> shelves) {
        Map<String, Shelf<T>> copy = new HashMap<>(shelves);
        copy.replaceAll((key, shelf) -> shelf.copy());
        return copy;
    }

    Row<Pod> on(String node) {
        return row(byNode, node);
    }

    Row<Pod> of(String owner) {
        return row(byOwner, owner);
    }

    int countOf(String owner) {
        Shelf<Pod> shelf = byOwner.get(owner);
        return shelf == null ? 0 : shelf.size();
    }

    Row<Workload> replicaSetsOf(String owner) {
        return row(replicaSets, owner);
    }

    private static <T> Row<T> row(Map<String, Shelf<T>> shelves, String key) {
        Shelf<T> shelf = shelves.get(key);
        return shelf == null ? Row.empty() : shelf.row();
    }

    Collection<Pod> unbound() {
        return unbound.all();
    }

    boolean hasUnbound() {
        return !unbound.isEmpty();
    }

    /** Follows a change; kinds that nobody looks for here are ignored. */
    void replace(@Nullable KubeObject before, @Nullable KubeObject after) {
        if (before instanceof Pod || after instanceof Pod) {
            replacePod((Pod) before, (Pod) after);
        } else if (isReplicaSet(before) || isReplicaSet(after)) {
            move(replicaSets, owner(before), owner(after), (Workload) before, (Workload) after);
        }
    }

    private static boolean isReplicaSet(@Nullable KubeObject object) {
        return object instanceof Workload workload && workload.kind() == WorkloadKind.REPLICA_SET;
    }

    private void replacePod(@Nullable Pod before, @Nullable Pod after) {
        String from = before == null ? "" : before.nodeName();
        String to = after == null ? "" : after.nodeName();
        move(byNode, from, to, before, after);
        move(byOwner, owner(before), owner(after), before, after);
        if (before != null && from.isEmpty() && (after == null || !to.isEmpty())) {
            unbound.remove(before);
        } else if (after != null && to.isEmpty()) {
            unbound.put(after);
        }
    }

    private static <T extends KubeObject> void move(
            Map<String, Shelf<T>> shelves, String from, String to, @Nullable T before, @Nullable T after) {
        Shelf<T> old = before == null || from.isEmpty() ? null : shelves.get(from);
        if (old != null && before != null && after != null && from.equals(to)) {
            old.replace(before, after);
            return;
        } else if (old != null && before != null) {
            old.remove(before);
            if (old.size() == 0) {
                shelves.remove(from);
            }
        }
        if (after != null && !to.isEmpty()) {
            shelves.computeIfAbsent(to, any -> new Shelf<>(Places.BY_NAME)).add(after);
        }
    }

    private static String owner(@Nullable KubeObject object) {
        return object == null
                ? ""
                : object.metadata().controller().map(OwnerReference::uid).orElse("");
    }
}
