package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.backup.PlannedObject.Action;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.etcd.MockEtcd;
import io.github.kubemaintenance.etcd.ObjectDecoder;
import io.github.kubemaintenance.etcd.SnapshotFile;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One namespace comes back out of a snapshot of etcd, without restoring the whole of it. */
class SnapshotRestoreObjectsTest {
    private static final Kind<KubeDocument> MAPS = Kind.document("", "v1", "configmaps", "ConfigMap", true);

    @TempDir
    Path folder;

    @Test
    void oneNamespaceComesBackCleanAndWhatIsEncryptedIsRefusedByName() {
        MockEtcd etcd = MockEtcd.builder().member("m1").build();
        Document owned = Samples.map("shop", "derived", "1")
                .with(
                        List.of(Document.of("kind", "X")
                                .with("x", "name")
                                .with("u", "uid")
                                .with(true, "controller")),
                        "metadata",
                        "ownerReferences");
        etcd.put(
                "/registry/namespaces/shop",
                Samples.object("v1", "Namespace", "", "shop").toString());
        etcd.put(
                "/registry/configmaps/shop/settings",
                Samples.map("shop", "settings", "1")
                        .with("old-uid", "metadata", "uid")
                        .toString());
        etcd.put("/registry/configmaps/shop/derived", owned.toString());
        etcd.put(
                "/registry/configmaps/other/settings",
                Samples.map("other", "settings", "1").toString());
        etcd.put("/registry/secrets/shop/database", "k8s:enc:aescbc:v1:key1:xxxxxxxxxxxxxxxx");
        Path file = folder.resolve("snapshot.db");
        EtcdSnapshots.of(etcd).save(file);
        MockCluster cluster = MockCluster.builder().node("worker-1").build();
        RestoreRequest request = RestoreRequest.of(cluster, SnapshotFile.at(file), ObjectDecoder.none())
                .namespaces("shop");

        RestorePlan plan = request.plan();
        assertTrue(plan.isRefused());
        PlannedObject secret = plan.objects(Action.REFUSE).get(0);
        assertEquals("database", secret.name());
        assertTrue(secret.toString().contains("encrypted at rest"), secret::toString);

        request.withoutResources("secrets").run();
        KubeDocument settings = cluster.find(MAPS, "shop/settings").orElseThrow();
        assertEquals(Optional.of("1"), settings.document().text("data", "key"));
        assertTrue(!settings.uid().equals("old-uid"));
        assertTrue(cluster.find(MAPS, "other/settings").isEmpty());
        assertTrue(cluster.find(MAPS, "shop/derived").isEmpty(), "its controller makes it again");
    }
}
