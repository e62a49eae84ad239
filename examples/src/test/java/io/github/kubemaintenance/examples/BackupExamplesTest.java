package io.github.kubemaintenance.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupExamplesTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String printed() {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return text;
    }

    @Test
    void aShopIsSavedRestoredAndCompared() {
        String backup = folder.resolve("backup").toString();
        assertEquals(0, BackupResources.run(new String[] {backup, "--yaml", "--secrets", "keep"}, out));
        String saved = printed();
        assertTrue(saved.contains("Backup of"), saved);

        assertEquals(0, RestoreResources.run(new String[] {backup, "--map", "shop=shop-2"}, out), this::printed);
        String restored = printed();
        assertTrue(restored.contains("COMPLETED"), restored);
        assertTrue(restored.contains("shop-2"), restored);

        printed();
        WhatIsNotInGit.run(new String[] {backup}, out);
        String compared = printed();
        assertTrue(compared.contains("backup"), compared);
    }

    @Test
    void whatMakesNoSenseIsSaid() {
        assertEquals(2, BackupResources.run(new String[] {}, out));
        assertEquals(2, BackupResources.run(new String[] {"x", "--nosuch"}, out));
        assertEquals(2, RestoreResources.run(new String[] {}, out));
        assertEquals(
                3, RestoreResources.run(new String[] {folder.resolve("none").toString()}, out));
        assertEquals(2, WhatIsNotInGit.run(new String[] {}, out));
        assertEquals(3, WhatIsNotInGit.run(new String[] {folder.resolve("none").toString()}, out));
    }
}
