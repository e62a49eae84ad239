package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Answers from lists. */
final class PlacedLists implements Placed {
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Pod> pods;
    private final Set<String> namespaces = new LinkedHashSet<>();

    PlacedLists(List<Node> all, List<Pod> pods) {
        all.forEach(node -> nodes.put(node.name(), node));
        this.pods = pods.stream()
                .filter(pod -> nodes.containsKey(pod.nodeName()) && !pod.isFinished())
                .toList();
        this.pods.forEach(pod -> namespaces.add(pod.namespace()));
    }

    @Override
    public Iterable<Node> nodes() {
        return nodes.values();
    }

    @Override
    public Optional<Node> node(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    @Override
    public Collection<Pod> matching(String namespace, LabelSelector selector) {
        return pods.stream()
                .filter(pod -> pod.namespace().equals(namespace)
                        && selector.matches(pod.metadata().labels()))
                .toList();
    }

    @Override
    public Collection<Pod> repelling(Pod pod) {
        return pods.stream()
                .filter(other -> other.spec().podAntiAffinity().stream().anyMatch(term -> term.means(other, pod)))
                .toList();
    }

    @Override
    public Collection<String> namespaces() {
        return namespaces;
    }
}
