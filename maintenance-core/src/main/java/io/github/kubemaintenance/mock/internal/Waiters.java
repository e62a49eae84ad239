package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The participants that wait, in the order in which they began to. Belongs to {@link Turns}' lock. */
final class Waiters {
    private final Set<Participant> all = new LinkedHashSet<>();

    void add(Participant participant) {
        all.add(participant);
    }

    void remove(Participant participant) {
        all.remove(participant);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Whether one of them lets the clock move by waiting. */
    boolean attend() {
        for (Participant each : all) {
            if (each.foreground || each.advances()) {
                return true;
            }
        }
        return false;
    }

    /** The first of their deadlines: of those that let time pass, or of the others; null if there is none. */
    @Nullable
    Instant earliest(boolean advancing) {
        Instant first = null;
        for (Participant each : all) {
            Instant deadline = each.deadline;
            if (deadline != null && each.advances() == advancing && (first == null || deadline.isBefore(first))) {
                first = deadline;
            }
        }
        return first;
    }

    /** Those whose deadline has come: of those that let time pass, or of the others. */
    List<Participant> due(Instant now, boolean advancing) {
        return all.stream()
                .filter(each -> each.advances() == advancing && each.deadline != null && !each.deadline.isAfter(now))
                .toList();
    }

    /** Wakes their threads up. */
    void signal() {
        all.forEach(each -> each.news.signal());
    }
}
