package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.Component;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes what plans are made of. */
final class A {
    private A() {}

    static KubernetesVersion version(String text) {
        return KubernetesVersion.parse(text);
    }

    static ClusterNode worker(String name, String version) {
        return ClusterNode.of(name, version(version), false);
    }

    static ClusterNode notReady(String name, String version) {
        return new ClusterNode(
                name,
                "uid-" + name,
                Optional.of(version(version)),
                false,
                NodeProvision.IN_PLACE,
                "",
                false,
                false,
                "");
    }

    /** A cluster with a control plane of these versions, one node each, and these workers. */
    static Inventory cluster(List<String> apiServers, ClusterNode... workers) {
        List<ControlPlaneMember> members = new ArrayList<>();
        List<ClusterNode> nodes = new ArrayList<>(List.of(workers));
        String oldest = apiServers.stream()
                .min((a, b) -> version(a).compareTo(version(b)))
                .orElseThrow();
        for (int i = 1; i <= apiServers.size(); i++) {
            members.add(ControlPlaneMember.of("cp-" + i, version(apiServers.get(i - 1))));
            nodes.add(ClusterNode.of("cp-" + i, version(oldest), true));
        }
        return new Inventory(members, nodes, Optional.of(version(oldest)), Optional.empty(), List.of(), false, true);
    }

    static Inventory withProxy(Inventory it, String proxy) {
        return new Inventory(
                it.controlPlane(),
                it.nodes(),
                Optional.of(version(proxy)),
                it.kubectl(),
                it.etcd(),
                it.etcdExternal(),
                it.observed());
    }

    static List<Minor> minors(String... texts) {
        return java.util.Arrays.stream(texts).map(Minor::parse).toList();
    }

    /** The plan's shape: who moves to which minor, in order; {@code CP 1.31}, {@code W 1.31}, repeats left out. */
    static List<String> shape(UpgradePlan plan) {
        List<String> shape = new ArrayList<>();
        for (UpgradeStep step : plan.steps()) {
            for (VersionChange change : step.changes()) {
                boolean plane = change.component() == Component.KUBE_APISERVER;
                boolean worker = change.component() == Component.KUBELET
                        && !plan.inventory()
                                .node(change.instance())
                                .orElseThrow()
                                .controlPlane();
                String entry = (plane ? "CP " : "W ") + change.to().minor();
                boolean repeated =
                        !shape.isEmpty() && shape.get(shape.size() - 1).equals(entry);
                if ((plane || worker) && !repeated) {
                    shape.add(entry);
                }
            }
        }
        return shape;
    }

    static List<String> commands(UpgradePlan plan, String step) {
        return plan
                .step(step)
                .orElseThrow(() -> new AssertionError("no step " + step + " in\n" + plan))
                .commands()
                .stream()
                .map(StepCommand::text)
                .toList();
    }

    static boolean has(UpgradePlan plan, Severity severity, String code) {
        return plan.findings(code).stream().anyMatch(each -> each.severity() == severity);
    }
}
