package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;

/** Simulated clusters made of the dumps. */
final class Clusters {
    static final Instant NOW = Instant.parse("2026-11-22T13:30:00Z");

    private Clusters() {}

    static MockCluster kubeadm() {
        return kubeadm(item -> item);
    }

    /** The dump of a kubeadm cluster, each object changed. */
    static MockCluster kubeadm(UnaryOperator<Document> change, Document... more) {
        return of("kubeadm-1.30-ha", "1.30", change, more).build();
    }

    static MockCluster eks(Document... more) {
        return of("eks-1.31-mixed", "1.31", item -> item, more).build();
    }

    static MockClusterBuilder of(String dump, String version, UnaryOperator<Document> change, Document... more) {
        List<Document> objects =
                new ArrayList<>(items(dump).stream().map(change).toList());
        objects.addAll(List.of(more));
        return MockCluster.builder()
                .start(NOW)
                .version(version)
                .objects(objects)
                .unsettled();
    }

    static List<Document> items(String dump) {
        String resource = "/dumps/" + dump + ".json.gz";
        try (InputStream raw = Objects.requireNonNull(Clusters.class.getResourceAsStream(resource), resource);
                InputStream in = new GZIPInputStream(raw)) {
            return DocumentFormat.json()
                    .read(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .documents("items");
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
