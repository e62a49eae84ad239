package io.github.kubemaintenance.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Objects that a real API server showed: both dumps, and every object in a recording. */
final class RealObjects {
    /** An object and where it was found. */
    record Found(String where, Document object) {}

    private static final Path RESOURCES = resources();

    private RealObjects() {}

    private static Path resources() {
        try {
            return Path.of(RealObjects.class.getResource("/recordings").toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static List<Path> recordings() {
        return files(RESOURCES.resolve("recordings"), ".json");
    }

    static List<Path> dumps() {
        return files(RESOURCES.resolve("dumps"), ".json.gz");
    }

    private static List<Path> files(Path folder, String suffix) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(each -> each.toString().endsWith(suffix)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All objects with apiVersion, kind and metadata, however deep; items of a list get the kind of their list. */
    static List<Found> all() {
        List<Found> found = new ArrayList<>();
        for (Path file : Stream.concat(dumps().stream(), recordings().stream()).toList()) {
            String where = file.getFileName().toString();
            walk(DocumentFormat.json().read(text(file)).asMap(), object -> found.add(new Found(where, object)));
        }
        return found;
    }

    private static void walk(Object value, Consumer<Document> sink) {
        if (value instanceof List<?> list) {
            list.forEach(each -> walk(each, sink));
        } else if (value instanceof Map<?, ?> map) {
            Document document = Document.empty();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                document = document.with(entry.getValue(), String.valueOf(entry.getKey()));
            }
            if (document.kind().endsWith("List") && document.value("items").isPresent()) {
                for (Document item : document.documents("items")) {
                    Document whole = item.kind().isEmpty() && item.has("metadata")
                            ? Document.of("apiVersion", document.apiVersion())
                                    .with(document.kind().replaceFirst("List$", ""), "kind")
                            : Document.empty();
                    for (Map.Entry<String, Object> entry : item.asMap().entrySet()) {
                        whole = whole.with(entry.getValue(), entry.getKey());
                    }
                    walk(whole.asMap(), sink);
                }
            } else if (document.has("kind") && document.has("metadata", "name") && document.has("metadata", "uid")) {
                sink.accept(document);
            } else {
                map.values().forEach(each -> walk(each, sink));
            }
        }
    }
}
