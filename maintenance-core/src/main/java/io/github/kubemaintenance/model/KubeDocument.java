package io.github.kubemaintenance.model;

/**
 * An object of any kind, held as the tree it was read from.
 *
 * @param metadata its metadata
 * @param document the whole object
 */
public record KubeDocument(ObjectMeta metadata, Document document) implements KubeObject {
    /**
     * Reads an object.
     *
     * @param document the whole object
     * @return the object
     */
    public static KubeDocument of(Document document) {
        return new KubeDocument(ObjectMeta.of(document.at("metadata")), document);
    }

    @Override
    public Document toDocument() {
        return document;
    }
}
