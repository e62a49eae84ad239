package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.internal.RestTables.Column;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Columns and cells of each kind; kinds without columns of their own have name and age. */
final class RestCells {
    private static final String NONE = "<none>";
    private static final Column NAME = new Column("Name", "string", "name", 0);
    private static final Column AGE = Column.of("Age");

    private RestCells() {}

    static List<Column> columns(Kind<?> kind) {
        List<Column> columns = new ArrayList<>();
        columns.add(NAME);
        switch (kind.resource()) {
            case "nodes" -> {
                columns.addAll(List.of(Column.of("Status"), Column.of("Roles"), AGE, Column.of("Version")));
                for (String wide :
                        List.of("Internal-IP", "External-IP", "OS-Image", "Kernel-Version", "Container-Runtime")) {
                    columns.add(Column.wide(wide));
                }
            }
            case "pods" -> {
                columns.addAll(List.of(Column.of("Ready"), Column.of("Status"), Column.of("Restarts"), AGE));
                for (String wide : List.of("IP", "Node", "Nominated Node", "Readiness Gates")) {
                    columns.add(Column.wide(wide));
                }
            }
            case "poddisruptionbudgets.policy" ->
                columns.addAll(List.of(
                        Column.of("Min Available"),
                        Column.of("Max Unavailable"),
                        Column.number("Allowed Disruptions"),
                        AGE));
            case "deployments.apps" ->
                columns.addAll(
                        List.of(Column.of("Ready"), Column.number("Up-to-date"), Column.number("Available"), AGE));
            case "replicasets.apps", "replicationcontrollers" ->
                columns.addAll(
                        List.of(Column.number("Desired"), Column.number("Current"), Column.number("Ready"), AGE));
            case "statefulsets.apps" -> columns.addAll(List.of(Column.of("Ready"), AGE));
            case "daemonsets.apps" ->
                columns.addAll(List.of(
                        Column.number("Desired"),
                        Column.number("Current"),
                        Column.number("Ready"),
                        Column.number("Up-to-date"),
                        Column.number("Available"),
                        Column.of("Node Selector"),
                        AGE));
            case "jobs.batch" ->
                columns.addAll(List.of(Column.of("Status"), Column.of("Completions"), Column.of("Duration"), AGE));
            case "namespaces" -> columns.addAll(List.of(Column.of("Status"), AGE));
            case "leases.coordination.k8s.io" -> columns.addAll(List.of(Column.of("Holder"), AGE));
            default -> columns.add(AGE);
        }
        return columns;
    }

    static List<Object> of(Kind<?> kind, KubeObject object, Instant now) {
        Document document = object.toDocument();
        Document spec = document.at("spec");
        Document status = document.at("status");
        Instant created = object.metadata().creationTimestamp();
        String age = created.equals(Instant.EPOCH) ? "<unknown>" : RestTables.age(Duration.between(created, now));
        List<Object> cells = new ArrayList<>();
        cells.add(object.name());
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
            case "deployments.apps" ->
                cells.addAll(List.of(
                        number(status, "readyReplicas") + "/" + replicas(spec),
                        number(status, "updatedReplicas"),
                        number(status, "availableReplicas"),
                        age));
            case "replicasets.apps", "replicationcontrollers" ->
                cells.addAll(List.of(replicas(spec), number(status, "replicas"), number(status, "readyReplicas"), age));
            case "statefulsets.apps" ->
                cells.addAll(List.of(number(status, "readyReplicas") + "/" + replicas(spec), age));
            case "daemonsets.apps" ->
                cells.addAll(List.of(
                        number(status, "desiredNumberScheduled"),
                        number(status, "currentNumberScheduled"),
                        number(status, "numberReady"),
                        number(status, "updatedNumberScheduled"),
                        number(status, "numberAvailable"),
                        labels(spec.at("template", "spec").textMap("nodeSelector")),
                        age));
            case "jobs.batch" -> job(cells, spec, status, now, age);
            case "namespaces" -> cells.addAll(List.of(status.text("phase").orElse(""), age));
            case "leases.coordination.k8s.io" ->
                cells.addAll(List.of(spec.text("holderIdentity").orElse(""), age));
            default -> cells.add(age);
        }
        return cells;
    }

    /** Whether a row is struck out, as that of a pod that has run to its end. */
    static boolean isCompleted(KubeObject object) {
        return object instanceof Pod pod && pod.isFinished();
    }

    private static void node(List<Object> cells, Document node, String age) {
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

    private static void job(List<Object> cells, Document spec, Document status, Instant now, String age) {
        String state = "Running";
        for (Document condition : status.documents("conditions")) {
            if (condition.text("status").orElse("").equals("True")) {
                state = switch (condition.text("type").orElse("")) {
                    case "Complete" -> "Complete";
                    case "Failed" -> "Failed";
                    case "Suspended" -> "Suspended";
                    default -> state;
                };
            }
        }
        String wanted = spec.number("completions").map(Object::toString).orElse("1");
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

    private static String labels(Map<String, String> labels) {
        return labels.isEmpty()
                ? NONE
                : String.join(
                        ",",
                        labels.entrySet().stream()
                                .map(each -> each.getKey() + "=" + each.getValue())
                                .toList());
    }
}
