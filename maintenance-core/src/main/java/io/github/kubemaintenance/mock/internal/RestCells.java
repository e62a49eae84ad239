package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cells of each kind, by the rules of the real server; see {@link Columns}. */
final class RestCells {
    private static final String NONE = "<none>";

    private RestCells() {}

    /** The cells of an object, one a column; a null where there is nothing to show. */
    static List<@Nullable Object> of(World world, Kind<?> kind, KubeObject object) {
        Document document = object.toDocument();
        Document spec = document.at("spec");
        Document status = document.at("status");
        Instant now = world.now();
        String age = age(object, now);
        List<@Nullable Object> cells = new ArrayList<>();
        if (!kind.resource().equals("events")) {
            cells.add(object.name());
        }
        switch (kind.resource()) {
            case "nodes" -> node(cells, document, age);
            case "pods" -> {
                PodCells pod = PodCells.of(document);
                cells.addAll(List.of(pod.ready(), pod.status(), pod.restarts(now), age));
                cells.addAll(pod.wide());
            }
            case "poddisruptionbudgets.policy" ->
                cells.addAll(List.of(
                        spec.value("minAvailable").map(Object::toString).orElse("N/A"),
                        spec.value("maxUnavailable").map(Object::toString).orElse("N/A"),
                        number(status, "disruptionsAllowed"),
                        age));
            case "deployments.apps" -> {
                cells.addAll(List.of(
                        number(status, "readyReplicas") + "/" + replicas(spec),
                        number(status, "updatedReplicas"),
                        number(status, "availableReplicas"),
                        age));
                template(cells, spec, true);
            }
            case "replicasets.apps", "replicationcontrollers" -> {
                cells.addAll(List.of(replicas(spec), number(status, "replicas"), number(status, "readyReplicas"), age));
                template(cells, spec, true);
            }
            case "statefulsets.apps" -> {
                cells.addAll(List.of(number(status, "readyReplicas") + "/" + replicas(spec), age));
                template(cells, spec, false);
            }
            case "daemonsets.apps" -> {
                cells.addAll(List.of(
                        number(status, "desiredNumberScheduled"),
                        number(status, "currentNumberScheduled"),
                        number(status, "numberReady"),
                        number(status, "updatedNumberScheduled"),
                        number(status, "numberAvailable"),
                        labels(spec.at("template", "spec").textMap("nodeSelector")),
                        age));
                template(cells, spec, true);
            }
            case "jobs.batch" -> {
                job(cells, document, now, age);
                template(cells, spec, true);
            }
            case "namespaces" -> cells.addAll(List.of(status.text("phase").orElse(""), age));
            case "leases.coordination.k8s.io" ->
                cells.addAll(List.of(spec.text("holderIdentity").orElse(""), age));
            case "configmaps" -> cells.addAll(List.of(size(document, "data") + size(document, "binaryData"), age));
            case "secrets" -> cells.addAll(List.of(document.text("type").orElse(""), size(document, "data"), age));
            case "serviceaccounts" ->
                cells.addAll(List.of((long) document.documents("secrets").size(), age));
            default -> MoreCells.add(cells, world, kind, document, age);
        }
        return cells;
    }

    private static String age(KubeObject object, Instant now) {
        Instant created = object.metadata().creationTimestamp();
        return created.equals(Instant.EPOCH) ? "<unknown>" : RestTables.age(Duration.between(created, now));
    }

    private static long size(Document document, String field) {
        return document.at(field).asMap().size();
    }

    /** Names and images of the containers, and the selector. */
    private static void template(List<@Nullable Object> cells, Document spec, boolean withSelector) {
        List<Document> containers = spec.documents("template", "spec", "containers");
        for (String field : List.of("name", "image")) {
            cells.add(String.join(
                    ",",
                    containers.stream().map(each -> each.text(field).orElse("")).toList()));
        }
        if (withSelector) {
            Document selector = spec.at("selector");
            boolean plain = !selector.isEmpty()
                    && !selector.has("matchLabels")
                    && !selector.has("matchExpressions"); // of a ReplicationController
            String text = plain
                    ? labels(spec.textMap("selector"))
                    : LabelSelector.of(selector).toString();
            cells.add(text.isEmpty() ? NONE : text);
        }
    }

    /** Whether a row is struck out, as that of a pod that has run to its end. */
    static boolean isCompleted(KubeObject object) {
        return object instanceof Pod pod && pod.isFinished();
    }

    private static void node(List<@Nullable Object> cells, Document node, String age) {
        String ready = "Unknown";
        for (Document condition : node.documents("status", "conditions")) {
            if (condition.text("type").orElse("").equals("Ready")) {
                ready = condition.text("status").orElse("").equals("True") ? "Ready" : "NotReady";
            }
        }
        boolean closed = node.flag("spec", "unschedulable").orElse(false);
        List<String> roles = new ArrayList<>();
        node.textMap("metadata", "labels").forEach((key, value) -> {
            if (key.startsWith("node-role.kubernetes.io/") && key.length() > 24) {
                roles.add(key.substring(24));
            } else if (key.equals("kubernetes.io/role") && !value.isEmpty()) {
                roles.add(value);
            }
        });
        Document info = node.at("status", "nodeInfo");
        cells.addAll(List.of(
                ready + (closed ? ",SchedulingDisabled" : ""),
                roles.isEmpty()
                        ? NONE
                        : String.join(",", roles.stream().sorted().toList()),
                age,
                info.text("kubeletVersion").orElse(""),
                address(node, "InternalIP"),
                address(node, "ExternalIP"),
                info.text("osImage").orElse("<unknown>"),
                info.text("kernelVersion").orElse("<unknown>"),
                info.text("containerRuntimeVersion").orElse("<unknown>")));
    }

    private static String address(Document node, String type) {
        return node.documents("status", "addresses").stream()
                .filter(address -> address.text("type").orElse("").equals(type))
                .findFirst()
                .flatMap(address -> address.text("address"))
                .orElse(NONE);
    }

    private static void job(List<@Nullable Object> cells, Document job, Instant now, String age) {
        Document spec = job.at("spec");
        Document status = job.at("status");
        List<String> states = status.documents("conditions").stream()
                .filter(each -> each.text("status").orElse("").equals("True"))
                .map(each -> each.text("type").orElse(""))
                .toList();
        String state = "Running";
        for (String each : List.of("SuccessCriteriaMet", "FailureTarget", "Suspended")) {
            state = states.contains(each) ? each : state;
        }
        state = job.has("metadata", "deletionTimestamp") ? "Terminating" : state;
        for (String each : List.of("Failed", "Complete")) {
            state = states.contains(each) ? each : state;
        }
        long parallelism = spec.number("parallelism").orElse(1L);
        String wanted =
                spec.number("completions").map(Object::toString).orElse(parallelism > 1 ? "1 of " + parallelism : "1");
        String took = status.text("startTime")
                .map(Instant::parse)
                .map(start -> RestTables.age(Duration.between(
                        start, status.text("completionTime").map(Instant::parse).orElse(now))))
                .orElse("");
        cells.addAll(List.of(state, number(status, "succeeded") + "/" + wanted, took, age));
    }

    private static long replicas(Document spec) {
        return spec.number("replicas").orElse(1L);
    }

    private static long number(Document status, String field) {
        return status.number(field).orElse(0L);
    }

    static String labels(Map<String, String> labels) {
        return labels.isEmpty()
                ? NONE
                : String.join(
                        ",",
                        new TreeMap<>(labels)
                                .entrySet().stream()
                                        .map(each -> each.getKey() + "=" + each.getValue())
                                        .toList());
    }
}
