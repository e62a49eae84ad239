package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Pods by namespace and one label, for those labels that somebody has asked for; kept on every change. */
final class PodsByLabel {
    private final World world;
    private final Map<String, TreeMap<String, Pod>> asked = new HashMap<>();

    PodsByLabel(World world) {
        this.world = world;
    }

    /** The pods of a namespace that a selector matches. */
    List<Pod> matching(String namespace, LabelSelector selector) {
        Optional<LabelSelector.Requirement> handle = selector.requirements().stream()
                .filter(each -> each.operator() == LabelSelector.Operator.IN
                        && each.values().size() == 1)
                .findFirst();
        Collection<Pod> candidates = handle.isPresent()
                ? known(namespace, handle.get().key(), handle.get().values().get(0))
                : world.in(Kind.PODS, namespace);
        List<Pod> found = new ArrayList<>();
        for (Pod pod : candidates) {
            if (selector.matches(pod.metadata().labels())) {
                found.add(pod);
            }
        }
        return found;
    }

    private Collection<Pod> known(String namespace, String label, String value) {
        return asked.computeIfAbsent(key(namespace, label, value), any -> {
                    TreeMap<String, Pod> found = new TreeMap<>();
                    for (Pod pod : world.in(Kind.PODS, namespace)) {
                        if (value.equals(pod.metadata().labels().get(label))) {
                            found.put(pod.name(), pod);
                        }
                    }
                    return found;
                })
                .values();
    }

    private static String key(String namespace, String label, String value) {
        return namespace + "/" + label + "=" + value;
    }

    void follow(Change<?> change, @Nullable Pod before, Pod pod) {
        if (asked.isEmpty()) {
            return;
        }
        if (before != null) {
            before.metadata().labels().forEach((label, value) -> {
                TreeMap<String, Pod> known = asked.get(key(pod.namespace(), label, value));
                if (known != null) {
                    known.remove(pod.name());
                }
            });
        }
        if (change.type() != ChangeType.DELETED) {
            pod.metadata().labels().forEach((label, value) -> {
                TreeMap<String, Pod> known = asked.get(key(pod.namespace(), label, value));
                if (known != null) {
                    known.put(pod.name(), pod);
                }
            });
        }
    }
}
