package io.github.kubemaintenance.node;

import io.github.kubemaintenance.catalog.Component;
import io.github.kubemaintenance.catalog.SkewPolicy;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.node.NodeFinding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Kubelets against the API server, by the version skew policy. */
final class KubeletVersionCheck implements NodeCheck {
    @Override
    public String name() {
        return "kubelet-version";
    }

    @Override
    public List<NodeFinding> check(NodeCheckFacts facts) {
        List<NodeFinding> findings = new ArrayList<>();
        if (facts.server().isEmpty()) {
            findings.add(new NodeFinding(
                    Severity.UNKNOWN,
                    "SERVER_VERSION_UNKNOWN",
                    "cluster",
                    "the API server's version could not be read"
                            + facts.unread("version").map(why -> ": " + why).orElse("") + ".",
                    ""));
            return findings;
        }
        Minor server = facts.server().get().minor();
        for (Node node : facts.selected()) {
            Optional<Minor> kubelet = minor(node.kubeletVersion());
            if (kubelet.isEmpty()) {
                findings.add(new NodeFinding(
                        Severity.UNKNOWN,
                        "KUBELET_VERSION_UNKNOWN",
                        "node " + node.name(),
                        "its kubelet's version is not one of Kubernetes: '" + node.kubeletVersion() + "'.",
                        ""));
                continue;
            }
            SkewPolicy.check(Component.KUBELET, kubelet.get(), List.of(server)).ifPresent(broken -> {
                boolean newer = kubelet.get().compareTo(server) > 0;
                findings.add(new NodeFinding(
                        Severity.PROBLEM,
                        newer ? "KUBELET_NEWER_THAN_API_SERVER" : "KUBELET_TOO_OLD",
                        "node " + node.name(),
                        broken.text() + ".",
                        newer
                                ? "Upgrade the control plane first, or replace the node by one with kubelet " + server
                                        + "."
                                : "Upgrade its kubelet, or replace the node."));
            });
        }
        return findings;
    }

    private static Optional<Minor> minor(String version) {
        try {
            return Optional.of(KubernetesVersion.parse(version).minor());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
