package io.github.kubemaintenance.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.catalog.EvictionRule.Gate;
import io.github.kubemaintenance.catalog.EvictionRule.Verdict;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodDisruptionBudget.Status;
import io.github.kubemaintenance.model.PodPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the evictor decides, row by row, and against what a real one answered. */
class EvictionRuleTest {
    private static final Minor OLD = Minor.of(34);
    private static final Minor NEW = Minor.of(35);
    private static final Instant NOW = Pods.NOW;
    private static final List<PodPhase> PHASES = List.of(PodPhase.values());

    private static Verdict decide(Pod pod, PodDisruptionBudget... budgets) {
        return EvictionRule.decide(pod, List.of(budgets), NOW, OLD);
    }

    private static Verdict.Refuse assertRefused(int code, Verdict verdict) {
        Verdict.Refuse refuse = assertInstanceOf(Verdict.Refuse.class, verdict);
        assertEquals(code, refuse.code());
        return refuse;
    }

    private static Status taken(Verdict verdict) {
        return assertInstanceOf(Verdict.Take.class, verdict).budget().status();
    }

    @Test
    void V01_an_unready_pod_under_a_budget_that_wants_none_is_guarded() {
        PodDisruptionBudget closed = Pods.observed(0, 0, 0, 1);
        assertRefused(429, decide(Pods.unready("p"), closed));
        assertRefused(429, decide(Pods.unready("p"), Pods.withPolicy(closed, "IfHealthyBudget")));
        assertEquals(Gate.CLOSED, EvictionRule.gate(Pods.unready("p"), List.of(closed)));
    }

    @Test
    void V02_an_unready_pod_may_always_go_under_AlwaysAllow() {
        PodDisruptionBudget closed = Pods.withPolicy(Pods.observed(0, 0, 1, 1), "AlwaysAllow");
        assertEquals(new Verdict.Delete(true), decide(Pods.unready("p"), closed));
        assertEquals(Gate.UNREADY, EvictionRule.gate(Pods.unready("p"), List.of(closed)));
        assertRefused(429, decide(Pods.ready("p"), closed));
    }

    @Test
    void V03_pending_finished_and_terminating_pods_need_no_budget() {
        PodDisruptionBudget closed = Pods.observed(0, 1, 1, 1);
        Pod pod = Pods.ready("p");
        assertEquals(new Verdict.Delete(true), decide(Pods.inPhase(pod, PodPhase.PENDING), closed));
        assertEquals(new Verdict.Delete(false), decide(Pods.inPhase(pod, PodPhase.SUCCEEDED), closed));
        assertEquals(new Verdict.Delete(false), decide(Pods.inPhase(pod, PodPhase.FAILED), closed));
        assertEquals(new Verdict.Delete(false), decide(Pods.terminating(pod), closed));
        assertEquals(Gate.FREE, EvictionRule.gate(Pods.terminating(pod), List.of(closed, closed)));
    }

    @Test
    void V04_an_unready_pod_under_a_healthy_budget_goes_without_taking_from_it() {
        PodDisruptionBudget healthy = Pods.observed(0, 2, 2, 3);
        assertEquals(new Verdict.Delete(true), decide(Pods.unready("p"), healthy));
        assertEquals(new Verdict.Delete(true), decide(Pods.unready("p"), Pods.withPolicy(healthy, "IfHealthyBudget")));
        assertEquals(Gate.UNREADY, EvictionRule.gate(Pods.unready("p"), List.of(healthy)));
    }

    @Test
    void V05_a_ready_pod_under_a_healthy_budget_that_allows_none_stays() {
        assertRefused(429, decide(Pods.ready("p"), Pods.observed(0, 2, 2, 3)));
    }

    @Test
    void V06_the_status_is_trusted_and_not_computed_again() {
        Status after = taken(decide(Pods.ready("p"), Pods.observed(1, 3, 3, 3)));
        assertEquals(0, after.disruptionsAllowed());
        assertEquals(Map.of("p", NOW), after.disruptedPods());
        assertEquals(3, after.currentHealthy());
    }

    @Test
    void V07_the_last_disruption_turns_the_condition_and_an_earlier_one_does_not() {
        Condition last = taken(decide(Pods.ready("p"), Pods.observed(1, 3, 2, 3)))
                .conditions()
                .get(0);
        assertEquals("InsufficientPods", last.reason());
        assertEquals("False", last.status());
        assertEquals(Optional.of(NOW), last.lastTransitionTime());
        Condition earlier = taken(decide(Pods.ready("p"), Pods.observed(3, 5, 2, 5)))
                .conditions()
                .get(0);
        assertEquals("SufficientPods", earlier.reason());
    }

    @Test
    void V08_a_selector_that_does_not_match_guards_nothing() {
        PodDisruptionBudget closed = Pods.observed(0, 1, 1, 1);
        PodDisruptionBudget other = PodDisruptionBudget.of(
                closed.toDocument().with(LabelSelector.of("app", "other").toDocument(), "spec", "selector"));
        assertFalse(other.guards(Pods.ready("p")));
        assertEquals(new Verdict.Delete(false), decide(Pods.ready("p")));
        assertEquals(Gate.FREE, EvictionRule.gate(Pods.ready("p"), List.of()));
    }

    @Test
    void V09_the_empty_selector_guards_the_whole_namespace_and_a_missing_one_nothing() {
        PodDisruptionBudget all = Pods.observed(0, 1, 1, 1);
        assertTrue(all.guards(Pods.ready("p")));
        assertRefused(429, decide(Pods.ready("p"), all));
        PodDisruptionBudget none = PodDisruptionBudget.of(all.toDocument().without("spec", "selector"));
        assertFalse(none.guards(Pods.ready("p")));
    }

    @Test
    void V10_a_pending_pod_that_runs_meanwhile_falls_to_its_budget() {
        PodDisruptionBudget closed = Pods.observed(0, 1, 1, 1);
        Pod pending = Pods.inPhase(Pods.ready("p"), PodPhase.PENDING);
        assertEquals(new Verdict.Delete(true), decide(pending, closed), "only as it was read");
        assertRefused(429, decide(Pods.ready("p"), closed));
    }

    @Test
    void V11_a_pod_without_budget_is_deleted_whatever_has_changed_of_it() {
        assertEquals(new Verdict.Delete(false), decide(Pods.unready("p")));
    }

    @Test
    void V12_an_unready_pod_that_changed_meanwhile_is_still_being_processed() {
        Verdict.Refuse refuse = EvictionRule.stillProcessed(Pods.observed(0, 2, 2, 3));
        assertEquals(429, refuse.code());
        assertEquals(Optional.of(Duration.ofSeconds(10)), refuse.retryAfter());
        assertEquals("The disruption budget guard is still being processed by the server.", refuse.cause());
    }

    @Test
    void V13_an_unready_pod_does_not_wait_for_the_budget_to_be_observed() {
        PodDisruptionBudget healthy = Pods.observed(0, 2, 2, 3);
        PodDisruptionBudget changed = healthy.with(healthy.metadata().withGeneration(2));
        assertEquals(new Verdict.Delete(true), decide(Pods.unready("p"), changed));
        assertRefused(429, decide(Pods.ready("p"), changed));
        assertEquals(Gate.NOT_OBSERVED, EvictionRule.gate(Pods.ready("p"), List.of(changed)));
        assertFalse(Gate.NOT_OBSERVED.isOpen());
    }

    @Test
    void V14_a_budget_in_a_state_that_nobody_should_see_is_forbidden_until_it_is_put_right() {
        Verdict.Refuse negative = assertRefused(403, decide(Pods.ready("p"), Pods.observed(-1, 1, 2, 2)));
        assertEquals(
                "poddisruptionbudget.policy \"guard\" is forbidden: pdb disruptions allowed is negative",
                negative.message());
        Map<String, Instant> many = new LinkedHashMap<>();
        for (int i = 0; i < 2001; i++) {
            many.put("p" + i, NOW);
        }
        PodDisruptionBudget open = Pods.observed(1, 3, 2, 3);
        PodDisruptionBudget full =
                open.with(new Status(1, 1, 3, 2, 3, many, open.status().conditions()));
        assertRefused(403, decide(Pods.ready("p"), full));
        assertEquals(Gate.CLOSED, EvictionRule.gate(Pods.ready("p"), List.of(full)));
        many.remove("p0");
        full = open.with(new Status(1, 1, 3, 2, 3, many, open.status().conditions()));
        assertEquals(0, taken(decide(Pods.ready("p"), full)).disruptionsAllowed());
    }

    @Test
    void V15_two_budgets_refuse_even_where_each_would_allow() {
        PodDisruptionBudget open = Pods.observed(1, 3, 2, 3);
        assertRefused(500, decide(Pods.ready("p"), open, open));
        assertRefused(500, decide(Pods.unready("p"), open, Pods.withPolicy(open, "AlwaysAllow")));
        assertEquals(Gate.TWO_BUDGETS, EvictionRule.gate(Pods.ready("p"), List.of(open, open)));
    }

    @Test
    void an_unknown_policy_guards_unready_pods_like_the_default() {
        PodDisruptionBudget odd = Pods.withPolicy(Pods.observed(0, 0, 1, 1), "Sometimes");
        assertRefused(429, decide(Pods.unready("p"), odd));
    }

    @Test
    void the_recorded_refusals_are_word_by_word_the_same() {
        assertRecorded(
                "evict-blocked",
                1,
                decide(Pods.ready("p"), Recorded.named("evict-blocked").budget(0)));
        Recorded fresh = Recorded.named("evict-budget-not-observed");
        assertRecorded("evict-budget-not-observed", 1, decide(Pods.ready("p"), fresh.budget(0)));
        Recorded late = Recorded.named("evict-sync-failed-later");
        assertRecorded("evict-sync-failed-later", 1, decide(Pods.ready("p"), late.budget(0)));
        Recorded failed = Recorded.named("evict-sync-failed");
        assertRecorded("evict-sync-failed", 0, decide(Pods.ready("p"), failed.budget(1)));
        Recorded bare = Recorded.named("budget-unmanaged-pods");
        assertRecorded("budget-unmanaged-pods", 1, decide(Pods.ready("p"), bare.budget(0)));
        Recorded ill = Recorded.named("evict-unready-if-healthy-budget");
        assertRecorded("evict-unready-if-healthy-budget", 1, decide(Pods.unready("p"), ill.budget(0)));
        Recorded half = Recorded.named("evict-unready-healthy-budget");
        assertRecorded("evict-unready-healthy-budget", 1, decide(Pods.ready("p"), half.budget(0)));
        PodDisruptionBudget open = Pods.observed(1, 3, 2, 3);
        assertRecorded("evict-two-budgets", 0, decide(Pods.ready("p"), open, open));
        Recorded second = Recorded.named("evict-second-blocked");
        PodDisruptionBudget one = second.budget(0);
        Status first = taken(decide(Pods.ready("one-qdpf5"), one));
        assertEquals(0, first.disruptionsAllowed());
        assertRecorded("evict-second-blocked", 2, decide(Pods.ready("p"), second.budget(3)));
    }

    private static void assertRecorded(String name, int exchange, Verdict verdict) {
        Recorded recorded = Recorded.named(name);
        Document body = recorded.body(exchange);
        Verdict.Refuse refuse = assertRefused((int) recorded.status(exchange), verdict);
        assertEquals(body.number("code").orElseThrow(), (long) refuse.code(), name);
        assertEquals(body.text("reason").orElse(""), refuse.reason(), name);
        assertEquals(body.text("message").orElseThrow(), refuse.message(), name);
        List<Document> causes = body.documents("details", "causes");
        assertEquals(causes.isEmpty() ? "" : causes.get(0).text("message").orElseThrow(), refuse.cause(), name);
        String seconds = refuse.retryAfter().map(each -> "" + each.toSeconds()).orElse("");
        assertEquals(recorded.retryAfter(exchange), seconds, name);
        assertEquals(
                body.number("details", "retryAfterSeconds").map(String::valueOf).orElse(""), seconds, name);
    }

    @Test
    void the_recorded_acceptances_are_accepted() {
        Recorded allow = Recorded.named("evict-unready-always-allow");
        assertEquals(new Verdict.Delete(true), decide(Pods.unready("p"), allow.budget(0)));
        Recorded half = Recorded.named("evict-unready-healthy-budget");
        assertEquals(201, half.status(2));
        assertEquals(new Verdict.Delete(true), decide(Pods.unready("half-0"), half.budget(0)));
        assertEquals(half.body(0), half.body(3), "it took nothing from the budget");
        Pod done = Recorded.named("evict-finished").pod(0);
        assertEquals(new Verdict.Delete(false), decide(done, Pods.observed(0, 1, 1, 1)));
        Pod stuck = Recorded.named("evict-terminating").pod(0);
        assertEquals(new Verdict.Delete(false), decide(stuck, Pods.observed(0, 1, 1, 1)));
        Pod plain = Recorded.named("evict-allowed").pod(0);
        assertEquals(new Verdict.Delete(false), decide(plain));
    }

    @Test
    void since_1_35_the_text_says_why_a_budget_is_closed() {
        PodDisruptionBudget failed = Recorded.named("evict-sync-failed-later").budget(2);
        assertEquals(
                "The disruption budget late does not allow evicting pods currently because it failed sync: jobs.batch does"
                        + " not implement the scale subresource",
                cause(failed, NEW));
        assertEquals("The disruption budget late needs 0 healthy pods and has 0 currently", cause(failed, OLD));
        PodDisruptionBudget unmanaged = Recorded.named("budget-unmanaged-pods").budget(0);
        assertEquals("The disruption budget bareb does not allow evicting pods currently", cause(unmanaged, NEW));
        PodDisruptionBudget blocked = Recorded.named("evict-blocked").budget(0);
        assertEquals(cause(blocked, OLD), cause(blocked, NEW));
        Status before = unmanaged.status();
        Condition told =
                new Condition("DisruptionAllowed", "False", "Other", "wait", Optional.empty(), Document.empty());
        PodDisruptionBudget odd = unmanaged.with(new Status(1, 0, 2, 0, 0, before.disruptedPods(), List.of(told)));
        assertEquals(
                "The disruption budget bareb does not allow evicting pods currently (Other): wait", cause(odd, NEW));
    }

    private static String cause(PodDisruptionBudget budget, Minor server) {
        return assertRefused(429, EvictionRule.decide(Pods.ready("p"), List.of(budget), NOW, server))
                .cause();
    }

    @Test
    void the_gate_is_open_exactly_where_the_server_would_accept() {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            Pod pod = random.nextBoolean() ? Pods.ready("p") : Pods.unready("p");
            pod = random.nextInt(4) == 0 ? Pods.inPhase(pod, PHASES.get(random.nextInt(PHASES.size()))) : pod;
            pod = random.nextInt(6) == 0 ? Pods.terminating(pod) : pod;
            List<PodDisruptionBudget> budgets = new java.util.ArrayList<>();
            for (int i = random.nextInt(4) % 3; i > 0; i--) {
                PodDisruptionBudget budget =
                        Pods.observed(random.nextInt(4) - 1, random.nextInt(4), random.nextInt(4), random.nextInt(4));
                budget = random.nextInt(4) == 0 ? Pods.withPolicy(budget, "AlwaysAllow") : budget;
                budgets.add(
                        random.nextInt(5) == 0 ? budget.with(budget.metadata().withGeneration(2)) : budget);
            }
            Verdict verdict = EvictionRule.decide(pod, budgets, NOW, OLD);
            Gate gate = EvictionRule.gate(pod, budgets);
            assertEquals(!(verdict instanceof Verdict.Refuse), gate.isOpen(), "seed " + seed + ": " + gate);
            assertEquals(verdict instanceof Verdict.Take, gate == Gate.ALLOWED, "seed " + seed + ": " + gate);
        }
    }
}
