package io.github.kubemaintenance.upgrade;

import static io.github.kubemaintenance.upgrade.A.cluster;
import static io.github.kubemaintenance.upgrade.A.has;
import static io.github.kubemaintenance.upgrade.A.shape;
import static io.github.kubemaintenance.upgrade.A.version;
import static io.github.kubemaintenance.upgrade.A.worker;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.UpgradePlanner;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Version skew: the scenarios K01 to K20 and K23; the properties K21 and K22 are in {@link SkewPropertyTest}. */
class SkewScenariosTest {
    private static UpgradePlan plan(Inventory inventory, String to) {
        return UpgradePlanner.to(to).plan(inventory);
    }

    private static UpgradePlan seldom(Inventory inventory, String to) {
        return UpgradePlanner.to(to).pace(WorkerPace.SELDOM).plan(inventory);
    }

    @Test
    void k01_a_kubelet_of_1_24_moves_before_1_27() {
        UpgradePlan plan = plan(cluster(List.of("1.26.15"), worker("w", "1.24.17")), "1.27");

        assertEquals(List.of("W 1.26", "CP 1.27", "W 1.27"), shape(plan));
        assertTrue(has(plan, Severity.INFO, FindingCode.NODE_MOVES_FIRST));
        assertFalse(plan.isBlocked(), plan::toString);
    }

    @Test
    void k01_if_it_cannot_move_the_plan_is_blocked_and_names_it() {
        UpgradePlan plan = plan(cluster(List.of("1.26.15"), A.notReady("lost", "1.24.17")), "1.27");

        assertTrue(has(plan, Severity.BLOCKER, FindingCode.SKEW));
        assertEquals("kubelet on lost", plan.findings(FindingCode.SKEW).get(0).subject());
        assertTrue(plan.findings(FindingCode.SKEW).get(0).hop().isPresent());
    }

    @Test
    void k02_k03_three_minors_from_1_25_on() {
        assertEquals(
                List.of("CP 1.28", "W 1.28"),
                shape(seldom(cluster(List.of("1.27.16"), worker("w", "1.25.16")), "1.28")));
        assertEquals(
                List.of("CP 1.27", "W 1.27"),
                shape(seldom(cluster(List.of("1.26.15"), worker("w", "1.25.16")), "1.27")));
    }

    @Test
    void k04_1_25_is_too_old_for_1_29() {
        UpgradePlan plan = seldom(cluster(List.of("1.28.15"), worker("w", "1.25.16")), "1.29");

        assertEquals(List.of("W 1.28", "CP 1.29", "W 1.29"), shape(plan));
        assertFalse(plan.isBlocked(), plan::toString);
    }

    @Test
    void k05_efficient() {
        UpgradePlan plan = seldom(cluster(List.of("1.29.15"), worker("w", "1.29.15")), "1.33");

        assertEquals(List.of("CP 1.30", "CP 1.31", "CP 1.32", "W 1.32", "CP 1.33", "W 1.33"), shape(plan));
        assertEquals(2, plan.estimate().workerPasses());
    }

    @Test
    void k06_eager() {
        UpgradePlan plan = plan(cluster(List.of("1.29.15"), worker("w", "1.29.15")), "1.33");

        assertEquals(4, plan.estimate().workerPasses());
        assertEquals(8, shape(plan).size());
    }

    @Test
    void k07_two_minors_before_1_25() {
        UpgradePlan plan = seldom(cluster(List.of("1.22.17"), worker("w", "1.22.17")), "1.26");

        assertEquals(List.of("CP 1.23", "CP 1.24", "W 1.24", "CP 1.25", "CP 1.26", "W 1.26"), shape(plan));
    }

    @Test
    void k08_across_1_25() {
        UpgradePlan plan = seldom(cluster(List.of("1.24.17"), worker("w", "1.24.17")), "1.28");

        assertEquals(List.of("CP 1.25", "CP 1.26", "W 1.26", "CP 1.27", "CP 1.28", "W 1.28"), shape(plan));
    }

    @Test
    void k09_a_kubelet_newer_than_the_api_server() {
        UpgradePlan plan = plan(cluster(List.of("1.30.6"), worker("w", "1.31.1")), "1.31");

        assertTrue(has(plan, Severity.BLOCKER, FindingCode.NODE_NEWER));
        assertEquals(
                "kubelet on w", plan.findings(FindingCode.NODE_NEWER).get(0).subject());
    }

    @Test
    void k10_a_half_done_control_plane_is_finished_first() {
        UpgradePlan plan = plan(cluster(List.of("1.31.14", "1.30.6", "1.30.6"), worker("w", "1.30.6")), "1.32");

        assertTrue(has(plan, Severity.WARNING, FindingCode.HALF_DONE));
        assertFalse(plan.isBlocked(), plan::toString);
        assertTrue(plan.step("1.31/control-plane/cp-1").isEmpty());
        assertEquals(
                StepKind.CONTROL_PLANE_NEXT,
                plan.step("1.31/control-plane/cp-2").orElseThrow().kind());
        int kubelet = plan.steps().indexOf(plan.step("1.31/node/w").orElseThrow());
        int last = plan.steps().indexOf(plan.step("1.31/control-plane/cp-3").orElseThrow());
        assertTrue(kubelet > last);
    }

    @Test
    void k11_api_servers_two_apart() {
        assertTrue(has(plan(cluster(List.of("1.29.15", "1.31.14")), "1.31"), Severity.BLOCKER, FindingCode.SKEW_NOW));
    }

    @Test
    void k12_too_old_for_the_newest_of_two() {
        UpgradePlan plan = plan(cluster(List.of("1.32.13", "1.33.13"), worker("w", "1.29.15")), "1.33");

        assertTrue(has(plan, Severity.BLOCKER, FindingCode.SKEW_NOW), plan::toString);
    }

    @Test
    void k13_k14_controllers_out_of_range() {
        ControlPlaneMember old =
                new ControlPlaneMember("cp-1", version("1.32.1"), version("1.30.1"), version("1.32.1"));
        ControlPlaneMember newer =
                new ControlPlaneMember("cp-1", version("1.32.1"), version("1.32.1"), version("1.33.1"));
        for (ControlPlaneMember member : List.of(old, newer)) {
            Inventory inventory = new Inventory(
                    List.of(member), List.of(), Optional.empty(), Optional.empty(), List.of(), false, true);
            assertTrue(has(plan(inventory, "1.33"), Severity.BLOCKER, FindingCode.SKEW_NOW));
        }
    }

    @Test
    void k15_k16_kube_proxy_out_of_range() {
        Inventory far = A.withProxy(cluster(List.of("1.34.1"), worker("w", "1.34.1")), "1.30.1");
        Inventory old = A.withProxy(cluster(List.of("1.27.1"), worker("w", "1.27.1")), "1.24.1");

        assertTrue(has(plan(far, "1.35"), Severity.BLOCKER, FindingCode.SKEW_NOW));
        assertTrue(has(plan(old, "1.28"), Severity.BLOCKER, FindingCode.SKEW_NOW));
    }

    @Test
    void k17_kubectl_beside_two_api_servers() {
        Inventory it = cluster(List.of("1.34.1", "1.35.1"));
        Inventory old = new Inventory(
                it.controlPlane(), it.nodes(), it.proxy(), Optional.of(version("1.33.1")), List.of(), false, true);

        assertTrue(has(plan(old, "1.35"), Severity.WARNING, FindingCode.SKEW_NOW));
        assertFalse(plan(old, "1.35").isBlocked());
    }

    @Test
    void k18_only_the_pool_that_would_be_too_old_moves_early() {
        UpgradePlan plan =
                seldom(cluster(List.of("1.31.14"), worker("old", "1.28.15"), worker("new", "1.31.14")), "1.32");

        assertEquals(List.of("W 1.31", "CP 1.32", "W 1.32"), shape(plan));
        assertTrue(plan.step("1.31/node/old").isPresent());
        assertTrue(plan.step("1.31/node/new").isEmpty());
        assertFalse(plan.isBlocked(), plan::toString);
    }

    @Test
    void k18_beside_1_31_the_old_pool_may_stay() {
        UpgradePlan plan =
                seldom(cluster(List.of("1.30.6"), worker("old", "1.28.15"), worker("new", "1.30.6")), "1.31");

        assertEquals(List.of("CP 1.31", "W 1.31"), shape(plan));
    }

    @Test
    void k19_the_forgotten_node_is_named() {
        UpgradePlan plan = plan(cluster(List.of("1.28.15"), worker("forgotten", "1.25.16")), "1.29");

        assertEquals(
                "node forgotten",
                plan.findings(FindingCode.NODE_MOVES_FIRST).get(0).subject());
    }

    @Test
    void k20_a_node_that_is_not_ready_counts() {
        UpgradePlan plan = plan(cluster(List.of("1.30.6"), A.notReady("lost", "1.28.15")), "1.32");

        assertTrue(has(plan, Severity.WARNING, FindingCode.NODE_NOT_READY));
        assertEquals(
                "1.32",
                plan.findings(FindingCode.SKEW).get(0).hop().orElseThrow().toString());
    }

    @Test
    void k23_a_virtual_node_without_a_version_is_named() {
        ClusterNode virtual =
                new ClusterNode("virtual", "u", Optional.empty(), false, NodeProvision.VIRTUAL, "", true, false, "");

        UpgradePlan plan = plan(cluster(List.of("1.30.6"), virtual), "1.31");

        assertFalse(plan.isBlocked(), plan::toString);
        assertEquals(
                "node virtual",
                plan.findings(FindingCode.NODE_PROVIDER_UNKNOWN).get(0).subject());
    }
}
