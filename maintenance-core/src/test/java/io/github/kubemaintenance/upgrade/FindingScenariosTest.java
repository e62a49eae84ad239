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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Findings about what runs: the scenarios D01 to D03, E06, E09 to E14, N05 to N10 and W01 of upgrades. */
class FindingScenariosTest {
    private static final Platform LOCAL = Platform.KUBEADM;

    private static UpgradePlan plan(MockCluster cluster) {
        return UpgradePlanner.to("1.33").plan(cluster);
    }

    private static Inventory etcd(Inventory it, boolean external, String... versions) {
        return new Inventory(
                it.controlPlane(),
                it.nodes(),
                it.proxy(),
                it.kubectl(),
                List.of(versions).stream().map(KubernetesVersion::parse).toList(),
                external,
                true);
    }

    private static List<UpgradeFinding> etcdFindings(String from, String to, boolean external, String... versions) {
        return UpgradePlanner.to(to)
                .plan(etcd(A.cluster(List.of(from)), external, versions))
                .findings(FindingCode.ETCD_GATE);
    }

    @Test
    void d01_a_budget_that_never_opens_is_named_with_its_pod() {
        UpgradePlan plan = plan(Clusters.kubeadm());

        UpgradeFinding found = plan.findings(FindingCode.BUDGET_NEVER).stream()
                .filter(each -> each.subject().equals("budget billing/pinned"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(plan.toString()));
        assertEquals(Severity.BLOCKER, found.severity());
        assertTrue(found.evidence().get(0).startsWith("pod billing/"), found.evidence()::toString);
        assertTrue(plan.isBlocked());
    }

    @Test
    void d02_two_budgets_on_a_pod() {
        Document second = Document.of("apiVersion", "policy/v1")
                .with("PodDisruptionBudget", "kind")
                .with("second", "metadata", "name")
                .with("shop", "metadata", "namespace")
                .with("uid-second", "metadata", "uid")
                .with(1, "spec", "maxUnavailable")
                .with(Map.of("app", "web"), "spec", "selector", "matchLabels");
        Document third = second.with("third", "metadata", "name").with("uid-third", "metadata", "uid");

        UpgradePlan plan = plan(Clusters.kubeadm(item -> item, second, third));

        assertTrue(has(plan, Severity.BLOCKER, FindingCode.TWO_BUDGETS), plan::toString);
    }

    @Test
    void d03_a_bare_pod_blocks_unless_acknowledged() {
        UpgradePlan plan = plan(Clusters.kubeadm());

        assertTrue(plan.findings(FindingCode.BARE_POD).stream()
                .anyMatch(each -> each.subject().equals("pod logs/debug-shell")));
        UpgradePlan acknowledged = UpgradePlanner.to("1.33")
                .acknowledge("BARE_POD:pod logs/debug-shell", FindingCode.BUDGET_NEVER)
                .plan(Clusters.kubeadm());
        assertFalse(acknowledged.isBlocked(), acknowledged::toString);
    }

    @Test
    void single_replicas_are_listed() {
        assertTrue(has(plan(Clusters.kubeadm()), Severity.WARNING, FindingCode.SINGLE_REPLICA));
    }

    @Test
    void the_dumps_helm_release_is_found_and_its_superseded_revision_is_not() {
        UpgradePlan plan = plan(Clusters.kubeadm());

        UpgradeFinding unread = plan.findings(FindingCode.UNREADABLE).stream()
                .filter(each -> each.subject().equals("manifests"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(plan.toString()));
        assertEquals(1, unread.evidence().size(), unread.evidence()::toString);
        assertTrue(unread.evidence().get(0).contains("legacy-app.v3"), unread.evidence()::toString);
    }

    @Test
    void no_backup_is_known_until_somebody_says_so() {
        assertTrue(has(plan(Clusters.kubeadm()), Severity.WARNING, FindingCode.BACKUP_MISSING));
        UpgradeRequest request = UpgradePlanner.to("1.33");
        assertTrue(request.verifiedBackup(Clusters.NOW.minus(Duration.ofHours(1)))
                .plan(Clusters.kubeadm())
                .findings(FindingCode.BACKUP_MISSING)
                .isEmpty());
        assertTrue(has(
                request.verifiedBackup(Clusters.NOW.minus(Duration.ofDays(3))).plan(Clusters.kubeadm()),
                Severity.WARNING,
                FindingCode.BACKUP_MISSING));
    }

    @Test
    void e06_a_control_plane_node_that_is_not_ready_refuses() {
        UpgradePlan plan = plan(Clusters.kubeadm(item -> item.kind().equals("Node")
                        && item.name().equals("cp-2")
                ? item.with(List.of(Document.of("type", "Ready").with("False", "status")), "status", "conditions")
                : item));

        assertTrue(has(plan, Severity.BLOCKER, FindingCode.CONTROL_PLANE_NOT_READY), plan::toString);
        assertFalse(UpgradePlanner.to("1.33")
                .acknowledge(FindingCode.CONTROL_PLANE_NOT_READY, FindingCode.BARE_POD, FindingCode.BUDGET_NEVER)
                .plan(etcd(A.cluster(List.of("1.30.6")), false, "3.5.15-0"))
                .isBlocked());
    }

    @Test
    void e08_e09_etcd_3_5_26_is_enough_for_1_34() {
        assertEquals(
                Severity.BLOCKER,
                etcdFindings("1.33.1", "1.34", false, "3.5.24-0").get(0).severity());
        assertTrue(etcdFindings("1.33.1", "1.34", false, "3.5.26-0").isEmpty());
        assertEquals(
                Severity.BLOCKER,
                etcdFindings("1.33.1", "1.34", false, "3.5.26-0", "3.5.24-0", "3.5.26-0")
                        .get(0)
                        .severity());
    }

    @Test
    void e10_external_etcd_is_its_owners() {
        UpgradePlan plan = UpgradePlanner.to("1.34").plan(etcd(A.cluster(List.of("1.33.1")), true, "3.5.19"));

        assertTrue(has(plan, Severity.BLOCKER, FindingCode.ETCD_GATE));
        assertTrue(has(plan, Severity.WARNING, FindingCode.ETCD_EXTERNAL));
        assertTrue(
                plan.step("1.34/backup").orElseThrow().commands().get(0).text().startsWith("etcdctl"));
    }

    @Test
    void e11_etcd_3_6_11_before_1_37() {
        assertEquals(
                Severity.BLOCKER,
                etcdFindings("1.36.1", "1.37", false, "3.6.8-0").get(0).severity());
        assertTrue(etcdFindings("1.36.1", "1.37", false, "3.6.11-0").isEmpty());
    }

    @Test
    void e12_no_step_takes_etcd_back() {
        UpgradePlan plan = UpgradePlanner.to("1.36").plan(etcd(A.cluster(List.of("1.35.1")), false, "3.6.12-0"));

        assertTrue(plan.findings(FindingCode.ETCD_GATE).isEmpty());
        assertFalse(plan.toMarkdown().contains("3.6.8"));
    }

    @Test
    void e13_an_etcd_member_that_is_not_ready_refuses() {
        UpgradePlan plan = plan(Clusters.kubeadm(item -> item.name().equals("etcd-cp-3")
                ? item.with(List.of(Document.of("type", "Ready").with("False", "status")), "status", "conditions")
                : item));

        assertEquals(
                "etcd on cp-3", plan.findings(FindingCode.ETCD_UNHEALTHY).get(0).subject());
    }

    @Test
    void e14_few_members_tolerate_no_loss() {
        for (String[] members : new String[][] {{"3.5.26"}, {"3.5.26", "3.5.26"}}) {
            UpgradePlan plan = UpgradePlanner.to("1.34").plan(etcd(A.cluster(List.of("1.33.1")), false, members));
            assertTrue(has(plan, Severity.WARNING, FindingCode.ETCD_NO_TOLERANCE));
        }
    }

    @Test
    void n01_n02_karpenter_alone_or_beside_others_makes_the_same_steps() {
        ClusterNode one = karpenter("k-1");
        ClusterNode group = new ClusterNode(
                "a-1",
                "u",
                Optional.of(A.version("1.31.9")),
                false,
                NodeProvision.SELF_MANAGED_GROUP,
                "legacy",
                true,
                false,
                "");
        UpgradePlan alone = eks("1.32", one);
        UpgradePlan before = eks("1.32", one, group);
        UpgradePlan after = eks("1.32", group, one);

        assertTrue(alone.step("1.32/karpenter-pool/default").isPresent());
        assertTrue(alone.steps().stream().noneMatch(step -> step.kind() == StepKind.SELF_MANAGED_GROUP));
        assertEquals(before, after);
        assertEquals(
                List.of("k-1"),
                before.step("1.32/karpenter-pool/default").orElseThrow().nodes());
    }

    @Test
    void n04_a_pinned_image_is_warned_of() {
        Document pinned = Document.of("apiVersion", "karpenter.k8s.aws/v1")
                .with("EC2NodeClass", "kind")
                .with("pinned", "metadata", "name")
                .with("uid-pinned", "metadata", "uid")
                .with(List.of(Document.of("id", "ami-123")), "spec", "amiSelectorTerms");

        UpgradePlan plan = UpgradePlanner.to("1.32").plan(Clusters.eks(pinned));

        assertEquals(
                "EC2NodeClass pinned",
                plan.findings(FindingCode.KARPENTER_PINNED).get(0).subject());
    }

    @Test
    void n05_karpenter_is_upgraded_before_the_control_plane() {
        UpgradePlan plan =
                UpgradePlanner.to("1.33").plan(Clusters.eks(deployment("karpenter", "karpenter/controller:1.4.0")));

        assertEquals("1.33", plan.findings(FindingCode.KARPENTER_VERSION).get(0).subject());
        List<String> ids = plan.steps().stream().map(UpgradeStep::id).toList();
        assertTrue(ids.indexOf("1.33/karpenter") < ids.indexOf("1.33/control-plane"));
        assertTrue(plan.step("1.33/karpenter").orElseThrow().title().contains("1.5.0"));
    }

    @Test
    void n07_a_node_that_nobody_is_known_to_provide_is_named() {
        ClusterNode stranger = new ClusterNode(
                "who", "u", Optional.of(A.version("1.31.1")), false, NodeProvision.UNKNOWN, "", true, false, "");

        UpgradePlan plan = eks("1.32", stranger);

        assertEquals(
                "node who",
                plan.findings(FindingCode.NODE_PROVIDER_UNKNOWN).get(0).subject());
        assertTrue(plan.steps().stream().noneMatch(step -> step.nodes().contains("who")));
    }

    @Test
    void n08_there_is_no_amazon_linux_2_from_1_33_on() {
        ClusterNode old = new ClusterNode(
                "m-1",
                "u",
                Optional.of(A.version("1.32.1")),
                false,
                NodeProvision.MANAGED_GROUP,
                "blue",
                true,
                false,
                "Amazon Linux 2");

        assertEquals(1, images(old, "1.33").size());
        assertTrue(images(old, "1.32").isEmpty());
    }

    private static List<UpgradeFinding> images(ClusterNode node, String to) {
        UpgradePlan plan = eks(to, node);
        Route route = new Route(
                plan.from(), plan.to(), plan.hops(), List.of(), plan.inventory(), plan.strategy(), Timings.defaults());
        UpgradeFacts facts = new UpgradeFacts(Clusters.NOW, Optional.empty(), List.of(), Map.of(), Map.of(), Map.of());
        return AddOnFindings.of(facts, route, Platform.EKS, Told.nothing());
    }

    @Test
    void n09_too_few_free_addresses() {
        UpgradeRequest request = UpgradePlanner.to("1.32");

        assertTrue(has(request.freeAddresses(4).plan(Clusters.eks()), Severity.BLOCKER, FindingCode.FREE_ADDRESSES));
        assertTrue(request.freeAddresses(5)
                .plan(Clusters.eks())
                .findings(FindingCode.FREE_ADDRESSES)
                .isEmpty());
    }

    @Test
    void n10_the_load_balancer_controller_before_1_25() {
        MockCluster cluster = MockCluster.builder()
                .version("1.24")
                .node("w")
                .objects(List.of(deployment("aws-load-balancer-controller", "lbc:v2.4.4")))
                .build();

        UpgradePlan plan = UpgradePlanner.to("1.25").platform(Platform.EKS).plan(cluster);

        assertEquals(
                "aws-load-balancer-controller",
                plan.findings(FindingCode.ADD_ON_VERSION).get(0).subject());
    }

    @Test
    void r01_eks_goes_back_within_seven_days_nodes_first() {
        Inventory inventory = new Inventory(
                List.of(ControlPlaneMember.of(Inventory.PROVIDER, A.version("1.32"))),
                List.of(group("moved", "1.32.4"), group("left", "1.31.9")),
                Optional.of(A.version("1.32.1")),
                Optional.empty(),
                List.of(),
                false,
                true);

        UpgradePlan plan = UpgradePlanner.to("1.31")
                .platform(Platform.eksRollback(Duration.ofDays(5)))
                .plan(inventory);

        assertFalse(plan.isBlocked(), plan::toString);
        assertEquals(
                List.of("1.31/managed-group/blue", "1.31/add-ons", "1.31/control-plane", "verify"),
                plan.steps().stream().map(UpgradeStep::id).toList());
        assertEquals(List.of("moved"), plan.steps().get(0).nodes());
        assertTrue(has(plan, Severity.WARNING, FindingCode.ROLLBACK));
    }

    @Test
    void r02_later_or_further_back_is_refused() {
        Inventory inventory = Inventory.assumed(A.version("1.32"), 0, 0);

        assertTrue(has(
                UpgradePlanner.to("1.31")
                        .platform(Platform.eksRollback(Duration.ofDays(8)))
                        .plan(inventory),
                Severity.BLOCKER,
                FindingCode.ROLLBACK));
        assertTrue(has(
                UpgradePlanner.to("1.30")
                        .platform(Platform.eksRollback(Duration.ofDays(1)))
                        .plan(inventory),
                Severity.BLOCKER,
                FindingCode.DOWNGRADE));
        assertTrue(has(
                UpgradePlanner.to("1.31").platform(Platform.EKS).plan(inventory),
                Severity.BLOCKER,
                FindingCode.DOWNGRADE));
    }

    private static ClusterNode group(String name, String version) {
        return new ClusterNode(
                name,
                "u-" + name,
                Optional.of(A.version(version)),
                false,
                NodeProvision.MANAGED_GROUP,
                "blue",
                true,
                false,
                "");
    }

    @Test
    void w01_all_at_once_with_budgets_blocks_unless_acknowledged() {
        UpgradePlan plan =
                UpgradePlanner.to("1.33").workers(WorkerStrategy.allAtOnce()).plan(Clusters.kubeadm());

        assertTrue(has(plan, Severity.BLOCKER, FindingCode.ALL_AT_ONCE_BUDGETS));
        assertEquals(Duration.ofMinutes(5).multipliedBy(3), plan.estimate().workers());
    }

    @Test
    void what_cannot_be_read_is_unknown() {
        MockCluster cluster = Clusters.of("kubeadm-1.30-ha", "1.30", item -> item)
                .missing(Kind.BUDGETS)
                .build();

        UpgradePlan plan = plan(cluster);

        assertTrue(plan.findings(FindingCode.UNREADABLE).stream()
                .anyMatch(each ->
                        each.subject().equals("poddisruptionbudgets.policy") && each.severity() == Severity.UNKNOWN));
        assertTrue(plan.findings(FindingCode.BUDGET_NEVER).isEmpty());
    }

    @Test
    void an_empty_cluster_has_a_plan_for_its_control_plane() {
        UpgradePlan plan = UpgradePlanner.to("1.35")
                .platform(LOCAL)
                .plan(MockCluster.builder().version("1.34").build());

        assertTrue(has(plan, Severity.UNKNOWN, FindingCode.NO_NODES), plan::toString);
        assertEquals(A.minors("1.35"), plan.path());
    }

    private static ClusterNode karpenter(String name) {
        return new ClusterNode(
                name,
                "u",
                Optional.of(A.version("1.31.9")),
                false,
                NodeProvision.KARPENTER,
                "default",
                true,
                false,
                "");
    }

    private static UpgradePlan eks(String to, ClusterNode... nodes) {
        Inventory inventory = new Inventory(
                List.of(ControlPlaneMember.of(Inventory.PROVIDER, A.version("1.31"))),
                List.of(nodes),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                true);
        return UpgradePlanner.to(to).platform(Platform.EKS).plan(inventory);
    }

    private static Document deployment(String name, String image) {
        return Document.of("apiVersion", "apps/v1")
                .with("Deployment", "kind")
                .with(name, "metadata", "name")
                .with("kube-system", "metadata", "namespace")
                .with("uid-" + name, "metadata", "uid")
                .with(0, "spec", "replicas")
                .with(Map.of("app", name), "spec", "selector", "matchLabels")
                .with(Map.of("app", name), "spec", "template", "metadata", "labels")
                .with(
                        List.of(Document.of("name", "it").with(image, "image")),
                        "spec",
                        "template",
                        "spec",
                        "containers");
    }
}
