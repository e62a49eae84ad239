package io.github.kubemaintenance.model;

import io.github.kubemaintenance.model.LabelSelector.Requirement;
import java.util.List;
import java.util.Map;

/**
 * One alternative of a required node affinity or of a volume's node affinity. A term without any requirement matches
 * no node, as in the scheduler.
 *
 * @param labels requirements on the node's labels
 * @param fields requirements on {@code metadata.name}
 */
public record NodeSelectorTerm(List<Requirement> labels, List<Requirement> fields) {
    public NodeSelectorTerm {
        labels = List.copyOf(labels);
        fields = List.copyOf(fields);
    }

    /**
     * Reads a term.
     *
     * @param document {@code matchExpressions} and {@code matchFields}
     * @return the term
     */
    public static NodeSelectorTerm of(Document document) {
        return new NodeSelectorTerm(
                document.documents("matchExpressions").stream()
                        .map(Requirement::of)
                        .toList(),
                document.documents("matchFields").stream().map(Requirement::of).toList());
    }

    /**
     * Writes the term.
     *
     * @return {@code matchExpressions} and {@code matchFields}
     */
    public Document toDocument() {
        Document document = Document.empty();
        if (!labels.isEmpty()) {
            document =
                    document.with(labels.stream().map(Requirement::toDocument).toList(), "matchExpressions");
        }
        return fields.isEmpty()
                ? document
                : document.with(fields.stream().map(Requirement::toDocument).toList(), "matchFields");
    }

    /**
     * Tells whether a node meets the term.
     *
     * @param nodeName name of the node
     * @param nodeLabels its labels
     * @return true if there is a requirement and every one holds
     */
    public boolean matches(String nodeName, Map<String, String> nodeLabels) {
        Map<String, String> named = Map.of("metadata.name", nodeName);
        return !(labels.isEmpty() && fields.isEmpty())
                && labels.stream().allMatch(each -> each.matches(nodeLabels))
                && fields.stream().allMatch(each -> each.matches(named));
    }
}
