package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cells of volumes, claims, Services, Events and custom resources, after the name. */
final class MoreCells {
    private static final String NONE = "<none>";
    private static final String UNSET = "<unset>";

    private MoreCells() {}

    static void add(List<@Nullable Object> cells, World world, Kind<?> kind, Document document, String age) {
        Document spec = document.at("spec");
        Document status = document.at("status");
        switch (kind.resource()) {
            case "services" -> service(cells, spec, status, age);
            case "persistentvolumes" -> {
                String phase = terminating(document, status.text("phase").orElse(""));
                String claim = spec.has("claimRef")
                        ? spec.text("claimRef", "namespace").orElse("") + "/"
                                + spec.text("claimRef", "name").orElse("")
                        : "";
                cells.addAll(List.of(
                        spec.text("capacity", "storage").orElse(""),
                        modes(spec.texts("accessModes")),
                        spec.text("persistentVolumeReclaimPolicy").orElse(""),
                        phase,
                        claim,
                        spec.text("storageClassName").orElse(""),
                        spec.text("volumeAttributesClassName").orElse(UNSET),
                        status.text("reason").orElse(""),
                        age,
                        spec.text("volumeMode").orElse(UNSET)));
            }
            case "persistentvolumeclaims" -> {
                boolean bound = spec.has("volumeName");
                cells.addAll(List.of(
                        terminating(document, status.text("phase").orElse("")),
                        spec.text("volumeName").orElse(""),
                        bound ? status.text("capacity", "storage").orElse("0") : "",
                        bound ? modes(status.texts("accessModes")) : "",
                        spec.text("storageClassName").orElse(""),
                        spec.text("volumeAttributesClassName").orElse(UNSET),
                        age,
                        spec.text("volumeMode").orElse(UNSET)));
            }
            case "events" -> event(cells, document, world.now());
            default -> custom(cells, world, kind, document);
        }
    }

    private static String terminating(Document document, String phase) {
        return document.has("metadata", "deletionTimestamp") ? "Terminating" : phase;
    }

    private static String modes(List<String> modes) {
        List<String> shorter = new ArrayList<>();
        for (String[] each : new String[][] {
            {"ReadWriteOnce", "RWO"}, {"ReadOnlyMany", "ROX"}, {"ReadWriteMany", "RWX"}, {"ReadWriteOncePod", "RWOP"}
        }) {
            if (modes.contains(each[0])) {
                shorter.add(each[1]);
            }
        }
        return String.join(",", shorter);
    }

    private static void service(List<@Nullable Object> cells, Document spec, Document status, String age) {
        String type = spec.text("type").orElse("ClusterIP");
        List<String> outside = new ArrayList<>();
        if (type.equals("LoadBalancer")) {
            for (Document each : status.documents("loadBalancer", "ingress")) {
                outside.add(each.text("ip").orElse(each.text("hostname").orElse("")));
            }
            outside.addAll(spec.texts("externalIPs"));
        } else if (type.equals("ExternalName")) {
            outside.add(spec.text("externalName").orElse(""));
        } else {
            outside.addAll(spec.texts("externalIPs"));
        }
        List<String> ports = new ArrayList<>();
        for (Document port : spec.documents("ports")) {
            ports.add(port.number("port").orElse(0L)
                    + port.number("nodePort")
                            .filter(each -> each > 0)
                            .map(each -> ":" + each)
                            .orElse("")
                    + "/" + port.text("protocol").orElse("TCP"));
        }
        cells.addAll(List.of(
                type,
                spec.text("clusterIP").filter(ip -> !ip.isEmpty()).orElse(NONE),
                outside.isEmpty() ? type.equals("LoadBalancer") ? "<pending>" : NONE : String.join(",", outside),
                ports.isEmpty() ? NONE : String.join(",", ports),
                age,
                RestCells.labels(spec.textMap("selector"))));
    }

    private static void event(List<@Nullable Object> cells, Document event, Instant now) {
        Optional<String> first = event.text("firstTimestamp").or(() -> event.text("eventTime"));
        Optional<String> last = event.text("series", "lastObservedTime")
                .or(() -> event.text("lastTimestamp"))
                .or(() -> first);
        long count = event.number("series", "count")
                .or(() -> event.number("count"))
                .filter(each -> each > 0)
                .orElse(1L);
        Document about = event.at("involvedObject");
        String component = event.text("source", "component")
                .or(() -> event.text("reportingComponent"))
                .orElse("");
        String host = event.text("source", "host")
                .or(() -> event.text("reportingInstance"))
                .orElse("");
        cells.addAll(List.of(
                last.map(time -> age(time, now)).orElse("<unknown>"),
                event.text("type").orElse(""),
                event.text("reason").orElse(""),
                about.text("kind").orElse("").toLowerCase(java.util.Locale.ROOT) + "/"
                        + about.text("name").orElse(""),
                about.text("fieldPath").orElse(""),
                host.isEmpty() ? component : component + ", " + host,
                event.text("message").orElse("").strip(),
                first.map(time -> age(time, now)).orElse("<unknown>"),
                count,
                event.name()));
    }

    private static String age(String time, Instant now) {
        try {
            return RestTables.age(Duration.between(Instant.parse(time), now));
        } catch (DateTimeParseException noTime) {
            return "<invalid>";
        }
    }

    /** What a definition's columns lead to; without a definition, when the object was created. */
    private static void custom(List<@Nullable Object> cells, World world, Kind<?> kind, Document document) {
        Optional<List<Document>> columns = Columns.defined(world, kind);
        if (columns.isEmpty()) {
            cells.add(document.text("metadata", "creationTimestamp").orElse("0001-01-01T00:00:00Z"));
            return;
        }
        for (Document column : columns.get()) {
            Object value =
                    JsonPath.first(document, column.text("jsonPath").orElse("")).orElse(null);
            cells.add(cell(value, column.text("type").orElse("string"), world.now()));
        }
    }

    private static @Nullable Object cell(@Nullable Object value, String type, Instant now) {
        return switch (type) {
            case "integer" -> value instanceof Number number ? (Object) number.longValue() : null;
            case "number" -> value instanceof Number ? value : null;
            case "boolean" -> value instanceof Boolean ? value : null;
            case "date" -> value instanceof String text ? age(text, now) : value == null ? null : "<invalid>";
            default ->
                value instanceof Map<?, ?> || value instanceof List<?>
                        ? GoText.json(value)
                        : value == null ? null : value.toString();
        };
    }
}
