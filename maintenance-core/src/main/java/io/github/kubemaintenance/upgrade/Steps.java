package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.Component;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.upgrade.StepCheck.Gate;
import java.util.ArrayList;
import java.util.List;

/** Checks and parts of steps that platforms share. */
final class Steps {
    private Steps() {}

    /** Names a hop in step ids. */
    static String label(KubernetesVersion version) {
        return version.minor().toString();
    }

    static StepCheck apiReady() {
        return StepCheck.of(Gate.API_READY, "", "the API servers are ready", "kubectl get --raw '/readyz?verbose'");
    }

    static StepCheck controlPlaneReady() {
        return StepCheck.of(
                Gate.CONTROL_PLANE_READY,
                "",
                "every control-plane node is Ready",
                "kubectl get nodes -l node-role.kubernetes.io/control-plane");
    }

    static StepCheck noRemovedApi(KubernetesVersion version) {
        return StepCheck.of(
                Gate.NO_REMOVED_API,
                version.minor().toString(),
                "nothing uses an API version that " + version.minor() + " no longer serves",
                "kubectl get --raw /metrics | grep apiserver_requested_deprecated_apis");
    }

    static StepCheck drainPossible(String node) {
        return StepCheck.of(
                Gate.DRAIN_POSSIBLE, node, "the pods of " + node + " may go", "kubectl get poddisruptionbudgets -A");
    }

    static StepCheck apiServer(String member, KubernetesVersion version) {
        boolean provider = member.equals(Inventory.PROVIDER);
        return StepCheck.of(
                Gate.API_SERVER_VERSION,
                member,
                "the API server of " + member + " is at " + version
                        + " (kubectl get nodes shows the kubelets', not this)",
                provider
                        ? "kubectl version"
                        : "kubectl -n kube-system get pod kube-apiserver-" + member
                                + " -o jsonpath='{.spec.containers[0].image}'");
    }

    static StepCheck kubelet(String node, KubernetesVersion version) {
        return StepCheck.of(
                Gate.KUBELET_VERSION, node, node + " is Ready with kubelet " + version, "kubectl get node " + node);
    }

    static StepCheck schedulable(String node, boolean cordoned) {
        return StepCheck.of(
                Gate.SCHEDULABLE_AS_BEFORE,
                node,
                node + (cordoned ? " is still cordoned, as it was before" : " takes pods again"));
    }

    static StepCheck addOnsReady() {
        return StepCheck.of(
                Gate.ADD_ONS_READY,
                "",
                "the DaemonSets and Deployments of kube-system are Ready",
                "kubectl -n kube-system get daemonsets,deployments");
    }

    static VersionChange kubeletTo(String node, KubernetesVersion version) {
        return new VersionChange(Component.KUBELET, node, version);
    }

    /** The API server, the controller manager and the scheduler of a member, in kubeadm's order. */
    static List<VersionChange> controlPlaneTo(String member, KubernetesVersion version) {
        return List.of(
                new VersionChange(Component.KUBE_APISERVER, member, version),
                new VersionChange(Component.KUBE_CONTROLLER_MANAGER, member, version),
                new VersionChange(Component.KUBE_SCHEDULER, member, version));
    }

    /** kube-proxy is one DaemonSet: it moves on all nodes. */
    static List<VersionChange> proxiesTo(Inventory inventory, KubernetesVersion version) {
        List<VersionChange> changes = new ArrayList<>();
        if (inventory.proxy().isPresent()) {
            inventory.nodes().stream()
                    .filter(node -> node.provision() != NodeProvision.FARGATE)
                    .forEach(node -> changes.add(new VersionChange(Component.KUBE_PROXY, node.name(), version)));
        }
        return changes;
    }

    static StepCheck manual(String text) {
        return StepCheck.of(Gate.MANUAL, "", text);
    }

    static UpgradeStep verifyAll(Route route) {
        return UpgradeStep.of("verify", StepKind.VERIFY, route.to(), "Look at everything")
                .verifying(List.of(
                        apiReady(),
                        StepCheck.of(
                                Gate.ALL_NODES_COVERED,
                                "",
                                "every node of the plan has kubelet " + route.to()
                                        + ", and no node has appeared meanwhile that hasn't",
                                "kubectl get nodes"),
                        addOnsReady()))
                .taking(route.timings().validate());
    }
}
