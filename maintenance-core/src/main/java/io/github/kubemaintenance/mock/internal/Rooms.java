package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.NodeRoom;
import io.github.kubemaintenance.catalog.PodRequests;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the scheduler knows of all nodes: their room, which pods keep others away, and pods by the labels that somebody
 * asked for. Derived from the world's objects and kept on every change.
 */
final class Rooms {
    private static final int MANY = 20_000;

    private final Map<String, NodeRoom> byName = new HashMap<>();
    /** Pods with an anti-affinity, by namespace; under the empty one those that look beyond their own. */
    private final Map<String, TreeMap<String, Pod>> repelling = new HashMap<>();

    private final PodsByLabel byLabel;
    private final Siblings siblings;
    private final IdentityHashMap<PodSpec, PodRequests> requests = new IdentityHashMap<>();
    private List<NodeRoom> inOrder = List.of();
    private boolean ordered;

    /** How many unbound pods have an affinity to others. */
    private int awaiting;

    Rooms(World world) {
        byLabel = new PodsByLabel(world);
        siblings = new Siblings(world, this);
        for (Node node : world.unordered(Kind.NODES)) {
            byName.put(node.name(), new NodeRoom(node));
        }
        for (Pod pod : world.unordered(Kind.PODS)) {
            add(pod);
            awaiting += awaits(pod);
        }
    }

    /** All nodes, by name. */
    List<NodeRoom> all() {
        if (!ordered) {
            inOrder = new ArrayList<>(byName.values());
            inOrder.sort(Comparator.comparing(room -> room.node().name()));
            ordered = true;
        }
        return inOrder;
    }

    @Nullable
    NodeRoom of(String node) {
        return byName.get(node);
    }

    /** What a pod takes; pods of one workload share a spec, so this is mostly known. */
    PodRequests requests(PodSpec spec) {
        if (requests.size() > MANY) {
            requests.clear();
        }
        return requests.computeIfAbsent(spec, PodRequests::of);
    }

    /** Bound pods that have an anti-affinity which means this pod. */
    List<Pod> repelling(Pod pod) {
        List<Pod> found = new ArrayList<>();
        for (String namespace : List.of("", pod.namespace())) {
            TreeMap<String, Pod> some = repelling.get(namespace);
            if (some != null) {
                for (Pod each : some.values()) {
                    if (each.spec().podAntiAffinity().stream().anyMatch(term -> term.means(each, pod))) {
                        found.add(each);
                    }
                }
            }
        }
        return found;
    }

    private Map<String, Pod> repellingLike(Pod pod) {
        boolean farther = pod.spec().podAntiAffinity().stream()
                .anyMatch(term -> term.allNamespaces() || !term.namespaces().isEmpty());
        return repelling.computeIfAbsent(farther ? "" : pod.namespace(), any -> new TreeMap<>());
    }

    /** Whether a pod waits that may be bound once another one is. */
    boolean awaitsCompany() {
        return awaiting > 0;
    }

    private static int awaits(@Nullable Pod pod) {
        return pod != null
                        && pod.nodeName().isEmpty()
                        && !pod.spec().podAffinity().isEmpty()
                ? 1
                : 0;
    }

    /** Where the pods of an owner are. */
    Siblings siblings() {
        return siblings;
    }

    /** Pods by label. */
    PodsByLabel byLabel() {
        return byLabel;
    }

    /** Whether a pod takes room. */
    static boolean counts(@Nullable Object object) {
        return object instanceof Pod pod && !pod.nodeName().isEmpty() && !pod.isFinished();
    }

    private void add(Pod pod) {
        if (counts(pod)) {
            NodeRoom room = byName.get(pod.nodeName());
            if (room != null) {
                room.add(requests(pod.spec()));
            }
            if (!pod.spec().podAntiAffinity().isEmpty()) {
                repellingLike(pod).put(Keys.of(pod), pod);
            }
        }
    }

    private void remove(Pod pod) {
        if (counts(pod)) {
            NodeRoom room = byName.get(pod.nodeName());
            if (room != null) {
                room.remove(requests(pod.spec()));
            }
            if (!pod.spec().podAntiAffinity().isEmpty()) {
                repellingLike(pod).remove(Keys.of(pod));
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // mostly it is the very same spec; an equal one is only counted anew
    private static boolean takesTheSame(Pod before, Pod pod) {
        return counts(before) == counts(pod) && before.nodeName().equals(pod.nodeName()) && before.spec() == pod.spec();
    }

    /** Follows a change. */
    void follow(World world, Change<?> change) {
        if (change.object() instanceof Pod pod) {
            Pod before = change.before().orElse(null) instanceof Pod known ? known : null;
            byLabel.follow(change, before, pod);
            siblings.follow(before, change.type() == ChangeType.DELETED ? null : pod);
            awaiting += (change.type() == ChangeType.DELETED ? 0 : awaits(pod)) - awaits(before);
            boolean same = change.type() == ChangeType.MODIFIED && before != null && takesTheSame(before, pod);
            if (!same) {
                if (before != null) {
                    remove(before);
                }
                if (change.type() != ChangeType.DELETED) {
                    add(pod);
                }
            }
        } else if (change.object() instanceof Node node) {
            siblings.forget();
            NodeRoom room = byName.get(node.name());
            if (change.type() == ChangeType.DELETED) {
                byName.remove(node.name());
                ordered = false;
            } else if (room != null) {
                room.see(node);
            } else {
                NodeRoom made = new NodeRoom(node);
                byName.put(node.name(), made);
                ordered = false;
                for (Pod pod : world.podsOn(node.name())) {
                    if (counts(pod)) {
                        made.add(requests(pod.spec()));
                    }
                }
            }
        }
    }
}
