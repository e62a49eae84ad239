package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tables as {@code kubectl get} prints them: the server makes columns and cells, by the rules of the real one. */
final class RestTables {
    private RestTables() {}

    /** A column; priority 1 is for wide output. */
    record Column(String name, String type, String format, int priority, String description) {
        Document toDocument() {
            return Document.of("name", name)
                    .with(type, "type")
                    .with(format, "format")
                    .with(description, "description")
                    .with(priority, "priority");
        }
    }

    static Document table(
            Kind<?> kind,
            List<? extends KubeObject> objects,
            Map<String, ?> metadata,
            RestRequest request,
            World world,
            boolean withColumns) {
        String include = request.query().getOrDefault("includeObject", "Metadata");
        List<Document> rows = new ArrayList<>();
        for (KubeObject object : objects) {
            Document row = Document.of("cells", RestCells.of(world, kind, object));
            if (RestCells.isCompleted(object)) {
                row = row.with(
                        List.of(Document.of("type", "Completed")
                                .with("True", "status")
                                .with(
                                        object.toDocument()
                                                .text("status", "phase")
                                                .orElse(""),
                                        "reason")
                                .with(ended(object), "message")),
                        "conditions");
            }
            rows.add(
                    switch (include) {
                        case "None" -> row.withNull("object");
                        case "Object" -> row.with(RestForm.shownAs(kind, object), "object");
                        default -> row.with(RestForm.metadata(kind, object), "object");
                    });
        }
        Document table = Document.of("kind", "Table")
                .with("meta.k8s.io/v1", "apiVersion")
                .with(new LinkedHashMap<>(metadata), "metadata");
        return withColumns
                ? table.with(
                                Columns.of(world, kind).stream()
                                        .map(Column::toDocument)
                                        .toList(),
                                "columnDefinitions")
                        .with(rows, "rows")
                : table.withNull("columnDefinitions").with(rows, "rows");
    }

    private static String ended(KubeObject pod) {
        boolean failed = pod.toDocument().text("status", "phase").orElse("").equals("Failed");
        return failed ? "The pod failed." : "The pod has completed successfully.";
    }

    /** An age as kubectl writes it: two units at most, and fewer the longer it is. */
    static String age(Duration age) {
        long seconds = age.toSeconds();
        if (seconds < -1) {
            return "<invalid>";
        } else if (seconds < 0) {
            return "0s";
        } else if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        } else if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return two(hours, "h", minutes % 60, "m");
        } else if (hours < 48) {
            return hours + "h";
        } else if (hours < 192) {
            return two(hours / 24, "d", hours % 24, "h");
        } else if (hours < 24 * 365 * 2) {
            return hours / 24 + "d";
        }
        long years = hours / 24 / 365;
        return hours < 24 * 365 * 8 ? two(years, "y", hours / 24 % 365, "d") : years + "y";
    }

    private static String two(long first, String unit, long second, String smaller) {
        return first + unit + (second == 0 ? "" : second + smaller);
    }
}
