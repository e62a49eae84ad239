package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Node;

/**
 * A request to change one object.
 *
 * @param kind its kind
 * @param namespace its namespace, empty for none
 * @param name its name
 * @param type how the body is meant
 * @param body the change; with {@code metadata.resourceVersion} it is refused where the object has changed meanwhile
 * @param dryRun whether the server only checks ({@code dryRun=All})
 * @param <T> type of the object
 */
public record Patch<T extends KubeObject>(
        Kind<T> kind, String namespace, String name, Type type, Document body, boolean dryRun) {
    /** How the body of a patch is meant. */
    public enum Type {
        /** Kubernetes' strategic merge patch: lists are merged by their keys, null removes. */
        STRATEGIC_MERGE,
        /** JSON merge patch, RFC 7386: lists are replaced, null removes. */
        MERGE
    }

    /**
     * Cordons or uncordons a node as kubectl does: {@code spec.unschedulable} true, or null.
     *
     * @param node its name
     * @param unschedulable true to cordon
     * @return a strategic merge patch without a guard
     */
    public static Patch<Node> cordon(String node, boolean unschedulable) {
        Document body = unschedulable
                ? Document.empty().with(true, "spec", "unschedulable")
                : Document.empty().withNull("spec", "unschedulable");
        return new Patch<>(Kind.NODES, "", node, Type.STRATEGIC_MERGE, body, false);
    }

    /**
     * Returns a copy that the server only checks.
     *
     * @param only whether it only checks
     * @return the copy
     */
    public Patch<T> withDryRun(boolean only) {
        return new Patch<>(kind, namespace, name, type, body, only);
    }
}
