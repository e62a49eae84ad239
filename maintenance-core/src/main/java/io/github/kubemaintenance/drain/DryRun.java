package io.github.kubemaintenance.drain;

/** Whether a drain changes anything. */
public enum DryRun {
    /** It does. */
    NONE,
    /** It only reads; what it would do is in the plan and the report. */
    CLIENT,
    /** It sends every request once for the server to check ({@code dryRun=All}); nothing is changed. */
    SERVER
}
