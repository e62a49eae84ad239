package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

class FactsReaderTest {
    private static final DrainOptions ALL =
            DrainOptions.defaults().withForce(true).withIgnoreDaemonSets(true).withDeleteEmptyDirData(true);

    @Test
    void a_node_that_does_not_exist_is_named_after_one_request() {
        ReadOnlyCluster cluster = new ReadOnlyCluster();

        MaintenanceException e = assertThrows(MaintenanceException.class, () -> plan(cluster, "worker-9", ALL));

        assertTrue(e.getMessage().contains("node \"worker-9\" not found"), e.getMessage());
        assertEquals(List.of("get nodes worker-9"), cluster.log());
        assertEquals(0, cluster.openSessions());
    }

    @Test
    void D17_each_DaemonSet_is_looked_up_once() {
        ReadOnlyCluster cluster = node().add(
                        Kind.DAEMON_SETS,
                        Workload.of(Document.of("apiVersion", "apps/v1")
                                .with("DaemonSet", "kind")
                                .with("kube-system", "metadata", "namespace")
                                .with("agent", "metadata", "name")));
        for (int i = 0; i < 3; i++) {
            cluster.add(
                    Kind.PODS,
                    APod.named("kube-system/agent-" + i)
                            .controlledBy("apps/v1", "DaemonSet", "agent")
                            .build());
        }

        DrainPlan plan = plan(cluster, "worker-1", ALL);

        assertEquals(
                3, plan.pods().stream().filter(each -> each.has("DAEMON_SET")).count());
        assertEquals(
                List.of(
                        "get nodes worker-1",
                        "list pods spec.nodeName=worker-1",
                        "get daemonsets.apps kube-system/agent"),
                cluster.log());
    }

    @Test
    void D14_and_D15_a_DaemonSet_that_is_gone_differs_from_one_that_can_not_be_read() {
        APod pod = APod.named("kube-system/agent-x").controlledBy("apps/v1", "DaemonSet", "agent");

        DrainPlan gone = plan(node().add(Kind.PODS, pod.build()), "worker-1", ALL);
        DrainPlan unreadable = plan(
                node().add(Kind.PODS, pod.build()).failing("get daemonsets.apps", ApiFailure.Kind.FORBIDDEN),
                "worker-1",
                ALL);

        assertTrue(gone.pods().get(0).has("DAEMON_SET_GONE") && !gone.isRefused(), gone.toString());
        assertTrue(
                unreadable.pods().get(0).has("DAEMON_SET_UNREADABLE") && unreadable.isRefused(), unreadable.toString());
    }

    @Test
    void D20_an_empty_node_has_an_empty_plan_and_no_further_read() {
        ReadOnlyCluster cluster = node();

        DrainPlan plan = plan(cluster, "worker-1", DrainOptions.defaults());

        assertTrue(plan.pods().isEmpty() && !plan.isRefused());
        assertEquals(2, cluster.log().size());
    }

    @Test
    void D21_one_pod_that_refuses_among_ten_is_named_with_every_reason() {
        ReadOnlyCluster cluster = node().add(
                        Kind.PODS,
                        APod.named("shop/naked").volume("tmp", "emptyDir").build());
        for (int i = 0; i < 10; i++) {
            cluster.add(
                    Kind.PODS, APod.named("shop/web-" + i).ofReplicaSet("web").build());
        }

        DrainPlan plan = plan(cluster, "worker-1", DrainOptions.defaults());

        assertTrue(plan.isRefused());
        assertEquals(
                List.of(List.of("LOCAL_STORAGE", "UNMANAGED")),
                plan.refusals().stream()
                        .map(each -> each.reasons().stream().map(Reason::code).toList())
                        .toList());
        assertEquals(
                plan.pods().stream()
                        .sorted((a, b) -> a.pod().compareTo(b.pod()))
                        .toList(),
                plan.pods());
    }

    @Test
    void D22_pods_outside_the_selector_are_not_seen_and_do_not_refuse() {
        ReadOnlyCluster cluster = node().add(
                        Kind.PODS,
                        APod.named("shop/web")
                                .label("app", "web")
                                .ofReplicaSet("web")
                                .build())
                .add(Kind.PODS, APod.named("shop/naked").build())
                .add(
                        Kind.PODS,
                        APod.named("shop/other")
                                .label("app", "x")
                                .ofReplicaSet("x")
                                .build());

        DrainPlan plan =
                plan(cluster, "worker-1", DrainOptions.defaults().withPodSelector(LabelSelector.parse("app=web")));

        assertEquals(
                List.of("shop/web"),
                plan.pods().stream().map(each -> each.pod().toString()).toList());
        assertTrue(!plan.isRefused());
        assertTrue(
                cluster.log().contains("list pods spec.nodeName=worker-1 app=web"),
                cluster.log().toString());
    }

    @Test
    void D24_all_chunks_are_read_and_an_expired_token_restarts_the_list() {
        ReadOnlyCluster cluster = node().failing("list pods spec.nodeName=worker-1 from 4", ApiFailure.Kind.EXPIRED);
        for (int i = 0; i < 5; i++) {
            cluster.add(
                    Kind.PODS, APod.named("shop/web-" + i).ofReplicaSet("web").build());
        }

        DrainPlan plan = plan(cluster, "worker-1", DrainOptions.defaults().withPageSize(2));

        assertEquals(5, plan.pods().size());
        assertEquals(
                List.of("", " from 2", " from 4", "", " from 2", " from 4"),
                cluster.log().stream()
                        .filter(line -> line.startsWith("list pods spec"))
                        .map(line -> line.substring("list pods spec.nodeName=worker-1".length()))
                        .toList());
    }

    @Test
    void D24_a_token_that_expires_again_and_again_ends_the_plan() {
        ReadOnlyCluster cluster = node();
        for (int i = 0; i < 5; i++) {
            cluster.add(
                    Kind.PODS, APod.named("shop/web-" + i).ofReplicaSet("web").build());
            cluster.failing("list pods spec.nodeName=worker-1 from 2", ApiFailure.Kind.EXPIRED);
        }

        assertThrows(
                MaintenanceException.class,
                () -> plan(cluster, "worker-1", DrainOptions.defaults().withPageSize(2)));
    }

    @Test
    void D25_a_list_that_fails_says_what_was_asked_and_which_rights_a_drain_needs() {
        ReadOnlyCluster cluster = node().failing("list pods", ApiFailure.Kind.FORBIDDEN);

        MaintenanceException e = assertThrows(MaintenanceException.class, () -> plan(cluster, "worker-1", ALL));

        assertTrue(e.getMessage().contains("worker-1"), e.getMessage());
        assertTrue(e.getMessage().contains("list pods") && e.getMessage().contains("FORBIDDEN"), e.getMessage());
        assertTrue(e.getMessage().contains("needs to"), e.getMessage());
    }

    @Test
    void without_the_right_to_list_budgets_blockers_are_unknown_and_a_finding_says_so() {
        Dump dump = Dump.load("kubeadm-1.30-ha");
        ReadOnlyCluster cluster =
                ReadOnlyCluster.of(dump).failing("list poddisruptionbudgets", ApiFailure.Kind.FORBIDDEN);

        DrainPlan plan = plan(cluster, "worker-5", ALL);

        assertTrue(plan.findings().stream()
                .anyMatch(each -> each.code().equals("UNKNOWN")
                        && each.text().startsWith("poddisruptionbudgets.policy could not be read")));
        assertTrue(plan.blockers().stream()
                .anyMatch(each -> each.kind() == io.github.kubemaintenance.model.Blocker.Kind.UNKNOWN
                        && each.pod().toString().startsWith("billing/pinned")));
        assertTrue(!plan.isRefused(), plan.toString());
    }

    @Test
    void without_the_right_to_list_autoscalers_never_says_what_it_assumes() {
        Dump dump = Dump.load("kubeadm-1.30-ha");
        ReadOnlyCluster cluster =
                ReadOnlyCluster.of(dump).failing("list horizontalpodautoscalers", ApiFailure.Kind.FORBIDDEN);

        DrainPlan plan = plan(cluster, "worker-5", ALL);

        assertTrue(plan.isRefused(), plan.toString());
        assertTrue(
                plan.blockers().stream().anyMatch(each -> each.explanation().contains("assuming that no autoscaler")));
        assertTrue(plan.findings().stream()
                .anyMatch(each -> each.code().equals("UNKNOWN")
                        && each.text().startsWith("horizontalpodautoscalers.autoscaling could not be read")));
    }

    @Test
    void X01_reading_stays_within_its_part_of_the_request_budget_on_every_node_of_the_dumps() {
        for (String name : Dump.NAMES) {
            Dump dump = Dump.load(name);
            for (Node node : dump.all(Kind.NODES)) {
                for (DrainOptions options : List.of(ALL, DrainOptions.defaults())) {
                    ReadOnlyCluster cluster = ReadOnlyCluster.of(dump);
                    plan(cluster, node.name(), options);
                    int daemonSets = 3;
                    assertTrue(
                            cluster.log().size() <= daemonSets + 3 + FactsReader.EXTRA,
                            () -> node.name() + ": " + cluster.log());
                    assertEquals(cluster.log().stream().distinct().toList(), cluster.log());
                }
            }
        }
    }

    @Test
    void what_was_read_gives_the_plan_that_all_facts_give_but_for_what_was_not_asked() {
        for (String name : Dump.NAMES) {
            Dump dump = Dump.load(name);
            for (Node node : dump.all(Kind.NODES)) {
                DrainPlan read = plan(ReadOnlyCluster.of(dump), node.name(), ALL);
                DrainPlan whole = dump.plan(node.name(), ALL);
                assertEquals(List.of(), read.changesSince(whole), node.name());
                assertEquals(whole.fingerprint(), read.fingerprint());
                assertEquals(
                        whole.blockers().stream()
                                .map(each -> each.pod() + " " + each.kind())
                                .toList(),
                        read.blockers().stream()
                                .map(each -> each.pod() + " " + each.kind())
                                .toList());
            }
        }
    }

    @Test
    void an_interrupt_ends_the_plan_and_keeps_the_flag() {
        ReadOnlyCluster cluster = node();
        Thread.currentThread().interrupt();

        assertThrows(MaintenanceException.class, () -> plan(cluster, "worker-1", ALL));

        assertTrue(Thread.interrupted());
        assertEquals(0, cluster.openSessions());
    }

    private static ReadOnlyCluster node() {
        return new ReadOnlyCluster()
                .add(
                        Kind.NODES,
                        Node.of(Document.of("apiVersion", "v1")
                                .with("Node", "kind")
                                .with("worker-1", "metadata", "name")
                                .with("uid-worker-1", "metadata", "uid")
                                .with(
                                        List.of(java.util.Map.of("type", "Ready", "status", "True")),
                                        "status",
                                        "conditions")));
    }

    private static DrainPlan plan(ReadOnlyCluster cluster, String node, DrainOptions options) {
        return FactsReader.plan(cluster, node, new DrainPlanner(options, List.of()));
    }
}
