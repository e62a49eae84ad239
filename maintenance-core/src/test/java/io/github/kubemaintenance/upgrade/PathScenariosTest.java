package io.github.kubemaintenance.upgrade;

import static io.github.kubemaintenance.upgrade.A.has;
import static io.github.kubemaintenance.upgrade.A.minors;
import static io.github.kubemaintenance.upgrade.A.version;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.UpgradePlanner;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and versions: the scenarios P01 to P23. */
class PathScenariosTest {
    @Test
    void p01_from_1_10_to_1_13_passes_every_minor() {
        UpgradePlan plan = UpgradePlanner.plan("1.10", "1.13");

        assertEquals(minors("1.11", "1.12", "1.13"), plan.path());
        assertFalse(plan.isBlocked(), plan::toString);
        assertEquals(List.of("CP 1.11", "W 1.11", "CP 1.12", "W 1.12", "CP 1.13", "W 1.13"), A.shape(plan));
    }

    @Test
    void p01_workers_may_move_less_often() {
        UpgradePlan plan =
                UpgradePlanner.from("1.10").to("1.13").pace(WorkerPace.SELDOM).plan();

        assertEquals(List.of("CP 1.11", "CP 1.12", "W 1.12", "CP 1.13", "W 1.13"), A.shape(plan));
    }

    @Test
    void p02_a_provider_passes_1_26_on_the_way_from_1_25_to_1_27() {
        UpgradePlan plan = UpgradePlanner.from("1.25")
                .to("1.27")
                .platform(Platform.MANAGED)
                .plan();

        assertEquals(minors("1.26", "1.27"), plan.path());
        assertFalse(plan.isBlocked(), plan::toString);
    }

    @Test
    void p04_the_same_version_is_an_empty_plan() {
        UpgradePlan plan = UpgradePlanner.plan("1.30.4", "1.30.4");

        assertTrue(plan.steps().isEmpty());
        assertTrue(plan.path().isEmpty());
        assertFalse(plan.isBlocked());
        assertTrue(has(plan, Severity.INFO, FindingCode.SAME_VERSION));
        assertTrue(UpgradePlanner.plan("1.30", "1.30").steps().isEmpty());
    }

    @Test
    void p05_a_patch_release_is_one_hop_without_a_gate_of_removed_apis() {
        UpgradePlan plan = UpgradePlanner.plan("1.30.4", "1.30.9");

        assertEquals(List.of(version("1.30.9")), plan.hops());
        assertFalse(plan.isBlocked());
        assertTrue(plan.steps().stream()
                .flatMap(step -> step.before().stream())
                .noneMatch(check -> check.gate() == StepCheck.Gate.NO_REMOVED_API));
    }

    @Test
    void p06_an_older_patch_release_is_warned_of() {
        UpgradePlan plan = UpgradePlanner.plan("1.30.9", "1.30.4");

        assertTrue(has(plan, Severity.WARNING, FindingCode.PATCH_DOWNGRADE));
        assertFalse(plan.isBlocked());
        assertEquals(List.of(version("1.30.4")), plan.hops());
        assertTrue(plan.step("1.30/control-plane/control-plane-1").isPresent());
    }

    @Test
    void p07_an_older_minor_is_refused() {
        UpgradePlan plan = UpgradePlanner.plan("1.30", "1.29");

        assertTrue(has(plan, Severity.BLOCKER, FindingCode.DOWNGRADE));
        assertTrue(plan.steps().isEmpty());
    }

    @Test
    void p08_1_10_comes_after_1_9() {
        UpgradePlan plan = UpgradePlanner.plan("1.9", "1.10");

        assertEquals(minors("1.10"), plan.path());
        assertFalse(plan.isBlocked(), plan::toString);
    }

    @Test
    void p09_yaml_has_turned_1_30_into_1_3() {
        UpgradePlan plan = UpgradePlanner.from("1.3").to("1.31").plan(Inventory.assumed(version("1.30.6"), 1, 1));

        assertTrue(has(plan, Severity.BLOCKER, FindingCode.FROM_MISMATCH));
        assertTrue(plan.findings(FindingCode.FROM_MISMATCH).get(0).remedy().contains("quotes"));
        UpgradePlan blind = UpgradePlanner.plan("1.3", "1.31");
        assertTrue(blind.isBlocked());
        assertTrue(blind.findings(FindingCode.FROM_UNKNOWN).get(0).text().contains("quotes"));
    }

    @Test
    void p10_a_vendors_suffix_is_no_pre_release() {
        UpgradePlan plan = UpgradePlanner.plan("v1.27.16-eks-a737599", "1.28");

        assertEquals(minors("1.28"), plan.path());
        assertFalse(plan.isBlocked(), plan::toString);
        assertFalse(plan.findings().stream().anyMatch(each -> each.code().equals(FindingCode.PRE_RELEASE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.20.11+k3s1", "v1.33.4-gke.1036000", "v1.31.4+rke2r1", "27+"})
    void p11_p12_versions_of_the_field(String text) {
        String full = text.equals("27+") ? "1.27+" : text;
        int minor = Integer.parseInt(full.replaceAll("^v?1\\.(\\d+).*", "$1"));

        UpgradePlan plan = UpgradePlanner.plan(full, "1." + (minor + 1));

        assertEquals(minors("1." + (minor + 1)), plan.path());
        assertFalse(plan.isBlocked(), plan::toString);
    }

    @Test
    void p13_a_release_candidate_has_to_be_allowed() {
        UpgradePlan refused = UpgradePlanner.plan("1.35.2", "1.36.0-rc.0");
        assertTrue(has(refused, Severity.BLOCKER, FindingCode.PRE_RELEASE));
        assertTrue(refused.steps().isEmpty());

        UpgradePlan allowed = UpgradePlanner.from("1.35.2")
                .to("1.36.0-rc.0")
                .allowReleaseCandidates()
                .plan();
        assertTrue(has(allowed, Severity.WARNING, FindingCode.PRE_RELEASE));
        assertFalse(allowed.isBlocked(), allowed::toString);
        assertEquals(minors("1.36"), allowed.path());
    }

    @Test
    void p14_a_beta_needs_more_than_candidates_to_be_allowed() {
        UpgradeRequest request = UpgradePlanner.from("1.35.2").to("1.36.0-beta.1");

        assertTrue(has(request.allowReleaseCandidates().plan(), Severity.BLOCKER, FindingCode.PRE_RELEASE));
        assertFalse(request.allowPreReleases().plan().isBlocked());
    }

    @Test
    void p15_pre_releases_are_in_order() {
        List<String> ascending = List.of(
                "1.36.0-alpha.2",
                "1.36.0-alpha.10",
                "1.36.0-beta.0",
                "1.36.0-rc.0",
                "1.36.0",
                "1.36.1",
                "1.37.0-alpha.0");
        for (int i = 1; i < ascending.size(); i++) {
            assertTrue(Versions.isBelow(version(ascending.get(i - 1)), version(ascending.get(i))), ascending.get(i));
        }
    }

    @Test
    void p16_a_release_candidate_becomes_the_release_like_a_patch() {
        UpgradePlan plan = UpgradePlanner.plan("1.36.0-rc.1", "1.36.0");

        assertEquals(List.of(version("1.36.0")), plan.hops());
        assertFalse(plan.isBlocked(), plan::toString);
    }

    @Test
    void p17_five_hops_and_workers_at_1_34_at_the_latest() {
        UpgradePlan plan =
                UpgradePlanner.from("1.31").to("1.36").pace(WorkerPace.SELDOM).plan();

        assertEquals(List.of("CP 1.32", "CP 1.33", "CP 1.34", "W 1.34", "CP 1.35", "CP 1.36", "W 1.36"), A.shape(plan));
    }

    @Test
    void p18_versions_that_nobody_knows_are_not_invented() {
        UpgradePlan plan = UpgradePlanner.plan("1.35", "1.40");

        assertTrue(has(plan, Severity.BLOCKER, FindingCode.TARGET_UNKNOWN));
        assertTrue(plan.path().isEmpty());
    }

    @Test
    void p19_a_target_past_its_end_is_warned_of_with_the_date() {
        UpgradePlan plan = UpgradePlanner.from("1.27")
                .to("1.28")
                .asOf(LocalDate.of(2026, 1, 1))
                .plan();

        assertTrue(has(plan, Severity.WARNING, FindingCode.TARGET_END_OF_LIFE));
        assertTrue(plan.findings(FindingCode.TARGET_END_OF_LIFE).get(0).text().contains("2024-10-28"));
        assertFalse(plan.isBlocked());
    }

    @Test
    void p20_another_major_is_refused() {
        assertTrue(has(UpgradePlanner.plan("1.36", "2.0"), Severity.BLOCKER, FindingCode.OTHER_MAJOR));
    }

    @Test
    void p21_every_hop_is_the_newest_known_patch_release() {
        assertEquals(
                List.of(version("1.32.13"), version("1.33.13")),
                UpgradePlanner.plan("1.31", "1.33").hops());
    }

    @Test
    void p22_where_no_patch_release_is_known_it_stays_open() {
        UpgradePlan plan = UpgradePlanner.plan("1.36", "1.37");

        assertEquals(List.of(version("1.37")), plan.hops());
        assertTrue(has(plan, Severity.WARNING, FindingCode.PATCH_OPEN));
        assertTrue(A.commands(plan, "1.37/control-plane/control-plane-1")
                .contains("kubeadm upgrade apply -y v1.37.PATCH"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "v1.x", "", "1.30.4.5", "1.030", "latest"})
    void p23_malformed_versions_fail_at_the_call(String text) {
        assertThrows(IllegalArgumentException.class, () -> UpgradePlanner.plan(text, "1.31"));
        assertThrows(IllegalArgumentException.class, () -> UpgradePlanner.plan("1.30", text));
        assertThrows(
                IllegalArgumentException.class,
                () -> UpgradePlanner.from("1.30").to("1.31").via(text));
    }

    @Test
    void skipping_in_place_is_refused_however_it_is_asked() {
        UpgradePlan asked = UpgradePlanner.from("1.30").to("1.33").via("1.32").plan();
        assertTrue(has(asked, Severity.BLOCKER, FindingCode.SKIPS_MINOR));
        assertTrue(asked.findings(FindingCode.SKIPS_MINOR).get(0).remedy().contains("1.31"));

        assertFalse(UpgradePlanner.from("1.30")
                .to("1.33")
                .via("1.31", "1.32")
                .plan()
                .isBlocked());
        assertTrue(
                has(UpgradePlanner.from("1.30").to("1.32").via("1.34").plan(), Severity.BLOCKER, FindingCode.BAD_PATH));
    }

    @Test
    void a_platform_that_skips_is_caught_by_the_walk() {
        Platform hasty = new Platform() {
            @Override
            public String name() {
                return "hasty";
            }

            @Override
            public List<UpgradeStep> steps(Route route) {
                return List.of(UpgradeStep.of("jump", StepKind.CONTROL_PLANE_MANAGED, route.to(), "Jump")
                        .changing(Steps.controlPlaneTo("control-plane-1", route.to())));
            }
        };

        UpgradePlan plan = UpgradePlanner.from("1.30")
                .to("1.32")
                .platform(hasty)
                .nodes(1, 1)
                .plan();

        assertTrue(has(plan, Severity.BLOCKER, FindingCode.SKIPS_MINOR), plan::toString);
    }

    @Test
    void a_request_without_a_start_needs_a_cluster() {
        assertThrows(
                IllegalStateException.class, () -> UpgradePlanner.to("1.31").plan());
        assertThrows(
                IllegalArgumentException.class, () -> UpgradePlanner.to("1.31").nodes(-1, 0));
    }

    @Test
    void a18_an_acknowledged_blocker_is_a_warning_that_says_so() {
        UpgradeRequest request = UpgradePlanner.from("1.29").to("1.31");
        Inventory at130 = Inventory.assumed(version("1.30.6"), 1, 1);

        UpgradePlan plan = request.acknowledge(FindingCode.FROM_MISMATCH).plan(at130);

        assertTrue(request.plan(at130).isBlocked());
        assertFalse(plan.isBlocked(), plan::toString);
        assertTrue(plan.findings(FindingCode.FROM_MISMATCH).get(0).acknowledged());
    }
}
