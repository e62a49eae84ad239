package io.github.kubemaintenance.node;

import java.util.List;

/** The checks that come with the library. Each can be asked alone; {@link #standard} is what a request begins with. */
public final class NodeChecks {
    private NodeChecks() {}

    /**
     * {@code clusterDNS} against the addresses of the cluster's DNS Service: of nodes to come, as EC2NodeClass, NodePool and
     * Provisioner of Karpenter and kubeadm's kubelet ConfigMap say it; of nodes that are there, as their kubelets say it,
     * where the request {@linkplain NodeCheckRequest#readingKubelets() reads them}. Link-local addresses are fine where
     * node-local DNS runs; of a list the first address has to be right; dual stack has one of each family.
     *
     * @return the check {@code cluster-dns}
     */
    public static NodeCheck clusterDns() {
        return new ClusterDnsCheck();
    }

    /**
     * Kubelets that are newer than the API server, or too old beside it.
     *
     * @return the check {@code kubelet-version}
     */
    public static NodeCheck kubeletVersion() {
        return new KubeletVersionCheck();
    }

    /**
     * Nodes that aren't Ready, and those whose kubelet isn't heard of.
     *
     * @return the check {@code ready}
     */
    public static NodeCheck ready() {
        return ConditionChecks.ready();
    }

    /**
     * Nodes short of memory, disk or process ids, and without a network.
     *
     * @return the check {@code pressure}
     */
    public static NodeCheck pressure() {
        return ConditionChecks.pressure();
    }

    /**
     * Taints that disagree with the node's conditions or its cordon, or with those of most nodes of its pool.
     *
     * @return the check {@code taints}
     */
    public static NodeCheck taints() {
        return new TaintCheck();
    }

    /**
     * Nodes that somebody has cordoned.
     *
     * @return the check {@code cordon}
     */
    public static NodeCheck cordoned() {
        return new CordonCheck();
    }

    /** {@return all of them} */
    public static List<NodeCheck> standard() {
        return List.of(clusterDns(), kubeletVersion(), ready(), pressure(), taints(), cordoned());
    }
}
