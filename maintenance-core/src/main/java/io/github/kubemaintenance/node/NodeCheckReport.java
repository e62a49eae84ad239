package io.github.kubemaintenance.node;

import java.util.ArrayList;
import java.util.List;

/** What checks of nodes have found. Immutable; {@code toString} is for people. */
public final class NodeCheckReport {
    private final List<String> nodes;
    private final List<String> checks;
    private final List<NodeFinding> findings;

    NodeCheckReport(List<String> nodes, List<String> checks, List<NodeFinding> findings) {
        this.nodes = nodes;
        this.checks = checks;
        this.findings = findings;
    }

    /** {@return names of the nodes that were checked} */
    public List<String> nodes() {
        return nodes;
    }

    /** {@return names of the checks} */
    public List<String> checks() {
        return checks;
    }

    /** {@return what was found, the worst first} */
    public List<NodeFinding> findings() {
        return findings;
    }

    /**
     * Returns the findings of a severity.
     *
     * @param severity the severity
     * @return ordered by code and what they are about
     */
    public List<NodeFinding> findings(NodeFinding.Severity severity) {
        return findings.stream().filter(each -> each.severity() == severity).toList();
    }

    /** {@return true if there is no PROBLEM; warnings, and what is UNKNOWN, may be there} */
    public boolean isSound() {
        return findings(NodeFinding.Severity.PROBLEM).isEmpty();
    }

    /**
     * Returns this report unless there is a PROBLEM: for a canary that has to stop what goes on.
     *
     * @return this report
     * @throws NodeCheckException if there is one; it carries the report
     */
    public NodeCheckReport orThrow() {
        if (isSound()) {
            return this;
        }
        throw new NodeCheckException(this);
    }

    /** Returns a table of the findings and a sentence for each. Deterministic. */
    @Override
    public String toString() {
        TextTable out = new TextTable();
        String what = nodes.size() + (nodes.size() == 1 ? " node" : " nodes") + " checked (" + String.join(", ", checks)
                + "): ";
        if (findings.isEmpty()) {
            out.line(what + "all is well.");
            return out.toString();
        }
        List<String> counts = new ArrayList<>();
        for (NodeFinding.Severity severity : NodeFinding.Severity.values()) {
            int count = findings(severity).size();
            if (count > 0) {
                counts.add(count + " " + severity);
            }
        }
        out.line(what + String.join(", ", counts) + ".");
        for (NodeFinding.Severity severity : NodeFinding.Severity.values()) {
            List<NodeFinding> these = findings(severity);
            if (!these.isEmpty()) {
                out.line("");
                out.line(severity + ":");
                these.forEach(each -> out.item(each.about() + " [" + each.code() + "] " + each.text()
                        + (each.remedy().isEmpty() ? "" : " " + each.remedy())));
            }
        }
        return out.toString();
    }
}
