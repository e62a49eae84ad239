package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Budgets that are known only by the server's refusals: those that can't be read, or were made a moment ago. One pod at a
 * time asks, after a while or as soon as any budget that is seen has moved; when it goes, the next one follows at once.
 */
final class UnseenBudgets {
    private static final class Closed {
        private long moves;
        private Instant until = Instant.MIN;
        private boolean busy;
    }

    private final Map<String, Closed> closed = new HashMap<>();

    void refused(String name, long moves, Instant until) {
        Closed budget = closed.computeIfAbsent(name, none -> new Closed());
        budget.moves = moves;
        budget.until = until;
        budget.busy = false;
    }

    boolean mayGo(String name, long moves, Desk desk) {
        @Nullable Closed budget = closed.get(name);
        if (budget == null || (budget.moves != moves && !budget.busy)) {
            return true;
        } else if (budget.busy) {
            return false;
        } else if (desk.now().isBefore(budget.until)) {
            desk.lookAgain(budget.until);
            return false;
        }
        return true;
    }

    void sent(String name) {
        Closed budget = closed.get(name);
        if (budget != null) {
            budget.busy = true;
        }
    }

    /** The answer came; a refusal says so in addition. */
    void answered(String name) {
        Closed budget = closed.get(name);
        if (budget != null) {
            budget.busy = false;
            budget.until = Instant.MIN;
        }
    }
}
