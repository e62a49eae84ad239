package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.catalog.RemovedApi;
import io.github.kubemaintenance.catalog.RemovedApis;
import io.github.kubemaintenance.cluster.ApiResource;
import io.github.kubemaintenance.cluster.Discovery;
import io.github.kubemaintenance.model.Document;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Objects of versions that a cluster no longer serves. A version that it still serves is never touched here: the server
 * converts it. Of the others only those are converted whose replacement means the same, field by field, as Kubernetes' own
 * conversion shows; which replacement that is, the catalogue says. Anything else is for a person.
 */
final class Conversion {
    private static final Predicate<Document> ALWAYS = object -> true;
    /** Before apps/v1 the selector could be left out, and extensions/v1beta1 had fields that are gone. */
    private static final Predicate<Document> WORKLOAD = object -> object.has("spec", "selector")
            && !object.has("spec", "rollbackTo")
            && !object.has("spec", "templateGeneration");
    /** An empty selector meant no pod in v1beta1 and means all of them in v1. */
    private static final Predicate<Document> BUDGET = object ->
            object.has("spec", "selector", "matchLabels") || object.has("spec", "selector", "matchExpressions");

    private static final Map<String, Predicate<Document>> SAME = Map.ofEntries(
            Map.entry("apps/v1beta1 Deployment", WORKLOAD),
            Map.entry("apps/v1beta1 StatefulSet", WORKLOAD),
            Map.entry("apps/v1beta2 Deployment", WORKLOAD),
            Map.entry("apps/v1beta2 StatefulSet", WORKLOAD),
            Map.entry("apps/v1beta2 DaemonSet", WORKLOAD),
            Map.entry("apps/v1beta2 ReplicaSet", WORKLOAD),
            Map.entry("extensions/v1beta1 Deployment", WORKLOAD),
            Map.entry("extensions/v1beta1 DaemonSet", WORKLOAD),
            Map.entry("extensions/v1beta1 ReplicaSet", WORKLOAD),
            Map.entry("extensions/v1beta1 NetworkPolicy", ALWAYS),
            Map.entry("policy/v1beta1 PodDisruptionBudget", BUDGET),
            Map.entry("batch/v2alpha1 CronJob", ALWAYS),
            Map.entry("batch/v1beta1 CronJob", ALWAYS),
            Map.entry("autoscaling/v2beta2 HorizontalPodAutoscaler", ALWAYS),
            Map.entry("rbac.authorization.k8s.io/v1beta1 ClusterRole", ALWAYS),
            Map.entry("rbac.authorization.k8s.io/v1beta1 ClusterRoleBinding", ALWAYS),
            Map.entry("rbac.authorization.k8s.io/v1beta1 Role", ALWAYS),
            Map.entry("rbac.authorization.k8s.io/v1beta1 RoleBinding", ALWAYS),
            Map.entry("rbac.authorization.k8s.io/v1alpha1 ClusterRole", ALWAYS),
            Map.entry("rbac.authorization.k8s.io/v1alpha1 Role", ALWAYS),
            Map.entry("scheduling.k8s.io/v1beta1 PriorityClass", ALWAYS),
            Map.entry("scheduling.k8s.io/v1alpha1 PriorityClass", ALWAYS),
            Map.entry("storage.k8s.io/v1beta1 StorageClass", ALWAYS),
            Map.entry("storage.k8s.io/v1beta1 CSIDriver", ALWAYS),
            Map.entry("networking.k8s.io/v1beta1 IngressClass", ALWAYS),
            Map.entry("node.k8s.io/v1beta1 RuntimeClass", ALWAYS),
            Map.entry("apiregistration.k8s.io/v1beta1 APIService", ALWAYS));

    private Conversion() {}

    /** The kind that means the same and is served; empty where there is none or the object says what it can't say. */
    static Optional<ApiResource> find(BackupSource.Stored stored, Discovery discovery) {
        Predicate<Document> fits = SAME.get(stored.apiVersion() + " " + stored.kind());
        return fits == null
                ? Optional.empty()
                : RemovedApis.find(stored.apiVersion(), stored.kind())
                        .flatMap(RemovedApi::replacement)
                        .flatMap(each -> discovery.find(each.apiVersion(), each.kind()))
                        .filter(any -> fits.test(stored.loader().load()));
    }
}
