package io.github.kubemaintenance.mock.internal;

import java.util.Collection;
import java.util.Iterator;

/**
 * A set in order, at one instant: no later write changes it.
 *
 * @param <T> type of the elements
 */
interface Ordered<T> extends Collection<T> {
    /** A place in the order. */
    @FunctionalInterface
    interface Place<T> {
        /** Negative if the place is before the element, 0 if it is that of the element, positive if it is after. */
        int comparedTo(T element);
    }

    /** The elements from a place on, the one at the place included. */
    Iterator<T> from(Place<? super T> place);

    /** How many elements come before a place. */
    int rank(Place<? super T> place);
}
