package io.github.kubemaintenance.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.KeepReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The etcd programs, on the cluster in memory. */
class EtcdExamplesTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void backUpThenRestoreThenBrowse() throws IOException {
        KeepReport kept = BackupEtcd.run(out, "--folder", folder.toString());
        assertEquals(1, kept.kept().size());
        assertTrue(printed().contains("3 of 3 voting members are healthy"), printed());
        String file = kept.kept().get(0).file().toString();

        Path data = folder.resolve("m1");
        RestoreEtcd.run(out, file, "--data-dir", data.toString());
        assertTrue(Files.exists(data.resolve("member/snap/db")));
        assertTrue(printed().contains("can be restored"), printed());

        BrowseSnapshot.run(out, file, "--kind", "Widget", "--name", "widget-1");
        assertTrue(printed().contains("\"size\": 3"), printed());
        BrowseSnapshot.run(out, file, "--kind", "Widget", "--name", "widget-1", "--output", "yaml");
        assertTrue(printed().contains("  size: 3"), printed());
    }

    @Test
    void aManifestMakesAPlanAndChangesNothing() throws IOException {
        Path manifest = Files.createDirectories(folder.resolve("manifests")).resolve("etcd.yaml");
        Path data = Files.createDirectories(folder.resolve("etcd"));
        Files.writeString(
                manifest,
                """
                kind: Pod
                spec:
                  containers:
                  - command: [etcd, --name=cp1, --data-dir=/var/lib/etcd,
                      --initial-advertise-peer-urls=http://127.0.0.1:2380, --advertise-client-urls=http://127.0.0.1:1]
                    volumeMounts: [{name: d, mountPath: /var/lib/etcd}]
                  volumes: [{name: d, hostPath: {path: %s}}]
                """
                        .formatted(data));
        BackupEtcd.run(out, "--folder", folder.resolve("backups").toString());
        String file;
        try (Stream<Path> files = Files.list(folder.resolve("backups"))) {
            file = files.filter(each -> each.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow()
                    .toString();
        }
        RestoreEtcd.run(out, file, "--manifest", manifest.toString());
        assertTrue(printed().contains("cp1 in " + data), printed());
        assertTrue(printed().contains("mv " + manifest), printed());
        assertTrue(printed().contains("--name cp1 --data-dir " + data), printed());
        assertTrue(Files.exists(manifest));
        try (Stream<Path> files = Files.list(data)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void withoutArgumentsEachShowsSomething() throws IOException {
        RestoreEtcd.run(out);
        BrowseSnapshot.run(out);
        assertTrue(printed().contains("Widget"), printed());
        assertThrows(IllegalArgumentException.class, () -> BrowseSnapshot.run(out, "--no-such", "x"));
        assertThrows(IllegalArgumentException.class, () -> BrowseSnapshot.run(out, "--kind"));
    }
}
