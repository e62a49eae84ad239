package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.KubeObject;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The order of objects: by namespace, then by name, as the server lists them. */
final class Places {
    static final Comparator<KubeObject> BY_NAME = (a, b) -> compare(a.namespace(), a.name(), b);

    private Places() {}

    @SuppressWarnings("ReferenceEquality") // mostly it is the very same text, which is known to be equal at no cost
    private static int compare(String namespace, String name, KubeObject object) {
        String other = object.namespace();
        int byNamespace = namespace == other ? 0 : namespace.compareTo(other);
        return byNamespace != 0 ? byNamespace : name.compareTo(object.name());
    }

    /** The place of an object. */
    static <T extends KubeObject> Ordered.Place<T> of(String namespace, String name) {
        return object -> compare(namespace, name, object);
    }

    /** The place just behind an object. */
    static <T extends KubeObject> Ordered.Place<T> after(String namespace, String name) {
        return object -> compare(namespace, name, object) < 0 ? -1 : 1;
    }

    /** The part of a tree that is in a namespace. */
    static <T extends KubeObject> Collection<T> inNamespace(Tree<T> tree, String namespace) {
        int from = tree.rank(of(namespace, ""));
        int to = tree.rank(object -> namespace.compareTo(object.namespace()) < 0 ? -1 : 1);
        return new AbstractCollection<>() {
            @Override
            public int size() {
                return to - from;
            }

            @Override
            public Iterator<T> iterator() {
                Iterator<T> all = tree.from(of(namespace, ""));
                return new Iterator<>() {
                    private int left = to - from;

                    @Override
                    public boolean hasNext() {
                        return left > 0;
                    }

                    @Override
                    public T next() {
                        if (left-- <= 0) {
                            throw new NoSuchElementException();
                        }
                        return all.next();
                    }
                };
            }
        };
    }
}
