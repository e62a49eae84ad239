package io.github.kubemaintenance.model.internal;

import java.util.Set;

/** The namespaces that every API server makes for itself. */
public final class SystemNamespaces {
    /** Their names; for looking up only. */
    public static final Set<String> ALL = Set.of("default", "kube-system", "kube-public", "kube-node-lease");

    private SystemNamespaces() {}
}
