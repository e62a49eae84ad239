package io.github.kubemaintenance.upgrade;

/**
 * Something that must hold before or after a step.
 *
 * @param gate what kind of check it is
 * @param subject what is looked at, for example the name of a node; may be empty
 * @param text what must hold, as a sentence
 * @param command how a person can see it; empty where no single command shows it
 */
public record StepCheck(Gate gate, String subject, String text, String command) {
    /** The kinds of checks. More may come. */
    public enum Gate {
        /** The API servers answer and say they are ready. */
        API_READY,
        /** Every control-plane node is Ready. */
        CONTROL_PLANE_READY,
        /** etcd is healthy, and would be without one member. */
        ETCD_HEALTHY,
        /** A backup was taken and verified. */
        BACKUP_VERIFIED,
        /** Nothing uses what the hop takes away. */
        NO_REMOVED_API,
        /** The pods of a node may go. */
        DRAIN_POSSIBLE,
        /** An API server is of a version. */
        API_SERVER_VERSION,
        /** A kubelet is of a version, and its node Ready. */
        KUBELET_VERSION,
        /** A node takes pods exactly if it did before. */
        SCHEDULABLE_AS_BEFORE,
        /** Add-ons are Ready and of a version that fits. */
        ADD_ONS_READY,
        /** Every node that was in the plan is of the target's version. */
        ALL_NODES_COVERED,
        /** A judge says that all is well. */
        HEALTH_JUDGED,
        /** Something that only a person can see. */
        MANUAL
    }

    /**
     * Makes a check that no single command shows.
     *
     * @param gate what kind of check it is
     * @param subject what is looked at, may be empty
     * @param text what must hold
     * @return the check
     */
    public static StepCheck of(Gate gate, String subject, String text) {
        return new StepCheck(gate, subject, text, "");
    }

    /**
     * Makes a check that a command shows.
     *
     * @param gate what kind of check it is
     * @param subject what is looked at, may be empty
     * @param text what must hold
     * @param command how a person can see it
     * @return the check
     */
    public static StepCheck of(Gate gate, String subject, String text, String command) {
        return new StepCheck(gate, subject, text, command);
    }

    /** Returns what must hold, and the command. */
    @Override
    public String toString() {
        return text + (command.isEmpty() ? "" : " (" + command + ")");
    }
}
