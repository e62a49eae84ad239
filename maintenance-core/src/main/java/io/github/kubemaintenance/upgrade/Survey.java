package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Container;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes an inventory of what was read, and tells the platform. Pure. */
final class Survey {
    static final String SYSTEM = "kube-system";

    private final UpgradeFacts facts;

    Survey(UpgradeFacts facts) {
        this.facts = facts;
    }

    /** What was made of the facts. */
    record Observed(Inventory inventory, Platform platform, List<UpgradeFinding> findings) {}

    Observed observe(Optional<Platform> asked) {
        List<UpgradeFinding> findings = new ArrayList<>();
        Map<String, KubernetesVersion> servers = staticPods("kube-apiserver");
        Platform seen = guess(servers);
        Platform platform = asked.orElse(seen);
        if (asked.isPresent() && !fits(platform, seen)) {
            findings.add(UpgradeFinding.of(
                    Severity.WARNING,
                    FindingCode.PLATFORM_MISMATCH,
                    "",
                    "The plan is asked for " + platform.name() + ", but the cluster looks like " + seen.name() + "."));
        }
        List<ControlPlaneMember> members = members(servers, findings);
        List<ClusterNode> nodes = facts.nodes().stream()
                .map(node -> NodeClassifier.classify(node, servers.containsKey(node.name()), platform))
                .toList();
        Map<String, KubernetesVersion> etcd = staticPods("etcd");
        Inventory inventory = new Inventory(
                members,
                nodes,
                proxy(),
                Optional.empty(),
                List.copyOf(etcd.values()),
                etcd.isEmpty() && !servers.isEmpty(),
                true);
        return new Observed(inventory, platform, List.copyOf(findings));
    }

    private Platform guess(Map<String, KubernetesVersion> servers) {
        boolean eks = facts.nodes().stream().anyMatch(NodeClassifier::isEks);
        if (eks) {
            return Platform.EKS;
        }
        boolean vendor = facts.nodes().stream()
                .map(node -> parsed(node.kubeletVersion()))
                .anyMatch(version ->
                        version.isPresent() && !version.get().vendor().isEmpty());
        return servers.isEmpty() && (vendor || facts.nodes().stream().anyMatch(NodeClassifier::isManaged))
                ? Platform.MANAGED
                : Platform.KUBEADM;
    }

    private static boolean fits(Platform asked, Platform seen) {
        return !asked.isInPlace() || asked.isByMinor() == seen.isByMinor();
    }

    private List<ControlPlaneMember> members(Map<String, KubernetesVersion> servers, List<UpgradeFinding> findings) {
        Map<String, KubernetesVersion> managers = staticPods("kube-controller-manager");
        Map<String, KubernetesVersion> schedulers = staticPods("kube-scheduler");
        List<ControlPlaneMember> members = new ArrayList<>();
        servers.forEach((node, version) -> members.add(new ControlPlaneMember(
                node, version, managers.getOrDefault(node, version), schedulers.getOrDefault(node, version))));
        if (!members.isEmpty()) {
            return members;
        }
        Optional<KubernetesVersion> version = facts.server().or(this::newestKubelet);
        if (facts.server().isEmpty()) {
            findings.add(UpgradeFinding.of(
                            Severity.UNKNOWN,
                            FindingCode.CONTROL_PLANE_UNKNOWN,
                            "",
                            "The API servers' version could not be read ("
                                    + facts.unread().getOrDefault("version", "no answer") + "); "
                                    + version.map(each -> "by the newest kubelet it is " + each + " or newer.")
                                            .orElse("nothing is known of it."))
                    .withRemedy("Say from(...)."));
        }
        KubernetesVersion known = version.orElse(Versions.open(io.github.kubemaintenance.catalog.Releases.newest()));
        List<String> planes = facts.nodes().stream()
                .filter(NodeClassifier::isControlPlane)
                .map(Node::name)
                .sorted()
                .toList();
        planes.forEach(name -> members.add(ControlPlaneMember.of(name, known)));
        if (members.isEmpty()) {
            members.add(ControlPlaneMember.of(Inventory.PROVIDER, known));
        }
        return members;
    }

    private Optional<KubernetesVersion> newestKubelet() {
        return facts.nodes().stream()
                .flatMap(node -> parsed(node.kubeletVersion()).stream())
                .max(Comparator.naturalOrder());
    }

    private Optional<KubernetesVersion> proxy() {
        return facts.all(Kind.DAEMON_SETS).stream()
                .filter(each -> each.namespace().equals(SYSTEM) && each.name().equals("kube-proxy"))
                .findFirst()
                .flatMap(each -> imageVersion(each.template().containers()))
                .map(Versions::plain);
    }

    /** By node, the version of a part of the control plane that runs as a static pod. */
    private Map<String, KubernetesVersion> staticPods(String component) {
        Map<String, KubernetesVersion> found = new TreeMap<>();
        for (Pod pod : facts.all(Kind.PODS)) {
            boolean is = pod.namespace().equals(SYSTEM)
                    && pod.isMirror()
                    && pod.spec().containers().stream()
                            .anyMatch(each -> each.name().equals(component));
            if (is) {
                imageVersion(pod.spec().containers()).ifPresent(version -> found.put(pod.nodeName(), version));
            }
        }
        return new LinkedHashMap<>(found);
    }

    /** Returns the version in the first image's tag. */
    static Optional<KubernetesVersion> imageVersion(List<Container> containers) {
        return containers.stream().findFirst().flatMap(container -> tag(container.image()));
    }

    /** Returns the version in an image's tag; empty where the tag is none. */
    static Optional<KubernetesVersion> tag(String image) {
        String name = image.replaceFirst("@.*$", "");
        int colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf('/') ? parsed(name.substring(colon + 1)) : Optional.empty();
    }

    /** Returns the version of a workload's first image. */
    static Optional<KubernetesVersion> version(Workload workload) {
        return imageVersion(workload.template().containers());
    }

    static Optional<KubernetesVersion> parsed(String text) {
        try {
            return Optional.of(KubernetesVersion.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // said by whoever needs the version: the node or the image is named there
        }
    }
}
