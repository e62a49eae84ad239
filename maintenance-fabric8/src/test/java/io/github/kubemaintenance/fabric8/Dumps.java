package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The two lifelike clusters, which lie among core's test resources. */
final class Dumps {
    static final List<String> NAMES = List.of("kubeadm-1.30-ha", "eks-1.31-mixed");
    private static final Path FOLDER = Path.of("../maintenance-core/src/test/resources/dumps");

    private Dumps() {}

    static Path path(String name) {
        return FOLDER.resolve(name + ".json.gz");
    }

    /** The objects as core's own reader sees them. */
    static List<Document> objects(String name) {
        return json(name).documents("items");
    }

    static Document json(String name) {
        return DocumentFormat.json().read(text(name));
    }

    static String text(String name) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(path(name)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Document> kubectlRuns(String name) {
        try {
            return DocumentFormat.json()
                    .read(Files.readString(FOLDER.resolve(name + ".kubectl.json")))
                    .documents("runs");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
