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
