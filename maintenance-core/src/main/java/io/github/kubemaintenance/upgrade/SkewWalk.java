package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.Component;
import io.github.kubemaintenance.catalog.SkewPolicy;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Walks through a plan change by change and holds every state against the version skew policy. A controller manager and
 * a scheduler talk to the API server beside them (kubeadm's way since 1.20, and the only one there is with one API
 * server); kubelets and kube-proxies reach any.
 */
final class SkewWalk {
    private SkewWalk() {}

    /** A broken rule, and which instance breaks it. */
    record Broken(String instance, SkewPolicy.Violation violation) {
        String key() {
            return violation.component().text() + " on " + instance;
        }
    }

    /** Returns the states of a plan: the start, then one after each change. */
    static List<VersionState> states(Inventory inventory, List<UpgradeStep> steps) {
        List<VersionState> states = new ArrayList<>();
        VersionState state = VersionState.of(inventory);
        states.add(state);
        for (UpgradeStep step : steps) {
            for (VersionChange change : step.changes()) {
                state = state.after(change);
                states.add(state);
            }
        }
        return List.copyOf(states);
    }

    /** Returns a finding for each part that breaks a rule, where it does so first. */
    static List<UpgradeFinding> check(Inventory inventory, List<UpgradeStep> steps, boolean inPlace) {
        VersionState state = VersionState.of(inventory);
        Map<String, UpgradeFinding> found = new LinkedHashMap<>();
        for (Broken each : broken(state)) {
            found.putIfAbsent(each.key(), now(each));
        }
        if (!inPlace) {
            return List.copyOf(found.values());
        }
        for (UpgradeStep step : steps) {
            for (VersionChange change : step.changes()) {
                skip(state, change).ifPresent(finding -> found.putIfAbsent(finding.id(), finding));
                state = state.after(change);
                for (Broken each : broken(state)) {
                    found.putIfAbsent(each.key(), later(each, step));
                }
            }
        }
        return List.copyOf(found.values());
    }

    static List<Broken> broken(VersionState state) {
        List<Broken> broken = new ArrayList<>();
        Map<String, KubernetesVersion> servers = state.of(Component.KUBE_APISERVER);
        Set<Minor> minors = minors(servers);
        SkewPolicy.checkApiServers(minors).ifPresent(each -> broken.add(new Broken("the control plane", each)));
        for (Component component : List.of(Component.KUBE_CONTROLLER_MANAGER, Component.KUBE_SCHEDULER)) {
            state.of(component).forEach((instance, version) -> {
                KubernetesVersion beside = servers.get(instance);
                Set<Minor> reached = beside == null ? minors : Set.of(beside.minor());
                add(broken, instance, SkewPolicy.check(component, version.minor(), reached));
            });
        }
        for (Component component : List.of(Component.KUBELET, Component.KUBE_PROXY)) {
            state.of(component)
                    .forEach(
                            (node, version) -> add(broken, node, SkewPolicy.check(component, version.minor(), minors)));
        }
        state.of(Component.KUBE_PROXY).forEach((node, proxy) -> {
            KubernetesVersion kubelet = state.of(Component.KUBELET).get(node);
            if (kubelet != null) {
                add(broken, node, SkewPolicy.checkProxyOnNode(proxy.minor(), kubelet.minor()));
            }
        });
        return broken;
    }

    private static Set<Minor> minors(Map<String, KubernetesVersion> versions) {
        return versions.values().stream()
                .map(KubernetesVersion::minor)
                .collect(java.util.stream.Collectors.toCollection(java.util.TreeSet::new));
    }

    private static void add(List<Broken> broken, String instance, Optional<SkewPolicy.Violation> violation) {
        violation.ifPresent(each -> broken.add(new Broken(instance, each)));
    }

    private static Optional<UpgradeFinding> skip(VersionState state, VersionChange change) {
        KubernetesVersion before = state.of(change.component()).get(change.instance());
        return change.component() == Component.KUBE_APISERVER
                        && before != null
                        && change.to().minor().minor() - before.minor().minor() > 1
                ? Optional.of(PathFinder.skip(before.minor(), change.to().minor()))
                : Optional.empty();
    }

    private static UpgradeFinding now(Broken broken) {
        boolean newer = broken.violation().component() == Component.KUBELET
                && broken.violation().text().contains("too new");
        return UpgradeFinding.of(
                        Severity.BLOCKER,
                        newer ? FindingCode.NODE_NEWER : FindingCode.SKEW_NOW,
                        broken.key(),
                        "As the cluster is now: " + broken.violation().text() + " (" + broken.instance() + ").")
                .withRemedy(
                        newer
                                ? "Give the node a kubelet that isn't newer than the oldest API server; pods may not"
                                        + " start on it as it is."
                                : "Bring it within the version skew policy before anything else moves.");
    }

    private static UpgradeFinding later(Broken broken, UpgradeStep step) {
        return UpgradeFinding.of(
                        Severity.BLOCKER,
                        FindingCode.SKEW,
                        broken.key(),
                        "In step " + step.id() + ": " + broken.violation().text() + " (" + broken.instance() + ").")
                .withRemedy("Move it before that step, or take it out of the cluster.")
                .before(step.version().minor());
    }
}
