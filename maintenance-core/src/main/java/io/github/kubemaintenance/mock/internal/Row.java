package io.github.kubemaintenance.mock.internal;

import java.util.AbstractList;
import java.util.Iterator;
import java.util.RandomAccess;

/**
 * What a {@link Shelf} showed: its array, which is not written any more.
 *
 * @param <T> type of the elements
 */
final class Row<T> extends AbstractList<T> implements Ordered<T>, RandomAccess {
    private static final Row<?> EMPTY = new Row<>(new Object[0], 0);

    private final Object[] items;
    private final int size;

    Row(Object[] items, int size) {
        this.items = items;
        this.size = size;
    }

    /** A row of nothing. */
    @SuppressWarnings("unchecked") // there is nothing in it
    static <T> Row<T> empty() {
        return (Row<T>) EMPTY;
    }

    @Override
    @SuppressWarnings("unchecked") // only such were put
    public T get(int index) {
        return (T) items[java.util.Objects.checkIndex(index, size)];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int rank(Place<? super T> place) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (place.comparedTo(get(middle)) <= 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    @Override
    public Iterator<T> from(Place<? super T> place) {
        return subList(rank(place), size).iterator();
    }
}
