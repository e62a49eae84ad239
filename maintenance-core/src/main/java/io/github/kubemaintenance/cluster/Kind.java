package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.util.List;
import java.util.function.Function;

/**
 * A kind of object and how it is read. Two kinds are equal when group, version and plural are.
 *
 * @param <T> the type of its objects
 */
public final class Kind<T extends KubeObject> {
    /** Nodes. */
    public static final Kind<Node> NODES = new Kind<>("", "v1", "nodes", "Node", false, Node.class, Node::of);
    /** Pods. */
    public static final Kind<Pod> PODS = new Kind<>("", "v1", "pods", "Pod", true, Pod.class, Pod::of);
    /** Disruption budgets, policy/v1. */
    public static final Kind<PodDisruptionBudget> BUDGETS = new Kind<>(
            "policy",
            "v1",
            "poddisruptionbudgets",
            "PodDisruptionBudget",
            true,
            PodDisruptionBudget.class,
            PodDisruptionBudget::of);
    /** Deployments. */
    public static final Kind<Workload> DEPLOYMENTS = workload("apps", "deployments", WorkloadKind.DEPLOYMENT);
    /** ReplicaSets. */
    public static final Kind<Workload> REPLICA_SETS = workload("apps", "replicasets", WorkloadKind.REPLICA_SET);
    /** StatefulSets. */
    public static final Kind<Workload> STATEFUL_SETS = workload("apps", "statefulsets", WorkloadKind.STATEFUL_SET);
    /** DaemonSets. */
    public static final Kind<Workload> DAEMON_SETS = workload("apps", "daemonsets", WorkloadKind.DAEMON_SET);
    /** Jobs. */
    public static final Kind<Workload> JOBS = workload("batch", "jobs", WorkloadKind.JOB);
    /** ReplicationControllers. */
    public static final Kind<Workload> REPLICATION_CONTROLLERS =
            workload("", "replicationcontrollers", WorkloadKind.REPLICATION_CONTROLLER);
    /** Namespaces. */
    public static final Kind<KubeDocument> NAMESPACES = document("", "v1", "namespaces", "Namespace", false);
    /** Horizontal autoscalers, autoscaling/v2. */
    public static final Kind<KubeDocument> AUTOSCALERS =
            document("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true);
    /** Persistent volumes. */
    public static final Kind<KubeDocument> VOLUMES = document("", "v1", "persistentvolumes", "PersistentVolume", false);
    /** Claims of persistent volumes. */
    public static final Kind<KubeDocument> VOLUME_CLAIMS =
            document("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true);
    /** Attachments of volumes to nodes. */
    public static final Kind<KubeDocument> VOLUME_ATTACHMENTS =
            document("storage.k8s.io", "v1", "volumeattachments", "VolumeAttachment", false);

    /** Leases, see {@link Leases}. */
    public static final Kind<KubeDocument> LEASES = document("coordination.k8s.io", "v1", "leases", "Lease", true);

    private final String group;
    private final String version;
    private final String plural;
    private final String kind;
    private final boolean namespaced;
    private final Class<T> type;
    private final Function<Document, T> reader;

    private Kind(
            String group,
            String version,
            String plural,
            String kind,
            boolean namespaced,
            Class<T> type,
            Function<Document, T> reader) {
        this.group = group;
        this.version = version;
        this.plural = plural;
        this.kind = kind;
        this.namespaced = namespaced;
        this.type = type;
        this.reader = reader;
    }

    private static Kind<Workload> workload(String group, String plural, WorkloadKind kind) {
        return new Kind<>(
                group, "v1", plural, kind.kind(), true, Workload.class, document -> Workload.of(kind, document));
    }

    /**
     * Names any kind; its objects are read as trees.
     *
     * @param group API group, empty for the core group
     * @param version API version
     * @param plural name of the resource in the URL
     * @param kind name of the kind
     * @param namespaced whether its objects are in namespaces
     * @return the kind
     */
    public static Kind<KubeDocument> document(
            String group, String version, String plural, String kind, boolean namespaced) {
        return new Kind<>(group, version, plural, kind, namespaced, KubeDocument.class, KubeDocument::of);
    }

    /**
     * Returns the kinds that make pods.
     *
     * @return one for each {@link WorkloadKind}
     */
    public static List<Kind<Workload>> workloads() {
        return List.of(DEPLOYMENTS, REPLICA_SETS, STATEFUL_SETS, DAEMON_SETS, JOBS, REPLICATION_CONTROLLERS);
    }

    /**
     * Returns the API group.
     *
     * @return empty for the core group
     */
    public String group() {
        return group;
    }

    /**
     * Returns the API version.
     *
     * @return for example {@code v1}
     */
    public String version() {
        return version;
    }

    /**
     * Returns group and version as objects carry them.
     *
     * @return for example {@code apps/v1}
     */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /**
     * Returns the name of the resource in the URL.
     *
     * @return for example {@code pods}
     */
    public String plural() {
        return plural;
    }

    /**
     * Returns the resource as access rules and messages name it.
     *
     * @return for example {@code poddisruptionbudgets.policy}
     */
    public String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /**
     * Returns the name of the kind.
     *
     * @return for example {@code Pod}
     */
    public String kind() {
        return kind;
    }

    /**
     * Tells whether objects of this kind are in namespaces.
     *
     * @return false for cluster-wide kinds
     */
    public boolean isNamespaced() {
        return namespaced;
    }

    /**
     * Returns the type of the objects.
     *
     * @return for example {@code Pod.class}
     */
    public Class<T> type() {
        return type;
    }

    /**
     * Reads an object of this kind; its own apiVersion and kind are not looked at (items of a list lack them).
     *
     * @param document the whole object
     * @return the object
     */
    public T read(Document document) {
        return reader.apply(document);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Kind<?> that
                && group.equals(that.group)
                && version.equals(that.version)
                && plural.equals(that.plural);
    }

    @Override
    public int hashCode() {
        return plural.hashCode() * 31 + group.hashCode();
    }

    /** Returns {@link #resource()}. */
    @Override
    public String toString() {
        return resource();
    }
}
