package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.internal.NodeName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which nodes an operation is for. Immutable. Nodes that are named come in the order in which they are named, others by
 * name. The selection is made once, when the operation begins.
 */
public final class Nodes {
    private final String text;
    private final List<String> names;
    private final Optional<String> group;
    private final Predicate<Node> rule;

    private Nodes(String text, List<String> names, Optional<String> group, Predicate<Node> rule) {
        this.text = text;
        this.names = names;
        this.group = group;
        this.rule = rule;
    }

    /**
     * Selects every node.
     *
     * @return the selection
     */
    public static Nodes all() {
        return new Nodes("all nodes", List.of(), Optional.empty(), node -> true);
    }

    /**
     * Selects the nodes that have no control plane on them.
     *
     * @return the selection
     */
    public static Nodes workers() {
        return new Nodes("workers", List.of(), Optional.empty(), node -> !QuorumRule.isControlPlane(node));
    }

    /**
     * Selects nodes by name; one that doesn't exist refuses the operation.
     *
     * @param names their names, each once
     * @return the selection
     * @throws IllegalArgumentException for none, for one that is named twice, or a text that can't be a node's name
     */
    public static Nodes named(String... names) {
        return named(List.of(names));
    }

    /**
     * Selects nodes by name; one that doesn't exist refuses the operation.
     *
     * @param names their names, each once
     * @return the selection
     * @throws IllegalArgumentException for none, for one that is named twice, or a text that can't be a node's name
     */
    public static Nodes named(List<String> names) {
        Set<String> once = new LinkedHashSet<>();
        for (String name : names) {
            if (!once.add(NodeName.checked(name))) {
                throw new IllegalArgumentException("node " + name + " is named twice");
            }
        }
        if (once.isEmpty()) {
            throw new IllegalArgumentException("no node is named");
        }
        return new Nodes(
                String.join(",", once), List.copyOf(once), Optional.empty(), node -> once.contains(node.name()));
    }

    /**
     * Selects nodes by their labels.
     *
     * @param selector as kubectl takes it, for example {@code pool=blue,!canary}
     * @return the selection
     * @throws IllegalArgumentException if it can't be parsed
     */
    public static Nodes labelled(String selector) {
        LabelSelector parsed = LabelSelector.parse(selector);
        return new Nodes(
                selector,
                List.of(),
                Optional.empty(),
                node -> parsed.matches(node.metadata().labels()));
    }

    /**
     * Selects the nodes of a provider's group; the operation needs a {@link NodeProvider} that knows groups.
     *
     * @param group name of the group, as {@link NodeProvider#groupOf} says it
     * @return the selection
     */
    public static Nodes inGroup(String group) {
        return new Nodes("group " + group, List.of(), Optional.of(group), node -> true);
    }

    /**
     * Selects nodes by a rule of the caller's own.
     *
     * @param text says in a few words which, for reports
     * @param rule the rule, without side effects
     * @return the selection
     */
    public static Nodes matching(String text, Predicate<Node> rule) {
        return new Nodes(text, List.of(), Optional.empty(), rule);
    }

    /**
     * Selects what this and another selection have in common, in this one's order.
     *
     * @param other the other
     * @return the selection
     * @throws IllegalArgumentException if both are groups
     */
    public Nodes and(Nodes other) {
        if (group.isPresent() && other.group.isPresent()) {
            throw new IllegalArgumentException("a node is in one group only: " + text + ", " + other.text);
        }
        List<String> order = new ArrayList<>(names.isEmpty() ? other.names : names);
        if (!names.isEmpty() && !other.names.isEmpty()) {
            order.retainAll(other.names);
        }
        return new Nodes(
                text + " and " + other.text, List.copyOf(order), group.or(() -> other.group), rule.and(other.rule));
    }

    /** The nodes that are meant, in order. */
    List<Node> of(List<Node> all, Optional<NodeProvider> provider) {
        if (group.isPresent() && provider.isEmpty()) {
            throw new MaintenanceException("which nodes are in " + text + " only a NodeProvider can say: give one");
        }
        List<Node> selected = new ArrayList<>();
        for (Node node : all) {
            boolean inGroup = group.isEmpty()
                    || provider.flatMap(each -> each.groupOf(node)).equals(group);
            if (inGroup && rule.test(node)) {
                selected.add(node);
            }
        }
        selected.sort(Comparator.<Node>comparingInt(node -> names.indexOf(node.name()))
                .thenComparing(Node::name));
        return selected;
    }

    /** Whether the caller has named the nodes, so that their order is his. */
    boolean areNamed() {
        return !names.isEmpty();
    }

    /** The names that no node has. */
    List<String> missing(List<Node> all) {
        List<String> missing = new ArrayList<>(names);
        all.forEach(node -> missing.remove(node.name()));
        return missing;
    }

    /** Returns the selection in a few words. */
    @Override
    public String toString() {
        return text;
    }
}
