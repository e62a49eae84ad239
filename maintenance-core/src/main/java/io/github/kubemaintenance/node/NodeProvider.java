package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.Node;
import java.util.List;
import java.util.Optional;

/**
 * Who makes and removes machines: a cloud's node groups, Cluster API, a rack. The SPI for {@code maxSurge} and for
 * replacing nodes. {@link #add} and {@link #remove} are called off the operation's thread and may take their time, but not
 * for ever; {@link #groupOf} is called on it and must answer from what it knows. Thread-safe.
 */
public interface NodeProvider {
    /**
     * Says which group a node is in.
     *
     * @param node the node
     * @return its group; empty for a node that isn't this provider's
     */
    Optional<String> groupOf(Node node);

    /**
     * Orders nodes.
     *
     * @param group in which group
     * @param count how many
     * @return the names that they have, or will have when they join the cluster
     * @throws Exception if there are none to be had
     */
    List<String> add(String group, int count) throws Exception;

    /**
     * Removes a node that stands empty: its machine, and in time its Node object. A node that is gone already is fine.
     *
     * @param node the node
     * @throws Exception if it can't be removed
     */
    void remove(Node node) throws Exception;
}
