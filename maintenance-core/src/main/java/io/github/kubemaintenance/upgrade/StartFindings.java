package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.Component;
import io.github.kubemaintenance.catalog.SkewPolicy;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is to be said of the cluster as it is, before any step. Pure. */
final class StartFindings {
    private static final int YAML_TRAP_BELOW = 10;

    private StartFindings() {}

    static List<UpgradeFinding> of(UpgradeOptions options, Inventory inventory) {
        List<UpgradeFinding> findings = new ArrayList<>();
        if (!inventory.observed()
                && !options.platform().map(Platform::isByMinor).orElse(false)) {
            long planes =
                    inventory.nodes().stream().filter(ClusterNode::controlPlane).count();
            findings.add(UpgradeFinding.of(
                            Severity.INFO,
                            FindingCode.ASSUMED_NODES,
                            "",
                            "Only versions are known, so the plan shows " + planes + " control-plane node(s) and "
                                    + inventory.workers().size() + " worker(s).")
                    .withRemedy("Say nodes(3, 5), or plan on the cluster, for the real ones."));
        }
        options.from().ifPresent(from -> addMismatch(findings, from, inventory));
        Set<Minor> servers = new TreeSet<>();
        inventory
                .controlPlane()
                .forEach(member -> servers.add(member.apiServer().minor()));
        if (servers.size() > 1) {
            findings.add(UpgradeFinding.of(
                    Severity.WARNING,
                    FindingCode.HALF_DONE,
                    "",
                    "API servers of " + inventory.oldestApiServer() + " and " + inventory.newestApiServer()
                            + " run side by side: an earlier upgrade was not finished. The plan finishes it first."));
        }
        inventory
                .kubectl()
                .flatMap(kubectl -> SkewPolicy.check(Component.KUBECTL, kubectl.minor(), servers))
                .ifPresent(broken -> findings.add(UpgradeFinding.of(
                        Severity.WARNING, FindingCode.SKEW_NOW, "kubectl", "As it is now: " + broken.text() + ".")));
        return findings;
    }

    private static void addMismatch(List<UpgradeFinding> findings, KubernetesVersion from, Inventory inventory) {
        KubernetesVersion observed = inventory.oldestApiServer();
        boolean fits = from.minor().equals(observed.minor())
                && (from.patch().isEmpty()
                        || observed.patch().isEmpty()
                        || from.patch().equals(observed.patch()));
        if (!fits) {
            boolean trap = from.minor().minor() < YAML_TRAP_BELOW
                    && observed.minor().minor() == from.minor().minor() * 10;
            findings.add(UpgradeFinding.of(
                            Severity.BLOCKER,
                            FindingCode.FROM_MISMATCH,
                            "",
                            "The plan is asked for from " + from + ", but the cluster's oldest API server is "
                                    + observed + ".")
                    .withRemedy(
                            trap
                                    ? "An unquoted " + observed.minor() + " in YAML is read as the number "
                                            + from.minor() + ": put versions in quotes."
                                    : "Ask from what the cluster has, or leave from(...) out."));
        }
    }
}
