package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.mock.internal.Participant.State;

/** Whoever has the turn, or keeps the clock, and is blocked somewhere else: nothing would go on any more. */
final class Culprit {
    /** So often a thread that is blocked elsewhere is found so before it is named: 5 s, and 60 s for an action. */
    private static final int PATIENCE = 10;

    private static final int PATIENCE_WITH_ACTIONS = 120;

    private Culprit() {}

    /** How often it may be found blocked, each half a second after the other. */
    static int patience(Participant blocking) {
        return blocking.state == State.DETACHED ? PATIENCE_WITH_ACTIONS : PATIENCE;
    }

    static boolean isBlockedElsewhere(Participant other) {
        Thread thread = other.thread;
        return thread != null
                && switch (thread.getState()) {
                    case BLOCKED, WAITING -> true;
                    default -> false;
                };
    }

    /** Says who it is and where it stands. */
    static String name(Participant blocking) {
        Thread thread = blocking.thread;
        String where = "";
        for (StackTraceElement frame : thread == null ? new StackTraceElement[0] : thread.getStackTrace()) {
            if (!frame.getClassName().startsWith("java.")
                    && !frame.getClassName().startsWith("jdk.")) {
                where = " at " + frame;
                break;
            }
        }
        return "thread '" + (thread == null ? blocking.name : thread.getName()) + "' keeps the simulated cluster's "
                + (blocking.state == State.DETACHED ? "clock" : "turn") + " but is blocked" + where;
    }
}
