package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.Component;
import io.github.kubemaintenance.catalog.SkewPolicy;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides who moves when: the control plane from hop to hop, workers after each or as seldom as they may, and in front of
 * a hop those that it would leave too old. Pure.
 */
final class StageWalk {
    private final Inventory inventory;
    private final boolean eachMinor;
    private final List<Stage> stages = new ArrayList<>();
    private final List<UpgradeFinding> findings = new ArrayList<>();
    private final Map<String, KubernetesVersion> kubelets = new LinkedHashMap<>();
    private KubernetesVersion reached;

    StageWalk(Inventory inventory, boolean eachMinor, KubernetesVersion from) {
        this.inventory = inventory;
        this.eachMinor = eachMinor;
        this.reached = from.patch().isPresent() ? Versions.plain(from) : Versions.newest(from.minor());
        inventory.nodes().stream().filter(ClusterNode::isMovable).forEach(node -> node.kubelet()
                .ifPresent(version -> kubelets.put(node.name(), version)));
    }

    List<Stage> walk(List<KubernetesVersion> hops, KubernetesVersion target) {
        for (KubernetesVersion hop : hops) {
            moveThoseTooOldFor(hop);
            moveControlPlane(hop);
            if (eachMinor) {
                moveWorkers(hop);
            }
        }
        moveWorkers(target);
        return List.copyOf(stages);
    }

    List<UpgradeFinding> findings() {
        return List.copyOf(findings);
    }

    private void moveThoseTooOldFor(KubernetesVersion hop) {
        List<String> old = new ArrayList<>();
        for (Map.Entry<String, KubernetesVersion> each : kubelets.entrySet()) {
            Minor version = each.getValue().minor();
            boolean tooOld = version.compareTo(reached.minor()) < 0
                    && SkewPolicy.check(Component.KUBELET, version, Set.of(hop.minor()))
                            .isPresent();
            if (tooOld) {
                old.add(each.getKey());
                findings.add(UpgradeFinding.of(
                                Severity.INFO,
                                FindingCode.NODE_MOVES_FIRST,
                                "node " + each.getKey(),
                                "Node " + each.getKey() + " with kubelet " + each.getValue()
                                        + " would be too old beside"
                                        + " API servers of " + hop.minor() + ", so it moves to " + reached
                                        + " before them.")
                        .before(hop.minor()));
            }
        }
        add(old, reached, true);
    }

    private void moveControlPlane(KubernetesVersion hop) {
        List<String> members = inventory.controlPlane().stream()
                .filter(member -> Versions.isBelow(member.apiServer(), hop)
                        || Versions.isBelow(member.controllerManager(), hop)
                        || Versions.isBelow(member.scheduler(), hop)
                        || isPatchDowngrade(member, hop))
                .map(ControlPlaneMember::name)
                .toList();
        List<String> nodes = inventory.nodes().stream()
                .filter(ClusterNode::controlPlane)
                .map(ClusterNode::name)
                .filter(name -> {
                    KubernetesVersion kubelet = kubelets.get(name);
                    return kubelet != null && Versions.isBelow(kubelet, hop);
                })
                .toList();
        nodes.forEach(name -> kubelets.put(name, hop));
        stages.add(new Stage.ControlPlane(hop, members, nodes));
        reached = hop;
    }

    /** Only asked for where the whole target is an older patch; the path warned of it. */
    private static boolean isPatchDowngrade(ControlPlaneMember member, KubernetesVersion hop) {
        return member.apiServer().minor().equals(hop.minor())
                && Versions.isBelow(hop, member.apiServer())
                && hop.patch().isPresent();
    }

    private void moveWorkers(KubernetesVersion version) {
        List<String> names = inventory.workers().stream()
                .filter(node -> kubelets.containsKey(node.name())
                        ? Versions.isBelow(kubelets.getOrDefault(node.name(), version), version)
                        : node.isMovable())
                .map(ClusterNode::name)
                .toList();
        add(names, version, false);
    }

    private void add(List<String> names, KubernetesVersion version, boolean forced) {
        if (!names.isEmpty()) {
            names.forEach(name -> kubelets.put(name, version));
            stages.add(new Stage.Workers(version, names, forced));
        }
    }
}
