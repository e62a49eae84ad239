package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.backup.PlannedObject.Action;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kinds and namespaces that are asked for by names that name none. */
class NamesTest {
    @TempDir
    Path folder;

    private final MockCluster cluster = Samples.shop().build();

    private SaveRequest save() {
        return SaveRequest.of(cluster, folder.resolve("b")).overwrite();
    }

    private static BackupFinding finding(BackupReport report, BackupFinding.Code code) {
        return report.findings().stream()
                .filter(each -> each.code() == code)
                .findFirst()
                .orElseThrow(() -> new AssertionError(code + " of " + report));
    }

    @Test
    void aKindThatTheServerDoesNotHaveMakesASavePartialAndIsNamed() {
        BackupReport report =
                save().resources("configmap", "services", "Deployment").run();
        assertTrue(report.isPartial());
        assertEquals(1, report.objects(), report::toString);
        BackupFinding map = finding(report, BackupFinding.Code.UNKNOWN_RESOURCE);
        assertEquals("Deployment", map.subject());
        assertTrue(map.text().endsWith("perhaps deployments.apps is meant"), map::toString);
        assertTrue(report.toString().contains("perhaps configmaps is meant"), report::toString);
        assertFalse(save().resources("deployments", "tills.example.com").run().isPartial());
    }

    @Test
    void aNamespaceThatIsNotThereMakesASavePartialAndIsNamed() {
        BackupReport report = save().namespaces("shpo", "shop").run();
        assertTrue(report.isPartial());
        assertEquals("shpo", finding(report, BackupFinding.Code.NO_NAMESPACE).subject());
        assertFalse(save().namespaces("shop").run().isPartial());
        assertTrue(save().namespaces("shpo").resources("configmaps").run().isPartial());
        cluster.inject(Fault.forbidden("get", "namespaces").always());
        BackupReport unread = save().namespaces("shop").resources("configmaps").run();
        assertFalse(unread.isPartial(), "nobody can tell, and what was asked for was read: " + unread);
    }

    @Test
    void whatARestoreIsAskedForAndTheBackupDoesNotHaveIsRefused() {
        save().run();
        RestoreRequest restore = RestoreRequest.of(MockCluster.builder().build(), folder.resolve("b"));
        RestorePlan namespace = restore.namespaces("shpo").plan();
        assertTrue(namespace.isRefused());
        assertTrue(
                namespace
                        .toString()
                        .contains("REFUSE Namespace shpo: nothing of this namespace is in what is restored"
                                + " from; it has "),
                namespace::toString);
        assertTrue(namespace.toString().contains("shop"), namespace::toString);
        RestorePlan mapped = restore.mapNamespace("shpo", "x").plan();
        assertTrue(mapped.isRefused(), mapped::toString);
        RestorePlan kind = restore.resources("configmap").plan();
        assertEquals(1, kind.objects(Action.REFUSE).size(), kind::toString);
        assertTrue(kind.toString().contains("perhaps configmaps is meant"), kind::toString);
        RestoreException refused = assertThrows(
                RestoreException.class, () -> restore.resources("secrets").run());
        assertEquals(Outcome.REFUSED, refused.report().outcome());
        assertFalse(restore.namespaces("shop").resources("configmaps").plan().isRefused());
        RestorePlan undefined = restore.resources("tills").plan();
        assertEquals(1, undefined.objects(Action.REFUSE).size(), undefined::toString);
        assertTrue(undefined.toString().contains("install what defines it"), undefined::toString);
        assertFalse(
                restore.resources("tills", "customresourcedefinitions").plan().isRefused());
        assertEquals(
                Outcome.COMPLETED,
                restore.namespaces("shop", "shpo").skipRefused().run().outcome());
    }

    @Test
    void aFindingOfANewerLibraryIsNoReasonNotToRead() throws IOException {
        save().namespaces("shpo").run();
        Path manifest = folder.resolve("b/manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("NO_NAMESPACE", "FROM_THE_FUTURE"));
        assertFalse(RestoreRequest.of(cluster, folder.resolve("b")).plan().isRefused());
    }
}
