package io.github.kubemaintenance.upgrade;

import static io.github.kubemaintenance.upgrade.A.has;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.UpgradePlanner;
import io.github.kubemaintenance.mock.MockCluster;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Plans on two lifelike clusters. */
class DumpPlanTest {
    @Test
    void the_node_at_1_28_moves_before_the_hop_to_1_32() {
        for (WorkerPace pace : WorkerPace.values()) {
            UpgradePlan plan = UpgradePlanner.to("1.33").pace(pace).plan(Clusters.kubeadm());
            List<String> ids = plan.steps().stream().map(UpgradeStep::id).toList();

            assertEquals("kubeadm", plan.platform());
            assertEquals(A.minors("1.31", "1.32", "1.33"), plan.path());
            int old = ids.indexOf("1.31/node/old-1");
            assertTrue(old >= 0 && old < ids.indexOf("1.32/control-plane/cp-1"), () -> pace + "\n" + plan);
            assertEquals(3, plan.inventory().controlPlane().size());
            assertEquals("1.30.6", plan.from().toString());
        }
    }

    @Test
    void seldom_moves_only_the_node_that_would_be_too_old() {
        UpgradePlan plan = UpgradePlanner.to("1.33").pace(WorkerPace.SELDOM).plan(Clusters.kubeadm());

        assertTrue(plan.step("1.31/node/old-1").isPresent());
        assertTrue(plan.step("1.31/node/worker-1").isEmpty());
        assertEquals(2, plan.estimate().workerPasses());
    }

    @Test
    void e07_k20_the_lost_worker_is_named_and_counts() {
        UpgradePlan plan = UpgradePlanner.to("1.33").plan(Clusters.kubeadm());

        assertEquals(
                "node lost-1", plan.findings(FindingCode.NODE_NOT_READY).get(0).subject());
        assertTrue(has(plan, Severity.INFO, FindingCode.NODE_CORDONED));
        UpgradePlan further = UpgradePlanner.to("1.34").plan(Clusters.kubeadm());
        assertTrue(further.findings(FindingCode.SKEW).stream()
                .anyMatch(each -> each.subject().equals("kubelet on lost-1")));
    }

    @Test
    void e08_etcd_has_to_move_before_1_34() {
        UpgradePlan plan = UpgradePlanner.to("1.34").plan(Clusters.kubeadm());

        assertTrue(has(plan, Severity.BLOCKER, FindingCode.ETCD_GATE));
        assertTrue(plan.findings(FindingCode.ETCD_GATE).get(0).remedy().contains("3.5.26"));
        assertTrue(UpgradePlanner.to("1.33")
                .plan(Clusters.kubeadm())
                .findings(FindingCode.ETCD_GATE)
                .isEmpty());
    }

    @Test
    void n06_every_node_of_the_mixed_cluster_stands_exactly_once() {
        UpgradePlan plan = UpgradePlanner.to("1.32").plan(Clusters.eks());

        assertEquals("eks", plan.platform());
        Map<String, List<String>> places = new TreeMap<>();
        plan.inventory().nodes().forEach(node -> places.put(node.name(), new java.util.ArrayList<>()));
        plan.steps()
                .forEach(step -> step.nodes().forEach(name -> places.get(name).add(step.id())));
        assertEquals(
                Map.of(
                        "asg-1", List.of("1.32/self-managed-group/legacy"),
                        "asg-2", List.of("1.32/self-managed-group/legacy"),
                        "fargate-1", List.of("1.32/fargate"),
                        "karpenter-1", List.of("1.32/karpenter-pool/default"),
                        "karpenter-2", List.of("1.32/karpenter-pool/default"),
                        "karpenter-3", List.of("1.32/karpenter-pool/default"),
                        "mng-1", List.of("1.32/managed-group/blue"),
                        "mng-2", List.of("1.32/managed-group/blue"),
                        "mng-3", List.of("1.32/managed-group/blue"),
                        "mng-4", List.of("1.32/managed-group/blue")),
                places);
    }

    @Test
    void the_karpenter_trap_is_found() {
        UpgradePlan plan = UpgradePlanner.to("1.32").plan(Clusters.eks());

        UpgradeFinding trap = plan.findings(FindingCode.KARPENTER_CLUSTER_DNS).get(0);
        assertEquals(Severity.BLOCKER, trap.severity());
        assertEquals("EC2NodeClass default", trap.subject());
        assertTrue(trap.text().contains("172.20.0.10") && trap.text().contains("10.0.0.10"), trap::text);
        assertTrue(plan.isBlocked());
        assertTrue(plan.findings(FindingCode.KARPENTER_PINNED).isEmpty(), "an alias drifts");
        assertTrue(has(plan, Severity.UNKNOWN, FindingCode.KARPENTER_VERSION));
    }

    @Test
    void two_hops_of_eks_pass_the_minor_between() {
        UpgradePlan plan = UpgradePlanner.to("1.33").plan(Clusters.eks());

        assertEquals(A.minors("1.32", "1.33"), plan.path());
        assertTrue(plan.step("1.32/control-plane").isPresent());
        assertTrue(plan.step("1.33/control-plane").isPresent());
        assertTrue(plan.step("1.32/self-managed-group/legacy").isPresent());
    }

    @Test
    void planning_writes_nothing() {
        MockCluster cluster = Clusters.kubeadm();
        cluster.clearRequests();

        UpgradePlanner.to("1.33").plan(cluster);

        assertTrue(cluster.requests().stream()
                .noneMatch(each -> each.toString().matches("(?i).*(patch|create|update|delete).*")));
        long nodes = cluster.requests().stream()
                .filter(each -> each.toString().contains("list nodes"))
                .count();
        assertEquals(1, nodes, () -> cluster.requests().toString());
    }

    @Test
    void a_new_cluster_has_stages_and_says_what_its_way_back_loses() {
        UpgradePlan plan = UpgradePlanner.to("1.33")
                .platform(Platform.newCluster().stages(5, 25, 100))
                .plan(Clusters.eks());

        assertEquals(A.minors("1.33"), plan.path());
        assertEquals(
                List.of(
                        "1.33/create",
                        "1.33/deploy",
                        "1.33/state",
                        "1.33/smoke-test",
                        "1.33/traffic-5",
                        "1.33/traffic-25",
                        "1.33/traffic-100",
                        "1.33/delete-old"),
                plan.steps().stream().map(UpgradeStep::id).toList());
        assertTrue(
                plan.findings(FindingCode.STATE_LOST_ON_WAY_BACK).stream()
                        .anyMatch(each -> each.subject().equals("StatefulSet billing/archive")),
                plan::toString);
    }

    @Test
    void the_plan_on_a_cluster_is_the_same_every_time_and_survives_json() {
        UpgradePlan plan = UpgradePlanner.to("1.33").plan(Clusters.kubeadm());

        assertEquals(
                plan.toJson(),
                UpgradePlanner.to("1.33").plan(Clusters.kubeadm()).toJson());
        assertEquals(plan, UpgradePlan.fromJson(plan.toJson()));
        assertFalse(plan.toMarkdown().isEmpty());
    }
}
