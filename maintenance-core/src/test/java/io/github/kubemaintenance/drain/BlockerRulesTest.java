package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Blocker.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Scenario P01: what blocks, whether it ends by itself, and what is to be changed; the states of reference 2.7 by number. */
class BlockerRulesTest {
    @Test
    void P01_state_1_two_budgets_on_one_pod_block_for_ever_and_are_both_named() {
        DrainFacts facts = facts(
                List.of(web(1).build()),
                ABudget.named("shop/b")
                        .guarding("web")
                        .maxUnavailable(1L)
                        .status(1, 3, 2, 3)
                        .build(),
                ABudget.named("shop/a")
                        .guarding("web")
                        .maxUnavailable(1L)
                        .status(1, 3, 2, 3)
                        .build());

        Blocker blocker = only(facts);

        check(blocker, Kind.NEVER, "TWO_BUDGETS", "a, b in shop", "spec.selector");
        assertEquals(List.of("a", "b"), blocker.budgets());
    }

    @Test
    void P01_state_1_does_not_hold_a_pending_a_finished_or_a_terminating_pod() {
        DrainFacts facts = facts(
                List.of(
                        web(1).phase("Pending").build(),
                        web(2).phase("Succeeded").build(),
                        web(3).deletionDue(Dump.NOW.plusSeconds(30)).build()),
                ABudget.named("shop/b").guarding("web").maxUnavailable(0L).build(),
                ABudget.named("shop/a").guarding("web").maxUnavailable(0L).build());

        assertEquals(List.of(), blockers(facts));
    }

    @Test
    void P01_state_2_a_budget_that_allows_nothing_blocks_for_ever() {
        for (ABudget budget : List.of(
                ABudget.named("shop/web").maxUnavailable(0L),
                ABudget.named("shop/web").maxUnavailable("0%"),
                ABudget.named("shop/web").minAvailable("100%"),
                ABudget.named("shop/web"))) {
            Blocker blocker = only(
                    facts(List.of(web(1).build()), budget.status(0, 3, 3, 3).build()));

            check(blocker, Kind.NEVER, "BUDGET_ALLOWS_NONE", "budget shop/web", "budget");
            assertEquals(List.of("web"), blocker.budgets());
        }
    }

    @Test
    void P01_state_2_lets_an_unready_pod_go_that_the_budget_always_allows() {
        DrainFacts facts = facts(
                List.of(web(1).unready().build()),
                ABudget.named("shop/web")
                        .maxUnavailable(0L)
                        .with("AlwaysAllow", "spec", "unhealthyPodEvictionPolicy")
                        .status(0, 2, 3, 3)
                        .build());

        assertEquals(List.of(), blockers(facts));
    }

    @Test
    void P01_state_3_a_number_as_large_as_the_replicas_blocks_for_ever() {
        Blocker one = only(facts(
                List.of(web(1).build()),
                ABudget.named("shop/web").minAvailable(1L).status(0, 1, 1, 1).build()));
        Blocker more = only(facts(
                List.of(web(1).build()),
                ABudget.named("shop/web").minAvailable(5L).status(0, 3, 5, 3).build()));

        check(one, Kind.NEVER, "BUDGET_WANTS_ALL", "minAvailable 1", "spec.replicas of Deployment shop/web");
        check(more, Kind.NEVER, "BUDGET_WANTS_ALL", "minAvailable 5", "maxUnavailable: 1");
    }

    @Test
    void P01_state_3_waits_for_an_autoscaler_that_may_add_replicas() {
        DrainFacts facts = facts(
                List.of(web(1).build()),
                ABudget.named("shop/web").minAvailable(1L).status(0, 1, 1, 1).build());

        check(
                only(facts.withAutoscalers(new Fact.Read<>(List.of(autoscaler("web", 1, 4))))),
                Kind.NOT_NOW,
                "WAITS_FOR_AUTOSCALER",
                "HorizontalPodAutoscaler shop/web-hpa");
        check(
                only(facts.withAutoscalers(new Fact.Read<>(List.of(autoscaler("web", 1, 1))))),
                Kind.NEVER,
                "BUDGET_WANTS_ALL",
                "minAvailable 1");
        check(
                only(facts.withAutoscalers(new Fact.Read<>(List.of(autoscaler("other", 1, 9))))),
                Kind.NEVER,
                "BUDGET_WANTS_ALL",
                "minAvailable 1");
    }

    @Test
    void P01_state_3_waits_for_replicas_that_are_still_to_come() {
        DrainFacts facts = facts(
                        List.of(web(1).build()),
                        ABudget.named("shop/web")
                                .minAvailable(1L)
                                .status(0, 1, 1, 1)
                                .build())
                .withOwner("ReplicaSet/shop/web-abc", new Fact.Read<>(replicaSet(3, 1, 1)));

        check(only(facts), Kind.NOT_NOW, "BUDGET_BUSY", "2 of their replicas are still to come");
    }

    @Test
    void P01_state_4_a_budget_whose_pods_can_not_be_counted_blocks_for_ever() {
        Blocker synced = only(facts(
                List.of(web(1).build()),
                ABudget.named("shop/web")
                        .maxUnavailable(1L)
                        .with(0L, "status", "observedGeneration")
                        .condition("False", "SyncFailed", "jobs.batch does not implement the scale subresource")
                        .build()));
        Blocker unmanaged = only(facts(
                List.of(APod.named("shop/naked").label("app", "web").build()),
                ABudget.named("shop/web").maxUnavailable(1L).status(0, 1, 0, 0).build()));

        check(synced, Kind.NEVER, "BUDGET_SYNC_FAILED", "jobs.batch does not implement", "minAvailable");
        check(unmanaged, Kind.NEVER, "BUDGET_SYNC_FAILED", "maxUnavailable 1", "none has one");
    }

    @Test
    void B24_pods_of_a_job_are_blocked_under_maxUnavailable_and_free_under_a_number() {
        APod pod = APod.named("shop/batch-1").label("app", "web").controlledBy("batch/v1", "Job", "batch");

        Blocker blocker = only(facts(
                List.of(pod.build()),
                ABudget.named("shop/web").maxUnavailable(1L).status(0, 0, 0, 0).build()));
        List<Blocker> free = blockers(facts(
                List.of(pod.build()),
                ABudget.named("shop/web").minAvailable(1L).status(1, 2, 1, 2).build()));

        check(blocker, Kind.NEVER, "BUDGET_SYNC_FAILED", "Job");
        assertEquals(List.of(), free);
    }

    @Test
    void P01_state_5_a_percentage_that_rounds_up_to_all_blocks_for_ever_unless_an_autoscaler_helps() {
        DrainFacts facts = facts(
                List.of(web(1).build()),
                ABudget.named("shop/web").minAvailable("90%").status(0, 3, 3, 3).build());

        check(only(facts), Kind.NEVER, "BUDGET_EXHAUSTED", "minAvailable 90%");
        check(
                only(facts.withAutoscalers(new Fact.Read<>(List.of(autoscaler("web", 3, 9))))),
                Kind.NEVER,
                "BUDGET_EXHAUSTED");
        check(
                only(facts.withAutoscalers(new Fact.Read<>(List.of(autoscaler("web", 3, 10))))),
                Kind.NOT_NOW,
                "WAITS_FOR_AUTOSCALER");
    }

    @Test
    void P01_state_5_all_healthy_and_nothing_allowed_blocks_for_ever() {
        DrainFacts facts = facts(
                List.of(web(1).build()),
                ABudget.named("shop/web").maxUnavailable(1L).status(0, 3, 3, 3).build());

        check(only(facts), Kind.NEVER, "BUDGET_EXHAUSTED", "all 3 pods are healthy");
    }

    @Test
    void P01_state_6_an_unhealthy_budget_names_the_pods_that_keep_it_closed_and_why() {
        DrainFacts facts = facts(
                        List.of(web(1).build()),
                        ABudget.named("shop/web")
                                .minAvailable(2L)
                                .status(0, 1, 2, 3)
                                .build())
                .withGuarded(
                        "shop",
                        new Fact.Read<>(List.of(
                                web(2).unready()
                                        .on("worker-2")
                                        .with(crashing("schema"), "status", "initContainerStatuses")
                                        .build(),
                                web(3).unready()
                                        .on("")
                                        .with(unschedulable("0/3 nodes are available"), "status", "conditions")
                                        .build(),
                                web(4).deletionDue(Dump.NOW)
                                        .on("worker-2")
                                        .finalizer("example.com/hold")
                                        .build(),
                                APod.named("shop/other").unready().build())));

        Blocker blocker = only(facts);

        check(
                blocker,
                Kind.NOT_NOW,
                "BUDGET_UNHEALTHY",
                "1 healthy of 3, 2 needed",
                "shop/web-2 not Ready: init container schema: CrashLoopBackOff (7 restarts) on worker-2",
                "shop/web-3 not Ready: not scheduled (Unschedulable): 0/3 nodes are available",
                "shop/web-4 terminating on worker-2, held by finalizers example.com/hold");
        assertTrue(!blocker.explanation().contains("other"), blocker.explanation());
    }

    @Test
    void P01_state_6_an_unready_pod_itself_is_held_by_its_unhealthy_budget() {
        ABudget budget = ABudget.named("shop/web").minAvailable(2L).status(0, 1, 2, 3);

        check(
                only(facts(List.of(web(1).unready().build()), budget.build())),
                Kind.NOT_NOW,
                "BUDGET_UNHEALTHY",
                "shop/web-1 not Ready");
        assertEquals(
                List.of(),
                blockers(facts(
                        List.of(web(1).unready().build()),
                        budget.status(0, 2, 2, 3).build())),
                "an unready pod may go under a healthy budget");
    }

    @Test
    void E16_an_unknown_policy_for_unready_pods_guards_them() {
        ABudget budget = ABudget.named("shop/web").minAvailable(2L).status(0, 1, 2, 3);

        check(
                only(facts(
                        List.of(web(1).unready().build()),
                        budget.with("SomethingNew", "spec", "unhealthyPodEvictionPolicy")
                                .build())),
                Kind.NOT_NOW,
                "BUDGET_UNHEALTHY");
    }

    @Test
    void P01_state_7_a_spec_that_the_controller_has_not_seen_is_named() {
        Blocker blocker = only(facts(
                List.of(web(1).build()),
                ABudget.named("shop/web")
                        .maxUnavailable(1L)
                        .with(0L, "status", "observedGeneration")
                        .build()));

        check(blocker, Kind.NOT_NOW, "BUDGET_NOT_OBSERVED", "generation 1, observed 0", "kube-controller-manager");
    }

    @Test
    void P01_state_8_a_finalizer_and_a_silent_kubelet_are_named() {
        Pod held = web(1).deletionDue(Dump.NOW).finalizer("example.com/hold").build();

        check(only(facts(List.of(held))), Kind.NOT_NOW, "FINALIZERS", "example.com/hold");
        DrainFacts silent = factsOn(node("worker-1", "Unknown"), List.of(web(1).build()));
        check(only(silent), Kind.NOT_NOW, "NODE_UNREACHABLE", "worker-1", "skipWaitForDelete()");
    }

    @Test
    void P01_state_8_a_node_that_is_said_to_be_out_of_service_loses_its_pods() {
        Node out = Node.of(node("worker-1", "Unknown")
                .toDocument()
                .with(
                        List.of(Map.of("key", "node.kubernetes.io/out-of-service", "effect", "NoExecute")),
                        "spec",
                        "taints"));

        assertEquals(List.of(), blockers(factsOn(out, List.of(web(1).build()))));
    }

    @Test
    void P01_state_9_a_webhook_that_denies_shows_only_when_asked() {
        assertEquals(List.of(), blockers(facts(List.of(web(1).build()))));
    }

    @Test
    void P01_state_10_without_another_node_only_what_is_allowed_now_gets_through() {
        DrainFacts facts = facts(
                List.of(web(1).build(), web(2).build()),
                ABudget.named("shop/web").maxUnavailable(1L).status(1, 2, 1, 2).build());
        Node cordoned = node("worker-2", "True").withUnschedulable(true);

        assertEquals(List.of(), blockers(facts));
        assertEquals(List.of(), blockers(others(facts, true, node("worker-2", "True"))));
        assertEquals(List.of(), blockers(others(facts, false, cordoned)), "not all nodes are known");
        Blocker blocker = only(others(facts, true, cordoned));
        check(blocker, Kind.NOT_NOW, "NO_OTHER_NODE", "budget shop/web", "no other node takes such pods");
        assertEquals("shop/web-2", blocker.pod().toString());
    }

    @Test
    void P01_state_11_another_drain_that_waits_for_the_same_budget_is_named() {
        DrainFacts facts = facts(
                        List.of(web(1).build()),
                        ABudget.named("shop/web")
                                .maxUnavailable(1L)
                                .status(0, 1, 1, 2)
                                .build())
                .withGuarded(
                        "shop",
                        new Fact.Read<>(List.of(
                                web(2).on("worker-2").deletionDue(Dump.NOW).build())));
        Node cordoned = node("worker-2", "True").withUnschedulable(true);

        check(
                only(others(facts, true, cordoned, node("worker-3", "True"))),
                Kind.NOT_NOW,
                "OTHER_DRAIN",
                "other nodes are cordoned (worker-2)",
                "wait for each other");
    }

    @Test
    void what_is_not_read_is_said_not_guessed() {
        DrainFacts facts = facts(
                List.of(web(1).build()),
                ABudget.named("shop/web").minAvailable(2L).status(0, 1, 2, 3).build());

        check(only(facts), Kind.NOT_NOW, "BUDGET_UNHEALTHY", "which of its pods are not healthy was not read");
        check(
                only(facts.withBudgets(new Fact.Unreadable<>("list poddisruptionbudgets.policy: 403 Forbidden"))),
                Kind.UNKNOWN,
                "UNKNOWN",
                "budgets could not be read");
    }

    @Test
    void deletions_pass_budgets_by() {
        DrainFacts facts = facts(
                List.of(web(1).build()),
                ABudget.named("shop/web").maxUnavailable(0L).status(0, 3, 3, 3).build());

        assertEquals(
                List.of(),
                new DrainPlanner(DrainOptions.defaults().withDisableEviction(true), List.of())
                        .plan(facts)
                        .blockers());
    }

    private static APod web(int number) {
        return APod.named("shop/web-" + number)
                .label("app", "web")
                .label("pod-template-hash", "abc")
                .ofReplicaSet("web-abc");
    }

    private static List<Map<String, Object>> crashing(String container) {
        return List.of(Map.of(
                "name",
                container,
                "restartCount",
                7L,
                "state",
                Map.of("waiting", Map.of("reason", "CrashLoopBackOff", "message", "back-off restarting"))));
    }

    private static List<Map<String, Object>> unschedulable(String message) {
        return List.of(
                Map.of("type", "PodScheduled", "status", "False", "reason", "Unschedulable", "message", message));
    }

    private static KubeDocument autoscaler(String deployment, long now, long most) {
        return KubeDocument.of(Document.of("kind", "HorizontalPodAutoscaler")
                .with("shop", "metadata", "namespace")
                .with(deployment + "-hpa", "metadata", "name")
                .with("Deployment", "spec", "scaleTargetRef", "kind")
                .with(deployment, "spec", "scaleTargetRef", "name")
                .with(most, "spec", "maxReplicas")
                .with(now, "status", "currentReplicas"));
    }

    static Workload replicaSet(long wanted, long there, long ready) {
        return Workload.of(
                WorkloadKind.REPLICA_SET,
                Document.of("kind", "ReplicaSet")
                        .with("shop", "metadata", "namespace")
                        .with("web-abc", "metadata", "name")
                        .with(wanted, "spec", "replicas")
                        .with(there, "status", "replicas")
                        .with(ready, "status", "readyReplicas"));
    }

    static Node node(String name, String ready) {
        return Node.of(Document.of("kind", "Node")
                .with(name, "metadata", "name")
                .with("uid-" + name, "metadata", "uid")
                .with(List.of(Map.of("type", "Ready", "status", ready)), "status", "conditions"));
    }

    static DrainFacts facts(List<Pod> pods, PodDisruptionBudget... budgets) {
        return factsOn(node("worker-1", "True"), pods, budgets);
    }

    private static DrainFacts factsOn(Node node, List<Pod> pods, PodDisruptionBudget... budgets) {
        return DrainFacts.of(Dump.NOW, node, pods, Map.of())
                .withBudgets(new Fact.Read<>(Budgets.of(List.of(budgets))))
                .withAutoscalers(new Fact.Read<>(List.of()));
    }

    private static DrainFacts others(DrainFacts facts, boolean all, Node... others) {
        List<Node> nodes = new ArrayList<>(Stream.of(others).toList());
        nodes.add(facts.node());
        return facts.withNodes(new Fact.Read<>(new Places.Nodes(nodes, all)));
    }

    private static List<Blocker> blockers(DrainFacts facts) {
        return new DrainPlanner(DrainOptions.defaults().withForce(true), List.of())
                .plan(facts)
                .blockers();
    }

    private static Blocker only(DrainFacts facts) {
        List<Blocker> blockers = blockers(facts);
        assertEquals(1, blockers.size(), blockers::toString);
        return blockers.get(0);
    }

    private static void check(Blocker blocker, Kind kind, String code, String... parts) {
        assertEquals(kind, blocker.kind(), blocker.explanation());
        assertEquals(code, blocker.reason().code(), blocker.explanation());
        for (String part : parts) {
            assertTrue(blocker.explanation().contains(part), () -> part + " is not in: " + blocker.explanation());
        }
    }
}
