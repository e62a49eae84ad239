package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.backup.PlannedObject.Action;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that the target no longer serves: what means the same is converted, the rest is named. */
class ConversionTest {
    @TempDir
    Path folder;

    private final MockCluster cluster = MockCluster.builder().node("worker-1").build();

    @BeforeEach
    void anEmptyBackup() {
        SaveRequest.of(cluster, folder.resolve("old")).resources("configmaps").run();
    }

    private RestoreRequest restore(Document object) {
        Samples.writeObject(folder.resolve("old"), "resources/old/" + object.name() + ".json", object);
        return RestoreRequest.of(cluster, folder.resolve("old")).acceptEditedFiles();
    }

    @Test
    void aVersionWhoseReplacementMeansTheSameIsConverted() {
        RestoreRequest request = restore(Samples.object("policy/v1beta1", "PodDisruptionBudget", "shop", "web")
                .with(1, "spec", "minAvailable")
                .with("web", "spec", "selector", "matchLabels", "app"));
        RestorePlan plan = request.plan();
        PlannedObject planned = plan.objects(Action.CREATE).stream()
                .filter(each -> each.name().equals("web"))
                .findFirst()
                .orElseThrow();
        assertTrue(planned.toString().contains("becomes policy/v1"), planned::toString);
        RestoreReport report = request.run();
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertTrue(cluster.find(Kind.BUDGETS, "shop/web").isPresent(), report::toString);
        assertEquals(List.of(), request.run().objects(RestoredObject.Result.CREATED));
    }

    @Test
    void anObjectThatWouldMeanSomethingElseIsRefusedAndItsReplacementNamed() {
        // selects no pod in v1beta1, and every one in v1
        RestorePlan budget = restore(Samples.object("policy/v1beta1", "PodDisruptionBudget", "shop", "none")
                        .with(Document.empty(), "spec", "selector"))
                .plan();
        assertTrue(budget.isRefused(), budget::toString);
        assertTrue(budget.toString().contains("policy/v1 PodDisruptionBudget"), budget::toString);
        RestorePlan ingress = restore(Samples.object("extensions/v1beta1", "Ingress", "shop", "web"))
                .plan();
        assertTrue(ingress.toString().contains("networking.k8s.io/v1 Ingress"), ingress::toString);
        assertEquals(2, ingress.objects(Action.REFUSE).size(), ingress::toString);
    }
}
