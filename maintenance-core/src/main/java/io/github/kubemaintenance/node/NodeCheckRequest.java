package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.internal.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks whether nodes, and what nodes to come are made of, are configured as the cluster needs it. Immutable; only reads.
 *
 * <p>Reads all nodes, which it can't do without. Improves with: the API server's version; Services, DaemonSets and the
 * kubelet ConfigMap of kube-system; Karpenter's EC2NodeClass, NodePool and Provisioner; and, only where asked, the kubelets
 * themselves. What can't be read is a finding UNKNOWN, never a clean bill.
 *
 * <p>After each node of a roll or cycle: {@code .check(node -> checks.nodes(node.name()).run(cluster).orThrow())}.
 */
public final class NodeCheckRequest {
    private final List<String> names;
    private final Optional<LabelSelector> labels;
    private final Optional<Nodes> selection;
    private final boolean kubelets;
    private final Optional<DocumentFormat> yaml;
    private final List<NodeCheck> checks;

    private NodeCheckRequest(
            List<String> names,
            Optional<LabelSelector> labels,
            Optional<Nodes> selection,
            boolean kubelets,
            Optional<DocumentFormat> yaml,
            List<NodeCheck> checks) {
        this.names = List.copyOf(names);
        this.labels = labels;
        this.selection = selection;
        this.kubelets = kubelets;
        this.yaml = yaml;
        this.checks = List.copyOf(checks);
    }

    /**
     * Asks for all nodes, with the {@linkplain NodeChecks#standard() checks of the library}.
     *
     * @return the request
     */
    public static NodeCheckRequest all() {
        return new NodeCheckRequest(
                List.of(), Optional.empty(), Optional.empty(), false, Optional.empty(), NodeChecks.standard());
    }

    /**
     * Checks certain nodes only.
     *
     * @param nodes their names; none for all
     * @return the request
     * @throws IllegalArgumentException for a text that can't be a node's name
     */
    public NodeCheckRequest nodes(String... nodes) {
        List<String> checked = new ArrayList<>();
        for (String node : nodes) {
            checked.add(NodeName.checked(node));
        }
        return new NodeCheckRequest(checked, labels, selection, kubelets, yaml, checks);
    }

    /**
     * Checks the nodes of a selection only, as rolls take it. A selection by a provider's group can't be checked, since
     * only the provider knows it.
     *
     * @param nodes the selection
     * @return the request
     */
    public NodeCheckRequest nodes(Nodes nodes) {
        return new NodeCheckRequest(names, labels, Optional.of(nodes), kubelets, yaml, checks);
    }

    /**
     * Checks nodes with certain labels only, for example those of a pool.
     *
     * @param selector for example {@code karpenter.sh/nodepool=default}
     * @return the request
     * @throws IllegalArgumentException for a malformed selector
     */
    public NodeCheckRequest labelled(String selector) {
        return new NodeCheckRequest(
                names, Optional.of(LabelSelector.parse(selector)), selection, kubelets, yaml, checks);
    }

    /**
     * Also reads what each kubelet runs with, one request a node ({@link
     * io.github.kubemaintenance.cluster.NodeConfiguration}). It needs the right to {@code get nodes/proxy}, which lets its
     * holder do much more than that: give it to a role of its own.
     *
     * @return the request
     */
    public NodeCheckRequest readingKubelets() {
        return new NodeCheckRequest(names, labels, selection, true, yaml, checks);
    }

    /**
     * Lets YAML be read, which the kubelet ConfigMap is written in; without it what it says is UNKNOWN.
     *
     * @param format for example that of the fabric8 module
     * @return the request
     */
    public NodeCheckRequest yaml(DocumentFormat format) {
        return new NodeCheckRequest(names, labels, selection, kubelets, Optional.of(format), checks);
    }

    /**
     * Adds a check.
     *
     * @param check the check
     * @return the request
     */
    public NodeCheckRequest and(NodeCheck check) {
        List<NodeCheck> more = new ArrayList<>(checks);
        more.add(check);
        return new NodeCheckRequest(names, labels, selection, kubelets, yaml, more);
    }

    /**
     * Checks nothing else.
     *
     * @param these the checks, at least one
     * @return the request
     * @throws IllegalArgumentException for none
     */
    public NodeCheckRequest only(NodeCheck... these) {
        if (these.length == 0) {
            throw new IllegalArgumentException("name at least one check; those of the library are in NodeChecks");
        }
        return new NodeCheckRequest(names, labels, selection, kubelets, yaml, List.of(these));
    }

    boolean readsKubelets() {
        return kubelets;
    }

    Optional<DocumentFormat> yaml() {
        return yaml;
    }

    /** Which of the nodes are under check; all that are named must be there. */
    List<Node> selected(List<Node> nodes) {
        for (String name : names) {
            if (nodes.stream().noneMatch(node -> node.name().equals(name))) {
                throw new MaintenanceException("node \"" + name + "\" not found: the cluster has no node of that name");
            }
        }
        for (String name : selection.map(each -> each.missing(nodes)).orElse(List.of())) {
            throw new MaintenanceException("node \"" + name + "\" not found: the cluster has no node of that name");
        }
        List<Node> selected = selection.map(each -> each.of(nodes, Optional.empty())).orElse(nodes).stream()
                .filter(node -> names.isEmpty() || names.contains(node.name()))
                .filter(node -> labels.map(each -> each.matches(node.metadata().labels()))
                        .orElse(true))
                .toList();
        if (selected.isEmpty()) {
            throw new MaintenanceException("no node to check: the cluster has " + nodes.size()
                    + " nodes, and none of them is selected by " + this);
        }
        return selected;
    }

    /**
     * Reads and checks. Findings are no failure: ask the report, or let it throw with {@link NodeCheckReport#orThrow()}.
     *
     * @param backend the cluster
     * @return the report
     * @throws MaintenanceException if nodes can't be read, a named node is not there or none is selected, and on an
     *     interrupt, whose flag is restored
     */
    public NodeCheckReport run(ClusterBackend backend) {
        NodeCheckFacts facts = CheckReader.read(this, backend);
        List<NodeFinding> findings = new ArrayList<>();
        checks.forEach(check -> findings.addAll(check.check(facts)));
        return new NodeCheckReport(
                facts.selected().stream().map(Node::name).toList(),
                checks.stream().map(NodeCheck::name).toList(),
                findings.stream().distinct().sorted().toList());
    }

    /** Returns what is asked. */
    @Override
    public String toString() {
        return "check of "
                + (names.isEmpty() ? "all nodes" : "nodes " + String.join(", ", names))
                + labels.map(each -> " with the labels " + each).orElse("")
                + selection.map(each -> " of the selection " + each).orElse("");
    }
}
