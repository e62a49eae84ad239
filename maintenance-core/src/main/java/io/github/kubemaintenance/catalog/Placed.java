package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which pods are where: what the rules of {@link PodPlacement} ask about other pods. Whoever has indexes answers from
 * them; {@link #of} answers from lists. Only pods that are bound to a known node and not finished count.
 */
public interface Placed {
    /**
     * Answers from lists, by looking through them.
     *
     * @param nodes all nodes
     * @param pods pods; those that don't count are passed over
     * @return a view that doesn't follow changes of the lists
     */
    static Placed of(Collection<Node> nodes, Collection<Pod> pods) {
        return new PlacedLists(List.copyOf(nodes), List.copyOf(pods));
    }

    /**
     * Returns all nodes.
     *
     * @return every node
     */
    Iterable<Node> nodes();

    /**
     * Finds a node.
     *
     * @param name its name
     * @return empty if there is none
     */
    Optional<Node> node(String name);

    /**
     * Returns the pods of a namespace that a selector matches; also terminating ones.
     *
     * @param namespace the namespace
     * @param selector which pods
     * @return those that count
     */
    Collection<Pod> matching(String namespace, LabelSelector selector);

    /**
     * Returns the pods with a required anti-affinity that means this pod.
     *
     * @param pod a pod that is to be placed
     * @return those that count
     */
    Collection<Pod> repelling(Pod pod);

    /**
     * Returns all namespaces, for terms that span them.
     *
     * @return their names
     */
    Collection<String> namespaces();
}
