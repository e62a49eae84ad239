package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pods that have no node yet, the oldest first; those of one instant in the order in which they came. */
final class Unbound {
    private static final Comparator<Pod> BY_AGE =
            Comparator.comparing(pod -> pod.metadata().creationTimestamp());

    private Map<String, Pod> byUid = new LinkedHashMap<>();
    private @Nullable List<Pod> shown;

    Unbound copy() {
        Unbound copy = new Unbound();
        copy.byUid.putAll(byUid);
        return copy;
    }

    boolean isEmpty() {
        return byUid.isEmpty();
    }

    /** All of them. */
    Collection<Pod> all() {
        List<Pod> all = shown;
        if (all == null) {
            all = new ArrayList<>(byUid.values());
            all.sort(BY_AGE); // stable, and mostly there is nothing to do
            shown = all;
        }
        return all;
    }

    void put(Pod pod) {
        byUid.put(pod.uid(), pod);
        shown = null;
    }

    void remove(Pod pod) {
        byUid.remove(pod.uid());
        shown = null;
        if (byUid.isEmpty()) {
            byUid = new LinkedHashMap<>(); // its table was made for the pods of a whole cluster, once
        }
    }
}
