package io.github.kubemaintenance.backup;

import java.util.List;
import java.util.Map;

/**
 * In which order a restore writes: what others need comes first, what may refuse others comes last. The order of Velero,
 * with quotas after workloads and webhooks at the end.
 */
final class Waves {
    static final int DEFINITIONS = 0;
    static final int CUSTOM = 11;
    private static final int OTHER = 10;

    private static final List<String> NAMES = List.of(
            "custom resource definitions",
            "namespaces",
            "classes",
            "volumes",
            "claims",
            "roles and accounts",
            "role bindings",
            "settings",
            "network",
            "workloads",
            "other",
            "custom resources",
            "quotas",
            "webhooks and API services");

    private static final Map<String, Integer> WAVES = Map.ofEntries(
            Map.entry("customresourcedefinitions.apiextensions.k8s.io", DEFINITIONS),
            Map.entry("namespaces", 1),
            Map.entry("storageclasses.storage.k8s.io", 2),
            Map.entry("volumeattributesclasses.storage.k8s.io", 2),
            Map.entry("csidrivers.storage.k8s.io", 2),
            Map.entry("priorityclasses.scheduling.k8s.io", 2),
            Map.entry("ingressclasses.networking.k8s.io", 2),
            Map.entry("runtimeclasses.node.k8s.io", 2),
            Map.entry("persistentvolumes", 3),
            Map.entry("persistentvolumeclaims", 4),
            Map.entry("clusterroles.rbac.authorization.k8s.io", 5),
            Map.entry("roles.rbac.authorization.k8s.io", 5),
            Map.entry("serviceaccounts", 5),
            Map.entry("clusterrolebindings.rbac.authorization.k8s.io", 6),
            Map.entry("rolebindings.rbac.authorization.k8s.io", 6),
            Map.entry("secrets", 7),
            Map.entry("configmaps", 7),
            Map.entry("limitranges", 7),
            Map.entry("services", 8),
            Map.entry("endpoints", 8),
            Map.entry("endpointslices.discovery.k8s.io", 8),
            Map.entry("ingresses.networking.k8s.io", 8),
            Map.entry("networkpolicies.networking.k8s.io", 8),
            Map.entry("pods", 9),
            Map.entry("replicationcontrollers", 9),
            Map.entry("replicasets.apps", 9),
            Map.entry("deployments.apps", 9),
            Map.entry("statefulsets.apps", 9),
            Map.entry("daemonsets.apps", 9),
            Map.entry("jobs.batch", 9),
            Map.entry("cronjobs.batch", 9),
            Map.entry("resourcequotas", 12),
            Map.entry("apiservices.apiregistration.k8s.io", 13),
            Map.entry("mutatingwebhookconfigurations.admissionregistration.k8s.io", 13),
            Map.entry("validatingwebhookconfigurations.admissionregistration.k8s.io", 13),
            Map.entry("validatingadmissionpolicies.admissionregistration.k8s.io", 13),
            Map.entry("validatingadmissionpolicybindings.admissionregistration.k8s.io", 13));

    private Waves() {}

    static int of(String resource, String group) {
        return WAVES.getOrDefault(resource, ApiGroups.isCustom(group) ? CUSTOM : OTHER);
    }

    static int count() {
        return NAMES.size();
    }

    static String name(int wave) {
        return NAMES.get(wave);
    }
}
