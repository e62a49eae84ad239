package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.upgrade.StepCheck.Gate;
import java.util.ArrayList;
import java.util.List;

/**
 * Amazon EKS in place: control plane, add-ons, then every kind of node by what replaces it: managed groups by the API,
 * self-managed groups machine by machine, Karpenter's by drift, Fargate's by making the pods anew, Auto Mode's by
 * itself. CLUSTER stands for the cluster's name in commands.
 */
final class EksPlatform implements Platform {
    @Override
    public String name() {
        return "eks";
    }

    @Override
    public boolean isByMinor() {
        return true;
    }

    @Override
    public List<UpgradeStep> steps(Route route) {
        List<UpgradeStep> steps = new ArrayList<>();
        for (Stage stage : route.stages()) {
            if (stage instanceof Stage.ControlPlane plane && !plane.members().isEmpty()) {
                boolean karpenter = route.inventory().nodes().stream()
                        .anyMatch(node -> node.provision() == NodeProvision.KARPENTER);
                if (karpenter) {
                    steps.add(karpenter(route, plane.version()));
                }
                steps.add(controlPlane(route, plane.version()));
                steps.add(addOns(route, plane.version()));
            } else if (stage instanceof Stage.Workers workers) {
                steps.addAll(new EksNodes(route, workers).steps());
            }
        }
        if (!steps.isEmpty()) {
            steps.add(Steps.verifyAll(route));
        }
        return List.copyOf(steps);
    }

    private static UpgradeStep karpenter(Route route, KubernetesVersion version) {
        String floor =
                KarpenterFacts.floor(version.minor()).map(Object::toString).orElse("a release that knows it");
        return UpgradeStep.of(
                        Steps.label(version) + "/karpenter",
                        StepKind.KARPENTER_UPGRADE,
                        version,
                        "Have Karpenter " + floor + " or newer before the control plane is at " + version)
                .doing(List.of(
                        StepCommand.admin("kubectl -n kube-system get deployment karpenter"
                                + " -o jsonpath='{.spec.template.spec.containers[0].image}'"),
                        StepCommand.admin(
                                "helm upgrade karpenter oci://public.ecr.aws/karpenter/karpenter -n kube-system"
                                        + " --reuse-values --version RELEASE   # only if it is older than " + floor)))
                .verifying(List.of(Steps.manual("Karpenter " + floor + " or newer is Ready")))
                .returningBy("helm rollback karpenter")
                .taking(route.timings().validate());
    }

    private static UpgradeStep controlPlane(Route route, KubernetesVersion version) {
        String member = route.inventory().controlPlane().get(0).name();
        return UpgradeStep.of(
                        Steps.label(version) + "/control-plane",
                        StepKind.CONTROL_PLANE_MANAGED,
                        version,
                        "Move the EKS control plane to " + version)
                .changing(Steps.controlPlaneTo(member, version))
                .requiring(List.of(
                        Steps.apiReady(),
                        Steps.noRemovedApi(version),
                        StepCheck.of(
                                Gate.MANUAL,
                                "insights",
                                "no upgrade-readiness insight is ERROR",
                                "aws eks list-insights --cluster-name CLUSTER"),
                        StepCheck.of(
                                Gate.MANUAL,
                                "addresses",
                                "at least 5 addresses are free in the cluster's subnets",
                                "aws ec2 describe-subnets --query 'Subnets[].[SubnetId,AvailableIpAddressCount]'")))
                .doing(List.of(
                        StepCommand.provider(
                                "aws eks update-cluster-version --name CLUSTER --kubernetes-version " + version),
                        StepCommand.provider("aws eks wait cluster-active --name CLUSTER")))
                .verifying(List.of(Steps.apiReady(), Steps.apiServer(member, version)))
                .returningBy(
                        "If the update fails AWS restores the former version by itself.",
                        "Within 7 days, while " + version
                                + " was reached in place and the former minor is supported: aws"
                                + " eks update-cluster-version back to it, after the nodes that moved; etcd's content, add-ons"
                                + " and node groups don't go back. Nodes left at the former minor keep that way open.")
                .taking(route.timings().controlPlane());
    }

    private static UpgradeStep addOns(Route route, KubernetesVersion version) {
        List<StepCommand> commands = new ArrayList<>();
        for (String name : List.of("vpc-cni", "coredns", "kube-proxy")) {
            commands.add(
                    StepCommand.provider(
                            "aws eks describe-addon-versions --addon-name " + name
                                    + " --kubernetes-version " + version
                                    + " --query 'addons[0].addonVersions[?compatibilities[0].defaultVersion].addonVersion' --output text"));
            commands.add(StepCommand.provider("aws eks update-addon --cluster-name CLUSTER --addon-name " + name
                    + " --addon-version VERSION --resolve-conflicts PRESERVE"));
        }
        return UpgradeStep.of(
                        Steps.label(version) + "/add-ons",
                        StepKind.ADD_ONS,
                        version,
                        "Move vpc-cni (one minor at a time), CoreDNS, kube-proxy and the autoscaler to what fits "
                                + version)
                .changing(Steps.proxiesTo(route.inventory(), version))
                .doing(commands)
                .verifying(List.of(
                        Steps.addOnsReady(),
                        Steps.manual("cluster-autoscaler, where there is one, has an image of " + version.minor())))
                .returningBy("aws eks update-addon with the former version.")
                .taking(route.timings().validate());
    }
}
