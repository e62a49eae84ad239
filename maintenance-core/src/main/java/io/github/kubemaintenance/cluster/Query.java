package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which objects of a kind.
 *
 * @param namespace only this namespace; empty for all
 * @param labels selector on labels
 * @param fields exact values of fields: {@code metadata.name}, {@code metadata.namespace}, and for pods {@code
 *     spec.nodeName}; ordered by name
 */
public record Query(Optional<String> namespace, LabelSelector labels, Map<String, String> fields) {
    private static final Query ALL = new Query(Optional.empty(), LabelSelector.everything(), Map.of());

    public Query {
        fields = fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    /**
     * Returns the query of everything.
     *
     * @return all namespaces, no selector
     */
    public static Query all() {
        return ALL;
    }

    /**
     * Queries one namespace.
     *
     * @param namespace its name
     * @return the query
     */
    public static Query inNamespace(String namespace) {
        return new Query(Optional.of(namespace), LabelSelector.everything(), Map.of());
    }

    /**
     * Queries the pods that are bound to a node.
     *
     * @param node its name
     * @return the query
     */
    public static Query onNode(String node) {
        return ALL.withField("spec.nodeName", node);
    }

    /**
     * Queries one object by name.
     *
     * @param name its name
     * @return the query
     */
    public static Query named(String name) {
        return ALL.withField("metadata.name", name);
    }

    /**
     * Returns a copy with a selector on labels.
     *
     * @param selector the selector
     * @return the copy
     */
    public Query withLabels(LabelSelector selector) {
        return new Query(namespace, selector, fields);
    }

    /**
     * Returns a copy that asks for a field's value.
     *
     * @param field for example {@code spec.nodeName}
     * @param value its value
     * @return the copy
     */
    public Query withField(String field, String value) {
        Map<String, String> all = new TreeMap<>(fields);
        all.put(field, value);
        return new Query(namespace, labels, all);
    }

    /**
     * Tells whether an object is asked for.
     *
     * @param object an object of the kind
     * @return true if namespace, labels and fields match; a field that isn't known here matches nothing
     */
    public boolean matches(KubeObject object) {
        if (namespace.isPresent() && !namespace.get().equals(object.namespace())) {
            return false;
        }
        return (fields.isEmpty() || fieldsMatch(object))
                && labels.matches(object.metadata().labels());
    }

    private boolean fieldsMatch(KubeObject object) {
        for (Map.Entry<String, String> field : fields.entrySet()) {
            String actual =
                    switch (field.getKey()) {
                        case "metadata.name" -> object.name();
                        case "metadata.namespace" -> object.namespace();
                        case "spec.nodeName" -> object instanceof Pod pod ? pod.nodeName() : "";
                        case "status.phase" ->
                            object instanceof Pod pod ? pod.status().phase().text() : "";
                        default -> "";
                    };
            if (!actual.equals(field.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** Returns a short text for messages, for example {@code spec.nodeName=worker-1}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        namespace.ifPresent(name -> text.append(" in ").append(name));
        fields.forEach((field, value) ->
                text.append(text.isEmpty() ? "" : " ").append(field).append('=').append(value));
        if (!labels.requirements().isEmpty()) {
            text.append(text.isEmpty() ? "" : " ").append(labels);
        }
        return text.toString().strip();
    }
}
