package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** When a gate is open. Pure. */
final class GateRules {
    private final UpgradePlan plan;
    private final UpgradeStep step;
    private final Set<String> cordonedBefore;

    GateRules(UpgradePlan plan, UpgradeStep step, Set<String> cordonedBefore) {
        this.plan = plan;
        this.step = step;
        this.cordonedBefore = Set.copyOf(cordonedBefore);
    }

    /** Tells whether a gate is judged by what is seen in the cluster. */
    static boolean isWatched(StepCheck check) {
        return switch (check.gate()) {
            case API_READY, CONTROL_PLANE_READY, ETCD_HEALTHY, API_SERVER_VERSION -> true;
            case KUBELET_VERSION, SCHEDULABLE_AS_BEFORE, ADD_ONS_READY, ALL_NODES_COVERED -> true;
            case BACKUP_VERIFIED, NO_REMOVED_API, DRAIN_POSSIBLE, HEALTH_JUDGED, MANUAL -> false;
        };
    }

    /** Returns what keeps a gate closed; empty if it is open. */
    Optional<String> closed(StepCheck check, Seen seen) {
        return switch (check.gate()) {
            case CONTROL_PLANE_READY -> controlPlane(seen);
            case ETCD_HEALTHY -> etcd(seen);
            case API_SERVER_VERSION -> apiServer(check.subject(), seen);
            case KUBELET_VERSION ->
                check.subject().isEmpty()
                        ? first(step.nodes(), name -> replaced(name, seen))
                        : kubelet(check.subject(), seen);
            case SCHEDULABLE_AS_BEFORE -> schedulable(check.subject(), seen);
            case ADD_ONS_READY -> addOns(seen);
            case ALL_NODES_COVERED -> covered(seen);
            default -> Optional.empty();
        };
    }

    private static Optional<String> first(
            List<String> names, java.util.function.Function<String, Optional<String>> rule) {
        List<String> closed = new ArrayList<>();
        names.forEach(name -> rule.apply(name).ifPresent(closed::add));
        return closed.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", closed));
    }

    private Optional<String> controlPlane(Seen seen) {
        List<String> names = plan.inventory().nodes().stream()
                .filter(ClusterNode::controlPlane)
                .map(ClusterNode::name)
                .toList();
        return first(
                names,
                name -> seen.node(name).map(Node::isReady).orElse(false)
                        ? Optional.empty()
                        : Optional.of("control-plane node " + name + " isn't Ready"));
    }

    private static Optional<String> etcd(Seen seen) {
        return seen.parts("etcd").stream()
                .filter(pod -> !pod.isReady())
                .findFirst()
                .map(pod -> "the etcd member on " + pod.nodeName() + " isn't Ready");
    }

    private Optional<String> apiServer(String member, Seen seen) {
        List<Pod> servers = seen.parts("kube-apiserver").stream()
                .filter(pod -> pod.nodeName().equals(member))
                .toList();
        if (servers.isEmpty()) {
            return member.equals(Inventory.PROVIDER)
                            || plan.inventory().node(member).isEmpty()
                    ? Optional.empty()
                    : Optional.of("no API server is seen on " + member);
        }
        Pod server = servers.get(0);
        Optional<KubernetesVersion> version = Survey.imageVersion(server.spec().containers());
        if (version.isEmpty() || Versions.isBelow(version.get(), step.version())) {
            return Optional.of("the API server of " + member + " is at "
                    + version.map(KubernetesVersion::toString).orElse("?") + ", not " + step.version());
        }
        return server.isReady() ? Optional.empty() : Optional.of("the API server of " + member + " isn't Ready");
    }

    private Optional<String> kubelet(String name, Seen seen) {
        Optional<Node> node = seen.node(name);
        if (node.isEmpty()) {
            return Optional.of("node " + name + " is gone");
        }
        boolean below = Survey.parsed(node.get().kubeletVersion())
                .map(version -> Versions.isBelow(version, step.version()))
                .orElse(true);
        if (below) {
            return Optional.of(
                    "the kubelet of " + name + " is at " + node.get().kubeletVersion() + ", not " + step.version());
        }
        return node.get().isReady() ? Optional.empty() : Optional.of("node " + name + " isn't Ready");
    }

    private Optional<String> replaced(String name, Seen seen) {
        return seen.node(name).isEmpty() ? Optional.empty() : kubelet(name, seen);
    }

    private Optional<String> schedulable(String name, Seen seen) {
        boolean before = cordonedBefore.contains(name);
        boolean now = seen.node(name).map(Node::unschedulable).orElse(before);
        return before == now
                ? Optional.empty()
                : Optional.of("node " + name + (now ? " is cordoned" : " isn't cordoned as it was before"));
    }

    private static Optional<String> addOns(Seen seen) {
        for (Pod pod : seen.pods()) {
            boolean daemon =
                    pod.controller().map(OwnerReference::kind).orElse("").equals("DaemonSet");
            boolean expected = seen.node(pod.nodeName()).map(Node::isReady).orElse(false);
            if (daemon && expected && !pod.isReady()) {
                return Optional.of("pod " + pod.namespace() + "/" + pod.name() + " isn't Ready");
            }
        }
        return Optional.empty();
    }

    /** Nodes that the plan names in a finding are not its business; those that came meanwhile are. */
    private Optional<String> covered(Seen seen) {
        Set<String> excluded = new HashSet<>();
        plan.inventory().nodes().forEach(node -> excluded.add(node.name()));
        plan.steps().forEach(each -> each.nodes().forEach(excluded::remove));
        List<String> names = seen.nodes().keySet().stream()
                .filter(name -> !excluded.contains(name))
                .toList();
        return first(names, name -> {
            Optional<KubernetesVersion> version = seen.node(name).flatMap(node -> Survey.parsed(node.kubeletVersion()));
            return version.isPresent() && !Versions.isBelow(version.get(), plan.to())
                    ? Optional.empty()
                    : Optional.of("node " + name + " has kubelet "
                            + version.map(KubernetesVersion::toString).orElse("?")
                            + (plan.inventory().node(name).isEmpty()
                                    ? " and has appeared since the plan was made"
                                    : ""));
        });
    }
}
