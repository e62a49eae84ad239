package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterDumpTest {
    private static final String NODE =
            "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"n1\"},\"status\":{}}";
    private static final String POD =
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"namespace\":\"a\",\"name\":\"p1\"},\"spec\":{}}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"kubeadm-1.30-ha", "eks-1.31-mixed"})
    void every_object_comes_back_as_it_was(String name) throws IOException {
        List<Document> expected = Dumps.objects(name);
        assertEquals(expected, ClusterDump.read(Dumps.path(name)).objects());
        assertEquals(expected, ClusterDump.read(file(Dumps.text(name))).objects(), "not compressed, no ending");
        assertEquals(
                expected,
                ClusterDump.read(file(new YamlFormat().write(Dumps.json(name)))).objects(),
                "as YAML");
    }

    @Test
    void the_clock_starts_at_the_newest_moment_of_the_past() {
        assertEquals(
                Optional.of(Instant.parse(newest("kubeadm-1.30-ha"))),
                ClusterDump.read(Dumps.path("kubeadm-1.30-ha")).takenAt());
        assertEquals(
                Optional.of(Instant.parse(newest("eks-1.31-mixed"))),
                ClusterDump.read(Dumps.path("eks-1.31-mixed")).takenAt());
    }

    /** All that looks like a time, by another way: neither dump has a certificate or a deadline in it. */
    private static String newest(String name) {
        return java.util.regex.Pattern.compile("\"(20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)\"")
                .matcher(Dumps.text(name).replaceAll("\"deletionTimestamp\": *\"[^\"]*\"", ""))
                .results()
                .map(found -> found.group(1))
                .max(String::compareTo)
                .orElseThrow();
    }

    @Test
    void what_lies_in_the_future_or_is_the_users_own_does_not_set_the_clock() throws IOException {
        ClusterDump dump = ClusterDump.read(
                file(
                        """
                apiVersion: example.org/v1
                kind: Odd
                metadata:
                  namespace: a
                  name: p
                  creationTimestamp: "2026-01-01T00:00:00Z"
                  deletionTimestamp: "2026-01-01T02:00:30Z"
                  deletionGracePeriodSeconds: 30
                  annotations: {time: "2030-01-01T00:00:00Z"}
                status:
                  startTime: "not a time"
                  notAfter: "2031-01-01T00:00:00Z"
                """));
        assertEquals(Optional.of(Instant.parse("2026-01-01T02:00:00Z")), dump.takenAt());
        assertEquals(Optional.empty(), ClusterDump.read(file(NODE)).takenAt());
    }

    @Test
    void kinds_that_are_not_there_are_missing_until_somebody_says_that_there_are_none() throws IOException {
        ClusterDump dump = ClusterDump.read(file(NODE + POD));
        assertTrue(dump.missingKinds().contains(Kind.BUDGETS), dump::toString);
        assertTrue(!dump.missingKinds().contains(Kind.PODS), dump::toString);
        assertTrue(!dump.complete(Kind.BUDGETS).missingKinds().contains(Kind.BUDGETS));
        assertTrue(dump.missingKinds().contains(Kind.BUDGETS), "the first is as it was");

        ClusterDump typed = ClusterDump.read(
                file(NODE + "{\"apiVersion\":\"policy/v1\",\"kind\":\"PodDisruptionBudgetList\",\"items\":[]}"));
        assertTrue(!typed.missingKinds().contains(Kind.BUDGETS), typed::toString);

        ClusterDump old = ClusterDump.read(file(NODE + "{\"apiVersion\":\"policy/v1beta1\",\"kind\":"
                + "\"PodDisruptionBudget\",\"metadata\":{\"namespace\":\"a\",\"name\":\"b\"}}"));
        assertTrue(old.missingKinds().contains(Kind.BUDGETS), "another version is another form: " + old);
        assertEquals(2, old.objects().size());
    }

    @Test
    void lists_of_one_kind_give_their_items_apiVersion_and_kind() throws IOException {
        ClusterDump dump = ClusterDump.read(file("{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":["
                + "{\"metadata\":{\"namespace\":\"a\",\"name\":\"p1\"},\"spec\":{}}]}"));
        assertEquals(List.of(DocumentFormat.json().read(POD)), dump.objects());
    }

    @Test
    void objects_come_alone_in_a_row_in_a_stream_with_a_mark_and_of_any_kind() throws IOException {
        List<Document> both =
                List.of(DocumentFormat.json().read(NODE), DocumentFormat.json().read(POD));
        assertEquals(both.subList(0, 1), ClusterDump.read(file(NODE)).objects());
        assertEquals(
                both,
                ClusterDump.read(file("\uFEFF" + NODE + "\n\n" + POD + "\n")).objects());
        assertEquals(
                both,
                ClusterDump.read(file(new YamlFormat().write(both.get(0)) + new YamlFormat().write(both.get(1))))
                        .objects());
        Document odd = DocumentFormat.json()
                .read("{\"apiVersion\":\"example.org/v7\",\"kind\":\"Odd\",\"metadata\":{\"name\":\"p1\"},\"x\":[{}]}");
        assertEquals(List.of(odd), ClusterDump.read(file(odd.toString())).objects());
    }

    @Test
    void files_that_can_t_be_read_say_so() throws IOException {
        assertFails(
                folder.resolve("none.json"),
                "there is no such file",
                folder.resolve("none.json").toString());
        assertFails(folder, "this is a directory");
        assertFails(file(""), "it is empty; save the output of `kubectl get nodes,pods,... -A -o json`");
        assertFails(file(" \n\t"), "it is empty");
        byte[] zipped = gzip(Dumps.text("kubeadm-1.30-ha").getBytes(StandardCharsets.UTF_8));
        assertFails(file(java.util.Arrays.copyOf(zipped, zipped.length / 2)), "cut off");
        assertFails(file(java.util.Arrays.copyOf(zipped, 5)), "cut off");
        assertFails(file(gzip(zipped)), "compressed twice");
        zipped[zipped.length / 2] ^= 0x55;
        assertFails(file(zipped), "damaged");
        assertFails(file("PK\3\4 and more"), "zip archive");
        assertFails(file("\uFEFF{}".getBytes(StandardCharsets.UTF_16LE)), "UTF-16", "Out-File");
        assertFails(file(new byte[] {(byte) 0x80, (byte) 0xfe, 0, 1, 2}), "no text in UTF-8");
    }

    @Test
    void texts_that_are_no_objects_are_told_apart() throws IOException {
        assertFails(file("<html>\n<title>502 Bad Gateway</title>"), "web page", "<html>", "proxy");
        assertFails(file("NAME    STATUS   ROLES\nn1      Ready    <none>\n"), "the table that kubectl prints");
        assertFails(file("NAMESPACE   NAME\na           p1\n"), "the table that kubectl prints");
        assertFails(
                file("Error from server (Forbidden): nodes is forbidden\n"),
                "an error that kubectl printed",
                "nodes is");
        assertFails(file("No resources found\n"), "kubectl found nothing");
        assertFails(file("hello there\n"), "neither JSON nor YAML", "hello there", "kubectl get");
        assertFails(file("[" + NODE + "]"), "JSON array", "kind List");
        assertFails(file("kind: Node\nmetadata: [\n"), "The YAML parser said", "line");
        assertFails(file("apiVersion: v1\nkind: List\nitems: []\nx: " + "y".repeat(4_000_000)), "save it as JSON");
    }

    @Test
    void damaged_json_names_the_place() throws IOException {
        assertFails(file("{\n\"kind\": \"List\",\n\"items\": [ " + NODE + ",\n"), "line 4", "cut off", "2 brackets");
        assertFails(file("{\"kind\": \"Li"), "line 1", "cut off");
        String oops = assertFails(
                file("{\n\"kind\": \"List\",\n\"items\" oops [] }"), "begins on line 1", "this is not JSON", "('o'");
        assertTrue(
                oops.contains("byte offset: #26;") || oops.contains("line: 3, column: 9;"),
                "where, in the words of fabric8 8 or 7: " + oops);
        assertFails(file(NODE + "\nand more"), "line 2", "something else: and more");
        assertFails(file("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000)), "nesting depth");
    }

    @Test
    void answers_that_are_no_objects_are_named() throws IOException {
        assertFails(
                file(
                        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"pods is forbidden\"}"),
                "line 1",
                "Status",
                "pods is forbidden");
        assertFails(
                file("{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"rows\":[]}"),
                "this is a Table",
                "-o json");
        assertFails(file("{\"a\":1}"), "has no kind");
    }

    @Test
    void objects_that_no_cluster_could_hold_are_named() throws IOException {
        assertFails(
                file(list(NODE, "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"x\"}}")), "item 2", "without apiVersion");
        assertFails(
                file(list(NODE, "{\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\"}}")), "item 2", "without kind");
        assertFails(
                file(list(NODE, "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"generateName\":\"x-\"}}")),
                "item 2",
                "Pod without metadata.name");
        assertFails(
                file(list("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"x\"}}")),
                "Pod x has no metadata.namespace");
        assertFails(file(list(NODE, POD, POD)), "item 3", "Pod a/p1 is there twice, first at line 1, item 2");
        assertFails(file(NODE + "\n" + NODE), "line 2", "Node n1 is there twice, first at line 1");
        assertFails(file(list("7")), "item 1", "expected an object");
        assertFails(file("{\"kind\":\"List\",\"items\":{}}"), "are no list");
        assertFails(
                file(list(POD.replace("\"p1\"", "\"p1\",\"creationTimestamp\":\"yesterday\""))),
                "item 1: the Pod a/p1 can't be read",
                "yesterday");
    }

    @Test
    void fifty_megabytes_load() throws IOException {
        Document pod = Dumps.objects("kubeadm-1.30-ha").stream()
                .filter(each -> each.kind().equals("Pod"))
                .findFirst()
                .orElseThrow();
        Path big = folder.resolve("big.json");
        int count = 0;
        try (var out = Files.newBufferedWriter(big)) {
            out.write("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\n" + NODE);
            for (long size = 0; size < 50_000_000; count++) {
                String text = pod.with("pod-" + count, "metadata", "name").toString();
                size += text.length();
                out.write(",\n" + text);
            }
            out.write("\n]}\n");
        }
        assertEquals(count + 1, ClusterDump.read(big).objects().size());
    }

    private static String list(String... items) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[" + String.join(",", items) + "]}";
    }

    private String assertFails(Path file, String... parts) {
        ClusterDumpException thrown =
                org.junit.jupiter.api.Assertions.assertThrows(ClusterDumpException.class, () -> ClusterDump.read(file));
        assertTrue(thrown.getMessage().startsWith(file + ": "), thrown.getMessage());
        for (String part : parts) {
            assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
        }
        return thrown.getMessage();
    }

    private Path file(String text) throws IOException {
        return file(text.getBytes(StandardCharsets.UTF_8));
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(folder, "dump", ""), bytes);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
