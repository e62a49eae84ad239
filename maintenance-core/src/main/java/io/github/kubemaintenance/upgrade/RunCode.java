package io.github.kubemaintenance.upgrade;

/** The codes of a run's reasons. They stay as they are from version to version; more may come. */
public final class RunCode {
    /** The plan has blockers. */
    public static final String BLOCKED = "BLOCKED";
    /** The plan was made on versions alone. */
    public static final String NOT_OBSERVED = "NOT_OBSERVED";
    /** The journal is of another plan. */
    public static final String OTHER_PLAN = "OTHER_PLAN";
    /** The cluster has changed since the plan was made. */
    public static final String STALE = "STALE";
    /** Somebody else runs an upgrade of this cluster. */
    public static final String LOCKED = "LOCKED";
    /** What has to be read could not be read. */
    public static final String UNREADABLE = "UNREADABLE";
    /** A gate did not open in time. */
    public static final String GATE = "GATE";
    /** The caller's hands failed. */
    public static final String HOST = "HOST";
    /** What the caller's hands had begun may be done or not: somebody has to look. */
    public static final String HOST_UNKNOWN = "HOST_UNKNOWN";
    /** The caller's hands took too long. */
    public static final String HOST_TIMEOUT = "HOST_TIMEOUT";
    /** A node could not be drained. */
    public static final String DRAIN = "DRAIN";
    /** A judge says that all is not well; the traffic is back where it was. */
    public static final String NOT_HEALTHY = "NOT_HEALTHY";
    /** The caller stopped it, or the thread was interrupted. */
    public static final String CANCELLED = "CANCELLED";

    private RunCode() {}
}
