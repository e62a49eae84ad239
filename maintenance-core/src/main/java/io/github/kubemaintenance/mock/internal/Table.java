package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Objects that are found by name at once, and put in order only when somebody asks for all of them: what was written
 * since then follows, or, where that is much of it, everything is ordered anew. A cluster that is built is not ordered
 * 600,000 times but once.
 *
 * @param <T> type of the objects
 */
final class Table<T extends KubeObject> {
    private static final int FEW = 64;

    private final Comparator<? super T> order;
    private final Index<T> index;
    /** Pairs of what was there before (null: nothing) and is now (null: nothing), that the tree doesn't know yet. */
    private final List<@Nullable T> late;

    private Tree<T> tree;
    private boolean stale;

    /** An empty table, in an order that tells objects of different names apart. */
    Table(Comparator<? super T> order) {
        this(order, new Index<>(), new ArrayList<>(), Tree.empty(order), false);
    }

    private Table(Comparator<? super T> order, Index<T> index, List<@Nullable T> late, Tree<T> tree, boolean stale) {
        this.order = order;
        this.index = index;
        this.late = late;
        this.tree = tree;
        this.stale = stale;
    }

    Table<T> copy() {
        return new Table<>(order, index.copy(), new ArrayList<>(late), tree, stale);
    }

    int size() {
        return index.size();
    }

    @Nullable
    T find(String namespace, String name) {
        return index.find(namespace, name);
    }

    /** All objects, in an order that means nothing; costs less where much was written. */
    Collection<T> unordered() {
        return index.all();
    }

    /** Sets the object of its name. */
    void put(T object) {
        note(index.put(object), object);
    }

    /** Removes the object of its name. */
    void remove(T object) {
        T before = index.remove(object.namespace(), object.name());
        if (before != null) {
            note(before, null);
        }
    }

    private void note(@Nullable T before, @Nullable T after) {
        if (!stale) {
            late.add(before);
            late.add(after);
            if (late.size() > FEW && late.size() > index.size() / 4) {
                late.clear();
                tree = Tree.empty(order); // it would only hold what is gone
                stale = true;
            }
        }
    }

    /** All objects, in order. */
    Tree<T> ordered() {
        if (stale) {
            List<T> all = index.all();
            all.sort(order);
            tree = Tree.of(order, all);
            stale = false;
        } else if (!late.isEmpty()) {
            for (int i = 0; i < late.size(); i += 2) {
                catchUp(late.get(i), late.get(i + 1));
            }
            late.clear();
        }
        return tree;
    }

    private void catchUp(@Nullable T before, @Nullable T after) {
        if (before != null && (after == null || order.compare(before, after) != 0)) {
            tree = tree.without(before);
        }
        if (after != null) {
            tree = tree.with(after);
        }
    }
}
