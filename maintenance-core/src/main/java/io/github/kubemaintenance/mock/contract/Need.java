package io.github.kubemaintenance.mock.contract;

/** What a scenario needs of the cluster that it runs on. */
public enum Need {
    /** {@link Setup#api()}: the API is called directly, not by way of a session. */
    API,
    /** {@link Setup#compact()}: older revisions can be made to be forgotten. */
    COMPACTION,
    /** Budgets and workloads are acted on by controllers. */
    CONTROLLERS,
    /** The backend has the capability {@link io.github.kubemaintenance.cluster.Documents}. */
    DOCUMENTS,
    /** Pods on a node are started and stopped. */
    KUBELET,
    /** Nothing acts in the cluster by itself: a status stays as it was put. */
    NO_CONTROLLERS,
    /** Time is the backend's, and a wait is over to the instant. */
    VIRTUAL_TIME
}
