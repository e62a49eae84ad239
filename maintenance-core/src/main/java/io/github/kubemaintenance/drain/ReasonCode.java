package io.github.kubemaintenance.drain;

/**
 * The codes of the reasons and blockers in a {@link DrainPlan}. They are stable; more may come with new versions, so a
 * program that switches over them needs a default branch.
 */
public final class ReasonCode {
    /** A DaemonSet controls the pod and would make a new one here at once; refuses without {@code ignoreDaemonSets()}, else skips. */
    public static final String DAEMON_SET = "DAEMON_SET";
    /** The DaemonSet that controls the pod is gone; refuses without {@code force()}. */
    public static final String DAEMON_SET_GONE = "DAEMON_SET_GONE";
    /** Whether the DaemonSet that controls the pod exists could not be read; always refuses. */
    public static final String DAEMON_SET_UNREADABLE = "DAEMON_SET_UNREADABLE";
    /** A static pod's image in the API: skipped, since only the kubelet's files can end it. */
    public static final String MIRROR = "MIRROR";
    /** An emptyDir volume whose data is lost; refuses without {@code deleteEmptyDirData()}. */
    public static final String LOCAL_STORAGE = "LOCAL_STORAGE";
    /** No controller will bring the pod back; refuses without {@code force()}. */
    public static final String UNMANAGED = "UNMANAGED";
    /** The pod has ended: nothing is lost that would refuse a running one. */
    public static final String FINISHED = "FINISHED";
    /** Deletion was asked for before: no request is sent, the pod is only waited for. */
    public static final String ALREADY_TERMINATING = "ALREADY_TERMINATING";
    /** This library acts on the node through the pod, see {@link HostPods}: skipped. */
    public static final String HOST_POD = "HOST_POD";
    /** Its deletion has been due for so long that it is not waited for: skipped. */
    public static final String SKIP_WAIT = "SKIP_WAIT";
    /** A filter of the request leaves the pod where it is; the filter's own reason follows. */
    public static final String FILTERED = "FILTERED";
    /** A controller brings the pod back elsewhere: the ordinary case. */
    public static final String MANAGED = "MANAGED";
    /** The pod's replacement may land on this very node, cordon or not. */
    public static final String COMES_BACK = "COMES_BACK";
    /** The pod's replacement may run on this node only, so it will stay Pending. */
    public static final String ONLY_HERE = "ONLY_HERE";
    /** The pod isn't Ready; says which container waits for what. */
    public static final String NOT_READY = "NOT_READY";
    /** Ready replicas of one owner go at the same time because no budget holds any of them. */
    public static final String NO_BUDGET = "NO_BUDGET";

    /** Blocker, never: several budgets guard the pod, which the server refuses to judge. */
    public static final String TWO_BUDGETS = "TWO_BUDGETS";
    /** Blocker, never: the budget's own numbers allow no disruption at all. */
    public static final String BUDGET_ALLOWS_NONE = "BUDGET_ALLOWS_NONE";
    /** Blocker, never: the budget wants as many pods as there will ever be. */
    public static final String BUDGET_WANTS_ALL = "BUDGET_WANTS_ALL";
    /** Blocker, never: the disruption controller can't count the budget's pods. */
    public static final String BUDGET_SYNC_FAILED = "BUDGET_SYNC_FAILED";
    /** Blocker: all pods of the budget are healthy and it still allows nothing. */
    public static final String BUDGET_EXHAUSTED = "BUDGET_EXHAUSTED";
    /** Blocker: too few of the budget's pods are healthy. */
    public static final String BUDGET_UNHEALTHY = "BUDGET_UNHEALTHY";
    /** Blocker: pods of the budget are just being evicted. */
    public static final String BUDGET_BUSY = "BUDGET_BUSY";
    /** Blocker: the disruption controller has not seen the budget's spec yet. */
    public static final String BUDGET_NOT_OBSERVED = "BUDGET_NOT_OBSERVED";
    /** Blocker: the budget could open only when an autoscaler adds replicas. */
    public static final String WAITS_FOR_AUTOSCALER = "WAITS_FOR_AUTOSCALER";
    /** Blocker: a missing pod of the budget was on, or can't go to, a node that somebody else drains. */
    public static final String OTHER_DRAIN = "OTHER_DRAIN";
    /** Blocker: no other node takes pods, so replacements stay Pending. */
    public static final String NO_OTHER_NODE = "NO_OTHER_NODE";
    /** Blocker: the pod is terminating and finalizers hold it. */
    public static final String FINALIZERS = "FINALIZERS";
    /** Blocker: the node's kubelet isn't heard of, so nobody confirms that a pod has ended. */
    public static final String NODE_UNREACHABLE = "NODE_UNREACHABLE";

    /** Finding, or blocker of the kind UNKNOWN: something could not be read; says what is not known without it. */
    public static final String UNKNOWN = "UNKNOWN";
    /** Finding: a budget lets its pods on this node go only one batch after the other. */
    public static final String STEP_BY_STEP = "STEP_BY_STEP";
    /** Finding: the node was cordoned before. */
    public static final String ALREADY_CORDONED = "ALREADY_CORDONED";

    /** Report: what needs to be read could not be read, so nothing was begun. */
    public static final String UNREADABLE = "UNREADABLE";
    /** Report: the cluster has changed from the plan that was approved. */
    public static final String CHANGED = "CHANGED";
    /** Report: the node could not be cordoned. */
    public static final String CORDON_FAILED = "CORDON_FAILED";
    /** Report: our cordon could not be undone, or others have changed the node meanwhile. */
    public static final String NOT_RESTORED = "NOT_RESTORED";
    /** Report: a pod came in between that the rules refuse. */
    public static final String CAME_BETWEEN = "CAME_BETWEEN";
    /** Report: only pods are left that are blocked for ever or that the server refuses to move. */
    public static final String PODS_LEFT = "PODS_LEFT";
    /** Report: the time is over. */
    public static final String TIMEOUT = "TIMEOUT";
    /** Report: the caller cancelled, or the thread was interrupted. */
    public static final String CANCELLED = "CANCELLED";
    /** Report: others have made the node schedulable meanwhile. */
    public static final String UNCORDONED = "UNCORDONED";
    /** Report: the node is gone. */
    public static final String NODE_GONE = "NODE_GONE";
    /** Report: there is another node of the same name. */
    public static final String NODE_REPLACED = "NODE_REPLACED";
    /** Report: a pod's replacement came straight back, tolerating the cordon, and is left where it is. */
    public static final String CAME_BACK = "CAME_BACK";
    /** Report: not all replacements are Ready. */
    public static final String REPLACEMENTS = "REPLACEMENTS";
    /** Remaining pod: nothing was sent for it. */
    public static final String NOT_STARTED = "NOT_STARTED";
    /** Remaining pod, or BLOCKED event: a budget is closed now. */
    public static final String BUDGET_CLOSED = "BUDGET_CLOSED";
    /** Remaining pod: the server refuses its eviction or deletion. */
    public static final String EVICTION_REFUSED = "EVICTION_REFUSED";
    /** Remaining pod: it is terminating, and its end is not confirmed. */
    public static final String TERMINATING = "TERMINATING";
    /** Remaining pod: its namespace is being deleted, and it with it. */
    public static final String NAMESPACE_TERMINATING = "NAMESPACE_TERMINATING";
    /** Remaining pod: a request was sent and its answer not waited for. */
    public static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";
    /** Remaining pod: the server did not answer, or not well. */
    public static final String SERVER_AWAY = "SERVER_AWAY";
    /** Remaining pod: the server asked for patience. */
    public static final String THROTTLED = "THROTTLED";

    private ReasonCode() {}
}
