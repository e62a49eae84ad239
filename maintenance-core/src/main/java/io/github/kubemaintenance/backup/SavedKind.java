package io.github.kubemaintenance.backup;

/**
 * One kind in a backup.
 *
 * @param apiVersion group and version of its objects in the backup
 * @param resource plural with group, for example {@code deployments.apps}
 * @param kind name of the kind
 * @param namespaced whether its objects are in namespaces
 * @param objects how many are in the backup
 * @param leftOut how many were read and left out
 * @param resourceVersion the revision of the list: all its objects are of that moment; other kinds are of another
 */
public record SavedKind(
        String apiVersion,
        String resource,
        String kind,
        boolean namespaced,
        long objects,
        long leftOut,
        String resourceVersion) {}
