package io.github.kubemaintenance.upgrade;

import static io.github.kubemaintenance.upgrade.A.has;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.UpgradePlanner;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Providers, strategies and rehearsal: the scenarios P03, N03, D04, W05 and X11 of upgrades. */
class ProviderScenariosTest {
    private static final String[] ACCEPTED = {
        FindingCode.BUDGET_NEVER,
        FindingCode.BARE_POD,
        FindingCode.KARPENTER_CLUSTER_DNS,
        FindingCode.TWO_BUDGETS,
        FindingCode.REMOVED_API,
        FindingCode.NO_NODE_IMAGE
    };

    private static final KubernetesVersion MOVED = A.version("1.32.4");

    private static UpgradeFinding only(UpgradePlan plan, String code) {
        List<UpgradeFinding> found = plan.findings(code);
        assertEquals(1, found.size(), plan::toString);
        return found.get(0);
    }

    @Test
    void p03_a_new_cluster_is_made_once_at_the_target_and_its_manifests_must_survive_both_minors() {
        MockCluster cluster = MockCluster.builder()
                .version("1.25")
                .node("w", node -> node.kubelet("v1.25.16"))
                .objects(List.of(
                        written("HorizontalPodAutoscaler", "autoscaling/v2beta2", "autoscaling/v2"),
                        written("CSIStorageCapacity", "storage.k8s.io/v1beta1", "storage.k8s.io/v1")))
                .build();

        UpgradePlan plan =
                UpgradePlanner.to("1.27").platform(Platform.newCluster()).plan(cluster);

        List<UpgradeStep> made = plan.steps().stream()
                .filter(step -> step.kind() == StepKind.CLUSTER_CREATE)
                .toList();
        assertEquals(1, made.size());
        assertEquals(Minor.of(27), made.get(0).version().minor());
        List<UpgradeFinding> removed = plan.findings(FindingCode.REMOVED_API);
        assertEquals(2, removed.size(), plan::toString);
        assertTrue(removed.get(0).text().endsWith("no longer served from 1.26 on."), removed::toString);
        assertTrue(removed.get(1).text().endsWith("no longer served from 1.27 on."), removed::toString);
    }

    private static Document written(String kind, String by, String shown) {
        return Document.of("apiVersion", shown)
                .with(kind, "kind")
                .with(kind.toLowerCase(java.util.Locale.ROOT), "metadata", "name")
                .with("default", "metadata", "namespace")
                .with("uid-" + kind, "metadata", "uid")
                .with(
                        List.of(Document.of("apiVersion", by)
                                .with("helm", "manager")
                                .with("2024-01-01T00:00:00Z", "time")),
                        "metadata",
                        "managedFields");
    }

    private static Document pool(String name, Object... budgets) {
        return Document.of("apiVersion", "karpenter.sh/v1")
                .with("NodePool", "kind")
                .with(name, "metadata", "name")
                .with(List.of(budgets), "spec", "disruption", "budgets");
    }

    private static Inventory karpenter(String pool, int nodes) {
        List<ClusterNode> all = java.util.stream.IntStream.range(0, nodes)
                .mapToObj(i -> new ClusterNode(
                        "k-" + i,
                        "u" + i,
                        Optional.of(A.version("1.31.9")),
                        false,
                        NodeProvision.KARPENTER,
                        pool,
                        true,
                        false,
                        ""))
                .toList();
        return new Inventory(
                List.of(ControlPlaneMember.of(Inventory.PROVIDER, A.version("1.31"))),
                all,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                true);
    }

    @Test
    void n03_a_drift_moves_the_tenth_that_budgets_let_go_rounded_up() {
        Inventory of25 = karpenter("default", 25);

        UpgradeFinding tenth = KarpenterBudgets.of(pool("default", Map.of("nodes", "10%")), of25)
                .orElseThrow();
        assertEquals(Severity.INFO, tenth.severity());
        assertTrue(tenth.text().contains("3 of its 25 nodes go at a time: 9 batches"), tenth::text);
        assertEquals(
                tenth.text(),
                KarpenterBudgets.of(pool("default"), of25).orElseThrow().text());
        assertTrue(KarpenterBudgets.of(pool("default", Map.of("nodes", "10%"), Map.of("nodes", "2")), of25)
                .orElseThrow()
                .text()
                .contains("lets 2 of its 25"));
        assertTrue(
                KarpenterBudgets.of(pool("default", Map.of("nodes", "0", "reasons", List.of("Empty"))), of25)
                        .orElseThrow()
                        .text()
                        .contains("lets 25"),
                "a budget for other reasons doesn't count");
        assertEquals(
                Severity.BLOCKER,
                KarpenterBudgets.of(pool("default", Map.of("nodes", "0")), of25)
                        .orElseThrow()
                        .severity());
        assertTrue(KarpenterBudgets.of(pool("other"), of25).isEmpty());
        assertEquals(
                "NodePool default",
                only(UpgradePlanner.to("1.32").plan(Clusters.eks()), FindingCode.KARPENTER_BUDGET)
                        .subject());
    }

    @Test
    void d04_a_batch_that_the_other_nodes_have_no_room_for_is_warned_of() {
        MockCluster cluster = tight();

        UpgradePlan three =
                UpgradePlanner.to("1.31").workers(WorkerStrategy.atOnce(3)).plan(cluster);
        UpgradePlan one = UpgradePlanner.to("1.31").plan(cluster);

        UpgradeFinding found = only(three, FindingCode.NO_CAPACITY);
        assertEquals(Severity.WARNING, found.severity());
        assertTrue(found.evidence().get(0).startsWith("w-1, w-2, w-3: "), found::toString);
        assertFalse(has(one, Severity.WARNING, FindingCode.NO_CAPACITY), one::toString);
    }

    /** Four workers that are three quarters full. */
    private static MockCluster tight() {
        return MockCluster.builder()
                .seed(4)
                .version("1.30")
                .node("cp", node -> node.controlPlane().kubelet("v1.30.6"))
                .nodes("w-", 4, node -> node.kubelet("v1.30.6").cpu("4"))
                .deployment("shop/web", web -> web.replicas(12).cpu("1"))
                .build();
    }

    @Test
    void a_rehearsal_says_what_the_formula_cannot_know() {
        MockCluster cluster = MockCluster.builder()
                .seed(4)
                .version("1.30")
                .node("cp", node -> node.controlPlane().kubelet("v1.30.6"))
                .nodes("w-", 3, node -> node.kubelet("v1.30.6"))
                .deployment("shop/slow", slow -> slow.replicas(1).readyAfter(Duration.ofMinutes(5)))
                .build();

        UpgradePlan plan = UpgradePlanner.to("1.31").rehearse().plan(cluster);

        Estimate.Rehearsal shown = plan.estimate().rehearsal().orElseThrow();
        assertTrue(shown.completed(), plan::toString);
        assertEquals(plan, UpgradePlan.fromJson(plan.toJson()));

        assertEquals(List.of("Deployment shop/slow"), shown.wentDown());
        assertTrue(shown.leastCapacity() < 1, shown::toString);
        assertTrue(
                UpgradePlanner.to("1.31").plan(cluster).estimate().rehearsal().isEmpty());
    }

    @Test
    void w05_a_surge_is_cut_to_the_machines_that_can_be_had() {
        Inventory five = A.cluster(
                List.of("1.30.6"), A.worker("w1", "1.30.6"), A.worker("w2", "1.30.6"), A.worker("w3", "1.30.6"));
        UpgradeRequest two = UpgradePlanner.to("1.31").workers(WorkerStrategy.newNodesFirst(2));

        UpgradePlan cut = two.spareMachines(1).plan(five);

        assertEquals(Severity.WARNING, only(cut, FindingCode.SURGE_REDUCED).severity());
        assertEquals(
                3,
                cut.steps().stream()
                        .filter(step -> step.kind() == StepKind.NODES_ADD)
                        .count());
        assertEquals("new nodes first, 1 at a time", cut.strategy().toString());
        assertTrue(two.spareMachines(2)
                .plan(five)
                .findings(FindingCode.SURGE_REDUCED)
                .isEmpty());
        assertTrue(two.spareMachines(0).plan(five).isBlocked());
        assertTrue(UpgradePlanner.to("1.31")
                .workers(WorkerStrategy.newPool(1))
                .spareMachines(2)
                .plan(five)
                .isBlocked());
    }

    @Test
    void x11_nodes_that_karpenter_never_replaces_are_named_and_the_run_goes_on_when_they_are() {
        MockCluster cluster = Clusters.eks();
        UpgradePlan plan = UpgradePlanner.to("1.32").acknowledge(ACCEPTED).plan(cluster);
        assertFalse(plan.isBlocked(), plan::toString);
        List<String> drifting =
                plan.step("1.32/karpenter-pool/default").orElseThrow().nodes();
        Provider provider = new Provider(cluster);
        UpgradeJournal journal = UpgradeJournal.inMemory();
        UpgradeRun run = UpgradeRun.of(plan)
                .journal(journal)
                .timeouts(Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofMinutes(15));

        UpgradeReport late = run.report(cluster, provider);

        assertEquals(Outcome.TIMED_OUT, late.outcome(), late::toString);
        assertEquals("1.32/karpenter-pool/default", late.failed().orElseThrow(), late::toString);
        drifting.forEach(name -> assertTrue(late.reasons().get(0).text().contains(name), late.reasons()::toString));

        provider.replace(drifting, MOVED);
        UpgradeReport report = run.run(cluster, provider);

        assertEquals(Outcome.COMPLETED, report.outcome());
        assertEquals(1, provider.controlPlanes, "what was done is not done again");
    }

    /** What a provider does for the steps of EKS; Karpenter does nothing until it is told to. */
    private static final class Provider implements HostExecutor {
        private final MockCluster cluster;
        private int controlPlanes;

        Provider(MockCluster cluster) {
            this.cluster = cluster;
        }

        @Override
        public void run(HostTask task) {
            switch (task.step().kind()) {
                case CONTROL_PLANE_MANAGED -> controlPlanes++;
                case NODE_GROUP, SELF_MANAGED_GROUP, SERVERLESS_PODS ->
                    task.step().nodes().forEach(name -> cluster.find(Kind.NODES, name)
                            .ifPresent(node -> cluster.delete(Kind.NODES, name))); // their machines are gone
                default -> {
                    // nothing that a gate would look at
                }
            }
        }

        void replace(List<String> names, KubernetesVersion version) {
            for (String name : names) {
                Document status = Document.of(
                        "status",
                        Document.of("nodeInfo", Document.of("kubeletVersion", "v" + Versions.exact(version))));
                cluster.find(Kind.NODES, name).ifPresent(node -> cluster.patch(Kind.NODES, name, status));
            }
        }
    }
}
