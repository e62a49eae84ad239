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
    private static final Map<String, Predicate<Document>> SAME = Map.ofEntries(
            Map.entry("apps/v1beta1 Deployment", Conversion::workload),
            Map.entry("apps/v1beta1 StatefulSet", Conversion::workload),
            Map.entry("apps/v1beta2 Deployment", Conversion::workload),
            Map.entry("apps/v1beta2 StatefulSet", Conversion::workload),
            Map.entry("apps/v1beta2 DaemonSet", Conversion::workload),
            Map.entry("apps/v1beta2 ReplicaSet", Conversion::workload),
            Map.entry("extensions/v1beta1 Deployment", Conversion::workload),
            Map.entry("extensions/v1beta1 DaemonSet", Conversion::workload),
            Map.entry("extensions/v1beta1 ReplicaSet", Conversion::workload),
            Map.entry("extensions/v1beta1 NetworkPolicy", Conversion::always),
            Map.entry("policy/v1beta1 PodDisruptionBudget", Conversion::budget),
            Map.entry("batch/v2alpha1 CronJob", Conversion::always),
            Map.entry("batch/v1beta1 CronJob", Conversion::always),
            Map.entry("autoscaling/v2beta2 HorizontalPodAutoscaler", Conversion::always),
            Map.entry("rbac.authorization.k8s.io/v1beta1 ClusterRole", Conversion::always),
            Map.entry("rbac.authorization.k8s.io/v1beta1 ClusterRoleBinding", Conversion::always),
            Map.entry("rbac.authorization.k8s.io/v1beta1 Role", Conversion::always),
            Map.entry("rbac.authorization.k8s.io/v1beta1 RoleBinding", Conversion::always),
            Map.entry("rbac.authorization.k8s.io/v1alpha1 ClusterRole", Conversion::always),
            Map.entry("rbac.authorization.k8s.io/v1alpha1 Role", Conversion::always),
            Map.entry("scheduling.k8s.io/v1beta1 PriorityClass", Conversion::always),
            Map.entry("scheduling.k8s.io/v1alpha1 PriorityClass", Conversion::always),
            Map.entry("storage.k8s.io/v1beta1 StorageClass", Conversion::always),
            Map.entry("storage.k8s.io/v1beta1 CSIDriver", Conversion::always),
            Map.entry("networking.k8s.io/v1beta1 IngressClass", Conversion::always),
            Map.entry("node.k8s.io/v1beta1 RuntimeClass", Conversion::always),
            Map.entry("apiregistration.k8s.io/v1beta1 APIService", Conversion::always));

    private Conversion() {}

    private static boolean always(Document object) {
        return !object.isEmpty();
    }

    /** Before apps/v1 the selector could be left out, and extensions/v1beta1 had fields that are gone. */
    private static boolean workload(Document object) {
        return object.has("spec", "selector")
                && !object.has("spec", "rollbackTo")
                && !object.has("spec", "templateGeneration");
    }

    /** An empty selector meant no pod in v1beta1 and means all of them in v1. */
    private static boolean budget(Document object) {
        return object.has("spec", "selector", "matchLabels") || object.has("spec", "selector", "matchExpressions");
    }

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
