package io.github.kubemaintenance.upgrade;

import static io.github.kubemaintenance.upgrade.A.commands;
import static io.github.kubemaintenance.upgrade.A.has;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.UpgradePlanner;
import java.util.List;
import org.junit.jupiter.api.Test;

/** kubeadm's steps and exact commands: the scenarios E01, E05, E15 to E20, D and W of plans. */
class KubeadmPlanTest {
    private final UpgradePlan plan =
            UpgradePlanner.from("1.30.6").to("1.31").nodes(3, 2).plan();

    @Test
    void e01_the_package_of_kubeadm_comes_first_and_exactly() {
        assertEquals(
                List.of(
                        "curl -fsSL https://pkgs.k8s.io/core:/stable:/v1.31/deb/Release.key | gpg --dearmor --yes -o"
                                + " /etc/apt/keyrings/kubernetes-apt-keyring.gpg",
                        "echo 'deb [signed-by=/etc/apt/keyrings/kubernetes-apt-keyring.gpg]"
                                + " https://pkgs.k8s.io/core:/stable:/v1.31/deb/ /' >"
                                + " /etc/apt/sources.list.d/kubernetes.list",
                        "apt-get update",
                        "apt-mark unhold kubeadm",
                        "apt-get install -y kubeadm='1.31.14-*'",
                        "apt-mark hold kubeadm",
                        "kubeadm version -o short",
                        "kubeadm upgrade plan v1.31.14",
                        "kubeadm upgrade apply -y v1.31.14"),
                commands(plan, "1.31/control-plane/control-plane-1"));
    }

    @Test
    void e05_one_apply_then_node_in_name_order_and_no_node_is_drained_twice() {
        List<String> ids = plan.steps().stream().map(UpgradeStep::id).toList();
        assertEquals(
                List.of(
                        "1.31/backup",
                        "1.31/control-plane/control-plane-1",
                        "1.31/control-plane/control-plane-2",
                        "1.31/control-plane/control-plane-3",
                        "1.31/add-ons",
                        "1.31/node/control-plane-1",
                        "1.31/node/control-plane-2",
                        "1.31/node/control-plane-3",
                        "1.31/node/worker-1",
                        "1.31/node/worker-2",
                        "verify"),
                ids);
        long applies = allCommands().stream()
                .filter(each -> each.contains("upgrade apply"))
                .count();
        assertEquals(1, applies);
        for (String node : List.of("control-plane-1", "control-plane-2", "worker-1")) {
            long drains = allCommands().stream()
                    .filter(each -> each.startsWith("kubectl drain " + node + " "))
                    .count();
            assertEquals(1, drains, node);
        }
        assertTrue(commands(plan, "1.31/control-plane/control-plane-2").contains("kubeadm upgrade node"));
    }

    @Test
    void a_worker_step_is_what_the_documentation_says() {
        assertEquals(
                List.of(
                        "apt-mark unhold kubeadm",
                        "apt-get install -y kubeadm='1.31.14-*'",
                        "apt-mark hold kubeadm",
                        "kubeadm upgrade node",
                        "kubectl drain worker-1 --ignore-daemonsets --delete-emptydir-data",
                        "apt-mark unhold kubelet kubectl",
                        "apt-get install -y kubelet='1.31.14-*' kubectl='1.31.14-*'",
                        "apt-mark hold kubelet kubectl",
                        "systemctl daemon-reload",
                        "systemctl restart kubelet",
                        "kubectl uncordon worker-1"),
                commands(plan, "1.31/node/worker-1").subList(3, 14));
    }

    @Test
    void no_plan_moves_every_package_of_a_node() {
        for (PackageFamily family : PackageFamily.values()) {
            UpgradePlan long_ = UpgradePlanner.from("1.10")
                    .to("1.36")
                    .platform(Platform.kubeadm(family))
                    .plan();
            String all = long_.toMarkdown();
            assertFalse(all.contains("apt-get upgrade"), family::toString);
            assertFalse(all.contains("yum update") || all.contains("dnf upgrade"), family::toString);
        }
    }

    @Test
    void e15_a_backup_precedes_every_control_plane_hop() {
        UpgradePlan two = UpgradePlanner.plan("1.30", "1.32");
        for (String hop : List.of("1.31", "1.32")) {
            List<String> ids = two.steps().stream().map(UpgradeStep::id).toList();
            assertTrue(ids.indexOf(hop + "/backup") < ids.indexOf(hop + "/control-plane/control-plane-1"));
            assertTrue(two.step(hop + "/control-plane/control-plane-1").orElseThrow().before().stream()
                    .anyMatch(check -> check.gate() == StepCheck.Gate.BACKUP_VERIFIED));
        }
    }

    @Test
    void e16_add_ons_after_the_last_control_plane_node() {
        List<String> ids = plan.steps().stream().map(UpgradeStep::id).toList();
        assertTrue(ids.indexOf("1.31/add-ons") > ids.indexOf("1.31/control-plane/control-plane-3"));
    }

    @Test
    void e17_the_repository_is_switched_at_every_hop() {
        UpgradePlan hop = UpgradePlanner.plan("1.27", "1.28");
        List<String> commands = commands(hop, "1.28/node/worker-1");

        assertTrue(commands.get(1).contains("/v1.28/deb/"));
        assertTrue(commands.contains("apt-get install -y kubeadm='1.28.15-*'"));
    }

    @Test
    void e18_the_old_form_below_1_24_with_the_finding_that_its_packages_are_gone() {
        UpgradePlan old = UpgradePlanner.from("1.11").to("1.12.0").plan();

        assertEquals(
                List.of(
                        "apt-get install -y --allow-change-held-packages kubeadm=1.12.0-00",
                        "apt-mark hold kubeadm",
                        "kubeadm upgrade node config --kubelet-version v1.12.0",
                        "kubectl drain worker-1 --ignore-daemonsets --delete-local-data",
                        "apt-get install -y --allow-change-held-packages kubelet=1.12.0-00 kubectl=1.12.0-00",
                        "apt-mark hold kubelet kubectl",
                        "systemctl daemon-reload",
                        "systemctl restart kubelet",
                        "kubectl uncordon worker-1"),
                commands(old, "1.12/node/worker-1"));
        assertTrue(has(old, Severity.WARNING, FindingCode.PACKAGES_GONE));
        assertFalse(has(plan, Severity.WARNING, FindingCode.PACKAGES_GONE));
        assertTrue(commands(old, "1.12/control-plane/control-plane-2")
                .contains("kubeadm upgrade node experimental-control-plane"));
    }

    @Test
    void e19_the_excludes_of_yum_and_dnf() {
        UpgradeRequest request = UpgradePlanner.from("1.30").to("1.31");

        assertTrue(commands(
                        request.platform(Platform.kubeadm(PackageFamily.RPM)).plan(), "1.31/node/worker-1")
                .contains("yum install -y kubelet-'1.31.14-*' kubectl-'1.31.14-*' --disableexcludes=kubernetes"));
        assertTrue(commands(
                        request.platform(Platform.kubeadm(PackageFamily.RPM_DNF5))
                                .plan(),
                        "1.31/node/worker-1")
                .contains("dnf install -y kubelet-'1.31.14-*' kubectl-'1.31.14-*'"
                        + " --setopt=disable_excludes=kubernetes"));
    }

    @Test
    void e20_the_way_back_of_a_control_plane_says_what_is_lost() {
        String back = String.join(
                " ",
                plan.step("1.31/control-plane/control-plane-1").orElseThrow().wayBack());

        assertTrue(back.contains("kubeadm-backup-manifests") && back.contains("lost"), back);
    }

    @Test
    void the_verification_tells_api_server_and_kubelet_apart() {
        List<StepCheck> plane =
                plan.step("1.31/control-plane/control-plane-1").orElseThrow().after();
        List<StepCheck> node =
                plan.step("1.31/node/control-plane-1").orElseThrow().after();

        assertTrue(plane.stream()
                .anyMatch(check -> check.gate() == StepCheck.Gate.API_SERVER_VERSION
                        && check.command().contains("kube-apiserver-control-plane-1")));
        assertTrue(node.stream()
                .anyMatch(check -> check.gate() == StepCheck.Gate.KUBELET_VERSION
                        && check.command().equals("kubectl get node control-plane-1")));
    }

    @Test
    void the_documentation_of_the_hop_is_named() {
        assertTrue(plan.step("1.31/control-plane/control-plane-1").orElseThrow().before().stream()
                .anyMatch(check -> check.text().contains("https://v1-31.docs.kubernetes.io/")));
    }

    @Test
    void x02_a_node_that_was_cordoned_stays_cordoned() {
        ClusterNode node = new ClusterNode(
                "w",
                "u",
                java.util.Optional.of(A.version("1.30.6")),
                false,
                NodeProvision.IN_PLACE,
                "",
                true,
                true,
                "");
        UpgradePlan it = UpgradePlanner.to("1.31").plan(A.cluster(List.of("1.30.6"), node));

        assertFalse(commands(it, "1.31/node/w").stream().anyMatch(each -> each.contains("uncordon")));
        assertTrue(has(it, Severity.INFO, FindingCode.NODE_CORDONED));
    }

    @Test
    void w07_a_single_node_is_not_drained_and_the_outage_is_named() {
        UpgradePlan it = UpgradePlanner.to("1.31").plan(A.cluster(List.of("1.30.6")));

        assertTrue(has(it, Severity.WARNING, FindingCode.SINGLE_NODE));
        assertTrue(has(it, Severity.WARNING, FindingCode.CONTROL_PLANE_NOT_REDUNDANT));
        assertFalse(commands(it, "1.31/node/cp-1").stream().anyMatch(each -> each.contains("drain")));
    }

    private List<String> allCommands() {
        return plan.steps().stream()
                .flatMap(step -> step.commands().stream())
                .map(StepCommand::text)
                .toList();
    }
}
