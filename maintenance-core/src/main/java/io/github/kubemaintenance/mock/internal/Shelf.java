package io.github.kubemaintenance.mock.internal;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Some objects in an array: the pods of a node, of a workload. They are put in order when somebody looks; what was shown
 * stays as it was: the array is copied by the next write, and written in place as long as nobody has looked.
 *
 * <p>An object is found by identity: what is replaced or removed must be the very object that was added. No two of them
 * are equal in order.
 *
 * @param <T> type of the elements
 */
final class Shelf<T> {
    private static final int SMALLEST = 4;

    /** So many references are compared sooner than a few objects are, which are anywhere in memory. */
    private static final int FEW = 128;

    private final Comparator<? super T> order;
    private Object[] items;
    private int size;
    private boolean sorted = true;
    private boolean shown;

    /** An empty shelf. */
    Shelf(Comparator<? super T> order) {
        this(order, new Object[SMALLEST], 0, false);
    }

    private Shelf(Comparator<? super T> order, Object[] items, int size, boolean shown) {
        this.order = order;
        this.items = items;
        this.size = size;
        this.shown = shown;
    }

    Shelf<T> copy() {
        sort();
        shown = true;
        return new Shelf<>(order, items, size, true);
    }

    int size() {
        return size;
    }

    /** What is on it now, in order. */
    Row<T> row() {
        sort();
        shown = true;
        return new Row<>(items, size);
    }

    void add(T value) {
        int at = size < FEW ? size : place(value);
        sorted &= size >= FEW || size == 0;
        own(size < items.length ? items.length : size + (size >> 1) + 1);
        System.arraycopy(items, at, items, at + 1, size - at);
        items[at] = value;
        size++;
    }

    /** Puts an object at the place of an earlier state of it. */
    void replace(T before, T after) {
        int place = find(before);
        own(items.length);
        items[place] = after;
    }

    void remove(T value) {
        int place = find(value);
        own(items.length);
        System.arraycopy(items, place + 1, items, place, size - place - 1);
        items[--size] = null;
    }

    private void own(int length) {
        if (shown || length != items.length) {
            items = Arrays.copyOf(items, length);
            shown = false;
        }
    }

    @SuppressWarnings("unchecked") // only such were added
    private void sort() {
        if (!sorted) {
            own(items.length);
            Arrays.sort((T[]) items, 0, size, order);
            sorted = true;
        }
    }

    @SuppressWarnings("ReferenceEquality") // the very object, as is said above
    private int find(T value) {
        int place = -1;
        if (size > FEW) {
            place = place(value);
            place = place < size && items[place] == value ? place : -1;
        } else {
            for (int i = 0; i < size && place < 0; i++) {
                place = items[i] == value ? i : -1;
            }
        }
        if (place < 0) {
            throw new IllegalStateException("not on the shelf: " + value);
        }
        return place;
    }

    /** Where an object is or belongs. */
    private int place(T value) {
        sort();
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            @SuppressWarnings("unchecked") // only such were added
            T here = (T) items[middle];
            if (order.compare(here, value) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
