package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Objects from the rows of a Table: what the cells show of them, where the objects themselves weren't asked for. */
final class Rows {
    private static final Pattern UNIT = Pattern.compile("(\\d+)([smhdy])");

    private Rows() {}

    static boolean isTable(Document body) {
        return body.kind().equals("Table") && body.has("rows");
    }

    /** Whether every row has its whole object. */
    static boolean areWhole(Document table) {
        return table.documents("rows").stream()
                .allMatch(row -> row.has("object", "metadata")
                        && !row.at("object").kind().equals("PartialObjectMetadata"));
    }

    /** The objects; the columns are those of an earlier part of the table where it names none itself. */
    static List<Document> objects(Document table, String resource, String apiVersion, String kind, String namespace) {
        List<String> columns = table.documents("columnDefinitions").stream()
                .map(column -> column.text("name").orElse(""))
                .toList();
        List<Document> objects = new ArrayList<>();
        for (Document row : table.documents("rows")) {
            Document object = row.at("object");
            if (object.has("metadata") && !object.kind().equals("PartialObjectMetadata")) {
                objects.add(object);
                continue;
            }
            Map<String, String> cells = new LinkedHashMap<>();
            Object values = row.value("cells").orElse(List.of());
            if (values instanceof List<?> list) {
                for (int i = 0; i < list.size() && i < columns.size(); i++) {
                    cells.put(columns.get(i), String.valueOf(list.get(i)));
                }
            }
            Document metadata = object.has("metadata")
                    ? object.at("metadata")
                    : Document.of("name", cells.getOrDefault("Name", "unseen")).with(namespace, "namespace");
            if (namespace.isEmpty() && metadata.text("namespace").orElse("").isEmpty()) {
                metadata = metadata.without("namespace");
            }
            Document made =
                    Document.of("apiVersion", apiVersion).with(kind, "kind").with(metadata, "metadata");
            for (Document column : table.documents("columnDefinitions")) {
                Object value = cells.get(column.text("name").orElse(""));
                String path = path(column);
                boolean simple = path.matches("(\\.[A-Za-z0-9]+)+") && !path.startsWith(".metadata");
                if (simple && value != null && !value.equals("null")) {
                    boolean number = column.text("type").orElse("").equals("integer");
                    Object typed = number ? Long.valueOf((String) value) : value;
                    made = made.with(typed, path.substring(1).split("\\.", -1));
                }
            }
            objects.add(filled(made, resource, cells));
        }
        return objects;
    }

    /** Where a custom resource's column gets its cells from; empty where that isn't said. */
    static String path(Document column) {
        String description = column.text("description").orElse("");
        String marker = "(in JSONPath format): ";
        int at = description.indexOf(marker);
        boolean age = column.text("name").orElse("").equals("Age")
                && column.text("type").orElse("").equals("date");
        return at >= 0 ? description.substring(at + marker.length()) : age ? ".metadata.creationTimestamp" : "";
    }

    private static Document filled(Document object, String resource, Map<String, String> cells) {
        return switch (resource) {
            case "nodes" -> node(object, cells);
            case "pods" -> pod(object, cells);
            case "poddisruptionbudgets" ->
                numbers(
                        budgetNumber(
                                budgetNumber(object, cells, "Min Available", "minAvailable"),
                                cells,
                                "Max Unavailable",
                                "maxUnavailable"),
                        cells,
                        Map.of("Allowed Disruptions", "status.disruptionsAllowed"));
            case "deployments", "statefulsets" ->
                fraction(
                        numbers(
                                object,
                                cells,
                                Map.of(
                                        "Up-to-date",
                                        "status.updatedReplicas",
                                        "Available",
                                        "status.availableReplicas")),
                        cells.getOrDefault("Ready", ""));
            case "replicasets", "replicationcontrollers" ->
                numbers(
                        object,
                        cells,
                        Map.of(
                                "Desired",
                                "spec.replicas",
                                "Current",
                                "status.replicas",
                                "Ready",
                                "status.readyReplicas"));
            case "daemonsets" ->
                numbers(
                        object,
                        cells,
                        Map.of(
                                "Desired", "status.desiredNumberScheduled",
                                "Current", "status.currentNumberScheduled",
                                "Ready", "status.numberReady",
                                "Up-to-date", "status.updatedNumberScheduled",
                                "Available", "status.numberAvailable"));
            case "namespaces" -> object.with(cells.getOrDefault("Status", "Active"), "status", "phase");
            case "leases" -> object.with(cells.getOrDefault("Holder", ""), "spec", "holderIdentity");
            default -> object;
        };
    }

    private static Document budgetNumber(Document object, Map<String, String> cells, String column, String field) {
        String value = cells.getOrDefault(column, "N/A");
        return value.equals("N/A")
                ? object
                : object.with(value.matches("\\d+") ? (Object) Long.valueOf(value) : value, "spec", field);
    }

    private static Document numbers(Document object, Map<String, String> cells, Map<String, String> paths) {
        Document filled = object;
        for (Map.Entry<String, String> each : new java.util.TreeMap<>(paths).entrySet()) {
            String cell = cells.getOrDefault(each.getKey(), "");
            if (cell.matches("\\d+") && !cell.equals("0")) {
                filled = filled.with(Long.valueOf(cell), each.getValue().split("\\.", -1));
            } else if (cell.equals("0") && each.getValue().equals("spec.replicas")) {
                filled = filled.with(0L, "spec", "replicas");
            }
        }
        return filled;
    }

    private static Document fraction(Document object, String cell) {
        String[] parts = cell.split("/", -1);
        return parts.length == 2 && parts[0].matches("\\d+") && parts[1].matches("\\d+")
                ? object.with(Long.valueOf(parts[0]), "status", "readyReplicas")
                        .with(Long.valueOf(parts[1]), "spec", "replicas")
                : object;
    }

    private static Document node(Document object, Map<String, String> cells) {
        String status = cells.getOrDefault("Status", "");
        List<Document> addresses = new ArrayList<>();
        for (String column : List.of("Internal-IP", "External-IP")) {
            String address = cells.getOrDefault(column, "<none>");
            if (!address.equals("<none>")) {
                addresses.add(Document.of("type", column.replace("-", "")).with(address, "address"));
            }
        }
        Document node = object;
        if (status.contains("SchedulingDisabled")) {
            node = node.with(true, "spec", "unschedulable");
        }
        for (String role : cells.getOrDefault("Roles", "<none>").split(",", -1)) {
            if (!role.equals("<none>") && !object.has("metadata", "uid")) {
                node = node.with("", "metadata", "labels", "node-role.kubernetes.io/" + role);
            }
        }
        String ready = status.startsWith("NotReady") ? "False" : status.startsWith("Ready") ? "True" : "Unknown";
        node = node.with(List.of(Document.of("type", "Ready").with(ready, "status")), "status", "conditions")
                .with(addresses, "status", "addresses");
        for (Map.Entry<String, String> each : Map.of(
                        "Version", "kubeletVersion",
                        "OS-Image", "osImage",
                        "Kernel-Version", "kernelVersion",
                        "Container-Runtime", "containerRuntimeVersion")
                .entrySet()) {
            String cell = cells.getOrDefault(each.getKey(), "<unknown>");
            if (!cell.equals("<unknown>")) {
                node = node.with(cell, "status", "nodeInfo", each.getValue());
            }
        }
        return node;
    }

    private static Document pod(Document object, Map<String, String> cells) {
        String[] ready = cells.getOrDefault("Ready", "0/1").split("/", -1);
        String status = cells.getOrDefault("Status", "Running");
        int all = Integer.parseInt(ready[1]);
        int good = Integer.parseInt(ready[0]);
        String restarts = cells.getOrDefault("Restarts", "0").replaceFirst(" .*", "");
        List<Document> containers = new ArrayList<>();
        List<Document> states = new ArrayList<>();
        boolean started = !status.equals("Pending") && !status.equals("ContainerCreating");
        for (int i = 0; i < all; i++) {
            containers.add(Document.of("name", "c" + i).with("x", "image"));
            String state = i < good || List.of("Running", "Terminating").contains(status)
                    ? "running"
                    : List.of("Completed", "Error", "OOMKilled").contains(status) ? "terminated" : "waiting";
            Document detail = state.equals("running") || status.equals("Pending")
                    ? Document.empty()
                    : Document.of("reason", status);
            if (started || status.equals("ContainerCreating")) {
                states.add(Document.of("name", "c" + i)
                        .with(detail, "state", state)
                        .with(i < good, "ready")
                        .with(i == 0 ? Long.parseLong(restarts) : 0L, "restartCount"));
            }
        }
        String phase =
                switch (status) {
                    case "Completed", "Succeeded" -> "Succeeded";
                    case "Error", "Failed", "OOMKilled", "Evicted" -> "Failed";
                    case "Pending", "ContainerCreating" -> "Pending";
                    default -> "Running";
                };
        Document pod = object.with(containers, "spec", "containers").with(phase, "status", "phase");
        if (!states.isEmpty()) {
            pod = pod.with(states, "status", "containerStatuses");
        }
        if (status.equals("Evicted")) {
            pod = pod.with(status, "status", "reason").without("status", "containerStatuses");
        }
        for (Map.Entry<String, String[]> each : Map.of(
                        "Node", new String[] {"spec", "nodeName"},
                        "IP", new String[] {"status", "podIP"},
                        "Nominated Node", new String[] {"status", "nominatedNodeName"})
                .entrySet()) {
            String cell = cells.getOrDefault(each.getKey(), "<none>");
            if (!cell.equals("<none>")) {
                pod = pod.with(cell, each.getValue());
            }
        }
        if (pod.has("status", "podIP")) {
            pod = pod.with(List.of(Document.of("ip", pod.text("status", "podIP").orElse(""))), "status", "podIPs");
        }
        return pod;
    }

    /** The earliest instant at which all rows have the ages that they show; empty where none shows an age. */
    static Optional<Instant> read(Document table) {
        List<String> columns = table.documents("columnDefinitions").stream()
                .map(column -> column.text("name").orElse(""))
                .toList();
        Optional<Instant> at = Optional.empty();
        for (Document row : table.documents("rows")) {
            int age = columns.indexOf("Age");
            Object cells = row.value("cells").orElse(List.of());
            Optional<Instant> created =
                    row.text("object", "metadata", "creationTimestamp").map(Instant::parse);
            if (age >= 0 && created.isPresent() && cells instanceof List<?> list && age < list.size()) {
                Instant then = created.get().plus(duration(String.valueOf(list.get(age))));
                at = Optional.of(at.filter(other -> other.isAfter(then)).orElse(then));
            }
        }
        return at;
    }

    private static Duration duration(String age) {
        Duration all = Duration.ZERO;
        Matcher units = UNIT.matcher(age);
        while (units.find()) {
            long count = Long.parseLong(units.group(1));
            all = all.plus(
                    switch (units.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        case "d" -> Duration.ofDays(count);
                        default -> Duration.ofDays(365 * count);
                    });
        }
        return all;
    }
}
