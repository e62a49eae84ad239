package io.github.kubemaintenance.upgrade;

/** The codes of findings. They stay as they are from version to version; more may come. */
public final class FindingCode {
    /** The target is of an older minor. */
    public static final String DOWNGRADE = "DOWNGRADE";
    /** The target is an older patch release of the same minor. */
    public static final String PATCH_DOWNGRADE = "PATCH_DOWNGRADE";
    /** The cluster is at the target already. */
    public static final String SAME_VERSION = "SAME_VERSION";
    /** The target is of another major version. */
    public static final String OTHER_MAJOR = "OTHER_MAJOR";
    /** The version to come from is older than anything the catalogue knows. */
    public static final String FROM_UNKNOWN = "FROM_UNKNOWN";
    /** The version to come from isn't what the cluster has. */
    public static final String FROM_MISMATCH = "FROM_MISMATCH";
    /** The target is newer than anything the catalogue knows. */
    public static final String TARGET_UNKNOWN = "TARGET_UNKNOWN";
    /** The target, or a hop, is an alpha, beta or rc. */
    public static final String PRE_RELEASE = "PRE_RELEASE";
    /** The catalogue knows no patch release of a minor. */
    public static final String PATCH_OPEN = "PATCH_OPEN";
    /** The API servers would skip a minor. */
    public static final String SKIPS_MINOR = "SKIPS_MINOR";
    /** The path that was asked for doesn't lead from here to the target. */
    public static final String BAD_PATH = "BAD_PATH";
    /** The version of the start gets no fixes any more. */
    public static final String END_OF_LIFE = "END_OF_LIFE";
    /** The target gets no fixes any more, or soon. */
    public static final String TARGET_END_OF_LIFE = "TARGET_END_OF_LIFE";
    /** The provider's own support ends or has ended. */
    public static final String PROVIDER_END_OF_LIFE = "PROVIDER_END_OF_LIFE";
    /** Nodes were assumed, since only versions are known. */
    public static final String ASSUMED_NODES = "ASSUMED_NODES";
    /** The cluster as it is breaks the version skew policy. */
    public static final String SKEW_NOW = "SKEW_NOW";
    /** A step of the plan would break the version skew policy. */
    public static final String SKEW = "SKEW";
    /** A node is newer than an API server. */
    public static final String NODE_NEWER = "NODE_NEWER";
    /** A node is so old that it has to move before the control plane does. */
    public static final String NODE_MOVES_FIRST = "NODE_MOVES_FIRST";
    /** The API servers are of different minors: an earlier upgrade was not finished. */
    public static final String HALF_DONE = "HALF_DONE";
    /** No package source has packages of a minor any more. */
    public static final String PACKAGES_GONE = "PACKAGES_GONE";
    /** kubeadm moves kube-proxy before all API servers have moved. */
    public static final String PROXY_EARLY = "PROXY_EARLY";
    /** A control plane of one: no API while it moves. */
    public static final String CONTROL_PLANE_NOT_REDUNDANT = "CONTROL_PLANE_NOT_REDUNDANT";
    /** A cluster of one node: everything stops while it moves. */
    public static final String SINGLE_NODE = "SINGLE_NODE";
    /** There is no node at all. */
    public static final String NO_NODES = "NO_NODES";
    /** The API servers' versions could not be found out. */
    public static final String CONTROL_PLANE_UNKNOWN = "CONTROL_PLANE_UNKNOWN";
    /** A control-plane node isn't Ready. */
    public static final String CONTROL_PLANE_NOT_READY = "CONTROL_PLANE_NOT_READY";
    /** A node isn't Ready. */
    public static final String NODE_NOT_READY = "NODE_NOT_READY";
    /** It isn't known who provides a node. */
    public static final String NODE_PROVIDER_UNKNOWN = "NODE_PROVIDER_UNKNOWN";
    /** A node tells no version. */
    public static final String NODE_VERSION_UNKNOWN = "NODE_VERSION_UNKNOWN";
    /** A node is at the target already. */
    public static final String NODE_AT_TARGET = "NODE_AT_TARGET";
    /** A node was cordoned before; it is upgraded and stays cordoned. */
    public static final String NODE_CORDONED = "NODE_CORDONED";
    /** The platform that was asked for isn't the one that the cluster looks like. */
    public static final String PLATFORM_MISMATCH = "PLATFORM_MISMATCH";
    /** The platform could not be told from the cluster. */
    public static final String PLATFORM_ASSUMED = "PLATFORM_ASSUMED";
    /** Something could not be read. */
    public static final String UNREADABLE = "UNREADABLE";
    /** A version of an API that a hop no longer serves is in use. */
    public static final String REMOVED_API = "REMOVED_API";
    /** A version of an API is in use whose removal is announced, or that is deprecated. */
    public static final String DEPRECATED_API = "DEPRECATED_API";
    /** An annotation names a removed version, and newer writers use another. */
    public static final String STALE_ANNOTATION = "STALE_ANNOTATION";
    /** A rule names an API group that is no longer served. */
    public static final String REMOVED_GROUP = "REMOVED_GROUP";
    /** A webhook would miss newer versions of what it is asked about. */
    public static final String WEBHOOK_EXACT = "WEBHOOK_EXACT";
    /** A custom resource still has a stored version that its definition no longer has. */
    public static final String STORED_VERSION = "STORED_VERSION";
    /** A budget never lets a pod go. */
    public static final String BUDGET_NEVER = "BUDGET_NEVER";
    /** A budget lets no pod go now. */
    public static final String BUDGET_CLOSED = "BUDGET_CLOSED";
    /** More than one budget selects a pod. */
    public static final String TWO_BUDGETS = "TWO_BUDGETS";
    /** A pod has no controller that would make it anew. */
    public static final String BARE_POD = "BARE_POD";
    /** A workload has one replica only. */
    public static final String SINGLE_REPLICA = "SINGLE_REPLICA";
    /** All nodes at once, although there are budgets. */
    public static final String ALL_AT_ONCE_BUDGETS = "ALL_AT_ONCE_BUDGETS";
    /** An etcd member is too old for the next minor of etcd. */
    public static final String ETCD_GATE = "ETCD_GATE";
    /** etcd has too few members to lose one. */
    public static final String ETCD_NO_TOLERANCE = "ETCD_NO_TOLERANCE";
    /** etcd isn't run by kubeadm: its owner must act. */
    public static final String ETCD_EXTERNAL = "ETCD_EXTERNAL";
    /** An etcd member isn't healthy. */
    public static final String ETCD_UNHEALTHY = "ETCD_UNHEALTHY";
    /** The version of an add-on doesn't fit a hop. */
    public static final String ADD_ON_VERSION = "ADD_ON_VERSION";
    /** No recent, verified backup is known. */
    public static final String BACKUP_MISSING = "BACKUP_MISSING";
    /** Karpenter is too old for a hop. */
    public static final String KARPENTER_VERSION = "KARPENTER_VERSION";
    /** Karpenter's node class pins its images: nodes stay as they are. */
    public static final String KARPENTER_PINNED = "KARPENTER_PINNED";
    /** How many nodes of a pool Karpenter replaces at a time; a blocker where it is none. */
    public static final String KARPENTER_BUDGET = "KARPENTER_BUDGET";
    /** Fewer machines more can be had than were asked for. */
    public static final String SURGE_REDUCED = "SURGE_REDUCED";
    /** Karpenter's nodes get a DNS address that isn't the cluster's. */
    public static final String KARPENTER_CLUSTER_DNS = "KARPENTER_CLUSTER_DNS";
    /** No image for a group's operating system. */
    public static final String NO_NODE_IMAGE = "NO_NODE_IMAGE";
    /** A control plane goes back one minor, or can't any more. */
    public static final String ROLLBACK = "ROLLBACK";
    /** What was written to the new cluster is lost on the way back. */
    public static final String STATE_LOST_ON_WAY_BACK = "STATE_LOST_ON_WAY_BACK";
    /** Too few addresses are free for a provider to move its control plane. */
    public static final String FREE_ADDRESSES = "FREE_ADDRESSES";
    /** What is evicted finds no room on the nodes that are left. */
    public static final String NO_CAPACITY = "NO_CAPACITY";
    /** In a rehearsal a pass over workers did not come to its end. */
    public static final String REHEARSAL_HELD_UP = "REHEARSAL_HELD_UP";

    private FindingCode() {}
}
