package io.github.kubemaintenance.model;

import java.util.Optional;

/** The built-in kinds that make pods. */
public enum WorkloadKind {
    /** apps/v1 Deployment, by way of ReplicaSets. */
    DEPLOYMENT("apps/v1", "Deployment", true),
    /** apps/v1 ReplicaSet. */
    REPLICA_SET("apps/v1", "ReplicaSet", true),
    /** apps/v1 StatefulSet. */
    STATEFUL_SET("apps/v1", "StatefulSet", true),
    /** apps/v1 DaemonSet: a pod on each node. */
    DAEMON_SET("apps/v1", "DaemonSet", false),
    /** batch/v1 Job: pods that end. */
    JOB("batch/v1", "Job", false),
    /** v1 ReplicationController. */
    REPLICATION_CONTROLLER("v1", "ReplicationController", true);

    private final String apiVersion;
    private final String kind;
    private final boolean scalable;

    WorkloadKind(String apiVersion, String kind, boolean scalable) {
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.scalable = scalable;
    }

    /**
     * Returns the preferred apiVersion.
     *
     * @return for example {@code apps/v1}
     */
    public String apiVersion() {
        return apiVersion;
    }

    /**
     * Returns the kind.
     *
     * @return for example {@code Deployment}
     */
    public String kind() {
        return kind;
    }

    /**
     * Tells whether the kind has a scale subresource, so that the disruption controller can count its pods.
     *
     * @return false for DaemonSet and Job
     */
    public boolean isScalable() {
        return scalable;
    }

    /**
     * Finds a kind by group and name, whatever the version.
     *
     * @param apiVersion group and version
     * @param kind kind
     * @return empty for any other kind
     */
    public static Optional<WorkloadKind> find(String apiVersion, String kind) {
        for (WorkloadKind each : values()) {
            if (each.kind.equals(kind)
                    && (each.apiVersion.equals(apiVersion)
                            || group(each.apiVersion).equals(group(apiVersion)))) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }
}
