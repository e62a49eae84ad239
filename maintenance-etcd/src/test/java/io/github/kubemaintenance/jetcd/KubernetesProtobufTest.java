package io.github.kubemaintenance.jetcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.SnapshotFile;
import io.github.kubemaintenance.etcd.StoredResource;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The objects of a real API server's etcd against what that API server answered of them. */
class KubernetesProtobufTest {
    private static final KubernetesProtobuf DECODER = KubernetesProtobuf.decoder();

    @TempDir
    Path folder;

    private Path unpacked(String name) throws IOException {
        Path file = folder.resolve(name + ".db");
        try (InputStream in = new GZIPInputStream(
                KubernetesProtobufTest.class.getResourceAsStream("/snapshots/" + name + ".db.gz"))) {
            Files.copy(in, file);
        }
        return file;
    }

    private static List<Document> answers(String name) throws IOException {
        try (InputStream in = new GZIPInputStream(
                KubernetesProtobufTest.class.getResourceAsStream("/snapshots/" + name + ".objects.json.gz"))) {
            return DocumentFormat.json()
                    .read(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .documents("items");
        }
    }

    private List<StoredResource> stored(String name) throws IOException {
        return SnapshotFile.at(unpacked(name)).resources().decodedBy(DECODER).list();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes-1.34-etcd-3.5", "kubernetes-1.34-etcd-3.6"})
    void every_object_is_what_the_api_server_answered(String name) throws IOException {
        List<StoredResource> stored = stored(name);
        List<Document> answers = answers(name);
        assertFalse(answers.isEmpty());
        for (Document answer : answers) {
            StoredResource resource = stored.stream()
                    .filter(each ->
                            each.uid().equals(answer.text("metadata", "uid").orElseThrow()))
                    .findFirst()
                    .orElseThrow();
            Document decoded = resource.document()
                    .orElseThrow()
                    .without("metadata", "managedFields") // kubectl hides them
                    .with(Long.toString(resource.stored().modRevision()), "metadata", "resourceVersion");
            assertEquals(sorted(answer), sorted(decoded), resource::toString);
        }
    }

    /** Keys in order, so that a difference can be read. */
    private static String sorted(Document document) {
        return DocumentFormat.prettyJson().write(Document.of(sortedTree(document.asMap())));
    }

    private static Map<String, Object> sortedTree(Map<?, ?> tree) {
        Map<String, Object> sorted = new TreeMap<>();
        tree.forEach((key, value) -> sorted.put(String.valueOf(key), sortedValue(value)));
        return sorted;
    }

    private static Object sortedValue(Object value) {
        if (value instanceof Map<?, ?> map) {
            return sortedTree(map);
        } else if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            list.forEach(item -> items.add(sortedValue(item)));
            return items;
        }
        return value;
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes-1.34-etcd-3.5", "kubernetes-1.34-etcd-3.6"})
    void every_protobuf_object_of_a_cluster_is_decoded(String name) throws IOException {
        TreeMap<String, Integer> missing = new TreeMap<>();
        for (StoredResource resource : stored(name)) {
            if (resource.encoding() == StoredResource.Encoding.PROTOBUF) {
                Optional<Document> document = resource.document();
                if (document.isEmpty()) {
                    missing.merge(resource.apiVersion() + " " + resource.kind(), 1, Integer::sum);
                } else {
                    assertEquals(resource.kind(), document.get().kind());
                    if (document.get().has("metadata", "name")) { // the leases of API servers have a key only
                        assertEquals(resource.name(), document.get().name());
                        assertEquals(resource.namespace(), document.get().namespace());
                    }
                }
            }
        }
        assertEquals(new TreeMap<>(), missing);
    }

    @Test
    void a_kind_that_is_not_built_in_is_not_known() {
        assertEquals(Optional.empty(), DECODER.decode("example.com/v1", "Widget", new byte[0]));
        assertEquals(Optional.empty(), DECODER.decode("v1", "NoSuchKind", new byte[0]));
        assertEquals(Optional.empty(), DECODER.decode("", "", new byte[0]));
    }

    @Test
    void damage_is_told_or_decoded_and_nothing_else_is_thrown() throws IOException {
        Random random = new Random(11);
        for (StoredResource resource : stored("kubernetes-1.34-etcd-3.5")) {
            if (resource.encoding() == StoredResource.Encoding.PROTOBUF) {
                byte[] bytes = resource.stored().value();
                byte[] message = Arrays.copyOfRange(bytes, Math.min(30, bytes.length), bytes.length);
                message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
                try {
                    DECODER.decode(resource.apiVersion(), resource.kind(), message);
                } catch (MaintenanceException e) {
                    assertTrue(e.getMessage().contains(resource.kind()), e.getMessage());
                }
            }
        }
        assertThrows(MaintenanceException.class, () -> DECODER.decode("v1", "Pod", new byte[] {10, 100}));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "5, 5ns",
        "1500, 1.5µs",
        "300000000, 300ms",
        "1500000000, 1.5s",
        "90000000000, 1m30s",
        "3600000000000, 1h0m0s",
        "-60000000000, -1m0s"
    })
    void durations_are_written_as_go_does(long nanos, String text) {
        assertEquals(text, SpecialTypes.duration(nanos));
    }
}
