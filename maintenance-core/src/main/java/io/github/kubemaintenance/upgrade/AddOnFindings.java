package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Add-ons, node images and members of etcd that don't fit where the way leads. Pure. */
final class AddOnFindings {
    private static final Minor BALANCER_FROM = Minor.of(25);
    private static final KubernetesVersion BALANCER = KubernetesVersion.parse("2.4.7");
    private static final Minor NO_AL2_FROM = Minor.of(33);
    private static final Pattern AL2 = Pattern.compile("Amazon[ _]Linux[ _]2(?![0-9])");
    private static final int ADDRESSES = 5;

    private AddOnFindings() {}

    static List<UpgradeFinding> of(UpgradeFacts facts, Route route, Platform platform, Told told) {
        List<UpgradeFinding> findings = new ArrayList<>();
        addBalancer(findings, facts, route);
        addAutoscaler(findings, facts, route);
        addImages(findings, route);
        addEtcdHealth(findings, facts);
        boolean eks = platform.name().equals("eks") && !route.hops().isEmpty();
        if (eks && told.freeAddresses().isPresent() && told.freeAddresses().get() < ADDRESSES) {
            findings.add(UpgradeFinding.of(
                            Severity.BLOCKER,
                            FindingCode.FREE_ADDRESSES,
                            "",
                            "A subnet has " + told.freeAddresses().get() + " free addresses; EKS takes up to "
                                    + ADDRESSES + " to move a control plane, and fails without them.")
                    .withRemedy("Free some, or give the cluster another subnet."));
        }
        return findings;
    }

    private static Optional<Workload> deployment(UpgradeFacts facts, String name) {
        return facts.all(Kind.DEPLOYMENTS).stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
    }

    private static void addBalancer(List<UpgradeFinding> findings, UpgradeFacts facts, Route route) {
        boolean crosses = route.from().minor().compareTo(BALANCER_FROM) < 0
                && route.to().minor().compareTo(BALANCER_FROM) >= 0;
        Optional<KubernetesVersion> version =
                deployment(facts, "aws-load-balancer-controller").flatMap(Survey::version);
        if (crosses && version.isPresent() && Versions.isBelow(version.get(), BALANCER)) {
            findings.add(UpgradeFinding.of(
                            Severity.BLOCKER,
                            FindingCode.ADD_ON_VERSION,
                            "aws-load-balancer-controller",
                            "aws-load-balancer-controller " + version.get() + " asks for versions that " + BALANCER_FROM
                                    + " no longer serves.")
                    .withRemedy("Move it to " + BALANCER + " or newer first.")
                    .before(BALANCER_FROM));
        }
    }

    private static void addAutoscaler(List<UpgradeFinding> findings, UpgradeFacts facts, Route route) {
        Optional<KubernetesVersion> version =
                deployment(facts, "cluster-autoscaler").flatMap(Survey::version);
        if (version.isPresent() && !version.get().minor().equals(route.to().minor())) {
            findings.add(UpgradeFinding.of(
                            Severity.WARNING,
                            FindingCode.ADD_ON_VERSION,
                            "cluster-autoscaler",
                            "cluster-autoscaler " + version.get()
                                    + " should be of the control plane's minor at each hop," + " at the end "
                                    + route.to().minor() + ".")
                    .withRemedy("Set its image after each control-plane step, and pause it while nodes are replaced."));
        }
    }

    private static void addImages(List<UpgradeFinding> findings, Route route) {
        for (ClusterNode node : route.inventory().nodes()) {
            boolean group = node.provision() == NodeProvision.MANAGED_GROUP
                    || node.provision() == NodeProvision.SELF_MANAGED_GROUP;
            if (group && AL2.matcher(node.image()).find() && route.to().minor().compareTo(NO_AL2_FROM) >= 0) {
                findings.add(UpgradeFinding.of(
                                Severity.BLOCKER,
                                FindingCode.NO_NODE_IMAGE,
                                "group " + node.group(),
                                "Group " + node.group() + " runs Amazon Linux 2, of which there is no image from "
                                        + NO_AL2_FROM + " on.")
                        .withRemedy("Move the group to Amazon Linux 2023 or Bottlerocket first.")
                        .before(NO_AL2_FROM));
            }
        }
    }

    private static void addEtcdHealth(List<UpgradeFinding> findings, UpgradeFacts facts) {
        for (Pod pod : facts.all(Kind.PODS)) {
            boolean etcd = pod.namespace().equals(Survey.SYSTEM)
                    && pod.isMirror()
                    && pod.spec().containers().stream()
                            .anyMatch(each -> each.name().equals("etcd"));
            if (etcd && !pod.isReady()) {
                findings.add(UpgradeFinding.of(
                                Severity.BLOCKER,
                                FindingCode.ETCD_UNHEALTHY,
                                "etcd on " + pod.nodeName(),
                                "The etcd member on " + pod.nodeName()
                                        + " isn't Ready: while another one moves there may be" + " no majority.")
                        .withRemedy("Bring it back, or remove and replace it, before the control plane moves."));
            }
        }
    }
}
