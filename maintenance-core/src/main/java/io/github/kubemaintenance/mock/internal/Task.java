package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.KubeObject;

/**
 * Something that a controller has to look at, later. Data, not a closure, so that a world can be copied in the middle.
 * Equal tasks are one: a controller has at most one entry in the heap for each thing it watches over.
 *
 * @param controller name of the controller that takes it
 * @param namespace namespace of what it is about, empty for a node
 * @param name name of what it is about, may be empty
 * @param detail which of several things is due, empty where there is only one
 */
public record Task(String controller, String namespace, String name, String detail) {
    /** About an object. */
    static Task of(String controller, KubeObject object) {
        return of(controller, object, "");
    }

    /** About one of several things with an object. */
    static Task of(String controller, KubeObject object, String detail) {
        return new Task(controller, object.namespace(), object.name(), detail);
    }

    /** About a node, or something else that has no namespace. */
    static Task ofNode(String controller, String name, String detail) {
        return new Task(controller, "", name, detail);
    }

    boolean isOfNode() {
        return namespace.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Task that
                && name.equals(that.name)
                && detail.equals(that.detail)
                && namespace.equals(that.namespace)
                && controller.equals(that.controller);
    }

    @Override
    public int hashCode() {
        // Texts keep their hash, so that this costs next to nothing: a task is looked up at every change.
        int hash = namespace.hashCode() * 31 + name.hashCode();
        return (hash * 31 + detail.hashCode()) * 31 + controller.hashCode();
    }
}
