package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes itself again is left out, and what doesn't is not, whoever owns it. */
class LeftOutTest {
    @TempDir
    Path folder;

    private static Document owned(Document object, String kind, String name) {
        Document owner = Document.of("apiVersion", "apps/v1")
                .with(kind, "kind")
                .with(name, "name")
                .with("uid-1", "uid")
                .with(true, "controller");
        return object.with(List.of(owner), "metadata", "ownerReferences");
    }

    private static Document claim(String name) {
        return Samples.object("v1", "PersistentVolumeClaim", "shop", name);
    }

    @Test
    void aClaimOfAStatefulSetIsKeptForDataHangsOnIt() {
        Document template = claim("data-db-0").with("db", "metadata", "labels", "app");
        assertEquals(Optional.empty(), LeftOut.object("persistentvolumeclaims", template, false));
        // persistentVolumeClaimRetentionPolicy: whenDeleted: Delete
        Document retained = owned(claim("data-db-1"), "StatefulSet", "db");
        assertEquals(Optional.empty(), LeftOut.object("persistentvolumeclaims", retained, false));
        // an ephemeral volume, or whenScaled: Delete of a pod that goes
        Document ephemeral = owned(claim("web-scratch"), "Pod", "web");
        assertEquals(
                Optional.of("OWNED"),
                LeftOut.object("persistentvolumeclaims", ephemeral, false).map(Reason::code));
        assertEquals(Optional.empty(), LeftOut.object("persistentvolumeclaims", ephemeral, true));
        Document pod = owned(Samples.object("v1", "Pod", "shop", "db-0"), "StatefulSet", "db");
        assertEquals(Optional.of("OWNED"), LeftOut.object("pods", pod, false).map(Reason::code));
    }

    @Test
    void aClaimComesBackOwnedByItsSetAgain() {
        Document set = Samples.object("apps/v1", "StatefulSet", "shop", "db")
                .with("db", "spec", "selector", "matchLabels", "app")
                .with("db", "spec", "template", "metadata", "labels", "app");
        MockCluster origin = MockCluster.builder()
                .withoutControllers()
                .objects(List.of(set, owned(claim("data-db-0"), "StatefulSet", "db")))
                .build();
        BackupReport saved = SaveRequest.of(origin, folder.resolve("b")).run();
        assertTrue(
                saved.findings().stream().anyMatch(each -> each.code() == BackupFinding.Code.VOLUME_DATA),
                saved::toString);
        MockCluster target = MockCluster.builder().withoutControllers().build();
        RestoreReport restored = RestoreRequest.of(target, folder.resolve("b")).run();
        Document claim =
                target.find(Kind.VOLUME_CLAIMS, "shop/data-db-0").orElseThrow().toDocument();
        String uid = target.find(Kind.STATEFUL_SETS, "shop/db").orElseThrow().uid();
        assertEquals(
                Optional.of(uid),
                claim.documents("metadata", "ownerReferences").get(0).text("uid"),
                restored::toString);
        assertFalse(uid.equals("uid-1"));
    }
}
