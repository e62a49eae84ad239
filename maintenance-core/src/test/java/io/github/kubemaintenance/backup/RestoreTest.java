package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.backup.PlannedObject.Action;
import io.github.kubemaintenance.backup.RestoredObject.Result;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {
    private static final Kind<KubeDocument> MAPS = Kind.document("", "v1", "configmaps", "ConfigMap", true);
    private static final Kind<KubeDocument> TILLS = Kind.document("example.com", "v1", "tills", "Till", true);
    private static final Kind<KubeDocument> BINDINGS =
            Kind.document("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true);

    @TempDir
    Path folder;

    private final MockCluster origin = Samples.shop()
            .objects(List.of(Samples.object("rbac.authorization.k8s.io/v1", "RoleBinding", "shop", "readers")
                    .with(
                            List.of(Document.of("kind", "ServiceAccount")
                                    .with("web", "name")
                                    .with("shop", "namespace")),
                            "subjects")))
            .build();
    private final MockCluster empty =
            MockCluster.builder().nodes("worker-", 2, node -> {}).build();

    @BeforeEach
    void save() {
        SaveRequest.of(origin, backup()).secrets(SecretHandling.keptReadable()).run();
    }

    private Path backup() {
        return folder.resolve("backup");
    }

    private RestoreRequest restore() {
        return RestoreRequest.of(empty, backup());
    }

    private static List<RecordedRequest> writes(MockCluster cluster) {
        return cluster.requests().stream()
                .filter(each -> each.isWrite() && !each.dryRun())
                .toList();
    }

    @Test
    void aPlanSaysWhatWouldBeDoneAndWritesNothing() {
        RestorePlan plan = restore().plan();
        assertFalse(plan.isRefused(), plan::toString);
        assertTrue(plan.objects(Action.CREATE).stream()
                .anyMatch(each -> each.object().equals("ConfigMap shop/settings")));
        assertEquals(List.of(), writes(empty));
    }

    @Test
    void manyThatArePassedOverForOneReasonShareALine() {
        Lines lines = new Lines();
        for (int i = 0; i < 4; i++) {
            lines.add("SKIP Event e" + i + ": moments", "SKIP", "Event", "moments");
            lines.add("CREATE ConfigMap m" + i);
        }
        for (int i = 0; i < 3; i++) {
            lines.add("SKIP Pod p" + i + ": owned", "SKIP", "Pod", "owned");
        }
        StringBuilder text = new StringBuilder();
        lines.appendTo(text);
        assertEquals(
                List.of(
                        "",
                        "SKIP 4 of Event: moments",
                        "CREATE ConfigMap m0",
                        "CREATE ConfigMap m1",
                        "CREATE ConfigMap m2",
                        "CREATE ConfigMap m3",
                        "SKIP Pod p0: owned",
                        "SKIP Pod p1: owned",
                        "SKIP Pod p2: owned"),
                List.of(text.toString().split("\n  ", -1)));
    }

    @Test
    void everythingComesBackAndASecondRunChangesNothing() {
        RestoreReport report = restore().run();
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals(
                Optional.of("1"),
                empty.find(MAPS, "shop/settings").orElseThrow().document().text("data", "key"));
        assertTrue(empty.find(TILLS, "shop/front").isPresent());
        assertTrue(empty.find(Kind.DEPLOYMENTS, "shop/web").isPresent());
        empty.advance(Duration.ofMinutes(2));
        assertEquals(2, empty.pods("shop").size(), "controllers took over");

        empty.clearRequests();
        RestoreReport again = restore().run();
        assertEquals(List.of(), writes(empty));
        assertEquals(List.of(), again.objects(Result.CREATED));
        assertEquals(report.objects().size(), again.objects().size());
    }

    @Test
    void whatOthersNeedIsWrittenFirst() {
        restore().run();
        List<String> order =
                writes(empty).stream().map(RecordedRequest::resource).distinct().toList();
        List<String> expected = List.of(
                "customresourcedefinitions.apiextensions.k8s.io",
                "namespaces",
                "persistentvolumeclaims",
                "serviceaccounts",
                "rolebindings.rbac.authorization.k8s.io",
                "secrets",
                "services",
                "deployments.apps",
                "poddisruptionbudgets.policy",
                "tills.example.com");
        assertEquals(expected, order.stream().filter(expected::contains).toList(), order::toString);
        RecordedRequest definition = writes(empty).get(0);
        RecordedRequest till = writes(empty).get(writes(empty).size() - 1);
        assertTrue(
                !till.at().isBefore(definition.at().plusSeconds(1)), "it waited until the definition was Established");
    }

    @Test
    void whatIsThereOtherwiseIsLeftUnlessAPolicySaysMore() {
        restore().run();
        empty.patch(MAPS, "shop/settings", Document.empty().with("mine", "data", "key"));

        RestorePlan plan = restore().plan();
        PlannedObject planned = plan.objects(Action.SKIP).stream()
                .filter(each -> each.name().equals("settings"))
                .findFirst()
                .orElseThrow();
        assertTrue(planned.toString().contains(".data.key"), planned::toString);
        restore().run();
        assertEquals("mine", settings());

        RestoreException refused = assertThrows(
                RestoreException.class,
                () -> restore().onConflict(ConflictPolicy.FAIL).run());
        assertEquals(Outcome.REFUSED, refused.report().outcome());

        RestoreReport unforced = restore().onConflict(ConflictPolicy.UPDATE).run();
        assertEquals("settings", unforced.objects(Result.CONFLICT).get(0).name());
        assertTrue(unforced.objects(Result.CONFLICT).get(0).text().contains("unknown"), unforced::toString);
        assertEquals("mine", settings(), "others' fields stay theirs");

        RestoreReport forced =
                restore().onConflict(ConflictPolicy.UPDATE_TAKING_FIELDS).run();
        assertEquals("settings", forced.objects(Result.UPDATED).get(0).name());
        assertEquals("1", settings());
    }

    @Test
    void anOlderBackupUpdatesWhatANewerOneRestored() {
        origin.patch(MAPS, "shop/settings", Document.empty().with("2", "data", "key"));
        SaveRequest.of(origin, folder.resolve("newer")).run();
        RestoreRequest.of(empty, folder.resolve("newer")).run();
        assertEquals("2", settings());
        restore().onConflict(ConflictPolicy.UPDATE).run();
        assertEquals("1", settings(), "the fields are this library's own");
    }

    private String settings() {
        return empty.find(MAPS, "shop/settings")
                .flatMap(each -> each.document().text("data", "key"))
                .orElseThrow();
    }

    @Test
    void anImmutableFieldIsExplained() {
        restore().run();
        empty.remove(Kind.DEPLOYMENTS, "shop/web");
        empty.apply(Samples.object("apps/v1", "Deployment", "shop", "web")
                .with(2, "spec", "replicas")
                .with("other", "spec", "selector", "matchLabels", "app")
                .with("other", "spec", "template", "metadata", "labels", "app"));
        RestorePlan plan =
                restore().onConflict(ConflictPolicy.UPDATE_TAKING_FIELDS).plan();
        PlannedObject web = plan.objects(Action.REFUSE).get(0);
        assertTrue(web.toString().contains("mmutable"), web::toString);
        assertTrue(plan.isRefused());
    }

    @Test
    void aNamespaceComesBackUnderAnotherNameAndItsBindingsFollow() {
        restore().namespaces("shop").mapNamespace("shop", "shop-2").run();
        assertTrue(empty.find(MAPS, "shop-2/settings").isPresent());
        assertTrue(empty.find(MAPS, "shop/settings").isEmpty());
        assertTrue(empty.find(Kind.NAMESPACES, "shop-2").isPresent());
        Document binding = empty.find(BINDINGS, "shop-2/readers").orElseThrow().document();
        assertEquals(Optional.of("shop-2"), binding.documents("subjects").get(0).text("namespace"));
    }

    @Test
    void ownersGetTheirNewUidsAndALostOwnerIsTold() {
        Document till = origin.find(TILLS, "shop/front").orElseThrow().document();
        Document reference = Document.of("apiVersion", "example.com/v1").with("Till", "kind");
        origin.apply(Samples.map("shop", "owned", "1")
                .with(
                        List.of(reference
                                .with("front", "name")
                                .with(till.text("metadata", "uid").orElseThrow(), "uid")),
                        "metadata",
                        "ownerReferences"));
        origin.apply(Samples.map("shop", "orphan", "1")
                .with(List.of(reference.with("gone", "name").with("uid-0", "uid")), "metadata", "ownerReferences"));
        SaveRequest.of(origin, folder.resolve("owned")).run();

        RestoreReport report = RestoreRequest.of(empty, folder.resolve("owned")).run();

        String uid = empty.find(TILLS, "shop/front").orElseThrow().uid();
        Document owned = empty.find(MAPS, "shop/owned").orElseThrow().document();
        assertEquals(
                Optional.of(uid),
                owned.documents("metadata", "ownerReferences").get(0).text("uid"));
        assertFalse(owned.has("metadata", "annotations", Cleaning.OWNERS));
        Document orphan = empty.find(MAPS, "shop/orphan").orElseThrow().document();
        assertEquals(List.of(), orphan.documents("metadata", "ownerReferences"));
        assertTrue(report.notes().stream().anyMatch(each -> each.contains("orphan") && each.contains("gone")));

        empty.clearRequests();
        RestoreRequest.of(empty, folder.resolve("owned")).namespaces("shop").run();
        assertEquals(
                List.of(),
                writes(empty).stream()
                        .filter(each -> each.name().equals("owned"))
                        .toList());
    }

    @Test
    void aVersionThatIsNotServedIsNamedWithItsReplacement() {
        MockCluster old = MockCluster.builder()
                .version("1.24")
                .objects(List.of(Samples.object("policy/v1beta1", "PodDisruptionBudget", "shop", "old")))
                .build();
        SaveRequest.of(old, folder.resolve("old"))
                .resources("poddisruptionbudgets")
                .run();
        // the simulator serves today's versions only: what an old server would have saved is put there by hand
        Samples.writeObject(
                folder.resolve("old"),
                "resources/poddisruptionbudgets.policy/namespaces/shop/old.json",
                Samples.object("policy/v1beta1", "PodDisruptionBudget", "shop", "old"));
        RestoreRequest request = RestoreRequest.of(empty, folder.resolve("old")).acceptEditedFiles();
        PlannedObject refused = request.plan().objects(Action.REFUSE).get(0);
        assertTrue(refused.toString().contains("removed in 1.25"), refused::toString);
        assertTrue(refused.toString().contains("policy/v1 PodDisruptionBudget"), refused::toString);
        RestoreException none = assertThrows(RestoreException.class, request::run);
        assertEquals(Outcome.REFUSED, none.report().outcome());
        assertEquals(List.of(), writes(empty));
        assertEquals(Outcome.COMPLETED, request.skipRefused().run().outcome());
    }

    @Test
    void whatANamespaceThatGoesHoldsIsRefused() {
        restore().run();
        empty.apply(Samples.map("shop", "held", "1").with(List.of("example.com/hold"), "metadata", "finalizers"));
        empty.delete(Kind.NAMESPACES, "shop");
        RestorePlan plan = restore().plan();
        assertTrue(plan.isRefused());
        assertTrue(plan.toString().contains("being deleted"), plan::toString);
    }

    @Test
    void aLostAnswerIsNoSecondObjectAndNoFailure() {
        empty.inject(Fault.answerLost().on("create", "configmaps").times(1));
        RestoreReport report = restore().run();
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals("1", settings());
    }

    @Test
    void aRestoreThatTheServerEndedGoesOnWhenItIsRunAgain() {
        empty.inject(Fault.unavailable(Duration.ofDays(1)).on("create", "services"));
        RestoreException ended =
                assertThrows(RestoreException.class, () -> restore().run());
        assertEquals(Outcome.FAILED, ended.report().outcome());
        assertEquals(1, ended.report().objects(Result.FAILED).size(), ended::getMessage);
        empty.advance(Duration.ofDays(2));
        RestoreReport again = restore().run();
        assertEquals(1, again.objects(Result.CREATED).size(), again::toString);
    }

    @Test
    void aRefusalForLackOfRightsIsExplained() {
        empty.inject(Fault.error(
                        403,
                        "Forbidden",
                        "clusterroles is forbidden: user is attempting to grant RBAC permissions not currently held")
                .on("create", "clusterroles")
                .always());
        RestoreException ended =
                assertThrows(RestoreException.class, () -> restore().run());
        assertTrue(ended.getMessage().contains("escalate"), ended::getMessage);
        assertEquals("1", settings(), "the rest is restored");
    }

    @Test
    void whatCameToBeMeanwhileIsNotOverwritten() {
        RestoreReport report = restore()
                .onEvent(event -> {
                    if (((BackupEvent) event).subject().equals("namespaces")) {
                        empty.apply(Samples.map("shop", "settings", "theirs"));
                    }
                })
                .run();
        assertEquals("theirs", settings());
        assertTrue(report.objects(Result.SKIPPED).stream()
                .anyMatch(each -> each.name().equals("settings")));
    }

    @Test
    void aNamespaceThatNobodyHasIsMade() {
        SaveRequest.of(origin, folder.resolve("maps")).resources("configmaps").run();
        RestoreRequest.of(empty, folder.resolve("maps")).run();
        assertEquals("1", settings());
    }

    @Test
    void oneNamespaceOfABackupBringsTheDefinitionsThatItNeeds() {
        RestorePlan plan = restore().namespaces("shop").plan();
        assertTrue(plan.objects().stream().anyMatch(each -> each.kind().equals("CustomResourceDefinition")));
        assertFalse(plan.objects().stream().anyMatch(each -> each.kind().equals("ClusterRole")));
        assertNotEquals(plan.objects().size(), restore().plan().objects().size());
    }
}
