package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DrainPlanTest {
    private static final DrainOptions ALL =
            DrainOptions.defaults().withForce(true).withIgnoreDaemonSets(true).withDeleteEmptyDirData(true);

    @Test
    void P02_three_replicas_of_which_two_must_stay_go_in_three_steps() {
        DrainPlan plan = plan(BlockerRulesTest.facts(
                List.of(web(1), web(2), web(3)),
                ABudget.named("shop/web").minAvailable(2L).status(1, 3, 2, 3).build()));

        BudgetSteps steps = plan.steps().get(0);
        assertEquals(3, steps.steps());
        assertEquals(1, steps.allowedNow());
        assertEquals(1, steps.atOnce());
        assertEquals(3, steps.pods().size());
        assertTrue(finding(plan, "STEP_BY_STEP").contains("3 pods here go in 3 steps"), plan.toString());
        assertTrue(finding(plan, "STEP_BY_STEP").contains("after replacements are Ready"), plan.toString());
        assertFalse(plan.isRefused());
    }

    @Test
    void B26_the_plan_says_one_at_a_time_where_a_dry_run_of_the_server_would_accept_both() {
        DrainPlan plan = plan(BlockerRulesTest.facts(
                List.of(web(1), web(2)),
                ABudget.named("shop/web").maxUnavailable(1L).status(1, 2, 1, 2).build()));

        assertEquals(2, plan.steps().get(0).steps());
        assertEquals(List.of(), plan.blockers());
    }

    @Test
    void steps_are_not_promised_to_pods_that_never_get_through_or_need_no_budget() {
        DrainPlan plan = plan(BlockerRulesTest.facts(
                List.of(
                        web(1),
                        APod.named("shop/web-p")
                                .label("app", "web")
                                .ofReplicaSet("w")
                                .phase("Pending")
                                .build()),
                ABudget.named("shop/web").maxUnavailable(0L).status(0, 3, 3, 3).build()));

        assertEquals(List.of(), plan.steps());
    }

    @Test
    void replicas_that_go_together_without_a_budget_are_warned_of() {
        DrainFacts facts = BlockerRulesTest.facts(List.of(web(1), web(2)));
        String key = "ReplicaSet/shop/web-abc";

        assertTrue(text(plan(facts), "NO_BUDGET").contains("whether there are others was not read"));
        assertTrue(text(plan(facts.withOwner(key, new Fact.Read<>(BlockerRulesTest.replicaSet(2, 2, 2)))), "NO_BUDGET")
                .contains("all 2 Ready replicas of Deployment shop/web"));
        assertEquals(
                "",
                text(plan(facts.withOwner(key, new Fact.Read<>(BlockerRulesTest.replicaSet(3, 3, 3)))), "NO_BUDGET"));
        assertEquals(
                "",
                text(
                        plan(facts.withBudgets(new Fact.Read<>(Budgets.of(List.of(ABudget.named("shop/web")
                                .maxUnavailable(1L)
                                .status(1, 2, 1, 2)
                                .build()))))),
                        "NO_BUDGET"));
    }

    @Test
    void a_pod_that_is_blocked_for_ever_refuses_unless_asked_to_proceed() {
        DrainFacts facts = BlockerRulesTest.facts(
                List.of(web(1)),
                ABudget.named("shop/web").maxUnavailable(0L).status(0, 3, 3, 3).build());

        assertTrue(plan(facts).isRefused());
        assertFalse(new DrainPlanner(ALL.withProceedDespiteBlockers(true), List.of())
                .plan(facts)
                .isRefused());
        assertEquals(List.of(), plan(facts).refusals(), "refusals are kubectl's only");
    }

    @Test
    void billing_pinned_is_blocked_for_ever_on_both_dumps() {
        check("kubeadm-1.30-ha", "worker-5");
        check("eks-1.31-mixed", "karpenter-3");
    }

    private static void check(String dump, String node) {
        DrainPlan plan = Dump.load(dump).plan(node, ALL);
        List<Blocker> never = plan.blockers().stream()
                .filter(each -> each.kind() == Blocker.Kind.NEVER)
                .toList();

        assertEquals(1, never.size(), plan.toString());
        assertTrue(never.get(0).pod().toString().startsWith("billing/pinned-"));
        assertEquals(List.of("pinned"), never.get(0).budgets());
        assertTrue(never.get(0).explanation().contains("spec.replicas of Deployment billing/pinned"));
        assertTrue(plan.isRefused());
    }

    @Test
    void billing_importer_is_in_trouble_for_its_init_container_but_its_pending_pod_may_go() {
        for (String[] each : new String[][] {{"kubeadm-1.30-ha", "old-1"}, {"eks-1.31-mixed", "mng-4"}}) {
            DrainPlan plan = Dump.load(each[0]).plan(each[1], ALL);
            String text = plan.findings().stream()
                    .map(Reason::text)
                    .filter(finding -> finding.startsWith("budget billing/importer"))
                    .findFirst()
                    .orElseThrow();

            assertTrue(text.contains("init container schema: CrashLoopBackOff"), text);
            assertTrue(plan.blockers().stream()
                    .noneMatch(blocker -> blocker.budgets().contains("importer")));
            assertTrue(plan.pods().stream()
                    .filter(pod -> pod.pod().name().startsWith("importer"))
                    .allMatch(pod -> pod.has("NOT_READY") && pod.action() == PodAction.EVICT));
        }
    }

    @Test
    void billing_importer_once_running_is_held_for_now_and_its_crashing_sibling_is_named() {
        Dump dump = Dump.load("kubeadm-1.30-ha");
        Pod crashing = dump.pod("billing/importer-784dd9c5d5-2bsvg");
        Pod running = Pod.of(crashing.toDocument()
                .with("importer-running", "metadata", "name")
                .with("uid-running", "metadata", "uid")
                .with("Running", "status", "phase"));
        DrainFacts facts = dump.facts("old-1", ALL);
        List<Pod> pods = new ArrayList<>(facts.pods());
        pods.add(running);
        DrainFacts more = DrainFacts.of(facts.at(), facts.node(), pods, facts.daemonSets())
                .withBudgets(facts.budgets());

        Blocker blocker = plan(more).blockers().stream()
                .filter(each -> each.pod().equals(running.ref()))
                .findFirst()
                .orElseThrow();

        assertEquals(Blocker.Kind.NOT_NOW, blocker.kind());
        assertEquals("BUDGET_UNHEALTHY", blocker.reason().code());
        assertTrue(blocker.explanation().contains("init container schema: CrashLoopBackOff"), blocker.explanation());
    }

    @Test
    void pods_on_the_lost_node_keep_their_budget_closed_elsewhere_and_are_named() {
        Dump dump = Dump.load("kubeadm-1.30-ha");

        Blocker blocker = dump.plan("worker-5", ALL).blockers().stream()
                .filter(each -> each.budgets().contains("worker"))
                .findFirst()
                .orElseThrow();
        Set<String> hanging = dump.plan("lost-1", ALL).blockers().stream()
                .filter(each -> each.reason().code().equals("NODE_UNREACHABLE"))
                .map(each -> each.pod().namespace())
                .collect(Collectors.toSet());

        assertEquals(Blocker.Kind.NOT_NOW, blocker.kind());
        assertTrue(blocker.explanation().contains("on lost-1 (its kubelet is not heard of)"), blocker.explanation());
        assertEquals(Set.of("billing", "kube-system", "logs", "shop"), hanging);
    }

    @Test
    void logs_held_waits_for_its_finalizer() {
        DrainPlan plan = Dump.load("kubeadm-1.30-ha").plan("worker-5", ALL);

        assertTrue(plan.blockers().stream()
                .anyMatch(each -> each.pod().toString().equals("logs/held")
                        && each.reason().code().equals("FINALIZERS")
                        && each.explanation().contains("example.com/hold")));
        assertTrue(plan.pods().stream()
                .anyMatch(each -> each.pod().toString().equals("logs/held")
                        && each.action() == PodAction.EVICT
                        && each.has("ALREADY_TERMINATING")));
    }

    @Test
    void a_plan_is_the_same_to_the_letter_however_the_pods_were_listed() {
        Dump dump = Dump.load("kubeadm-1.30-ha");
        String expected = dump.plan("worker-5", ALL).toString();
        for (int seed = 0; seed < 20; seed++) {
            DrainFacts facts = dump.facts("worker-5", ALL);
            List<Pod> shuffled = new ArrayList<>(facts.pods());
            Collections.shuffle(shuffled, new Random(seed));
            DrainFacts other = new DrainFacts(
                    facts.at(),
                    facts.node(),
                    shuffled,
                    facts.daemonSets(),
                    facts.budgets(),
                    facts.guarded(),
                    facts.autoscalers(),
                    facts.owners(),
                    facts.nodes());
            assertEquals(expected, plan(other).toString(), "seed " + seed);
        }
    }

    @Test
    void the_table_has_a_line_for_each_pod_a_summary_and_every_sentence_once() {
        DrainPlan plan = Dump.load("kubeadm-1.30-ha").plan("worker-5", DrainOptions.defaults());
        String text = plan.toString();

        assertTrue(text.startsWith("Drain of node worker-5, planned at 2026-11-22T13:30:00Z\n"), text);
        assertTrue(text.contains("\nREFUSED: 13 pods, 7 EVICT, 6 REFUSE, 3 blocked NOT_NOW, 1 blocked NEVER.\n"), text);
        assertTrue(text.contains("\n  billing/pinned-86bcf5d7b5-vx2dl  EVICT   MANAGED"), text);
        assertEquals(2, text.split("17 healthy of 20", -1).length, text);
        assertTrue(text.lines().allMatch(line -> line.length() <= 120 && line.equals(line.stripTrailing())), text);
    }

    @Test
    void a_plan_is_approved_as_long_as_nothing_that_was_approved_has_changed() {
        Dump dump = Dump.load("kubeadm-1.30-ha");
        DrainFacts facts = dump.facts("worker-5", ALL);
        DrainPlan approved = plan(facts);
        List<Pod> unready = facts.pods().stream()
                .map(pod -> pod.name().startsWith("web")
                        ? Pod.of(pod.toDocument().with(List.of(), "status", "conditions"))
                        : pod)
                .toList();
        DrainPlan later = plan(DrainFacts.of(facts.at().plusSeconds(60), facts.node(), unready, facts.daemonSets())
                .withBudgets(facts.budgets()));

        assertEquals(List.of(), later.changesSince(approved));
        assertEquals(approved.fingerprint(), later.fingerprint());
        assertEquals(16, approved.fingerprint().length());
    }

    @Test
    void every_difference_from_the_approved_plan_is_said() {
        DrainFacts facts = BlockerRulesTest.facts(List.of(web(1), web(2)));
        DrainPlan approved = plan(facts);
        Pod replaced = Pod.of(web(2).toDocument().with("another", "metadata", "uid"));
        DrainFacts now = DrainFacts.of(
                        facts.at(), facts.node().withUnschedulable(true), List.of(web(1), replaced), facts.daemonSets())
                .withBudgets(new Fact.Read<>(Budgets.of(List.of(ABudget.named("shop/web")
                        .maxUnavailable(0L)
                        .status(0, 3, 3, 3)
                        .build()))));

        DrainPlan changed = new DrainPlanner(ALL.withForce(false), List.of()).plan(now);
        List<String> changes = changed.changesSince(approved);

        assertEquals(6, changes.size(), changes.toString());
        assertTrue(
                changes.stream().anyMatch(each -> each.startsWith("node worker-1 was schedulable")),
                changes.toString());
        assertTrue(changes.contains("option force was true, is false"), changes.toString());
        assertTrue(changes.contains("pod shop/web-2 (uid another) is new: EVICT"), changes.toString());
        assertTrue(changes.contains("pod shop/web-2 (uid uid-web-2) is gone: EVICT"), changes.toString());
        assertTrue(changes.stream().anyMatch(each -> each.startsWith("blocker of pod shop/web-1")), changes.toString());
        assertNotEquals(approved.fingerprint(), changed.fingerprint());
    }

    private static Pod web(int number) {
        return APod.named("shop/web-" + number)
                .label("app", "web")
                .label("pod-template-hash", "abc")
                .ofReplicaSet("web-abc")
                .build();
    }

    private static DrainPlan plan(DrainFacts facts) {
        return new DrainPlanner(ALL, List.of()).plan(facts);
    }

    private static String finding(DrainPlan plan, String code) {
        return plan.findings().stream()
                .filter(each -> each.code().equals(code))
                .map(Reason::text)
                .findFirst()
                .orElse("");
    }

    private static String text(DrainPlan plan, String code) {
        return plan.pods().stream()
                .flatMap(each -> each.reasons().stream())
                .filter(each -> each.code().equals(code))
                .map(Reason::text)
                .findFirst()
                .orElse("");
    }
}
