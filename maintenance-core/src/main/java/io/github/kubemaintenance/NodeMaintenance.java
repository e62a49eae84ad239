package io.github.kubemaintenance;

import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.node.CordonRequest;
import io.github.kubemaintenance.node.CycleRequest;
import io.github.kubemaintenance.node.NodeCheckRequest;
import io.github.kubemaintenance.node.Nodes;
import io.github.kubemaintenance.node.OutageRequest;
import io.github.kubemaintenance.node.RollRequest;

/**
 * The front door to everything that is done to nodes. Each method starts an immutable request; nothing is read or changed
 * before its {@code plan}, {@code run} or {@code start}.
 */
public final class NodeMaintenance {
    private NodeMaintenance() {}

    /**
     * Moves a node's pods away: cordon, then evictions that respect every disruption budget.
     *
     * @param node name of the node
     * @return a request with the safe defaults
     * @throws IllegalArgumentException for a text that can't be a node's name
     */
    public static DrainRequest drain(String node) {
        return DrainRequest.of(node);
    }

    /**
     * Keeps new pods away from a node.
     *
     * @param node name of the node
     * @return the request
     * @throws IllegalArgumentException for a text that can't be a node's name
     */
    public static CordonRequest cordon(String node) {
        return CordonRequest.cordon(node);
    }

    /**
     * Lets a node take pods again.
     *
     * @param node name of the node
     * @return the request
     * @throws IllegalArgumentException for a text that can't be a node's name
     */
    public static CordonRequest uncordon(String node) {
        return CordonRequest.uncordon(node);
    }

    /**
     * Asks what happens if a node dies now: when it is noticed, which pods are evicted when, and what becomes of each.
     *
     * @param node name of the node
     * @return the request
     * @throws IllegalArgumentException for a text that can't be a node's name
     */
    public static OutageRequest outage(String node) {
        return OutageRequest.of(node);
    }

    /**
     * Takes a node out, has the caller do something with it (for example reboot it) and brings it back.
     *
     * @param node name of the node
     * @return a request with the safe defaults
     * @throws IllegalArgumentException for a text that can't be a node's name
     */
    public static CycleRequest cycle(String node) {
        return CycleRequest.of(node);
    }

    /**
     * Asks whether nodes, and what nodes to come are made of, are configured as the cluster needs it.
     *
     * @return the request for all nodes, with the checks of the library
     */
    public static NodeCheckRequest checks() {
        return NodeCheckRequest.all();
    }

    /**
     * Does something with many nodes, a few at a time: each is taken out, worked on and brought back.
     *
     * @param nodes which nodes
     * @return a request with the safe defaults: one at a time, stop at the first failure
     */
    public static RollRequest rolling(Nodes nodes) {
        return RollRequest.of(nodes);
    }
}
