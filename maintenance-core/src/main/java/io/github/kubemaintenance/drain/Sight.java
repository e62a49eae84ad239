package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.event.ServerEvent;
import io.github.kubemaintenance.model.Reason;
import java.util.Optional;

/** Whether the two watches of a drain see, and what is told when they don't. */
final class Sight {
    private final Desk desk;
    private final Patience patience;
    private final BudgetBook book;
    private boolean podsLost;
    private boolean budgetsLost;
    private boolean podsSeen;

    Sight(Desk desk, Patience patience, BudgetBook book) {
        this.desk = desk;
        this.patience = patience;
        this.book = book;
    }

    /** Tells whether the pods were listed after the cordon. */
    boolean hasSeenPods() {
        return podsSeen;
    }

    void podsSeen() {
        podsSeen = true;
        if (podsLost) {
            podsLost = false;
            patience.well();
        }
    }

    /** Returns why the drain can't go on, if it can't. */
    Optional<Reason> podsLost(ApiFailure why, boolean forGood) {
        if (forGood) {
            return Optional.of(new Reason(
                    ReasonCode.UNREADABLE,
                    "the node's pods can't be watched: " + why.text() + "; a drain needs to list and watch pods"));
        }
        if (!podsLost) {
            desk.tell(ServerEvent.Kind.WATCH_LOST, "the watch of pods has ended and is opened anew: " + why.text());
        }
        podsLost = true;
        return Optional.empty();
    }

    void budgetsSeen() {
        budgetsLost = false;
    }

    void budgetsLost(ApiFailure why, boolean forGood) {
        if (forGood) {
            book.isBlind();
            desk.tell(
                    ServerEvent.Kind.UNREADABLE,
                    "budgets can't be watched, so that only the answers to evictions tell of them: " + why.text());
        } else if (!budgetsLost) {
            desk.tell(ServerEvent.Kind.WATCH_LOST, "the watch of budgets has ended and is opened anew: " + why.text());
        }
        budgetsLost = true;
    }
}
