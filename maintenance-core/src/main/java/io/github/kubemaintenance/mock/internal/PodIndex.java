package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** Finds pods by node, by controller, and those that have no node yet. Kept on every change. */
final class PodIndex {
    private static final Comparator<Pod> BY_AGE = Comparator.comparing(
                    (Pod pod) -> pod.metadata().creationTimestamp())
            .thenComparing(Places.BY_NAME);
    private static final Tree<Pod> NONE = Tree.empty(Places.BY_NAME);

    private final Map<String, Tree<Pod>> byNode;
    private final Map<String, Tree<Pod>> byOwner;
    private Tree<Pod> unbound;

    PodIndex() {
        this(new HashMap<>(), new HashMap<>(), Tree.empty(BY_AGE));
    }

    private PodIndex(Map<String, Tree<Pod>> byNode, Map<String, Tree<Pod>> byOwner, Tree<Pod> unbound) {
        this.byNode = byNode;
        this.byOwner = byOwner;
        this.unbound = unbound;
    }

    PodIndex copy() {
        return new PodIndex(new HashMap<>(byNode), new HashMap<>(byOwner), unbound);
    }

    Tree<Pod> on(String node) {
        return byNode.getOrDefault(node, NONE);
    }

    Tree<Pod> of(String owner) {
        return byOwner.getOrDefault(owner, NONE);
    }

    Tree<Pod> unbound() {
        return unbound;
    }

    /** Follows a change; other kinds than pods are ignored. */
    void replace(@Nullable KubeObject before, @Nullable KubeObject after) {
        if (before instanceof Pod pod) {
            Pod next = after instanceof Pod other ? other : null;
            if (pod.nodeName().isEmpty()) {
                if (next == null || !next.nodeName().isEmpty()) {
                    unbound = unbound.without(pod);
                }
            } else if (next == null || !next.nodeName().equals(pod.nodeName())) {
                remove(byNode, pod.nodeName(), pod);
            }
            String owner = owner(pod);
            if (!owner.isEmpty() && (next == null || !owner(next).equals(owner))) {
                remove(byOwner, owner, pod);
            }
        }
        if (after instanceof Pod pod) {
            if (pod.nodeName().isEmpty()) {
                unbound = unbound.with(pod);
            } else {
                byNode.put(pod.nodeName(), on(pod.nodeName()).with(pod));
            }
            String owner = owner(pod);
            if (!owner.isEmpty()) {
                byOwner.put(owner, of(owner).with(pod));
            }
        }
    }

    private static void remove(Map<String, Tree<Pod>> index, String key, Pod pod) {
        Tree<Pod> rest = index.getOrDefault(key, NONE).without(pod);
        if (rest.isEmpty()) {
            index.remove(key);
        } else {
            index.put(key, rest);
        }
    }

    private static String owner(Pod pod) {
        return pod.controller().map(OwnerReference::uid).orElse("");
    }
}
