package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.KubeObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The last changes of each kind, for watches that start at an older revision. Bounded, and compacted on demand. */
final class History {
    static final int MOST = 4096;

    private final Map<Kind<?>, Deque<Change<?>>> changes = new HashMap<>();
    private final Map<Kind<?>, Long> floors = new HashMap<>();
    private long floor;

    History(long floor) {
        this.floor = floor;
    }

    void add(Change<?> change) {
        Deque<Change<?>> all = changes.computeIfAbsent(change.kind(), kind -> new ArrayDeque<>());
        all.add(change);
        if (all.size() > MOST) {
            floors.put(change.kind(), all.remove().version());
        }
    }

    /** Forgets everything up to a revision. */
    void compact(long revision) {
        floor = Math.max(floor, revision);
        for (Deque<Change<?>> all : changes.values()) {
            while (!all.isEmpty() && all.getFirst().version() <= revision) {
                all.remove();
            }
        }
    }

    /** The oldest revision that a watch of the kind may start from. */
    long oldest(Kind<?> kind) {
        return Math.max(floor, floors.getOrDefault(kind, 0L));
    }

    /** The changes after a revision; empty if they are not known any more. */
    <T extends KubeObject> Optional<List<Change<T>>> after(Kind<T> kind, long revision) {
        if (revision < oldest(kind)) {
            return Optional.empty();
        }
        List<Change<T>> found = new ArrayList<>();
        for (Change<?> change : changes.getOrDefault(kind, new ArrayDeque<>())) {
            if (change.version() > revision) {
                @SuppressWarnings("unchecked") // kept under its own kind
                Change<T> typed = (Change<T>) change;
                found.add(typed);
            }
        }
        return Optional.of(found);
    }
}
