package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The one watch of budgets that feeds a {@link BudgetBook}: of one namespace as long as that is enough, else of all. A
 * wider one begins before the narrower one ends.
 */
final class BudgetWatch {
    private static final long NONE = -1;

    private final Loop loop;
    private final Consumer<DrainSignal> tell;
    private final BudgetBook book = new BudgetBook();
    private final Set<String> covered = new TreeSet<>();
    private long ticket = NONE;
    private boolean all;
    private int requests;

    BudgetWatch(Loop loop, Consumer<DrainSignal> tell) {
        this.loop = loop;
        this.tell = tell;
    }

    BudgetBook book() {
        return book;
    }

    /** {@return how many requests it cost; relists are not counted} */
    int requests() {
        return requests;
    }

    /** Makes sure that the budgets of these namespaces are, or soon will be, in the book. */
    void cover(Set<String> namespaces) {
        if (!covered.addAll(namespaces) || all) {
            return;
        }
        long before = ticket;
        boolean one = covered.size() == 1;
        Set<String> seen = one ? Set.copyOf(covered) : Set.of();
        Query query = one ? Query.inNamespace(covered.iterator().next()) : Query.all();
        all = !one;
        requests += 2;
        ticket = loop.observe(Kind.BUDGETS, query, new Observer<PodDisruptionBudget>() {
            @Override
            public void snapshot(List<PodDisruptionBudget> items) {
                book.seen(items, seen, loop.now());
                tell.accept(new DrainSignal.BudgetsMoved());
            }

            @Override
            public void changed(ChangeType type, PodDisruptionBudget object) {
                book.changed(type, object, loop.now());
                tell.accept(new DrainSignal.BudgetsMoved());
            }

            @Override
            public void lost(ApiFailure why, boolean ended) {
                tell.accept(new DrainSignal.BudgetsLost(why, ended));
            }
        });
        if (before != NONE) {
            loop.stop(before);
        }
    }
}
