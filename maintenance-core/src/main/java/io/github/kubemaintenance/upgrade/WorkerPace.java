package io.github.kubemaintenance.upgrade;

/** When workers follow the control plane. */
public enum WorkerPace {
    /** After every minor. The default. */
    EACH_MINOR,
    /**
     * As seldom as the version skew policy allows: a node moves only before it would be too old for the next minor, and at
     * the end. Mirrors Cluster API's chained upgrades, and honours that kubelets before 1.25 may be two minors old only.
     */
    SELDOM
}
