package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What gates look at, at one moment.
 *
 * @param nodes all nodes by name
 * @param pods the pods of kube-system
 */
record Seen(Map<String, Node> nodes, List<Pod> pods) {
    Seen {
        nodes = new TreeMap<>(nodes);
        pods = List.copyOf(pods);
    }

    static Seen of(Collection<Node> nodes, Collection<Pod> pods) {
        Map<String, Node> byName = new TreeMap<>();
        nodes.forEach(node -> byName.put(node.name(), node));
        return new Seen(byName, List.copyOf(pods));
    }

    Optional<Node> node(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    /** Returns the static pods of a part of the control plane. */
    List<Pod> parts(String component) {
        return pods.stream()
                .filter(pod -> pod.isMirror()
                        && pod.spec().containers().stream()
                                .anyMatch(each -> each.name().equals(component)))
                .toList();
    }
}
