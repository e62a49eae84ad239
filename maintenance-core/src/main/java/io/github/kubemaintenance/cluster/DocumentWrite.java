package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.Document;

/**
 * A request to write one whole object.
 *
 * @param operation how it is meant
 * @param kind its kind, at the version of the object
 * @param object the object, with apiVersion, kind, name, and namespace where it has one
 * @param fieldManager who writes, as managedFields will name it; not empty
 * @param force whether an apply takes fields that others own; never by default
 * @param dryRun whether the server only checks ({@code dryRun=All})
 */
public record DocumentWrite(
        Operation operation, Kind<?> kind, Document object, String fieldManager, boolean force, boolean dryRun) {
    /** The field manager of this library. */
    public static final String FIELD_MANAGER = "kube-maintenance";

    /** How a write is meant. */
    public enum Operation {
        /** A POST: there must be none of the name. */
        CREATE,
        /** A PUT: there must be one; with {@code metadata.resourceVersion} only if it has that version still. */
        REPLACE,
        /** Server-side apply: creates, or merges what the object says into what is there. */
        APPLY
    }

    public DocumentWrite {
        if (fieldManager.isBlank() || fieldManager.length() > 128) {
            throw new IllegalArgumentException(
                    "a field manager's name has 1 to 128 characters: '" + fieldManager + "'");
        }
        if (force && operation != Operation.APPLY) {
            throw new IllegalArgumentException("only an apply can be forced, not " + operation);
        }
    }

    /**
     * Creates an object.
     *
     * @param kind its kind
     * @param object the whole object
     * @return the request
     */
    public static DocumentWrite create(Kind<?> kind, Document object) {
        return new DocumentWrite(Operation.CREATE, kind, object, FIELD_MANAGER, false, false);
    }

    /**
     * Replaces an object.
     *
     * @param kind its kind
     * @param object the whole object
     * @return the request
     */
    public static DocumentWrite replace(Kind<?> kind, Document object) {
        return new DocumentWrite(Operation.REPLACE, kind, object, FIELD_MANAGER, false, false);
    }

    /**
     * Applies an object on the server's side, without force.
     *
     * @param kind its kind
     * @param object what is wanted of the object
     * @return the request
     */
    public static DocumentWrite apply(Kind<?> kind, Document object) {
        return new DocumentWrite(Operation.APPLY, kind, object, FIELD_MANAGER, false, false);
    }

    /**
     * Returns a copy that somebody else writes.
     *
     * @param manager name of the field manager
     * @return the copy
     */
    public DocumentWrite by(String manager) {
        return new DocumentWrite(operation, kind, object, manager, force, dryRun);
    }

    /**
     * Returns a copy of an apply that takes the fields it sets from whoever owns them.
     *
     * @return the copy
     */
    public DocumentWrite takingFields() {
        return new DocumentWrite(operation, kind, object, fieldManager, true, dryRun);
    }

    /**
     * Returns a copy that the server only checks.
     *
     * @param only whether it only checks
     * @return the copy
     */
    public DocumentWrite withDryRun(boolean only) {
        return new DocumentWrite(operation, kind, object, fieldManager, force, only);
    }

    /**
     * Names the request for messages and access rules.
     *
     * @return verb, resource and object, for example {@code create configmaps shop/settings}
     */
    public String describe() {
        String verb =
                switch (operation) {
                    case CREATE -> "create";
                    case REPLACE -> "update";
                    case APPLY -> "patch";
                };
        String namespace = object.namespace();
        return verb + " " + kind.resource() + " " + (namespace.isEmpty() ? "" : namespace + "/") + object.name()
                + (dryRun ? " (dry run)" : "");
    }
}
