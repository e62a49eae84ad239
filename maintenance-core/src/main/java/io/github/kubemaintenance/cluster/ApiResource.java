package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.KubeDocument;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A resource that an API server serves at one version, as {@code kubectl api-resources} lists it.
 *
 * @param kind group, version, plural, kind and scope; objects are read as trees
 * @param verbs what may be done with it, for example {@code list}; ordered
 * @param preferred whether the server prefers this version of the group
 */
public record ApiResource(Kind<KubeDocument> kind, Set<String> verbs, boolean preferred) {
    public ApiResource {
        verbs = Collections.unmodifiableSet(new TreeSet<>(verbs));
    }

    /**
     * Tells whether verbs are offered. It says nothing of the caller's rights.
     *
     * @param wanted verbs, for example {@code list} and {@code get}
     * @return true if all of them are
     */
    public boolean offers(String... wanted) {
        return verbs.containsAll(Set.of(wanted));
    }

    /** Returns resource and version, for example {@code deployments.apps/v1}. */
    @Override
    public String toString() {
        return kind.resource() + "/" + kind.version();
    }
}
