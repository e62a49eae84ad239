package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Amazon EKS, one minor back, within seven days of an upgrade in place: the reverse order. Nodes that moved go first, then
 * add-ons, then the control plane.
 */
final class EksRollbackPlatform implements Platform {
    private static final Duration WINDOW = Duration.ofDays(7);

    private final Duration since;

    EksRollbackPlatform(Duration since) {
        this.since = since;
    }

    @Override
    public String name() {
        return "eks-rollback";
    }

    @Override
    public boolean isByMinor() {
        return true;
    }

    @Override
    public boolean goesBack() {
        return true;
    }

    @Override
    public List<UpgradeStep> steps(Route route) {
        if (route.hops().isEmpty()) {
            return List.of();
        }
        KubernetesVersion to = route.to();
        List<String> newer = route.inventory().nodes().stream()
                .filter(ClusterNode::isMovable)
                .filter(node -> node.kubelet().isPresent()
                        && node.kubelet().get().minor().compareTo(to.minor()) > 0)
                .map(ClusterNode::name)
                .toList();
        List<UpgradeStep> steps = new ArrayList<>(
                newer.isEmpty() ? List.of() : new EksNodes(route, new Stage.Workers(to, newer, true)).steps());
        steps.add(UpgradeStep.of(
                        Steps.label(to) + "/add-ons", StepKind.ADD_ONS, to, "Move add-ons back to what fits " + to)
                .changing(Steps.proxiesTo(route.inventory(), to))
                .doing(List.of(StepCommand.provider(
                        "aws eks update-addon --cluster-name CLUSTER --addon-name NAME --addon-version VERSION   # vpc-cni,"
                                + " coredns, kube-proxy")))
                .verifying(List.of(Steps.addOnsReady()))
                .returningBy("Move each add-on forward again.")
                .taking(route.timings().validate()));
        String member = route.inventory().controlPlane().get(0).name();
        steps.add(UpgradeStep.of(
                        Steps.label(to) + "/control-plane",
                        StepKind.CONTROL_PLANE_MANAGED,
                        to,
                        "Move the EKS control plane back to " + to)
                .changing(List.of(
                        Steps.controlPlaneTo(member, to).get(1),
                        Steps.controlPlaneTo(member, to).get(2),
                        Steps.controlPlaneTo(member, to).get(0)))
                .requiring(List.of(
                        Steps.apiReady(),
                        Steps.manual(
                                "no rollback-readiness insight is ERROR, and nothing uses what only the newer minor"
                                        + " serves")))
                .doing(List.of(
                        StepCommand.provider(
                                "aws eks update-cluster-version --name CLUSTER --kubernetes-version " + to),
                        StepCommand.provider("aws eks wait cluster-active --name CLUSTER")))
                .verifying(List.of(Steps.apiReady()))
                .returningBy("Upgrade again.")
                .taking(route.timings().controlPlane()));
        steps.add(Steps.verifyAll(route));
        return List.copyOf(steps);
    }

    @Override
    public List<UpgradeFinding> findings(Route route) {
        if (since.compareTo(WINDOW) <= 0) {
            return List.of(UpgradeFinding.of(
                    Severity.WARNING,
                    FindingCode.ROLLBACK,
                    "",
                    "Going back leaves etcd's content as it is: objects that only the newer minor knows are lost or stay"
                            + " unreadable."));
        }
        return List.of(UpgradeFinding.of(
                        Severity.BLOCKER,
                        FindingCode.ROLLBACK,
                        "",
                        "The cluster was upgraded " + since.toDays()
                                + " days ago; EKS goes back within 7 days of an upgrade in place only.")
                .withRemedy("Build a new cluster of the older minor and move the traffic."));
    }
}
