package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.Node;
import java.util.function.Consumer;

/**
 * Cordons a node for a drain that is part of something larger, in that one's own way: with its mark, and with what keeps
 * others' hands off. Asked once, on the loop's thread, when the plan is made and not refused. Giving the node back is the
 * taker's, too.
 */
@FunctionalInterface
public interface NodeTaker {
    /**
     * Cordons the node; never blocks.
     *
     * @param node as the plan saw it
     * @param then gets the node as it is cordoned, or why it can't be; on the loop's thread, once
     */
    void take(Node node, Consumer<Result<Node>> then);
}
