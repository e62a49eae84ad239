package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.backup.PlannedObject.Action;
import io.github.kubemaintenance.backup.RestoredObject.Result;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Custom resources, whose definitions come late, not at all, or with other versions. */
class DefinitionsTest {
    private static final Kind<KubeDocument> DEFINITIONS =
            Kind.document("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);
    private static final Kind<KubeDocument> TILLS = Kind.document("example.com", "v1", "tills", "Till", true);
    private static final Kind<KubeDocument> MAPS = Kind.document("", "v1", "configmaps", "ConfigMap", true);

    @TempDir
    Path folder;

    private static Document definition(String... versions) {
        return Samples.definition("example.com", "Till", "tills", "Namespaced")
                .with(
                        Arrays.stream(versions)
                                .map(each -> Document.of("name", each)
                                        .with(true, "served")
                                        .with(each.equals(versions[0]), "storage"))
                                .toList(),
                        "spec",
                        "versions");
    }

    private Path backup(String version, String... versions) {
        Document till = Samples.object("example.com/" + version, "Till", "shop", "front");
        MockCluster origin = MockCluster.builder()
                .objects(List.of(
                        definition(versions), till.with(3, "spec", "drawers"), Samples.map("shop", "settings", "1")))
                .build();
        SaveRequest.of(origin, folder.resolve("b")).run();
        return folder.resolve("b");
    }

    private static Document condition(String type, String status, String message) {
        return Document.of("type", type).with(status, "status").with(message, "message");
    }

    @Test
    void oneThatIsNeverEstablishedIsToldItsObjectsAreNotTriedAndARunLaterGoesOn() {
        MockCluster cluster = MockCluster.builder().withoutControllers().build();
        RestoreRequest request = RestoreRequest.of(cluster, backup("v1", "v1"));

        RestoreReport report =
                assertThrows(RestoreException.class, request::run).report();

        assertEquals(Outcome.FAILED, report.outcome());
        assertTrue(report.duration().compareTo(Duration.ofMinutes(1)) >= 0, report.duration()::toString);
        assertTrue(
                report.notes().get(0).contains("tills.example.com was not Established within 60 s"), report::toString);
        List<RestoredObject> failed = report.objects(Result.FAILED);
        assertEquals(List.of("front"), failed.stream().map(RestoredObject::name).toList());
        assertTrue(failed.get(0).text().contains("restore again when it is"), failed::toString);
        assertFalse(cluster.requests().stream()
                .anyMatch(each -> each.isWrite() && each.resource().equals("tills.example.com")));
        assertTrue(cluster.find(MAPS, "shop/settings").isPresent(), "the rest is restored");

        cluster.patch(
                DEFINITIONS,
                "tills.example.com",
                Document.empty().with(List.of(condition("Established", "True", "")), "status", "conditions"));
        RestoreReport again = request.run();
        assertEquals(
                List.of("front"),
                again.objects(Result.CREATED).stream().map(RestoredObject::name).toList());
        assertTrue(cluster.find(TILLS, "shop/front").isPresent());
    }

    @Test
    void whyNamesAreNotAcceptedIsTold() {
        DefinitionWait wait = new DefinitionWait(List.of("tills.example.com"));
        wait.snapshot(List.of(KubeDocument.of(definition("v1")
                .with(
                        List.of(condition("NamesAccepted", "False", "\"tills\" is already in use")),
                        "status",
                        "conditions"))));
        assertEquals(
                "the definition tills.example.com was not Established within 60 s (its names are not accepted:"
                        + " \"tills\" is already in use); restore again when it is",
                wait.unestablished().get("tills.example.com"));
    }

    @Test
    void objectsOfOneThatCouldNotBeMadeAreNotTried() {
        MockCluster cluster = MockCluster.builder().build();
        cluster.inject(Fault.forbidden("create", "customresourcedefinitions"));
        RestoreReport report = assertThrows(RestoreException.class, () -> RestoreRequest.of(cluster, backup("v1", "v1"))
                        .run())
                .report();
        List<RestoredObject> failed = report.objects(Result.FAILED);
        assertEquals(2, failed.size(), report::toString);
        assertTrue(failed.get(1).text().contains("its definition could not be restored"), failed::toString);
    }

    @Test
    void aVersionThatTheTargetsDefinitionDoesNotServeIsNamedWithWhatIsServed() {
        MockCluster cluster =
                MockCluster.builder().objects(List.of(definition("v1", "v2"))).build();
        RestoreRequest request = RestoreRequest.of(cluster, backup("v1alpha1", "v1alpha1"));
        RestorePlan plan = request.plan();
        assertTrue(plan.isRefused(), plan::toString);
        PlannedObject till = plan.objects(Action.REFUSE).get(0);
        assertEquals("Till shop/front", till.object());
        assertTrue(
                till.toString()
                        .contains(
                                "example.com/v1alpha1 Till is not served here, but example.com/v1 and example.com/v2"),
                till::toString);
        assertThrows(RestoreException.class, request::run);
        assertFalse(cluster.requests().stream().anyMatch(each -> each.isWrite() && !each.dryRun()));

        // without the definition in the backup it is the same
        RestorePlan without =
                request.withoutResources("customresourcedefinitions").plan();
        assertTrue(
                without.objects(Action.REFUSE).get(0).toString().contains("but example.com/v1 and example.com/v2"),
                without::toString);
        assertEquals(Outcome.COMPLETED, request.skipRefused().run().outcome());
    }

    /** A server whose definition serves v1beta1 and v1, and keeps v1: it converts by the version that is asked for. */
    private static final class Converting extends ForwardingDocuments {
        Converting(MockCluster cluster) {
            super(cluster);
        }

        private static Kind<?> kept(Kind<?> kind) {
            return kind.resource().equals("tills.example.com") ? TILLS : kind;
        }

        @Override
        public Page<Document> documents(Kind<?> kind, Query query, PageRequest page) {
            Page<Document> kept = super.documents(kept(kind), query, page);
            return new Page<>(
                    kept.items().stream().map(each -> as(kind, each)).toList(),
                    kept.continueToken(),
                    kept.resourceVersion());
        }

        @Override
        public Optional<Document> document(Kind<?> kind, String namespace, String name) {
            return super.document(kept(kind), namespace, name).map(each -> as(kind, each));
        }

        @Override
        public DocumentOutcome write(DocumentWrite write) {
            if (!write.kind().resource().equals("tills.example.com")) {
                return super.write(write);
            }
            assertEquals("example.com/v1beta1", write.object().apiVersion(), "the version that is in the backup");
            Document kept = write.object().with("example.com/v1", "apiVersion");
            DocumentOutcome outcome = super.write(DocumentWrite.create(TILLS, kept));
            return outcome instanceof DocumentOutcome.Written written
                    ? new DocumentOutcome.Written(as(write.kind(), written.object()), written.created())
                    : outcome;
        }

        private static Document as(Kind<?> kind, Document object) {
            return object.with(kind.apiVersion(), "apiVersion");
        }
    }

    @Test
    void aVersionThatIsServedBesideAnotherIsSentAsItIsAndTheServerConverts() {
        MockCluster cluster = MockCluster.builder()
                .objects(List.of(definition("v1", "v1beta1")))
                .build();
        Path backup = backup("v1beta1", "v1beta1");
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            RestoreRequest request = RestoreRequest.of(new Converting(cluster).live(threads), backup);
            assertEquals(Outcome.COMPLETED, request.run().outcome());
            Document till = cluster.find(TILLS, "shop/front").orElseThrow().document();
            assertEquals("example.com/v1", till.apiVersion());
            assertEquals(Optional.of(3L), till.number("spec", "drawers"));
            assertEquals(List.of(), request.run().objects(Result.CREATED), "there it is found again");
        } finally {
            threads.shutdownNow();
        }
    }
}
