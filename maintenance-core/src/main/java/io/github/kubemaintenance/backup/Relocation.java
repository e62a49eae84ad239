package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Moves objects from one namespace to another, wherever they name it themselves. */
final class Relocation {
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private final Map<String, String> namespaces;

    Relocation(Map<String, String> namespaces) {
        this.namespaces = namespaces;
    }

    String of(String namespace) {
        return namespaces.getOrDefault(namespace, namespace);
    }

    Document move(String resource, Document object) {
        if (namespaces.isEmpty()) {
            return object;
        }
        Document moved = at(object, "metadata", "namespace");
        return switch (resource) {
            case "namespaces" -> namespace(moved);
            case "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io" ->
                accounts(eachOf(moved, "subjects", "namespace"));
            case "customresourcedefinitions.apiextensions.k8s.io" ->
                at(moved, "spec", "conversion", "webhook", "clientConfig", "service", "namespace");
            case "validatingadmissionpolicybindings.admissionregistration.k8s.io",
                    "mutatingadmissionpolicybindings.admissionregistration.k8s.io" ->
                at(moved, "spec", "paramRef", "namespace");
            case "persistentvolumeclaims" -> at(moved, "spec", "dataSourceRef", "namespace");
            case "persistentvolumes" -> at(moved, "spec", "claimRef", "namespace");
            case "apiservices.apiregistration.k8s.io" -> at(moved, "spec", "service", "namespace");
            case "mutatingwebhookconfigurations.admissionregistration.k8s.io",
                    "validatingwebhookconfigurations.admissionregistration.k8s.io" ->
                eachOf(moved, "webhooks", "clientConfig", "service", "namespace");
            default -> moved;
        };
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

    private Document at(Document object, String... path) {
        return object.text(path)
                .filter(namespaces::containsKey)
                .map(name -> object.with(of(name), path))
                .orElse(object);
    }

    private Document eachOf(Document object, String list, String... path) {
        if (!object.has(list)) {
            return object;
        }
        List<Document> items = new ArrayList<>();
        object.documents(list).forEach(each -> items.add(at(each, path)));
        return object.with(items, list);
    }
}
