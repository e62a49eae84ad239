package io.github.kubemaintenance.node;

import io.github.kubemaintenance.drain.internal.CordonMark;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.node.NodeFinding.Severity;
import java.util.ArrayList;
import java.util.List;

/** Nodes that take no pods because somebody cordoned them. */
final class CordonCheck implements NodeCheck {
    @Override
    public String name() {
        return "cordon";
    }

    @Override
    public List<NodeFinding> check(NodeCheckFacts facts) {
        List<NodeFinding> findings = new ArrayList<>();
        for (Node node : facts.selected()) {
            String mark = node.metadata().annotations().getOrDefault(CordonMark.ANNOTATION, "");
            if (node.unschedulable() && mark.isEmpty()) {
                findings.add(new NodeFinding(
                        Severity.WARNING,
                        "CORDONED_BY_OTHERS",
                        ConditionChecks.about(node),
                        "it is cordoned, and has no mark of this library: a person or another tool did that, or a drain"
                                + " that was not asked to restore it.",
                        "If nobody works on it: kubectl uncordon " + node.name() + "."));
            } else if (node.unschedulable()) {
                findings.add(new NodeFinding(
                        Severity.WARNING,
                        "CORDONED_BY_A_RUN",
                        ConditionChecks.about(node),
                        "it is cordoned by a run of this library (" + mark + ").",
                        "If that run is over, run it again: it goes on from there."));
            }
        }
        return findings;
    }
}
