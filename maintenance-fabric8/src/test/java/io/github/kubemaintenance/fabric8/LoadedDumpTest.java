package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.drain.DrainPlan;
import io.github.kubemaintenance.drain.PlannedPod;
import io.github.kubemaintenance.drain.PodAction;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real clusters' state, loaded as users load it: what is planned on it is what kubectl did on the real server. */
class LoadedDumpTest {
    private static final Map<String, MockCluster> LOADED = new HashMap<>();

    @TempDir
    Path folder;

    static Stream<Arguments> runs() {
        return Dumps.NAMES.stream()
                .flatMap(name -> Dumps.kubectlRuns(name).stream().map(run -> Arguments.of(name, KubectlRun.of(run))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("runs")
    void the_plan_is_what_the_real_kubectl_printed(String name, KubectlRun kubectl) {
        MockCluster cluster = LOADED.computeIfAbsent(name, each -> ClusterDump.load(Dumps.path(each)));
        DrainPlan plan = kubectl.request().plan(cluster);

        Map<String, Set<String>> refused = new TreeMap<>();
        plan.refusals()
                .forEach(each -> refused.computeIfAbsent(each.reasons().get(0).code(), code -> new TreeSet<>())
                        .add(each.pod().toString()));
        assertEquals(kubectl.groups(false), refused, plan::toString);
        assertEquals(kubectl.exit() != 0, !refused.isEmpty(), plan::toString);
        if (refused.isEmpty()) {
            assertEquals(
                    kubectl.evicting(),
                    pods(plan, each -> each.action() == PodAction.EVICT || each.action() == PodAction.DELETE),
                    plan::toString);
        }
        kubectl.groups(true).forEach((code, pods) -> {
            TreeSet<String> missing = new TreeSet<>(pods);
            missing.removeAll(pods(plan, each -> each.has(code)));
            assertTrue(missing.isEmpty(), () -> "kubectl warned " + code + " of " + missing + "\n" + plan);
        });
    }

    private static Set<String> pods(DrainPlan plan, Predicate<PlannedPod> which) {
        TreeSet<String> pods = new TreeSet<>();
        plan.pods().stream().filter(which).forEach(each -> pods.add(each.pod().toString()));
        return pods;
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubeadm-1.30-ha", "eks-1.31-mixed"})
    void every_object_is_in_the_cluster_as_it_was(String name) {
        ClusterDump dump = ClusterDump.read(Dumps.path(name));
        MockCluster cluster = dump.toMock();
        assertEquals(dump.takenAt().orElseThrow(), cluster.now());
        for (Kind<?> kind : DumpItems.KNOWN) {
            List<Document> expected = dump.objects().stream()
                    .filter(each ->
                            each.kind().equals(kind.kind()) && each.apiVersion().equals(kind.apiVersion()))
                    .toList();
            for (Document each : expected) {
                String key = kind.isNamespaced() ? each.namespace() + "/" + each.name() : each.name();
                KubeObject object = cluster.find(kind, key).orElseThrow(() -> new AssertionError(kind + " " + key));
                assertEquals(unversioned(each), unversioned(object.toDocument()), () -> kind + " " + key);
            }
            assertEquals(expected.size(), cluster.list(kind).size(), kind::toString);
        }
    }

    private static Document unversioned(Document object) {
        return object.without("metadata", "resourceVersion");
    }

    @Test
    void what_a_dump_does_not_hold_is_unknown_not_absent() throws IOException {
        List<Document> objects = Dumps.objects("kubeadm-1.30-ha");
        ClusterDump bare =
                dump(objects, each -> List.of("Node", "Pod", "DaemonSet").contains(each.kind()));
        DrainPlan plan = drain("worker-1").plan(bare.toMock());
        assertTrue(
                plan.blockers().stream().anyMatch(each -> each.kind() == Blocker.Kind.UNKNOWN), "no budgets: " + plan);
        assertTrue(plan.toString().contains("poddisruptionbudgets"), plan::toString);

        DrainPlan stated = drain("worker-1").plan(bare.complete(Kind.BUDGETS).toMock());
        assertFalse(stated.blockers().stream().anyMatch(each -> each.kind() == Blocker.Kind.UNKNOWN), stated::toString);

        ClusterDump noDaemonSets = dump(objects, each -> !each.kind().equals("DaemonSet"));
        assertTrue(drain("worker-1").plan(noDaemonSets.toMock()).isRefused(), "DaemonSets unknown");

        ClusterDump noPods = dump(objects, each -> !each.kind().equals("Pod"));
        MaintenanceException thrown =
                assertThrows(MaintenanceException.class, () -> drain("worker-1").plan(noPods.toMock()));
        assertTrue(String.valueOf(thrown.getMessage()).contains("pods"), thrown::toString);

        ClusterDump noNodes = dump(objects, each -> !each.kind().equals("Node"));
        assertTrue(String.valueOf(assertThrows(ClusterDumpException.class, noNodes::toMock)
                        .getMessage())
                .contains("there is no Node in it"));
    }

    private static io.github.kubemaintenance.drain.DrainRequest drain(String node) {
        return NodeMaintenance.drain(node)
                .ignoreDaemonSets()
                .deleteEmptyDirData()
                .force();
    }

    private ClusterDump dump(List<Document> objects, Predicate<Document> which) throws IOException {
        Path file = Files.createTempFile(folder, "dump", ".json");
        Document list = Document.of("apiVersion", "v1")
                .with("List", "kind")
                .with(objects.stream().filter(which).toList(), "items");
        return ClusterDump.read(Files.writeString(file, list.toString()));
    }
}
