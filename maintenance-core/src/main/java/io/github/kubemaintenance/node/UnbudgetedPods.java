package io.github.kubemaintenance.node;

/** How Ready pods that no budget guards go in a roll, where they have an owner that makes new ones. */
public enum UnbudgetedPods {
    /**
     * Those of one ReplicaSet, StatefulSet or ReplicationController go one after the other, over all nodes in work, each when
     * as many are Ready as there were before the last one went: as under a budget with {@code maxUnavailable: 1}.
     */
    ONE_AT_A_TIME,
    /** All of a node go at once, also where they are all the Ready replicas there are. */
    ALL_AT_ONCE
}
