package io.github.kubemaintenance.upgrade;

/** What a step does. More may come: switch with a default branch. */
public enum StepKind {
    /** A saved and verified state to return to. */
    BACKUP,
    /** Karpenter moves to a release that knows the next minor. */
    KARPENTER_UPGRADE,
    /** The first control-plane node of a hop: {@code kubeadm upgrade apply}. */
    CONTROL_PLANE_FIRST,
    /** A further control-plane node of a hop: {@code kubeadm upgrade node}. */
    CONTROL_PLANE_NEXT,
    /** The provider moves the whole control plane. */
    CONTROL_PLANE_MANAGED,
    /** What runs in the cluster and belongs to it: kube-proxy, CoreDNS, network and storage plugins. */
    ADD_ONS,
    /** One node in place: drain, packages, kubelet, uncordon. */
    NODE_IN_PLACE,
    /** New nodes come before old ones go. */
    NODES_ADD,
    /** An old node is drained and deleted. */
    NODE_RETIRE,
    /** A managed node group replaces its nodes. */
    NODE_GROUP,
    /** A group of self-managed nodes replaces its nodes. */
    SELF_MANAGED_GROUP,
    /** Karpenter replaces its nodes. */
    KARPENTER_DRIFT,
    /** Nodes that are made for a pod each: the pods are made anew. */
    SERVERLESS_PODS,
    /** The provider replaces nodes by itself. */
    NODES_AUTOMATIC,
    /** A new cluster. */
    CLUSTER_CREATE,
    /** What runs in the old cluster is deployed into the new one. */
    CLUSTER_DEPLOY,
    /** State is moved. */
    STATE_MOVE,
    /** The new cluster is tried out. */
    SMOKE_TEST,
    /** A part of the traffic goes to the new cluster. */
    TRAFFIC_SHIFT,
    /** The old cluster goes. */
    CLUSTER_DELETE,
    /** Everything is looked at. */
    VERIFY
}
