package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the server adds to an object that a client creates ({@code pkg/apis/.../defaults.go} of Kubernetes 1.34, and the
 * admission plugins that are on by default): to pods, their workloads, namespaces, events and secrets. What a client
 * says stays.
 */
final class Defaults {
    private static final String SPEC = "spec";
    private static final String STATUS = "status";

    private Defaults() {}

    /** An object as the server keeps it when it is new. */
    static Document of(Kind<?> kind, Document object) {
        return switch (kind.resource()) {
            case "pods" -> pod(object);
            case "namespaces" -> namespace(object);
            case "deployments.apps" -> deployment(object);
            case "replicasets.apps" -> template(or(object, 1, SPEC, "replicas").with(0, STATUS, "replicas"));
            case "statefulsets.apps" -> statefulSet(object);
            case "daemonsets.apps" -> daemonSet(object);
            case "events" -> event(object);
            case "secrets" -> or(object, "Opaque", "type");
            default -> object;
        };
    }

    /** The document with a value where it has none. */
    private static Document or(Document document, Object value, String... path) {
        return document.value(path).isPresent() ? document : document.with(value, path);
    }

    private static Document pod(Document pod) {
        Document spec = podSpec(pod.at(SPEC));
        List<Document> tolerations = new ArrayList<>(spec.documents("tolerations"));
        for (String key : List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")) {
            boolean tolerated = tolerations.stream().anyMatch(each -> tolerates(each, key));
            if (!tolerated) {
                tolerations.add(Document.of("key", key)
                        .with("Exists", "operator")
                        .with("NoExecute", "effect")
                        .with(300, "tolerationSeconds"));
            }
        }
        spec = spec.with(tolerations, "tolerations");
        spec = or(or(spec, 0, "priority"), "PreemptLowerPriority", "preemptionPolicy");
        return pod.with(spec, SPEC).with(Document.of("phase", "Pending").with(quality(spec), "qosClass"), STATUS);
    }

    private static boolean tolerates(Document toleration, String key) {
        String its = toleration.text("key").orElse("");
        String effect = toleration.text("effect").orElse("");
        return (its.isEmpty() || its.equals(key)) && (effect.isEmpty() || effect.equals("NoExecute"));
    }

    private static Document podSpec(Document spec) {
        Document whole = spec;
        for (String list : List.of("containers", "initContainers")) {
            if (spec.has(list)) {
                whole = whole.with(
                        spec.documents(list).stream().map(Defaults::container).toList(), list);
            }
        }
        if (spec.has("volumes")) {
            whole = whole.with(
                    spec.documents("volumes").stream().map(Defaults::volume).toList(), "volumes");
        }
        whole = or(or(whole, "Always", "restartPolicy"), 30, "terminationGracePeriodSeconds");
        whole = or(or(whole, "ClusterFirst", "dnsPolicy"), Document.empty(), "securityContext");
        whole = or(or(whole, "default-scheduler", "schedulerName"), true, "enableServiceLinks");
        // Older clients' name of the same.
        return spec.has("serviceAccountName")
                ? or(whole, spec.text("serviceAccountName").orElse(""), "serviceAccount")
                : whole;
    }

    private static Document container(Document container) {
        Document whole = or(container, Document.empty(), "resources");
        whole = or(whole, "/dev/termination-log", "terminationMessagePath");
        whole = or(whole, "File", "terminationMessagePolicy");
        whole = or(whole, pullPolicy(container.text("image").orElse("")), "imagePullPolicy");
        if (container.has("ports")) {
            whole = whole.with(
                    container.documents("ports").stream()
                            .map(port -> or(port, "TCP", "protocol"))
                            .toList(),
                    "ports");
        }
        for (Map.Entry<String, Object> limit :
                container.at("resources", "limits").asMap().entrySet()) {
            whole = or(whole, limit.getValue(), "resources", "requests", limit.getKey());
        }
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.has(probe)) {
                whole = or(or(whole, 1, probe, "timeoutSeconds"), 10, probe, "periodSeconds");
                whole = or(or(whole, 1, probe, "successThreshold"), 3, probe, "failureThreshold");
            }
        }
        return whole;
    }

    private static String pullPolicy(String image) {
        String last = image.substring(image.lastIndexOf('/') + 1);
        int colon = last.indexOf(':');
        boolean latest =
                !last.contains("@") && (colon < 0 || last.substring(colon + 1).equals("latest"));
        return latest ? "Always" : "IfNotPresent";
    }

    private static Document volume(Document volume) {
        if (volume.asMap().size() == 1) {
            return volume.with(Document.empty(), "emptyDir");
        }
        Document whole = volume.has("hostPath") ? or(volume, "", "hostPath", "type") : volume;
        for (String kind : List.of("secret", "configMap", "projected", "downwardAPI")) {
            whole = volume.has(kind) ? or(whole, 420, kind, "defaultMode") : whole;
        }
        return whole;
    }

    private static String quality(Document spec) {
        boolean any = false;
        boolean all = true;
        for (String list : List.of("containers", "initContainers")) {
            for (Document container : spec.documents(list)) {
                Document requests = container.at("resources", "requests");
                Document limits = container.at("resources", "limits");
                any |= !requests.isEmpty() || !limits.isEmpty();
                all &= limits.has("cpu")
                        && limits.has("memory")
                        && requests.value("cpu").equals(limits.value("cpu"))
                        && requests.value("memory").equals(limits.value("memory"));
            }
        }
        return !any ? "BestEffort" : all ? "Guaranteed" : "Burstable";
    }

    private static Document namespace(Document namespace) {
        Document whole = or(namespace, namespace.name(), "metadata", "labels", "kubernetes.io/metadata.name");
        whole = or(whole, List.of("kubernetes"), SPEC, "finalizers");
        return whole.with("Active", STATUS, "phase");
    }

    private static Document template(Document workload) {
        return workload.has(SPEC, "template")
                ? workload.with(podSpec(workload.at(SPEC, "template", SPEC)), SPEC, "template", SPEC)
                : workload;
    }

    private static Document deployment(Document deployment) {
        Document whole = or(deployment, 1, SPEC, "replicas");
        whole = or(whole, "RollingUpdate", SPEC, "strategy", "type");
        if (whole.text(SPEC, "strategy", "type").orElse("").equals("RollingUpdate")) {
            whole = or(whole, "25%", SPEC, "strategy", "rollingUpdate", "maxUnavailable");
            whole = or(whole, "25%", SPEC, "strategy", "rollingUpdate", "maxSurge");
        }
        whole = or(or(whole, 10, SPEC, "revisionHistoryLimit"), 600, SPEC, "progressDeadlineSeconds");
        return template(whole).with(Document.empty(), STATUS);
    }

    private static Document statefulSet(Document set) {
        Document whole = or(set, 1, SPEC, "replicas");
        whole = or(or(whole, "OrderedReady", SPEC, "podManagementPolicy"), 10, SPEC, "revisionHistoryLimit");
        whole = or(whole, "RollingUpdate", SPEC, "updateStrategy", "type");
        if (whole.text(SPEC, "updateStrategy", "type").orElse("").equals("RollingUpdate")) {
            whole = or(whole, 0, SPEC, "updateStrategy", "rollingUpdate", "partition");
        }
        for (String when : List.of("whenDeleted", "whenScaled")) {
            whole = or(whole, "Retain", SPEC, "persistentVolumeClaimRetentionPolicy", when);
        }
        return template(whole).with(Document.of("replicas", 0).with(0, "availableReplicas"), STATUS);
    }

    private static Document daemonSet(Document set) {
        Document whole = or(set, 10, SPEC, "revisionHistoryLimit");
        whole = or(whole, "RollingUpdate", SPEC, "updateStrategy", "type");
        if (whole.text(SPEC, "updateStrategy", "type").orElse("").equals("RollingUpdate")) {
            whole = or(whole, 1, SPEC, "updateStrategy", "rollingUpdate", "maxUnavailable");
            whole = or(whole, 0, SPEC, "updateStrategy", "rollingUpdate", "maxSurge");
        }
        Document status = Document.empty();
        for (String count :
                List.of("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady")) {
            status = status.with(0, count);
        }
        return template(whole).with(status, STATUS);
    }

    private static Document event(Document event) {
        if (event.apiVersion().startsWith("events")) {
            return event;
        }
        Document whole = or(or(event, Document.empty(), "source"), "", "reportingComponent");
        whole = or(whole, "", "reportingInstance");
        for (String time : List.of("firstTimestamp", "lastTimestamp", "eventTime")) {
            whole = whole.has(time) ? whole : whole.withNull(time);
        }
        return whole;
    }
}
