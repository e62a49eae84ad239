package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.model.Node;

/**
 * Checks of a node's configuration as a check of a cycle. It is bound to the cluster when the cycle is run.
 *
 * @param checks what is checked
 */
record ConfigurationCheck(NodeCheckRequest checks) implements NodeAction {
    NodeAction on(ClusterBackend backend) {
        return node -> checks.nodes(node.name()).run(backend).orThrow();
    }

    @Override
    public void run(Node node) {
        throw new IllegalStateException("the check of node " + node.name() + "'s configuration knows no cluster");
    }
}
