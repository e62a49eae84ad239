package io.github.kubemaintenance.node;

/** Codes of the reasons in reports of cycles and rolls. More may come. */
public final class CycleCode {
    /** There is no node of the name, or there is none any more. */
    public static final String NODE_GONE = "NODE_GONE";
    /** There is another node under the name, which was not asked for. */
    public static final String NODE_REPLACED = "NODE_REPLACED";
    /** Others have uncordoned the node in the middle. */
    public static final String UNCORDONED = "UNCORDONED";
    /** Another run has taken the node over. */
    public static final String TAKEN_OVER = "TAKEN_OVER";
    /** The node could not be changed. */
    public static final String NOT_WRITTEN = "NOT_WRITTEN";
    /** The node could not be given back. */
    public static final String NOT_RELEASED = "NOT_RELEASED";
    /** What is needed to go on can't be read. */
    public static final String UNREADABLE = "UNREADABLE";
    /** Without this node etcd would have no quorum. */
    public static final String QUORUM_LOSS = "QUORUM_LOSS";
    /** Whether etcd would keep its quorum is not known. */
    public static final String QUORUM_UNKNOWN = "QUORUM_UNKNOWN";
    /** The drain didn't complete. */
    public static final String DRAIN = "DRAIN";
    /** The caller's action failed. */
    public static final String ACTION_FAILED = "ACTION_FAILED";
    /** The caller's action took longer than it may. */
    public static final String ACTION_TIMEOUT = "ACTION_TIMEOUT";
    /** The node is not back, or not well. */
    public static final String NOT_BACK = "NOT_BACK";
    /** Volumes are still attached to a node that is to be removed. */
    public static final String NOT_DETACHED = "NOT_DETACHED";
    /** A check of the caller's failed. */
    public static final String CHECK_FAILED = "CHECK_FAILED";
    /** The time for all of it is over. */
    public static final String TIMEOUT = "TIMEOUT";
    /** The caller, or an interrupt, ended it. */
    public static final String CANCELLED = "CANCELLED";
    /** An error in the operation itself. */
    public static final String ERROR = "ERROR";
    /** A note: the node was marked by an earlier run, and this one has gone on from there. */
    public static final String RESUMED = "RESUMED";
    /** A note: evicted pods stay where they went. */
    public static final String PODS_STAY = "PODS_STAY";
    /** A note: the node came back with another kubelet. */
    public static final String KUBELET_CHANGED = "KUBELET_CHANGED";
    /** A note: the node was cordoned before, and still is. */
    public static final String STAYS_CORDONED = "STAYS_CORDONED";

    /** A roll: the selection matches no node, or names one that doesn't exist. */
    public static final String NOTHING_SELECTED = "NOTHING_SELECTED";
    /** A roll: another runner holds the lock, or it can't be had. */
    public static final String LOCKED = "LOCKED";
    /** A roll: as many nodes failed as may. */
    public static final String FAILURES = "FAILURES";
    /** A roll: a canary failed. */
    public static final String CANARY = "CANARY";
    /** A roll: a node that was done is NotReady. */
    public static final String DONE_NODE_NOT_READY = "DONE_NODE_NOT_READY";
    /** A roll: pods that came during it can't be scheduled. */
    public static final String PODS_PENDING = "PODS_PENDING";
    /** A roll: the pods of the cluster can't be watched, so what goes by them is unknown. */
    public static final String PODS_UNSEEN = "PODS_UNSEEN";
    /** A roll: no node may begin, since too many are unavailable, and none is in work. */
    public static final String NO_ROOM = "NO_ROOM";
    /** A roll: nodes could not be added or removed. */
    public static final String SURGE = "SURGE";
    /** A drain was put back since it and another waited for each other. */
    public static final String PUT_BACK = "PUT_BACK";

    private CycleCode() {}
}
