package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import java.util.ArrayList;
import java.util.List;

/**
 * What etcd has to be before Kubernetes brings its next minor: 3.5.26 before 3.6 (kubeadm's from 1.34 on; etcd.io's
 * "zombie members" of 2025), 3.6.11 before 3.7 (from 1.37 on). Pure.
 */
final class EtcdGates {
    /** Kubernetes' minor that brings an etcd, that etcd, and what its members have to be before. */
    private record Gate(Minor kubernetes, Minor etcd, KubernetesVersion before, String why) {}

    private static final List<Gate> GATES = List.of(
            new Gate(
                    Minor.of(34),
                    new Minor(3, 6),
                    KubernetesVersion.parse("3.5.26"),
                    "an older member can bring removed members back to life when it becomes 3.6"),
            new Gate(
                    Minor.of(37),
                    new Minor(3, 7),
                    KubernetesVersion.parse("3.6.11"),
                    "3.7 has no v2 store any more, and older members may still hold their membership there"));

    private EtcdGates() {}

    static List<UpgradeFinding> findings(Route route, Platform platform) {
        if (platform.isByMinor() || !platform.isInPlace()) {
            return List.of();
        }
        List<UpgradeFinding> findings = new ArrayList<>();
        Inventory inventory = route.inventory();
        GATES.stream().filter(gate -> crosses(route, gate)).forEach(gate -> add(findings, inventory, gate));
        if (!route.hops().isEmpty() && inventory.etcdExternal()) {
            findings.add(UpgradeFinding.of(
                    Severity.WARNING,
                    FindingCode.ETCD_EXTERNAL,
                    "",
                    "etcd isn't run by kubeadm on these nodes, so no step of the plan moves it: its owner has to."));
        }
        int members = inventory.etcd().size();
        if (!route.hops().isEmpty() && (members == 1 || members == 2)) {
            findings.add(UpgradeFinding.of(
                    Severity.WARNING,
                    FindingCode.ETCD_NO_TOLERANCE,
                    "",
                    "etcd has " + members + " member(s): while one moves there is no majority, and the API is away."));
        }
        return findings;
    }

    private static boolean crosses(Route route, Gate gate) {
        return route.from().minor().compareTo(gate.kubernetes()) < 0
                && route.hops().stream().anyMatch(hop -> hop.minor().compareTo(gate.kubernetes()) >= 0);
    }

    private static void add(List<UpgradeFinding> findings, Inventory inventory, Gate gate) {
        String subject = "etcd " + gate.etcd();
        if (inventory.etcd().isEmpty()) {
            findings.add(UpgradeFinding.of(
                            inventory.observed() ? Severity.UNKNOWN : Severity.WARNING,
                            FindingCode.ETCD_GATE,
                            subject,
                            "Kubernetes " + gate.kubernetes() + " brings etcd " + gate.etcd()
                                    + "; every member has to be "
                                    + gate.before() + " or newer before: " + gate.why()
                                    + ". The members' versions aren't known.")
                    .before(gate.kubernetes()));
            return;
        }
        List<KubernetesVersion> old = inventory.etcd().stream()
                .map(Versions::plain)
                .filter(version -> Versions.isBelow(version, gate.before()))
                .distinct()
                .sorted()
                .toList();
        boolean later = old.stream()
                .anyMatch(version -> version.minor().compareTo(gate.before().minor()) < 0);
        if (!old.isEmpty()) {
            findings.add(UpgradeFinding.of(
                            later ? Severity.WARNING : Severity.BLOCKER,
                            FindingCode.ETCD_GATE,
                            subject,
                            "Kubernetes " + gate.kubernetes() + " brings etcd " + gate.etcd() + ", and members of "
                                    + old + " run: " + gate.why() + ".")
                    .withRemedy(
                            "Move every member to " + gate.before() + " or a newer "
                                    + gate.before().minor()
                                    + " first: etcd.local.imageTag in kubeadm's ClusterConfiguration, then one member at a time.")
                    .before(gate.kubernetes()));
        }
    }
}
