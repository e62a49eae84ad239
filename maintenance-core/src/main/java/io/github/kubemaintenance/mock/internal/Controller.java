package io.github.kubemaintenance.mock.internal;

/**
 * A part of the control plane. It keeps no state of its own: what it must remember is in the world or in a task, so that
 * a copy of the world goes on alike. Level-triggered: a task says what to look at, never what to do.
 */
public interface Controller {
    /** Names the controller; tasks carry the name. */
    String name();

    /**
     * Hears of every change, at once and inside the write: it may only set tasks here, never write.
     */
    void changed(World world, Change<?> change);

    /** Hears that a node behaves otherwise from now on (its kubelet died or came back); may only set tasks. */
    default void behaves(World world, String node) {}

    /**
     * The same controller for a copy of the world. One that keeps something, which can only be what it derived from the
     * objects of its world, returns a new one.
     */
    default Controller forCopy() {
        return this;
    }

    /** Does what is due now. */
    void due(World world, Task task);
}
