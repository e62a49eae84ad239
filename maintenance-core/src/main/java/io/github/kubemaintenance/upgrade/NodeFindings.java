package io.github.kubemaintenance.upgrade;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names every node that no step moves, and what is worth knowing of the others. Pure. */
final class NodeFindings {
    private NodeFindings() {}

    static List<UpgradeFinding> of(Route route, List<UpgradeStep> steps) {
        List<UpgradeFinding> findings = new ArrayList<>();
        Inventory inventory = route.inventory();
        if (inventory.nodes().isEmpty()) {
            findings.add(UpgradeFinding.of(
                    inventory.observed() ? Severity.UNKNOWN : Severity.INFO,
                    FindingCode.NO_NODES,
                    "",
                    "There is no node: only the control plane is planned."));
        }
        Set<String> moved = new HashSet<>();
        steps.forEach(step -> moved.addAll(step.nodes()));
        for (ClusterNode node : inventory.nodes()) {
            if (!moved.contains(node.name()) && inventory.observed()) {
                findings.add(unmoved(node, route));
            } else if (node.cordoned()) {
                findings.add(UpgradeFinding.of(
                        Severity.INFO,
                        FindingCode.NODE_CORDONED,
                        "node " + node.name(),
                        "Node " + node.name()
                                + (node.provision() == NodeProvision.IN_PLACE
                                        ? " was cordoned before; it is upgraded and stays cordoned."
                                        : " was cordoned before; the node that replaces it won't be.")));
            }
        }
        addRedundancy(findings, inventory, steps);
        return findings;
    }

    private static void addRedundancy(List<UpgradeFinding> findings, Inventory inventory, List<UpgradeStep> steps) {
        boolean moves = steps.stream().anyMatch(step -> step.kind() == StepKind.CONTROL_PLANE_FIRST);
        if (inventory.nodes().size() == 1 && moves) {
            findings.add(UpgradeFinding.of(
                    Severity.WARNING,
                    FindingCode.SINGLE_NODE,
                    "",
                    "The only node is everything: while it is drained nothing runs, and evicted pods have no place to"
                            + " go to."));
        }
        if (moves && inventory.controlPlane().size() == 1) {
            findings.add(UpgradeFinding.of(
                    Severity.WARNING,
                    FindingCode.CONTROL_PLANE_NOT_REDUNDANT,
                    "",
                    "There is one API server: while it restarts nothing can be created, deleted, scheduled or looked at,"
                            + " and failed pods aren't replaced. Pods that run go on running."));
        }
    }

    private static UpgradeFinding unmoved(ClusterNode node, Route route) {
        String subject = "node " + node.name();
        String name = "Node " + node.name();
        if (node.provision() == NodeProvision.UNKNOWN || node.provision() == NodeProvision.VIRTUAL) {
            return UpgradeFinding.of(
                            Severity.WARNING,
                            FindingCode.NODE_PROVIDER_UNKNOWN,
                            subject,
                            name + " is in no step: it isn't known who provides it.")
                    .withRemedy("Upgrade it by whatever made it, then plan again.");
        } else if (node.kubelet().isEmpty()) {
            return UpgradeFinding.of(
                    Severity.WARNING,
                    FindingCode.NODE_VERSION_UNKNOWN,
                    subject,
                    name + " is in no step: it tells no kubelet version.");
        } else if (!Versions.isBelow(node.kubelet().get(), route.to())) {
            return UpgradeFinding.of(
                    Severity.INFO,
                    FindingCode.NODE_AT_TARGET,
                    subject,
                    name + " is in no step: its kubelet is at " + node.kubelet().get() + " already.");
        } else if (!node.ready()) {
            return UpgradeFinding.of(
                            node.controlPlane() ? Severity.BLOCKER : Severity.WARNING,
                            node.controlPlane() ? FindingCode.CONTROL_PLANE_NOT_READY : FindingCode.NODE_NOT_READY,
                            subject,
                            name + " with kubelet " + node.kubelet().get()
                                    + " is in no step: it isn't Ready. Its age counts all the same.")
                    .withRemedy("Bring it back or take it out of the cluster, then plan again.");
        }
        return UpgradeFinding.of(
                Severity.WARNING, FindingCode.NODE_PROVIDER_UNKNOWN, subject, name + " is in no step of this plan.");
    }
}
