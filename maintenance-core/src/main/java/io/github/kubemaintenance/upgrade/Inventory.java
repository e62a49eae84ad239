package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The facts that a plan is made of: what runs where, and at which version. Ordered by name.
 *
 * @param controlPlane where the control plane runs; at least one place
 * @param nodes all nodes, those of the control plane too
 * @param proxy version of kube-proxy; empty where there is none or it isn't known
 * @param kubectl version of the people's client; empty if not told
 * @param etcd versions of the etcd members; empty where they aren't known
 * @param etcdExternal whether etcd runs elsewhere than on the control-plane nodes
 * @param observed whether a cluster was read; false where versions alone are known and nodes are assumed
 */
public record Inventory(
        List<ControlPlaneMember> controlPlane,
        List<ClusterNode> nodes,
        Optional<KubernetesVersion> proxy,
        Optional<KubernetesVersion> kubectl,
        List<KubernetesVersion> etcd,
        boolean etcdExternal,
        boolean observed) {
    /** Name of a control plane that a provider runs. */
    public static final String PROVIDER = "the provider";

    public Inventory {
        if (controlPlane.isEmpty()) {
            throw new IllegalArgumentException("a cluster has at least one API server");
        }
        controlPlane = controlPlane.stream()
                .sorted(Comparator.comparing(ControlPlaneMember::name))
                .toList();
        nodes = nodes.stream().sorted(Comparator.comparing(ClusterNode::name)).toList();
        etcd = List.copyOf(etcd);
    }

    /**
     * Assumes a cluster whose parts are all of one version.
     *
     * @param version the version
     * @param controlPlaneNodes how many control-plane nodes; 0 for a provider's control plane
     * @param workers how many other nodes
     * @return nodes {@code control-plane-1...} and {@code worker-1...}
     */
    public static Inventory assumed(KubernetesVersion version, int controlPlaneNodes, int workers) {
        List<ControlPlaneMember> members = new ArrayList<>();
        List<ClusterNode> nodes = new ArrayList<>();
        for (int i = 1; i <= controlPlaneNodes; i++) {
            members.add(ControlPlaneMember.of("control-plane-" + i, version));
            nodes.add(ClusterNode.of("control-plane-" + i, version, true));
        }
        if (members.isEmpty()) {
            members.add(ControlPlaneMember.of(PROVIDER, version));
        }
        for (int i = 1; i <= workers; i++) {
            nodes.add(ClusterNode.of("worker-" + i, version, false));
        }
        return new Inventory(members, nodes, Optional.of(version), Optional.empty(), List.of(), false, false);
    }

    /** {@return version of the oldest API server} */
    public KubernetesVersion oldestApiServer() {
        return controlPlane.stream()
                .map(ControlPlaneMember::apiServer)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** {@return version of the newest API server} */
    public KubernetesVersion newestApiServer() {
        return controlPlane.stream()
                .map(ControlPlaneMember::apiServer)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** {@return the nodes that don't run the control plane} */
    public List<ClusterNode> workers() {
        return nodes.stream().filter(node -> !node.controlPlane()).toList();
    }

    /**
     * Finds a node.
     *
     * @param name its name
     * @return empty if there is none
     */
    public Optional<ClusterNode> node(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }
}
