package io.github.kubemaintenance.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.catalog.BudgetArithmetic.Counts;
import io.github.kubemaintenance.catalog.BudgetArithmetic.Scale;
import io.github.kubemaintenance.catalog.BudgetArithmetic.Sync;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodDisruptionBudget.Status;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The disruption controller's arithmetic, row by row, and against what a real one wrote. */
class BudgetArithmeticTest {
    private static final Instant NOW = Pods.NOW;
    private final Map<String, Workload> workloads = new LinkedHashMap<>();
    private final Map<String, Integer> customs = new LinkedHashMap<>();
    private final Function<Pod, Scale> scales = new ControllerScales(
            (kind, namespace, name) -> Optional.ofNullable(workloads.get(kind + " " + namespace + "/" + name)),
            (owner, namespace) -> Optional.ofNullable(customs.get(owner.uid())));

    private OwnerReference workload(WorkloadKind kind, String name, int replicas, OwnerReference... owner) {
        ObjectMeta meta = ObjectMeta.of("ns", name)
                .created("uid-" + kind + "-" + name, "1", 1, NOW)
                .withOwnerReferences(List.of(owner));
        Workload made = new Workload(
                kind,
                meta,
                replicas,
                Optional.empty(),
                Map.of(),
                Map.of(),
                PodSpec.empty(),
                Document.empty(),
                Document.empty());
        workloads.put(kind + " ns/" + name, made);
        return made.asController();
    }

    private Status sync(PodDisruptionBudget budget, Collection<Pod> pods) {
        return BudgetArithmetic.sync(budget, pods, scales, NOW).status();
    }

    private static void assertCounts(int allowed, int healthy, int desired, int expected, Status status) {
        assertEquals(
                List.of(allowed, healthy, desired, expected),
                List.of(
                        status.disruptionsAllowed(),
                        status.currentHealthy(),
                        status.desiredHealthy(),
                        status.expectedPods()),
                "allowed, healthy, desired, expected");
        assertEquals(1, status.observedGeneration());
        Condition condition = status.conditions().get(0);
        assertEquals(allowed > 0 ? "SufficientPods" : "InsufficientPods", condition.reason());
        assertEquals(allowed > 0, condition.isTrue());
    }

    @Test
    void B01_a_whole_minimum_without_any_pod_allows_nothing() {
        assertCounts(0, 0, 3, 0, sync(Pods.budget("minAvailable", 3), List.of()));
    }

    @Test
    void B02_a_whole_minimum_above_the_healthy_pods_allows_nothing() {
        assertCounts(0, 1, 3, 1, sync(Pods.budget("minAvailable", 3), Pods.readyPods(1)));
    }

    @Test
    void B03_a_whole_minimum_allows_what_is_above_it() {
        assertCounts(1, 4, 3, 4, sync(Pods.budget("minAvailable", 3), Pods.readyPods(4)));
    }

    @Test
    void B04_a_pod_that_becomes_unready_takes_the_room_away() {
        List<Pod> pods = new ArrayList<>(Pods.readyPods(3));
        pods.add(Pods.unready("ill"));
        assertCounts(0, 3, 3, 4, sync(Pods.budget("minAvailable", 3), pods));
    }

    @Test
    void B05_a_whole_maximum_counts_what_the_controller_wants() {
        OwnerReference owner = workload(WorkloadKind.REPLICA_SET, "web", 7);
        assertCounts(0, 1, 5, 7, sync(Pods.budget("maxUnavailable", 2), Pods.readyPods(1, owner)));
    }

    @Test
    void B06_a_controller_scaled_down_wants_less() {
        OwnerReference owner = workload(WorkloadKind.REPLICA_SET, "web", 5);
        assertCounts(0, 1, 3, 5, sync(Pods.budget("maxUnavailable", 2), Pods.readyPods(1, owner)));
    }

    @Test
    void B07_a_maximum_in_per_cent_is_rounded_up() {
        OwnerReference owner = workload(WorkloadKind.REPLICA_SET, "web", 7);
        assertCounts(0, 1, 4, 7, sync(Pods.budget("maxUnavailable", "30%"), Pods.readyPods(1, owner)));
    }

    @Test
    void B08_a_maximum_in_per_cent_of_few_is_at_least_one() {
        OwnerReference owner = workload(WorkloadKind.REPLICA_SET, "web", 3);
        assertCounts(0, 1, 2, 3, sync(Pods.budget("maxUnavailable", "30%"), Pods.readyPods(1, owner)));
    }

    @Test
    void B09_a_minimum_in_per_cent_counts_what_the_controller_wants() {
        OwnerReference owner = workload(WorkloadKind.REPLICA_SET, "web", 10);
        assertCounts(0, 1, 2, 10, sync(Pods.budget("minAvailable", "20%"), Pods.readyPods(1, owner)));
    }

    @Test
    void B10_a_minimum_in_per_cent_is_rounded_up_as_pods_become_ready() {
        for (WorkloadKind kind : List.of(WorkloadKind.REPLICATION_CONTROLLER, WorkloadKind.STATEFUL_SET)) {
            OwnerReference owner = workload(kind, "db", 3);
            PodDisruptionBudget budget = Pods.budget("minAvailable", "34%");
            assertCounts(0, 0, 0, 0, sync(budget, List.of()));
            assertCounts(0, 1, 2, 3, sync(budget, Pods.readyPods(1, owner)));
            assertCounts(0, 2, 2, 3, sync(budget, Pods.readyPods(2, owner)));
            assertCounts(1, 3, 2, 3, sync(budget, Pods.readyPods(3, owner)));
        }
    }

    @Test
    void B11_a_ready_pod_without_controller_counts_as_healthy_but_not_as_expected() {
        OwnerReference owner = workload(WorkloadKind.REPLICATION_CONTROLLER, "db", 3);
        List<Pod> pods = new ArrayList<>(Pods.readyPods(3, owner));
        pods.add(Pods.ready("rogue"));
        assertCounts(2, 4, 2, 3, sync(Pods.budget("minAvailable", "34%"), pods));
    }

    @Test
    void B12_a_custom_controller_with_a_scale_is_counted() {
        OwnerReference owner = OwnerReference.controller("example.com/v1", "Custom", "mine", "uid-custom");
        customs.put("uid-custom", 10);
        assertCounts(0, 4, 5, 10, sync(Pods.budget("maxUnavailable", 5), Pods.readyPods(4, owner)));
    }

    @Test
    void B13_several_controllers_are_summed_and_a_ReplicaSet_counts_as_its_Deployment() {
        OwnerReference controller = workload(WorkloadKind.REPLICATION_CONTROLLER, "old", 11);
        OwnerReference deployment = workload(WorkloadKind.DEPLOYMENT, "new", 11);
        OwnerReference set = workload(WorkloadKind.REPLICA_SET, "new-1", 1, deployment);
        OwnerReference other = workload(WorkloadKind.REPLICA_SET, "new-2", 10, deployment);
        List<Pod> pods = new ArrayList<>(Pods.readyPods(5, controller));
        pods.addAll(Pods.readyPods(3, set));
        pods.addAll(Pods.readyPods(1, other));
        assertCounts(2, 9, 7, 22, sync(Pods.budget("minAvailable", "28%"), pods));
    }

    @Test
    void B14_a_naked_pod_under_a_minimum_in_per_cent_is_never_let_go() {
        assertCounts(0, 1, 0, 0, sync(Pods.budget("minAvailable", "28%"), Pods.readyPods(1)));
    }

    @Test
    void B15_a_naked_pod_under_a_maximum_is_never_let_go() {
        assertCounts(0, 1, 0, 0, sync(Pods.budget("maxUnavailable", 1), Pods.readyPods(1)));
    }

    @Test
    void B16_an_unknown_kind_of_controller_fails_the_sync() {
        OwnerReference owner = OwnerReference.controller("example.com/v1", "Widget", "w", "uid-w");
        Status status = sync(Pods.budget("minAvailable", "28%"), Pods.readyPods(1, owner));
        assertEquals(0, status.disruptionsAllowed());
        assertEquals(0, status.observedGeneration(), "a budget that never was counted is not observed");
        assertEquals("SyncFailed", status.conditions().get(0).reason());
        assertEquals(
                "widgets.example.com does not implement the scale subresource",
                status.conditions().get(0).message());
    }

    @Test
    void B17_accepted_evictions_count_for_two_minutes_or_until_the_pod_terminates() {
        Map<String, Instant> disrupted = new LinkedHashMap<>();
        disrupted.put("p1", NOW);
        disrupted.put("p2", NOW.minusSeconds(180));
        disrupted.put("p3", NOW.minusSeconds(60));
        disrupted.put("nobody", NOW);
        PodDisruptionBudget budget =
                Pods.budget("minAvailable", 1).with(new Status(1, 0, 0, 0, 0, disrupted, List.of()));
        List<Pod> pods = List.of(Pods.terminating(Pods.ready("p1")), Pods.ready("p2"), Pods.ready("p3"));
        Sync sync = BudgetArithmetic.sync(budget, pods, scales, NOW);
        assertCounts(0, 1, 1, 3, sync.status());
        assertEquals(Map.of("p3", NOW.minusSeconds(60)), sync.status().disruptedPods());
        assertEquals(List.of("p2"), sync.expired());
        assertEquals(Optional.of(NOW.plusSeconds(60)), sync.recheckAt());
    }

    @Test
    void at_the_recheck_an_entry_has_expired_and_the_pod_counts_again() {
        PodDisruptionBudget budget =
                Pods.budget("minAvailable", 1).with(new Status(1, 0, 0, 0, 0, Map.of("p0", NOW), List.of()));
        List<Pod> pods = Pods.readyPods(2);
        Sync before = BudgetArithmetic.sync(budget, pods, scales, NOW.plusSeconds(119));
        assertCounts(0, 1, 1, 2, before.status());
        Sync then = BudgetArithmetic.sync(
                budget.with(before.status()), pods, scales, before.recheckAt().orElseThrow());
        assertCounts(1, 2, 1, 2, then.status());
        assertEquals(List.of("p0"), then.expired());
        assertEquals(Optional.empty(), then.recheckAt());
    }

    @Test
    void neither_amount_given_expects_and_allows_nothing() {
        assertCounts(0, 2, 0, 0, sync(Pods.budget("note", "none"), Pods.readyPods(2)));
    }

    @Test
    void a_budget_without_a_change_is_not_written_again() {
        PodDisruptionBudget budget = Pods.budget("minAvailable", 1);
        Status first = sync(budget, Pods.readyPods(2));
        Status second = BudgetArithmetic.sync(budget.with(first), Pods.readyPods(2), scales, NOW.plusSeconds(5))
                .status();
        assertSame(first, second);
    }

    @Test
    void the_time_of_the_condition_moves_only_with_its_status() {
        PodDisruptionBudget budget = Pods.budget("minAvailable", 1);
        budget = budget.with(sync(budget, Pods.readyPods(2)));
        Instant later = NOW.plusSeconds(30);
        budget = budget.with(
                BudgetArithmetic.sync(budget, Pods.readyPods(3), scales, later).status());
        assertEquals(Optional.of(NOW), budget.status().conditions().get(0).lastTransitionTime());
        budget = budget.with(
                BudgetArithmetic.sync(budget, Pods.readyPods(1), scales, later).status());
        assertEquals(Optional.of(later), budget.status().conditions().get(0).lastTransitionTime());
    }

    @Test
    void a_failed_sync_of_a_budget_that_was_counted_keeps_its_counts_as_recorded() {
        Recorded recorded = Recorded.named("evict-sync-failed-later");
        PodDisruptionBudget before = recorded.budget(0);
        OwnerReference job = OwnerReference.controller("batch/v1", "Job", "late", "uid-late");
        Sync sync = BudgetArithmetic.sync(before, Pods.readyPods(1, job), scales, NOW);
        assertEquals(
                recorded.body(2).at("status"),
                before.with(sync.status()).toDocument().at("status"));
        assertEquals(List.of(), sync.expired());
    }

    @Test
    void a_failed_sync_of_a_new_budget_is_as_recorded() {
        Recorded recorded = Recorded.named("evict-sync-failed");
        PodDisruptionBudget after = recorded.budget(1);
        OwnerReference job = OwnerReference.controller("batch/v1", "Job", "crunch", "uid-crunch");
        Instant then = after.status().conditions().get(0).lastTransitionTime().orElseThrow();
        Sync sync = BudgetArithmetic.sync(after.with(Status.unobserved()), Pods.readyPods(1, job), scales, then);
        assertEquals(
                recorded.body(1).at("status"),
                after.with(sync.status()).toDocument().at("status"));
    }

    @Test
    void a_failed_sync_stays_while_no_count_changes() {
        PodDisruptionBudget failed = Recorded.named("evict-sync-failed-later").budget(2);
        assertSame(failed.status(), sync(failed, List.of()));
    }

    @Test
    void DaemonSets_and_missing_controllers_can_not_be_counted() {
        OwnerReference agents = OwnerReference.controller("apps/v1", "DaemonSet", "agents", "uid-a");
        assertEquals(
                new Scale.Uncountable("daemonsets.apps does not implement the scale subresource"),
                scales.apply(Pods.owned(Pods.ready("a"), agents)));
        OwnerReference gone = OwnerReference.controller("apps/v1", "ReplicaSet", "gone", "uid-gone");
        assertEquals(
                new Scale.Uncountable("found no controllers for pod \"a\""),
                scales.apply(Pods.owned(Pods.ready("a"), gone)));
        workload(WorkloadKind.REPLICA_SET, "gone", 3);
        assertEquals(
                new Scale.Uncountable("found no controllers for pod \"a\""),
                scales.apply(Pods.owned(Pods.ready("a"), gone)),
                "one of the same name with another uid is another one");
    }

    @Test
    void a_ReplicaSet_whose_Deployment_is_gone_counts_itself() {
        OwnerReference missing = OwnerReference.controller("apps/v1", "Deployment", "web", "uid-missing");
        OwnerReference set = workload(WorkloadKind.REPLICA_SET, "web-1", 4, missing);
        assertEquals(new Scale.Replicas(set.uid(), 4), scales.apply(Pods.owned(Pods.ready("a"), set)));
    }

    @Test
    void the_recorded_states_are_a_fixed_point() {
        assertRecorded("budget-no-pods", 0, List.of());
        assertRecorded("budget-percent", 0, Pods.readyPods(7, workload(WorkloadKind.REPLICA_SET, "pct", 7)));
        assertRecorded(
                "budget-percent-max-unavailable", 0, Pods.readyPods(7, workload(WorkloadKind.REPLICA_SET, "pct", 7)));
        assertRecorded("budget-unmanaged-pods", 0, Pods.readyPods(2));
        assertRecorded("evict-blocked", 0, Pods.readyPods(2));
        OwnerReference one = workload(WorkloadKind.REPLICA_SET, "one", 3);
        assertRecorded("evict-second-blocked", 0, Pods.readyPods(3, one));
        assertRecorded("evict-second-blocked", 3, Pods.readyPods(2, one));
    }

    private void assertRecorded(String name, int exchange, List<Pod> pods) {
        Recorded recorded = Recorded.named(name);
        PodDisruptionBudget budget = recorded.budget(exchange);
        Instant then = budget.status().conditions().get(0).lastTransitionTime().orElseThrow();
        Status computed = BudgetArithmetic.sync(budget.with(Status.unobserved()), pods, scales, then)
                .status();
        assertEquals(
                recorded.body(exchange).at("status"),
                budget.with(computed).toDocument().at("status"),
                name);
    }

    @Test
    void counters_come_to_the_same_as_lists() {
        for (long seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            List<OwnerReference> owners = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                owners.add(workload(WorkloadKind.STATEFUL_SET, "s" + i, random.nextInt(6)));
            }
            owners.add(OwnerReference.controller("batch/v1", "Job", "j", "uid-j"));
            List<Pod> pods = new ArrayList<>();
            Map<String, Instant> disrupted = new LinkedHashMap<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                Pod pod = random.nextBoolean() ? Pods.ready("p" + i) : Pods.unready("p" + i);
                pod = random.nextInt(5) == 0 ? Pods.inPhase(pod, PodPhase.SUCCEEDED) : pod;
                pod = random.nextInt(5) == 0 ? Pods.terminating(pod) : pod;
                int owner = random.nextInt(40);
                pods.add(
                        owner < 36
                                ? Pods.owned(pod, owners.get(owner % 3))
                                : owner == 36 ? Pods.owned(pod, owners.get(3)) : pod);
                if (random.nextInt(4) == 0) {
                    disrupted.put(pod.name(), NOW.minusSeconds(random.nextInt(240)));
                }
            }
            Object amount = random.nextBoolean() ? (Object) random.nextInt(6) : random.nextInt(101) + "%";
            PodDisruptionBudget budget = Pods.budget(random.nextBoolean() ? "minAvailable" : "maxUnavailable", amount)
                    .with(new Status(1, 0, 0, 0, 0, disrupted, List.of()));
            Map<String, Pod> byName = new LinkedHashMap<>();
            pods.forEach(pod -> byName.put(pod.name(), pod));
            Sync lists = BudgetArithmetic.sync(budget, pods, scales, NOW);
            Sync counters = BudgetArithmetic.sync(
                    budget, Counts.of(pods, scales), name -> Optional.ofNullable(byName.get(name)), NOW);
            assertEquals(lists, counters, "seed " + seed);
            Status status = lists.status();
            assertTrue(status.disruptionsAllowed() >= 0, "seed " + seed);
            assertTrue(
                    status.disruptionsAllowed() <= Math.max(0, status.currentHealthy() - status.desiredHealthy()),
                    "never more than what is above the desired, seed " + seed);
        }
    }
}
