package io.github.kubemaintenance.backup;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a restore takes and how. Immutable; sets and maps are ordered.
 *
 * @param namespaces only from these, named as in the backup; empty for all
 * @param resources only these kinds, as {@code configmaps} or {@code deployments.apps}; empty for all
 * @param withoutResources not these
 * @param mapping from a namespace in the backup to one in the cluster
 * @param onConflict what becomes of objects that are there otherwise
 * @param volumes whether PersistentVolumes are restored
 * @param newAddresses whether the cluster chooses cluster IPs and node ports anew
 * @param skipRefused whether what can't be restored is left out instead of refusing everything
 * @param parallel how many objects are written at once
 */
public record RestoreOptions(
        Set<String> namespaces,
        Set<String> resources,
        Set<String> withoutResources,
        Map<String, String> mapping,
        ConflictPolicy onConflict,
        boolean volumes,
        boolean newAddresses,
        boolean skipRefused,
        int parallel) {
    static final RestoreOptions DEFAULT =
            new RestoreOptions(Set.of(), Set.of(), Set.of(), Map.of(), ConflictPolicy.SKIP, false, false, false, 4);

    public RestoreOptions {
        namespaces = Collections.unmodifiableSet(new TreeSet<>(namespaces));
        resources = Collections.unmodifiableSet(new TreeSet<>(resources));
        withoutResources = Collections.unmodifiableSet(new TreeSet<>(withoutResources));
        mapping = Collections.unmodifiableMap(new TreeMap<>(mapping));
        if (parallel < 1) {
            throw new IllegalArgumentException("at least one object is written at a time, not " + parallel);
        }
    }

    boolean names(String resource) {
        return KindNames.has(resources, resource);
    }

    boolean takes(String resource) {
        return KindNames.takes(resources, withoutResources, resource);
    }

    boolean takesNamespace(String namespace) {
        return namespaces.isEmpty() || namespaces.contains(namespace);
    }

    /** The options, to change some of them. */
    static final class Draft {
        Set<String> namespaces;
        Set<String> resources;
        Set<String> withoutResources;
        Map<String, String> mapping;
        ConflictPolicy onConflict;
        boolean volumes;
        boolean newAddresses;
        boolean skipRefused;
        int parallel;

        Draft(RestoreOptions asked) {
            namespaces = asked.namespaces;
            resources = asked.resources;
            withoutResources = asked.withoutResources;
            mapping = asked.mapping;
            onConflict = asked.onConflict;
            volumes = asked.volumes;
            newAddresses = asked.newAddresses;
            skipRefused = asked.skipRefused;
            parallel = asked.parallel;
        }

        RestoreOptions options() {
            return new RestoreOptions(
                    namespaces,
                    resources,
                    withoutResources,
                    mapping,
                    onConflict,
                    volumes,
                    newAddresses,
                    skipRefused,
                    parallel);
        }
    }
}
