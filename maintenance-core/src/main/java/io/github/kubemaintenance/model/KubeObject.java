package io.github.kubemaintenance.model;

/** An object of the API: it has metadata. Implementations are immutable. */
public interface KubeObject {
    /** {@return the object's metadata} */
    ObjectMeta metadata();

    /**
     * Writes the whole object, with apiVersion and kind. What was read and is not modelled is written again.
     *
     * @return the object as the API server would show it
     */
    Document toDocument();

    /**
     * Returns the name.
     *
     * @return {@code metadata.name}
     */
    default String name() {
        return metadata().name();
    }

    /**
     * Returns the namespace.
     *
     * @return {@code metadata.namespace}, empty for objects that have none
     */
    default String namespace() {
        return metadata().namespace();
    }

    /**
     * Returns the uid.
     *
     * @return {@code metadata.uid}
     */
    default String uid() {
        return metadata().uid();
    }
}
