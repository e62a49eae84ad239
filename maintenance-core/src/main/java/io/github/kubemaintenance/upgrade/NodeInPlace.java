package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import java.util.ArrayList;
import java.util.List;

/** The step that moves one kubeadm node in place: drain, packages, kubelet, uncordon. */
final class NodeInPlace {
    private NodeInPlace() {}

    static UpgradeStep step(
            Route route, KubernetesVersion version, String node, KubeadmCommands commands, boolean controlPlane) {
        boolean cordoned =
                route.inventory().node(node).map(ClusterNode::cordoned).orElse(false);
        boolean alone = route.inventory().nodes().size() == 1;
        List<StepCommand> all = new ArrayList<>();
        if (!controlPlane) {
            commands.repository().forEach(each -> all.add(StepCommand.onNode(node, each)));
            commands.install("kubeadm").forEach(each -> all.add(StepCommand.onNode(node, each)));
            all.add(StepCommand.onNode(node, commands.worker()));
        }
        if (!alone) {
            all.add(StepCommand.admin(commands.drain(node)));
        }
        commands.install("kubelet", "kubectl").forEach(each -> all.add(StepCommand.onNode(node, each)));
        KubeadmCommands.restartKubelet().forEach(each -> all.add(StepCommand.onNode(node, each)));
        if (!cordoned && !alone) {
            all.add(StepCommand.admin("kubectl uncordon " + node));
        }
        List<StepCheck> before = new ArrayList<>(List.of(Steps.apiReady()));
        if (controlPlane) {
            before.add(Steps.controlPlaneReady());
        }
        if (!alone) {
            before.add(Steps.drainPossible(node));
        }
        return UpgradeStep.of(
                        Steps.label(version) + "/node/" + node,
                        StepKind.NODE_IN_PLACE,
                        version,
                        "Move the node " + node + " to " + commands.exact())
                .moving(List.of(node))
                .changing(List.of(Steps.kubeletTo(node, version)))
                .requiring(before)
                .doing(all)
                .verifying(List.of(Steps.kubelet(node, version), Steps.schedulable(node, cordoned)))
                .returningBy("Install kubelet and kubectl of the former version on " + node
                        + " the same way and restart the kubelet; pods that were moved away don't come back by"
                        + " themselves.")
                .taking(route.timings().drain().plus(route.timings().onNode()));
    }
}
