package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves objects from one namespace to another, wherever an object of Kubernetes' own names it. What text says (a host name,
 * an argument of a program) and what custom resources mean by their fields nobody can know: they stay.
 */
final class Relocation {
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";
    private static final String SELECTOR = "namespaceSelector";

    /** Where the objects of a resource name namespaces; [] is each element of a list. */
    private static final Map<String, List<String>> PLACES = Map.ofEntries(
            Map.entry("rolebindings.rbac.authorization.k8s.io", List.of("subjects [] namespace")),
            Map.entry("clusterrolebindings.rbac.authorization.k8s.io", List.of("subjects [] namespace")),
            Map.entry(
                    "customresourcedefinitions.apiextensions.k8s.io",
                    List.of("spec conversion webhook clientConfig service namespace")),
            Map.entry("apiservices.apiregistration.k8s.io", List.of("spec service namespace")),
            Map.entry(
                    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
                    List.of("webhooks [] clientConfig service namespace", "webhooks [] namespaceSelector")),
            Map.entry(
                    "validatingwebhookconfigurations.admissionregistration.k8s.io",
                    List.of("webhooks [] clientConfig service namespace", "webhooks [] namespaceSelector")),
            Map.entry(
                    "validatingadmissionpolicies.admissionregistration.k8s.io",
                    List.of("spec matchConstraints namespaceSelector")),
            Map.entry(
                    "mutatingadmissionpolicies.admissionregistration.k8s.io",
                    List.of("spec matchConstraints namespaceSelector")),
            Map.entry(
                    "validatingadmissionpolicybindings.admissionregistration.k8s.io",
                    List.of("spec paramRef namespace", "spec matchResources namespaceSelector")),
            Map.entry(
                    "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
                    List.of("spec paramRef namespace", "spec matchResources namespaceSelector")),
            Map.entry("persistentvolumeclaims", List.of("spec dataSourceRef namespace")),
            Map.entry(
                    "persistentvolumes",
                    List.of(
                            "spec claimRef namespace",
                            "spec csi controllerPublishSecretRef namespace",
                            "spec csi controllerExpandSecretRef namespace",
                            "spec csi nodeStageSecretRef namespace",
                            "spec csi nodePublishSecretRef namespace",
                            "spec csi nodeExpandSecretRef namespace")),
            Map.entry(
                    "storageclasses.storage.k8s.io",
                    List.of(
                            "parameters csi.storage.k8s.io/provisioner-secret-namespace",
                            "parameters csi.storage.k8s.io/controller-publish-secret-namespace",
                            "parameters csi.storage.k8s.io/controller-expand-secret-namespace",
                            "parameters csi.storage.k8s.io/node-stage-secret-namespace",
                            "parameters csi.storage.k8s.io/node-publish-secret-namespace",
                            "parameters csi.storage.k8s.io/node-expand-secret-namespace")),
            Map.entry("ingressclasses.networking.k8s.io", List.of("spec parameters namespace")),
            Map.entry(
                    "networkpolicies.networking.k8s.io",
                    List.of("spec ingress [] from [] namespaceSelector", "spec egress [] to [] namespaceSelector")),
            Map.entry("endpoints", List.of("subsets [] addresses [] targetRef namespace")),
            Map.entry("pods", ofPods("spec")),
            Map.entry("podtemplates", ofPods("template spec")),
            Map.entry("replicationcontrollers", ofPods("spec template spec")),
            Map.entry("replicasets.apps", ofPods("spec template spec")),
            Map.entry("deployments.apps", ofPods("spec template spec")),
            Map.entry("statefulsets.apps", ofStatefulSets()),
            Map.entry("daemonsets.apps", ofPods("spec template spec")),
            Map.entry("jobs.batch", ofPods("spec template spec")),
            Map.entry("cronjobs.batch", ofPods("spec jobTemplate spec template spec")));

    private final Map<String, String> namespaces;

    Relocation(Map<String, String> namespaces) {
        this.namespaces = namespaces;
    }

    /** A pod may want to be near or far from pods of namespaces that it names. */
    private static List<String> ofPods(String spec) {
        List<String> places = new ArrayList<>();
        for (String affinity : List.of("podAffinity", "podAntiAffinity")) {
            String terms = spec + " affinity " + affinity;
            for (String end : List.of("namespaces", SELECTOR)) {
                places.add(terms + " requiredDuringSchedulingIgnoredDuringExecution [] " + end);
                places.add(terms + " preferredDuringSchedulingIgnoredDuringExecution [] podAffinityTerm " + end);
            }
        }
        return places;
    }

    private static List<String> ofStatefulSets() {
        List<String> places = new ArrayList<>(ofPods("spec template spec"));
        places.add("spec volumeClaimTemplates [] spec dataSourceRef namespace");
        return places;
    }

    String of(String namespace) {
        return namespaces.getOrDefault(namespace, namespace);
    }

    Document move(String resource, Document object) {
        if (namespaces.isEmpty()) {
            return object;
        }
        Document moved = moved(object, "metadata namespace");
        if (resource.equals("namespaces")) {
            return namespace(moved);
        }
        for (String place : PLACES.getOrDefault(resource, List.of())) {
            moved = moved(moved, place);
        }
        return resource.endsWith("rolebindings.rbac.authorization.k8s.io") ? accounts(moved) : moved;
    }

    private Document namespace(Document object) {
        String name = of(object.name());
        Document moved = object.with(name, "metadata", "name");
        return moved.has("metadata", "labels", NAME_LABEL) ? moved.with(name, "metadata", "labels", NAME_LABEL) : moved;
    }

    /** A service account may be named as the user that it is, and all of a namespace as the group that they are in. */
    private Document accounts(Document binding) {
        if (!binding.has("subjects")) {
            return binding;
        }
        List<Document> subjects = new ArrayList<>();
        for (Document each : binding.documents("subjects")) {
            String[] parts = each.text("name").orElse("").split(":", -1);
            boolean account = parts.length == 4
                    && parts[1].equals("serviceaccount")
                    && each.kind().equals("User");
            boolean all = parts.length == 3
                    && parts[1].equals("serviceaccounts")
                    && each.kind().equals("Group");
            if (parts[0].equals("system") && (account || all)) {
                parts[2] = of(parts[2]);
            }
            subjects.add(account || all ? each.with(String.join(":", parts), "name") : each);
        }
        return binding.with(subjects, "subjects");
    }

    private Document moved(Document object, String place) {
        String[] path = place.split(" ", -1);
        return object.at(path[0]).isEmpty() && object.documents(path[0]).isEmpty()
                ? object
                : Document.of(map(object.asMap(), path, 0));
    }

    private Map<String, Object> map(Map<?, ?> map, String[] path, int depth) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            boolean there = path[depth].equals(key);
            copy.put(String.valueOf(key), there ? value(value, path, depth + 1) : value);
        });
        return copy;
    }

    private @Nullable Object value(@Nullable Object value, String[] path, int depth) {
        if (depth == path.length) {
            return path[depth - 1].equals(SELECTOR) ? selector(value) : names(value);
        } else if (value instanceof Map<?, ?> map) {
            return map(map, path, depth);
        } else if (value instanceof List<?> list && path[depth].equals("[]")) {
            List<Object> items = new ArrayList<>();
            list.forEach(each -> items.add(value(each, path, depth + 1)));
            return items;
        }
        return value;
    }

    private @Nullable Object names(@Nullable Object value) {
        if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            list.forEach(each -> items.add(names(each)));
            return items;
        }
        return value instanceof String name ? of(name) : value;
    }

    /** A namespace may be chosen by the label that every server gives it. */
    private @Nullable Object selector(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, Object> copy = map(map, new String[] {"matchLabels", NAME_LABEL}, 0);
        if (copy.get("matchExpressions") instanceof List<?> expressions) {
            List<Object> items = new ArrayList<>();
            for (Object each : expressions) {
                boolean byName = each instanceof Map<?, ?> expression && NAME_LABEL.equals(expression.get("key"));
                items.add(byName ? map((Map<?, ?>) each, new String[] {"values"}, 0) : each);
            }
            copy.put("matchExpressions", items);
        }
        return copy;
    }
}
