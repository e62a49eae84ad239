package io.github.kubemaintenance.model;

import java.util.Comparator;

/**
 * One pod and no other: a pod recreated under the same name has another uid. Ordered by namespace, name, uid.
 *
 * @param namespace its namespace
 * @param name its name
 * @param uid its uid
 */
public record PodRef(String namespace, String name, String uid) implements Comparable<PodRef> {
    private static final Comparator<PodRef> ORDER =
            Comparator.comparing(PodRef::namespace).thenComparing(PodRef::name).thenComparing(PodRef::uid);

    @Override
    public int compareTo(PodRef other) {
        return ORDER.compare(this, other);
    }

    /** Returns {@code namespace/name}. */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
