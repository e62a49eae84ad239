package io.github.kubemaintenance.upgrade;

/** Who makes and replaces a node, and so how it gets a new version. */
public enum NodeProvision {
    /** A machine that people keep, upgraded in place. */
    IN_PLACE,
    /** A managed node group. */
    MANAGED_GROUP,
    /** An Auto Scaling group, or another group of machines, that people manage themselves. */
    SELF_MANAGED_GROUP,
    /** Karpenter: there is no group behind it. */
    KARPENTER,
    /** A node for one pod: AWS Fargate. */
    FARGATE,
    /** EKS Auto Mode: the provider replaces nodes by itself. */
    AUTO_MODE,
    /** A node that only stands for something else, for example a virtual kubelet. */
    VIRTUAL,
    /** It could not be told. */
    UNKNOWN
}
