package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.Node;

/**
 * The caller's own work on a node that stands empty, for example its reboot. Runs on a thread of the backend's executor
 * (or the one that was given), never on the operation's own; it is interrupted when its time is over or the operation is
 * cancelled. After a crash it may run a second time on the same node, so it should be able to bear that.
 */
@FunctionalInterface
public interface NodeAction {
    /**
     * Does the work.
     *
     * @param node the node as it was last seen, cordoned and drained
     * @throws Exception if it failed: the node stays cordoned and the report says why
     */
    void run(Node node) throws Exception;
}
