package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.backup.CoverageEntry.Origin;
import io.github.kubemaintenance.model.Document;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells by labels, annotations and managed fields who made an object. */
final class Origins {
    private static final List<String> HANDS = List.of(
            "kubectl",
            "kube-maintenance",
            "k9s",
            "lens",
            "headlamp",
            "dashboard",
            "rancher",
            "openshift-console",
            "mozilla",
            "curl");
    private static final List<String> GITOPS =
            List.of("argocd", "kustomize-controller", "flux", "fleet", "config-sync");

    private Origins() {}

    static Origin of(Document object) {
        Map<String, String> labels = object.textMap("metadata", "labels");
        Map<String, String> annotations = object.textMap("metadata", "annotations");
        if (annotations.containsKey("meta.helm.sh/release-name")
                || "Helm".equals(labels.get("app.kubernetes.io/managed-by"))
                || object.text("type").orElse("").startsWith("helm.sh/release")) {
            return Origin.HELM;
        } else if (annotations.containsKey("argocd.argoproj.io/tracking-id")
                || labels.keySet().stream().anyMatch(each -> each.contains("toolkit.fluxcd.io/"))) {
            return Origin.GITOPS;
        } else if (object.documents("metadata", "ownerReferences").stream()
                .anyMatch(each -> each.flag("controller").orElse(false))) {
            return Origin.CONTROLLER;
        }
        return byManager(object, annotations);
    }

    /** The first who wrote anything but the status made it. */
    private static Origin byManager(Document object, Map<String, String> annotations) {
        for (Document each : object.documents("metadata", "managedFields")) {
            String manager = each.text("manager").orElse("").toLowerCase(Locale.ROOT);
            boolean status = each.text("subresource").orElse("").equals("status");
            if (manager.isEmpty() || status) {
                continue;
            } else if (GITOPS.stream().anyMatch(manager::contains)) {
                return Origin.GITOPS;
            } else if (manager.startsWith("helm")) {
                return Origin.HELM;
            }
            return HANDS.stream().anyMatch(manager::startsWith) ? Origin.HAND : Origin.CONTROLLER;
        }
        return annotations.containsKey("kubectl.kubernetes.io/last-applied-configuration")
                ? Origin.HAND
                : Origin.UNKNOWN;
    }

    /** Who wrote last, for people; empty if nobody can be told. */
    static String lastWriter(Document object) {
        String writer = "";
        String latest = "";
        for (Document each : object.documents("metadata", "managedFields")) {
            String time = each.text("time").orElse("");
            if (!each.text("subresource").orElse("").equals("status") && time.compareTo(latest) >= 0) {
                latest = time;
                writer = each.text("manager").orElse("");
            }
        }
        return writer.isEmpty() ? "" : "last written by " + writer + (latest.isEmpty() ? "" : " at " + latest);
    }
}
