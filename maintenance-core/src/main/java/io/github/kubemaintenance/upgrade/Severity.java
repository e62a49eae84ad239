package io.github.kubemaintenance.upgrade;

/** What a finding means for the plan. */
public enum Severity {
    /** The plan must not be carried out until it is solved or acknowledged. */
    BLOCKER,
    /** Somebody should look at it first. */
    WARNING,
    /** It could not be found out; never to be taken for "fine". */
    UNKNOWN,
    /** Worth knowing. */
    INFO
}
