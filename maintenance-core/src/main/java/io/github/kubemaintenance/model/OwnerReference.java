package io.github.kubemaintenance.model;

/**
 * An owner of an object, as in {@code metadata.ownerReferences}.
 *
 * @param apiVersion group and version of the owner, for example {@code apps/v1}
 * @param kind kind of the owner
 * @param name its name, in the object's own namespace
 * @param uid its uid
 * @param controller whether this owner is the one that manages the object ({@code controller: true})
 * @param blockOwnerDeletion whether foreground deletion of the owner waits for this object
 */
public record OwnerReference(
        String apiVersion, String kind, String name, String uid, boolean controller, boolean blockOwnerDeletion) {
    /**
     * Makes a controller reference that blocks the owner's deletion, as the built-in controllers write it.
     *
     * @param apiVersion group and version of the owner
     * @param kind kind of the owner
     * @param name its name
     * @param uid its uid
     * @return the reference
     */
    public static OwnerReference controller(String apiVersion, String kind, String name, String uid) {
        return new OwnerReference(apiVersion, kind, name, uid, true, true);
    }

    /**
     * Reads a reference; what is missing is empty text or false.
     *
     * @param document one item of {@code ownerReferences}
     * @return the reference
     */
    public static OwnerReference of(Document document) {
        return new OwnerReference(
                document.apiVersion(),
                document.kind(),
                document.text("name").orElse(""),
                document.text("uid").orElse(""),
                document.flag("controller").orElse(false),
                document.flag("blockOwnerDeletion").orElse(false));
    }

    /**
     * Writes the reference.
     *
     * @return one item of {@code ownerReferences}
     */
    public Document toDocument() {
        Document document = Document.of("apiVersion", apiVersion)
                .with(kind, "kind")
                .with(name, "name")
                .with(uid, "uid");
        if (controller) {
            document = document.with(true, "controller");
        }
        return blockOwnerDeletion ? document.with(true, "blockOwnerDeletion") : document;
    }
}
