package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What etcd doesn't hold: recorded when a snapshot is saved, compared when it is restored. */
class NeededFilesTest {
    @TempDir
    Path folder;

    private final MockEtcd etcd = MockEtcd.builder().member("m1").build();
    private Path pki;
    private Path key;
    private Path encryption;
    private Path snapshot;

    @BeforeEach
    void files() throws IOException {
        pki = Files.createDirectories(folder.resolve("pki/etcd")).getParent();
        key = Files.writeString(pki.resolve("sa.key"), "secret words");
        Files.writeString(pki.resolve("etcd/ca.crt"), "a certificate");
        encryption = Files.writeString(folder.resolve("encryption.yaml"), "kind: EncryptionConfiguration");
        snapshot = folder.resolve("snapshot.db");
        etcd.put("/registry/a", "1");
    }

    private List<String> changed(ControlPlaneHost host) {
        return ControlPlaneRestore.of(etcd, snapshot)
                .member(new ControlPlaneMember(host, "m1", "http://10.0.0.1:2380", folder.resolve("data")))
                .plan()
                .findings()
                .stream()
                .filter(finding -> finding.code().equals("CHANGED_FILE"))
                .map(Reason::text)
                .toList();
    }

    @Test
    void their_hashes_are_in_the_sidecar_and_their_content_is_not() throws IOException {
        SnapshotSave.of(etcd, snapshot).recording(List.of(pki, encryption)).run();

        String text = Files.readString(folder.resolve("snapshot.db.json"));
        List<Document> needed = DocumentFormat.json().read(text).documents("alsoNeeded");
        assertEquals(
                List.of(encryption.toString(), pki + "/etcd/ca.crt", key.toString()),
                needed.stream().map(each -> each.text("path").orElseThrow()).toList());
        assertTrue(needed.stream()
                .allMatch(each -> each.text("sha256").orElseThrow().matches("[0-9a-f]{64}")));
        assertFalse(text.contains("secret words"));
        assertEquals(List.of(), changed(LocalHost.systemd("here")));
    }

    @Test
    void what_has_changed_since_is_found_before_a_restore() throws IOException {
        SnapshotSave.of(etcd, snapshot).recording(List.of(pki, encryption)).run();
        Files.writeString(key, "another secret");
        Files.delete(encryption);

        List<String> changed = changed(LocalHost.systemd("here"));
        assertEquals(2, changed.size(), changed::toString);
        assertTrue(changed.get(0).contains("encryption.yaml was there"), changed.get(0));
        assertTrue(changed.get(1).contains("sa.key is not what it was"), changed.get(1));
    }

    @Test
    void what_can_not_be_read_is_a_warning_and_noted() throws IOException {
        List<String> warnings = new ArrayList<>();
        SnapshotSave.of(etcd, snapshot)
                .recording(List.of(folder.resolve("nowhere"), key))
                .onEvent(event -> warnings.add(event.toString()))
                .run();

        assertTrue(warnings.stream().anyMatch(text -> text.contains("nowhere could not be recorded")));
        List<Document> needed = DocumentFormat.json()
                .read(Files.readString(folder.resolve("snapshot.db.json")))
                .documents("alsoNeeded");
        assertEquals("there is no such file", needed.get(1).text("problem").orElseThrow());
        assertEquals(List.of(), changed(LocalHost.systemd("here")));
    }

    @Test
    void a_sidecar_that_is_damaged_is_told_and_nothing_more() throws IOException {
        SnapshotSave.of(etcd, snapshot).recording(List.of(key)).run();
        Files.writeString(folder.resolve("snapshot.db.json"), "{");
        assertTrue(changed(LocalHost.systemd("here")).get(0).contains("not known which files have changed"));
    }
}
