package io.github.kubemaintenance.drain;

/** What a drain does with a pod. */
public enum PodAction {
    /** Evict it, which budgets can hold up; a pod that is terminating already is only waited for. */
    EVICT,
    /** Delete it, past its budgets. */
    DELETE,
    /** Leave it where it is. */
    SKIP,
    /** Refuse the whole drain because of it. */
    REFUSE
}
