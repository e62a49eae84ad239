package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.ResourceBackups;
import io.github.kubemaintenance.backup.CoverageEntry;
import io.github.kubemaintenance.backup.CoverageEntry.State;
import io.github.kubemaintenance.backup.CoverageReport;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster against folders as people have them in Git. */
class CoverageOfFoldersTest {
    @TempDir
    Path folder;

    private static Document map(String name) {
        return Document.of("apiVersion", "v1")
                .with("ConfigMap", "kind")
                .with(name, "metadata", "name")
                .with("shop", "metadata", "namespace")
                .with("1", "data", "key");
    }

    private static String yaml(String name, String value) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\n  namespace: shop\ndata:\n  key: \""
                + value + "\"\n";
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private CoverageReport compare(String... names) {
        List<Document> objects = new ArrayList<>();
        for (String each : names) {
            objects.add(map(each));
        }
        return ResourceBackups.of(MockCluster.builder().objects(objects).build())
                .compareWith(folder)
                .format(new YamlFormat())
                .namespaces("shop")
                .run();
    }

    private static List<String> names(CoverageReport report, State state) {
        return report.entries(state).stream()
                .filter(each -> each.kind().equals("ConfigMap"))
                .map(CoverageEntry::name)
                .toList();
    }

    @Test
    void several_documents_in_a_file_and_lists_are_all_declared() throws IOException {
        write(
                "apps/all.yaml",
                "# what we have\n--- # first\n" + yaml("a", "1") + "---\n" + yaml("b", "1")
                        + "---\n---\n# nothing but a comment\n---\n"
                        + yaml("c", "2").replace("\n", "\r\n"));
        write("apps/directive.yml", "%YAML 1.2\n---\n" + yaml("d", "1") + "...\n");
        write("apps/bom.yaml", "\uFEFF" + yaml("e", "1"));
        write(
                "apps/list.yaml",
                "apiVersion: v1\nkind: List\nitems:\n- "
                        + yaml("f", "1").replace("\n", "\n  ").strip() + "\n- "
                        + yaml("g", "1").replace("\n", "\n  ").strip() + "\n");
        write(
                "apps/certificate.yaml",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: h, namespace: shop}
                data:
                  key: "1"
                  pem: |
                    -----BEGIN CERTIFICATE-----
                    ---
                    -----END CERTIFICATE-----
                """);
        CoverageReport report = compare("a", "b", "c", "d", "e", "f", "g", "h", "i");
        assertEquals(List.of("a", "b", "d", "e", "f", "g"), names(report, State.COVERED), report::toString);
        assertEquals(List.of("c", "h"), names(report, State.DIFFERS), report::toString);
        assertEquals(List.of("i"), names(report, State.UNDECLARED), report::toString);
        assertEquals(List.of(), report.unreadFiles());
        assertTrue(report.isComplete());
    }

    @Test
    void what_other_tools_have_there_is_passed_over() throws IOException {
        write("empty.yaml", "");
        write("blank.yml", "\n\n---\n");
        write("compose.yaml", "services:\n  web:\n    image: nginx\n");
        write("playbook.yml", "- hosts: all\n  tasks: []\n");
        write("package.json", "{\"name\": \"web\", \"version\": \"1.0.0\"}");
        write("tsconfig.json", "{ // comments\n \"compilerOptions\": {} }");
        write("list.json", "[1, 2]");
        write("README.md", "# read me\n---\n");
        write(".github/workflows/ci.yaml", "not: [yaml");
        write("chart/values.yaml", "image: web\nreplicas: 3\n");
        CoverageReport report = compare("a");
        assertEquals(List.of(), report.unreadFiles());
        assertEquals(List.of(), report.entries(State.MISSING));
        assertEquals(List.of("a"), names(report, State.UNDECLARED));
    }

    @Test
    void what_would_make_objects_that_nobody_knows_is_named() throws IOException {
        write("charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n");
        write("charts/web/values.yaml", "replicas: 3\n");
        write("charts/web/templates/a.yaml", yaml("{{ .Release.Name }}", "1"));
        write("charts/web/templates/deep/b.yaml", "{{- if .Values.b }}\n" + yaml("b", "1") + "{{- end }}\n");
        write("charts/web/crds/c.yaml", yaml("c", "1"));
        write(
                "base/kustomization.yaml",
                "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [x]\n");
        write("job.yaml", "apiVersion: batch/v1\nkind: Job\nmetadata:\n  generateName: x-\n  namespace: shop\n");
        write("broken.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: [\n");
        Files.write(folder.resolve("utf16.yaml"), yaml("a", "1").getBytes(StandardCharsets.UTF_16));
        CoverageReport report = compare("a", "c");
        assertFalse(report.isComplete());
        List<String> unread = report.unreadFiles();
        assertEquals(5, unread.size(), unread::toString);
        assertTrue(unread.get(0).startsWith("base/kustomization.yaml: Kustomization without a name"), unread::toString);
        assertTrue(unread.get(1).startsWith("broken.yaml: "), unread::toString);
        assertTrue(unread.get(2).startsWith("charts/web/Chart.yaml: a Helm chart"), unread::toString);
        assertTrue(unread.get(3).startsWith("job.yaml: Job without a name"), unread::toString);
        assertTrue(unread.get(4).startsWith("utf16.yaml: it is no text in UTF-8"), unread::toString);
        assertEquals(List.of("c"), names(report, State.COVERED), "what a chart has in crds is plain");
    }

    @Test
    void an_object_that_is_declared_more_than_once_counts_as_the_nearest_declaration() throws IOException {
        write("overlays/dev/a.yaml", yaml("a", "dev"));
        write("overlays/prod/a.yaml", yaml("a", "1"));
        write("overlays/test/a.yaml", yaml("a", "test"));
        CoverageReport report = compare("a");
        assertEquals(List.of("a"), names(report, State.COVERED), report::toString);
        assertTrue(report.entries(State.COVERED).get(0).text().contains("overlays/prod/a.yaml"), report::toString);
        assertEquals(List.of(), report.entries(State.MISSING));
    }
}
