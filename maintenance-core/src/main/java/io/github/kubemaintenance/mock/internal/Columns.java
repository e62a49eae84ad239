package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.internal.RestTables.Column;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.KubeDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of each kind's Table: those of kube-apiserver 1.34's own kinds, those that a definition names
 * ({@code additionalPrinterColumns}), and for kinds without any their name and when they were created.
 */
final class Columns {
    private static final String DATE = "date";
    private static final String CREATED = ".metadata.creationTimestamp";
    private static final Map<String, List<Column>> OWN = read();
    private static final Column NAME = of("namespaces", 0);
    private static final Column AGE = of("namespaces", 2);

    private Columns() {}

    private static Column of(String resource, int number) {
        return OWN.getOrDefault(resource, List.of()).get(number);
    }

    /** Whether the server has columns for a kind of its own. */
    static boolean areOwn(Kind<?> kind) {
        return OWN.containsKey(kind.resource());
    }

    /** The columns of a kind. */
    static List<Column> of(World world, Kind<?> kind) {
        List<Column> own = OWN.getOrDefault(kind.resource(), List.of());
        if (!own.isEmpty()) {
            return own;
        }
        List<Column> columns = new ArrayList<>(List.of(NAME));
        Optional<List<Document>> more = defined(world, kind);
        if (more.isEmpty()) {
            columns.add(new Column("Created At", DATE, "", 0, AGE.description()));
        }
        more.orElse(List.of())
                .forEach(each -> columns.add(new Column(
                        text(each, "name"),
                        text(each, "type"),
                        text(each, "format"),
                        each.number("priority").orElse(0L).intValue(),
                        each.text("description")
                                .orElse("Custom resource definition column (in JSONPath format): "
                                        + text(each, "jsonPath")))));
        return columns;
    }

    private static String text(Document document, String field) {
        return document.text(field).orElse("");
    }

    /** The further columns of a custom resource, its age where its definition names none; empty for other kinds. */
    static Optional<List<Document>> defined(World world, Kind<?> kind) {
        return version(world, kind).map(version -> {
            List<Document> columns = version.documents("additionalPrinterColumns");
            return columns.isEmpty()
                    ? List.of(Document.of("name", "Age")
                            .with(DATE, "type")
                            .with(AGE.description(), "description")
                            .with(CREATED, "jsonPath"))
                    : columns;
        });
    }

    /** What a definition says of a kind in its version. */
    static Optional<Document> version(World world, Kind<?> kind) {
        if (Kinds.isBuiltIn(kind)) {
            return Optional.empty();
        }
        return world.find(Definitions.KIND, "", kind.plural() + "." + kind.group())
                .map(KubeDocument::document)
                .flatMap(definition -> definition.documents("spec", "versions").stream()
                        .filter(version -> text(version, "name").equals(kind.version()))
                        .findFirst());
    }

    private static Map<String, List<Column>> read() {
        try (InputStream in = Columns.class.getResourceAsStream("columns.txt")) {
            if (in == null) {
                throw new IllegalStateException("columns.txt is missing beside " + Columns.class);
            }
            Map<String, List<Column>> all = new LinkedHashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .forEach(fields -> all.computeIfAbsent(fields[0], any -> new ArrayList<>())
                            .add(new Column(
                                    fields[1],
                                    fields[2],
                                    fields[3],
                                    Integer.parseInt(fields[4]),
                                    DocumentFormat.json()
                                            .read("{\"text\":" + fields[5] + "}")
                                            .text("text")
                                            .orElse(""))));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException("columns.txt can't be read", e);
        }
    }
}
