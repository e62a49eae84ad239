package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.Arrays;
import java.util.List;

/**
 * Finds objects by namespace and name: a hash table that holds nothing but the objects themselves (four to eight bytes
 * for each), so that it is small and a copy of it is a copy of one array.
 *
 * @param <T> type of the objects
 */
final class Index<T extends KubeObject> {
    private static final int SMALLEST = 8;

    private Object[] slots;
    private int size;

    Index() {
        this(new Object[SMALLEST], 0);
    }

    private Index(Object[] slots, int size) {
        this.slots = slots;
        this.size = size;
    }

    Index<T> copy() {
        return new Index<>(slots.clone(), size);
    }

    int size() {
        return size;
    }

    @Nullable
    T find(String namespace, String name) {
        return at(slot(namespace, name));
    }

    /** Sets the object of this namespace and name; returns the one that was there. */
    @Nullable
    T put(T object) {
        int slot = slot(object.namespace(), object.name());
        T before = at(slot);
        slots[slot] = object;
        if (before == null && ++size > slots.length / 4 * 3) {
            grow();
        }
        return before;
    }

    /** Takes out the object of a namespace and name; returns it. */
    @Nullable
    T remove(String namespace, String name) {
        int slot = slot(namespace, name);
        T before = at(slot);
        if (before != null) {
            close(slot);
            size--;
        }
        return before;
    }

    /** All objects, in an order that means nothing. */
    List<T> all() {
        Object[] found = new Object[size];
        int next = 0;
        for (Object each : slots) {
            if (each != null) {
                found[next++] = each;
            }
        }
        @SuppressWarnings("unchecked") // only such were put
        List<T> all = (List<T>) (List<?>) Arrays.asList(found);
        return all;
    }

    @SuppressWarnings("unchecked") // only such were put
    private @Nullable T at(int slot) {
        return (T) slots[slot];
    }

    /** Where an object is, or else the free slot where it belongs. */
    private int slot(String namespace, String name) {
        int slot = home(namespace, name);
        for (T here = at(slot); here != null; here = at(slot)) {
            if (here.name().equals(name) && here.namespace().equals(namespace)) {
                break;
            }
            slot = next(slot);
        }
        return slot;
    }

    private int home(String namespace, String name) {
        int hash = (namespace.hashCode() * 31 + name.hashCode()) * 0x9E3779B9;
        return hash >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
    }

    private int next(int slot) {
        return slot + 1 & slots.length - 1;
    }

    /** Empties a slot; what stands behind it only because it was taken moves up. */
    private void close(int slot) {
        int free = slot;
        int here = next(slot);
        for (T each = at(here); each != null; each = at(here)) {
            int home = home(each.namespace(), each.name());
            boolean reachable = free <= here ? free < home && home <= here : free < home || home <= here;
            if (!reachable) {
                slots[free] = each;
                free = here;
            }
            here = next(here);
        }
        slots[free] = null;
    }

    private void grow() {
        List<T> all = all();
        slots = new Object[slots.length * 2];
        for (T each : all) {
            slots[slot(each.namespace(), each.name())] = each;
        }
    }
}
