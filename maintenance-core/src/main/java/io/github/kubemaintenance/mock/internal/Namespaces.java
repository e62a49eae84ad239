package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;

/** What a controller has to know of namespaces. */
final class Namespaces {
    private Namespaces() {}

    /** Whether nothing can be created there any more. */
    static boolean isTerminating(World world, String namespace) {
        return world.find(Kind.NAMESPACES, "", namespace)
                .map(found -> found.metadata().isTerminating())
                .orElse(false);
    }
}
