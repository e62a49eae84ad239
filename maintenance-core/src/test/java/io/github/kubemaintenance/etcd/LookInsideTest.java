package io.github.kubemaintenance.etcd;

import static io.github.kubemaintenance.etcd.BoltBuilder.ascii;
import static io.github.kubemaintenance.etcd.BoltBuilder.record;
import static io.github.kubemaintenance.etcd.BoltBuilder.revision;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.StoredResource.Encoding;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and Kubernetes objects read out of a file, at the newest revision and at older ones. */
class LookInsideTest {
    private static final String KUBERNETES = "kubernetes-1.34-etcd-3.5";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {KUBERNETES, "kubernetes-1.34-etcd-3.6", "etcd-real/base-etcd-3.5"})
    void the_keys_are_those_that_the_server_listed_in_its_order(String name) throws IOException {
        List<String> listed = Files.readAllLines(Snapshots.resource(name + ".keys.txt")).stream()
                .filter(line -> !line.isBlank())
                .toList();

        assertEquals(listed, file(name).keys().names());
        assertEquals(
                listed, file(name).keys().list().stream().map(StoredKey::key).toList());
    }

    @Test
    void a_key_has_its_value_and_revisions() {
        StoredKey pod = file("etcd-real/base-etcd-3.5")
                .keys()
                .get("/registry/pods/default/p")
                .orElseThrow();

        assertEquals("rev 5", new String(pod.value(), StandardCharsets.UTF_8));
        assertEquals(45, pod.createRevision());
        assertEquals(49, pod.modRevision());
        assertEquals(5, pod.version());
        assertEquals(Optional.empty(), file("etcd-real/base-etcd-3.5").keys().get("/registry/pods/default/"));
    }

    @Test
    void an_older_revision_is_read_as_it_was() {
        KeyQuery keys = file("etcd-real/base-etcd-3.5").keys();

        assertEquals(38, keys.names().size());
        assertEquals(37, keys.atRevision(44).names().size());
        assertEquals(40, keys.atRevision(41).names().size());
        assertEquals(19, keys.atRevision(20).names().size());
        assertTrue(keys.atRevision(43).get("/registry/configmaps/default/c9").isPresent());
        assertTrue(keys.atRevision(44).get("/registry/configmaps/default/c9").isEmpty());
        StoredKey pod = keys.atRevision(46).get("/registry/pods/default/p").orElseThrow();
        assertEquals("rev 2", new String(pod.value(), StandardCharsets.UTF_8));
        assertThrows(IllegalArgumentException.class, () -> keys.atRevision(19).names());
        assertThrows(IllegalArgumentException.class, () -> keys.atRevision(50).names());
        assertThrows(IllegalArgumentException.class, () -> keys.atRevision(-5));
    }

    @Test
    void a_prefix_keeps_others_out() {
        KeyQuery keys = file(KUBERNETES).keys();

        assertEquals(10, keys.prefix("/registry/pods/").names().size());
        assertEquals(
                List.of("/registry/minions/node-1", "/registry/minions/node-2"),
                keys.prefix("/registry/minions/").names());
        assertEquals(List.of(), keys.prefix("/nothing").names());
    }

    @Test
    void objects_are_found_by_group_kind_namespace_and_name() {
        ResourceQuery all = file(KUBERNETES).resources();

        StoredResource web = all.kind("Deployment").first().orElseThrow();
        assertEquals("apps/v1", web.apiVersion());
        assertEquals("apps", web.group());
        assertEquals("default", web.namespace());
        assertEquals("web", web.name());
        assertEquals("deployments", web.resource());
        assertEquals(Encoding.PROTOBUF, web.encoding());
        assertEquals(418, web.stored().modRevision());
        assertEquals("1aeeb30f-abaa-4b01-b548-17c05ce45a4a", web.uid());
        assertEquals(2, all.kind("Node").list().size());
        assertEquals("", all.kind("Node").first().orElseThrow().namespace());
        assertEquals(
                List.of("Deployment", "ReplicaSet", "StatefulSet"),
                all.group("apps").namespace("default").list().stream()
                        .map(StoredResource::kind)
                        .filter(kind -> !kind.equals("ControllerRevision"))
                        .toList());
        assertEquals(
                1,
                all.kind("ConfigMap")
                        .namespace("kube-public")
                        .name("kube-root-ca.crt")
                        .list()
                        .size());
        assertEquals("services", all.kind("Service").first().orElseThrow().resource());
        assertEquals(Optional.empty(), all.kind("Deployment").name("other").first());
    }

    @Test
    void what_was_deleted_is_there_at_an_older_revision() {
        ResourceQuery config = file(KUBERNETES).resources().kind("ConfigMap").name("app-config");

        assertEquals(Optional.empty(), config.first());
        assertEquals("default", config.atRevision(311).first().orElseThrow().namespace());
    }

    @ParameterizedTest
    @ValueSource(strings = {KUBERNETES, "kubernetes-1.34-etcd-3.6"})
    void a_custom_resource_comes_out_as_the_api_server_answered_it(String name) throws IOException {
        StoredResource widget =
                file(name).resources().kind("Widget").name("blue").first().orElseThrow();

        Document answered = DocumentFormat.json()
                .read(new String(Snapshots.unzipped(name + ".objects.json.gz"), StandardCharsets.UTF_8))
                .documents("items")
                .stream()
                .filter(object -> object.kind().equals("Widget"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                answered,
                widget.document()
                        .orElseThrow()
                        .without("metadata", "managedFields") // kubectl doesn't show them
                        .with(Long.toString(widget.stored().modRevision()), "metadata", "resourceVersion"));
        assertEquals(Encoding.JSON, widget.encoding());
        assertEquals("example.com", widget.group());
    }

    @Test
    void every_object_that_was_answered_is_found_with_its_identity() throws IOException {
        List<Document> answered = DocumentFormat.json()
                .read(new String(Snapshots.unzipped(KUBERNETES + ".objects.json.gz"), StandardCharsets.UTF_8))
                .documents("items");
        ResourceQuery all = file(KUBERNETES).resources();
        for (Document object : answered) {
            StoredResource stored = all.kind(object.kind())
                    .namespace(object.namespace())
                    .name(object.name())
                    .first()
                    .orElseThrow();
            assertEquals(object.text("metadata", "uid").orElseThrow(), stored.uid());
            assertEquals(
                    object.text("metadata", "resourceVersion").orElseThrow(),
                    Long.toString(stored.stored().modRevision()));
        }
        assertEquals(18, answered.size());
    }

    @Test
    void a_built_in_object_has_a_document_where_a_decoder_knows_its_kind() {
        ResourceQuery secrets = file(KUBERNETES).resources().kind("Secret");
        assertEquals(Optional.empty(), secrets.first().orElseThrow().document());

        ObjectDecoder decoder = (apiVersion, kind, protobuf) -> {
            assertEquals("v1", apiVersion);
            assertEquals(0x0A, protobuf[0], "begins with its metadata");
            return Optional.of(Document.of("kind", kind));
        };
        assertEquals(
                "Secret",
                secrets.decodedBy(decoder)
                        .first()
                        .orElseThrow()
                        .document()
                        .orElseThrow()
                        .kind());
    }

    @Test
    void the_summary_says_what_is_big_and_adds_up() {
        SnapshotSummary summary = file(KUBERNETES).summary();

        assertEquals(
                308,
                summary.rows().stream().mapToLong(SnapshotSummary.Row::objects).sum());
        assertEquals("Pod", summary.rows().get(0).kind());
        assertEquals(10, summary.rows().get(0).objects());
        assertEquals(59, summary.rows().get(0).oldRevisions());
        assertEquals(684032, summary.totalSize());
        assertEquals(
                file(KUBERNETES).keys().list().stream()
                        .mapToLong(StoredKey::size)
                        .sum(),
                summary.liveBytes());
        assertTrue(summary.freeBytes() % 4096 == 0 && summary.freeBytes() > 0);
    }

    @Test
    void two_snapshots_of_one_cluster_differ_by_what_happened_in_between() throws IOException {
        SnapshotFile early = SnapshotFile.at(new BoltBuilder(4096)
                .inline("meta", ascii("term"), new byte[8])
                .inline(
                        "key",
                        revision(2, 0),
                        record("/registry/configmaps/a/gone", 2, ascii("1")),
                        revision(3, 0),
                        record("/registry/configmaps/a/same", 3, ascii("1")),
                        revision(4, 0),
                        record("/registry/configmaps/a/other", 4, ascii("1")))
                .write(folder.resolve("early.db")));
        SnapshotFile late = SnapshotFile.at(new BoltBuilder(4096)
                .inline("meta", ascii("term"), new byte[8])
                .inline(
                        "key",
                        revision(3, 0),
                        record("/registry/configmaps/a/same", 3, ascii("1")),
                        revision(6, 0),
                        record("/registry/configmaps/a/other", 6, ascii("2")),
                        revision(7, 0),
                        record("/registry/configmaps/a/new", 7, ascii("1")))
                .write(folder.resolve("late.db")));

        SnapshotDiff diff = early.compareTo(late);
        assertEquals(
                List.of(
                        new SnapshotDiff.Change(
                                SnapshotDiff.Type.REMOVED,
                                "/registry/configmaps/a/gone",
                                "",
                                "configmaps",
                                "a",
                                "gone",
                                2,
                                0),
                        new SnapshotDiff.Change(
                                SnapshotDiff.Type.ADDED,
                                "/registry/configmaps/a/new",
                                "",
                                "configmaps",
                                "a",
                                "new",
                                0,
                                7),
                        new SnapshotDiff.Change(
                                SnapshotDiff.Type.CHANGED,
                                "/registry/configmaps/a/other",
                                "",
                                "configmaps",
                                "a",
                                "other",
                                4,
                                6)),
                List.of(
                        diff.of(SnapshotDiff.Type.REMOVED).get(0),
                        diff.of(SnapshotDiff.Type.ADDED).get(0),
                        diff.of(SnapshotDiff.Type.CHANGED).get(0)));
        assertEquals(3, diff.changes().size());
        assertEquals(1, diff.same());
        assertEquals(0, late.compareTo(late).changes().size());
    }

    @Test
    void an_equal_revision_of_another_cluster_is_no_equal_value() {
        SnapshotDiff diff = file(KUBERNETES).compareTo(file("kubernetes-1.34-etcd-3.6"));

        assertTrue(diff.changes().stream()
                .anyMatch(change -> change.kind().equals("Service")
                        && change.type() == SnapshotDiff.Type.CHANGED
                        && change.revisionBefore() == change.revisionAfter()));
    }

    @Test
    void encrypted_objects_are_found_by_the_resource_in_their_key() throws IOException {
        SnapshotFile file = SnapshotFile.at(new BoltBuilder(4096)
                .inline("meta", ascii("term"), new byte[8])
                .inline("key", revision(2, 0), record("/registry/secrets/ns/s", 2, ascii("k8s:enc:aesgcm:v1:k:xx")))
                .write(folder.resolve("encrypted.db")));

        StoredResource secret = file.resources().resource("secrets").first().orElseThrow();
        assertEquals(Encoding.ENCRYPTED, secret.encoding());
        assertEquals("ns", secret.namespace());
        assertEquals("s", secret.name());
        assertEquals("", secret.kind());
        assertEquals(Optional.empty(), secret.document());
        assertEquals("secrets", file.summary().rows().get(0).kind());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void any_history_reads_at_any_revision_as_a_map_would_have_it(long seed) throws IOException {
        Random random = new Random(seed);
        List<TreeMap<String, String>> states = new ArrayList<>(List.of(new TreeMap<>(), new TreeMap<>()));
        List<byte[]> pairs = new ArrayList<>();
        for (int main = 2; main < 400; main++) {
            TreeMap<String, String> state = new TreeMap<>(states.get(main - 1));
            int changes = 1 + random.nextInt(3);
            for (int sub = 0; sub < changes; sub++) {
                String key = "key" + random.nextInt(40) + "x".repeat(random.nextInt(3));
                if (state.containsKey(key) && random.nextInt(3) == 0) {
                    state.remove(key);
                    pairs.add(ascii(new String(revision(main, sub), StandardCharsets.ISO_8859_1) + "t"));
                    pairs.add(ascii("\n" + (char) key.length() + key));
                } else {
                    String value = "v" + random.nextInt(1000);
                    state.put(key, value);
                    pairs.add(revision(main, sub));
                    pairs.add(record(key, main, ascii(value)));
                }
            }
            states.add(state);
        }
        SnapshotFile file = SnapshotFile.at(new BoltBuilder(4096)
                .inline("meta", ascii("term"), new byte[8])
                .bucket("key", 3)
                .leaf(3, pairs.toArray(byte[][]::new))
                .write(folder.resolve("history.db")));

        assertTrue(file.verify().isSound(), () -> "seed " + seed + ": " + file.verify());
        assertEquals(states.get(399).size(), file.info().liveKeys(), "seed " + seed);
        for (int at = 0; at < 400; at += 7) {
            TreeMap<String, String> read = new TreeMap<>();
            file.keys()
                    .atRevision(at)
                    .forEach(key -> read.put(key.key(), new String(key.value(), StandardCharsets.UTF_8)));
            assertEquals(states.get(at), read, "seed " + seed + " at revision " + at);
        }
    }

    private SnapshotFile file(String name) {
        return SnapshotFile.at(Snapshots.file(name, folder));
    }
}
