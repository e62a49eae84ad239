package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.LabelSelector;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a save takes and how. Immutable; sets are ordered.
 *
 * @param namespaces only these; empty for all
 * @param withoutNamespaces not these
 * @param resources only these, as {@code configmaps} or {@code deployments.apps}; empty for all
 * @param withoutResources not these
 * @param labels only objects with these labels
 * @param includeOwned whether objects that a controller owns come along
 * @param keepAddresses whether cluster IPs and node ports come along
 * @param secrets what becomes of Secrets
 * @param format of the files
 * @param overwrite whether a backup that is there is replaced
 * @param parallel how many kinds are listed at once
 * @param pageSize most objects in an answer
 */
public record SaveOptions(
        Set<String> namespaces,
        Set<String> withoutNamespaces,
        Set<String> resources,
        Set<String> withoutResources,
        LabelSelector labels,
        boolean includeOwned,
        boolean keepAddresses,
        SecretHandling secrets,
        DocumentFormat format,
        boolean overwrite,
        int parallel,
        int pageSize) {
    static final SaveOptions DEFAULT = new SaveOptions(
            Set.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            LabelSelector.everything(),
            false,
            false,
            SecretHandling.NOT_CHOSEN,
            DocumentFormat.prettyJson(),
            false,
            3,
            500);

    public SaveOptions {
        namespaces = sorted(namespaces);
        withoutNamespaces = sorted(withoutNamespaces);
        resources = sorted(resources);
        withoutResources = sorted(withoutResources);
        if (parallel < 1) {
            throw new IllegalArgumentException("at least one kind is listed at a time, not " + parallel);
        } else if (pageSize < 1) {
            throw new IllegalArgumentException("a page has at least 1 object, not " + pageSize);
        }
    }

    private static Set<String> sorted(Set<String> names) {
        return Collections.unmodifiableSet(new TreeSet<>(names));
    }

    /** Whether a resource was asked for by its name. */
    boolean names(String resource) {
        return KindNames.has(resources, resource);
    }

    boolean takes(String resource) {
        return KindNames.takes(resources, withoutResources, resource);
    }

    boolean takesNamespace(String namespace) {
        return !withoutNamespaces.contains(namespace) && (namespaces.isEmpty() || namespaces.contains(namespace));
    }

    /** The options, to change some of them. */
    static final class Draft {
        Set<String> namespaces;
        Set<String> withoutNamespaces;
        Set<String> resources;
        Set<String> withoutResources;
        LabelSelector labels;
        boolean includeOwned;
        boolean keepAddresses;
        SecretHandling secrets;
        DocumentFormat format;
        boolean overwrite;
        int parallel;
        int pageSize;

        Draft(SaveOptions asked) {
            namespaces = asked.namespaces;
            withoutNamespaces = asked.withoutNamespaces;
            resources = asked.resources;
            withoutResources = asked.withoutResources;
            labels = asked.labels;
            includeOwned = asked.includeOwned;
            keepAddresses = asked.keepAddresses;
            secrets = asked.secrets;
            format = asked.format;
            overwrite = asked.overwrite;
            parallel = asked.parallel;
            pageSize = asked.pageSize;
        }

        SaveOptions options() {
            return new SaveOptions(
                    namespaces,
                    withoutNamespaces,
                    resources,
                    withoutResources,
                    labels,
                    includeOwned,
                    keepAddresses,
                    secrets,
                    format,
                    overwrite,
                    parallel,
                    pageSize);
        }
    }
}
