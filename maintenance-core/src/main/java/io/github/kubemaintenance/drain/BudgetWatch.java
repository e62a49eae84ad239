package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The one watch of budgets that feeds a {@link BudgetBook}, for all drains of a loop: of one namespace as long as that is
 * enough, else of all. A wider one begins before the narrower one ends.
 */
final class BudgetWatch {
    /** A drain that goes by the book. */
    interface Reader {
        /** Tells it something of all budgets. */
        void hear(DrainSignal signal);

        /** The budgets of a namespace have changed, or one of them is free again. */
        void moved(String namespace);
    }

    private static final long NONE = -1;

    private final Loop loop;
    private final List<Reader> readers = new ArrayList<>();
    private final BudgetBook book = new BudgetBook();
    private final Set<String> covered = new TreeSet<>();
    private long ticket = NONE;
    private boolean all;
    private int requests;

    BudgetWatch(Loop loop) {
        this.loop = loop;
    }

    BudgetBook book() {
        return book;
    }

    void add(Reader reader) {
        readers.add(reader);
    }

    void remove(Reader reader) {
        readers.remove(reader);
    }

    /** {@return how many requests it cost; relists are not counted} */
    int requests() {
        return requests;
    }

    /** An eviction of one reader was answered: another's may go now. */
    void freed(Reader by, String namespace) {
        if (readers.size() > 1) {
            List.copyOf(readers).stream().filter(each -> each != by).forEach(each -> each.moved(namespace));
        }
    }

    /** Pods of a namespace may go now that had to wait for others of their owner; of all for the empty one. */
    void paceMoved(String namespace) {
        book.moved(namespace);
        tell(reader -> {
            if (namespace.isEmpty()) {
                reader.hear(new DrainSignal.BudgetsMoved());
            } else {
                reader.moved(namespace);
            }
        });
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
                tell(reader -> reader.hear(new DrainSignal.BudgetsMoved()));
            }

            @Override
            public void changed(ChangeType type, PodDisruptionBudget object) {
                book.changed(type, object, loop.now());
                tell(reader -> reader.moved(object.namespace()));
            }

            @Override
            public void lost(ApiFailure why, boolean ended) {
                tell(reader -> reader.hear(new DrainSignal.BudgetsLost(why, ended)));
            }
        });
        if (before != NONE) {
            loop.stop(before);
        }
    }

    private void tell(Consumer<Reader> what) {
        List.copyOf(readers).forEach(what);
    }
}
