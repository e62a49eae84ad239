package io.github.kubemaintenance.model;

import java.util.List;
import java.util.Optional;

/**
 * A required term of pod affinity or anti-affinity.
 *
 * @param selector which pods; empty means that it matches none
 * @param namespaces in which namespaces; empty means the pod's own, unless {@code allNamespaces}
 * @param allNamespaces whether an empty namespace selector spans every namespace
 * @param topologyKey label of nodes that makes them one domain
 */
public record PodAffinityTerm(
        Optional<LabelSelector> selector, List<String> namespaces, boolean allNamespaces, String topologyKey) {
    public PodAffinityTerm {
        namespaces = List.copyOf(namespaces);
    }

    /**
     * Reads a term. A namespace selector that is not empty is not modelled and counts as every namespace.
     *
     * @param document one item of {@code requiredDuringSchedulingIgnoredDuringExecution}
     * @return the term
     */
    public static PodAffinityTerm of(Document document) {
        return new PodAffinityTerm(
                document.has("labelSelector")
                        ? Optional.of(LabelSelector.of(document.at("labelSelector")))
                        : Optional.empty(),
                document.texts("namespaces"),
                document.has("namespaceSelector"),
                document.text("topologyKey").orElse(""));
    }

    /**
     * Tells whether the term of one pod means another, wherever that is.
     *
     * @param of the pod that has the term
     * @param other another pod, or the same
     * @return true if namespace and selector match
     */
    public boolean means(Pod of, Pod other) {
        boolean there = allNamespaces
                || (namespaces.isEmpty()
                        ? of.namespace().equals(other.namespace())
                        : namespaces.contains(other.namespace()));
        return there
                && selector.isPresent()
                && selector.get().matches(other.metadata().labels());
    }

    /**
     * Writes the term.
     *
     * @return one item of {@code requiredDuringSchedulingIgnoredDuringExecution}
     */
    public Document toDocument() {
        Document document = Document.of("topologyKey", topologyKey);
        if (selector.isPresent()) {
            document = document.with(selector.get().toDocument(), "labelSelector");
        }
        if (!namespaces.isEmpty()) {
            document = document.with(namespaces, "namespaces");
        }
        return allNamespaces ? document.with(Document.empty(), "namespaceSelector") : document;
    }
}
