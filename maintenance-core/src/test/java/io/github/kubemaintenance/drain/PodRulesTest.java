package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Scenarios D01 to D30: what a drain does with a pod, and every reason for it. */
class PodRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T13:00:00Z");
    private static final DrainOptions PLAIN = DrainOptions.defaults();
    private static final DrainOptions FORCE = PLAIN.withForce(true);
    private static final DrainOptions IGNORE = PLAIN.withIgnoreDaemonSets(true);
    private static final Function<DaemonSetFact.Name, DaemonSetFact> EXISTS = name -> new DaemonSetFact.Exists();
    private static final Function<DaemonSetFact.Name, DaemonSetFact> GONE = name -> new DaemonSetFact.Gone();
    private static final Function<DaemonSetFact.Name, DaemonSetFact> FORBIDDEN =
            name -> new DaemonSetFact.Unreadable("get daemonsets.apps " + name + ": 403 Forbidden");

    @Test
    void D01_a_pod_of_a_replication_controller_is_evicted() {
        check(
                APod.named("shop/web").controlledBy("v1", "ReplicationController", "rc"),
                PLAIN,
                PodAction.EVICT,
                "MANAGED");
    }

    @Test
    void D02_the_owner_of_a_pod_is_never_looked_up_and_any_version_of_it_will_do() {
        check(APod.named("shop/web").controlledBy("v1", "ReplicaSet", "rs"), PLAIN, PodAction.EVICT, "MANAGED");
        check(
                APod.named("shop/db").controlledBy("db.example.com/v1", "Cluster", "c"),
                PLAIN,
                PodAction.EVICT,
                "MANAGED");
    }

    @Test
    void D03_a_job_s_pod_with_an_emptyDir_goes_and_both_facts_are_reported() {
        check(
                APod.named("shop/j").controlledBy("batch/v1", "Job", "j").volume("tmp", "emptyDir"),
                FORCE.withDeleteEmptyDirData(true),
                PodAction.EVICT,
                "LOCAL_STORAGE",
                "MANAGED");
    }

    @Test
    void D04_a_finished_pod_with_an_emptyDir_goes_without_any_option() {
        check(
                APod.named("shop/j")
                        .controlledBy("batch/v1", "Job", "j")
                        .volume("tmp", "emptyDir")
                        .phase("Succeeded"),
                PLAIN,
                PodAction.EVICT,
                "FINISHED",
                "MANAGED");
    }

    @Test
    void the_pods_by_which_this_library_acts_on_the_node_are_left_alone_whatever_is_asked() {
        APod ours =
                APod.named("kube-system/host").label(HostPods.LABEL, "worker-1").volume("tmp", "emptyDir");

        check(ours, PLAIN, PodAction.SKIP, "HOST_POD");
        check(ours, FORCE.withDisableEviction(true), PodAction.SKIP, "HOST_POD");
        check(ours.phase("Failed"), PLAIN, PodAction.SKIP, "HOST_POD");
    }

    @Test
    void D05_a_naked_pod_refuses() {
        check(APod.named("shop/naked"), PLAIN, PodAction.REFUSE, "UNMANAGED");
    }

    @Test
    void D06_force_lets_a_naked_pod_go_with_a_warning() {
        check(APod.named("shop/naked"), FORCE, PodAction.EVICT, "UNMANAGED");
    }

    @Test
    void D07_force_alone_does_not_cover_an_emptyDir() {
        check(
                APod.named("shop/naked").volume("tmp", "emptyDir"),
                FORCE,
                PodAction.REFUSE,
                "LOCAL_STORAGE",
                "UNMANAGED");
    }

    @Test
    void D08_both_warnings_of_a_naked_pod_with_an_emptyDir_are_kept() {
        check(
                APod.named("shop/naked").volume("tmp", "emptyDir"),
                FORCE.withDeleteEmptyDirData(true),
                PodAction.EVICT,
                "LOCAL_STORAGE",
                "UNMANAGED");
    }

    @Test
    void D09_a_failed_pod_without_owner_goes_without_any_option() {
        check(APod.named("shop/naked").volume("tmp", "emptyDir").phase("Failed"), PLAIN, PodAction.EVICT, "FINISHED");
    }

    @Test
    void D10_a_DaemonSet_pod_refuses() {
        check(daemon(), PLAIN, PodAction.REFUSE, "DAEMON_SET");
    }

    @Test
    void D11_a_DaemonSet_pod_is_skipped_if_asked() {
        check(daemon(), IGNORE, PodAction.SKIP, "DAEMON_SET");
    }

    @Test
    void D12_a_DaemonSet_pod_that_is_skipped_is_not_refused_for_its_emptyDir() {
        check(daemon().volume("tmp", "emptyDir"), IGNORE, PodAction.SKIP, "DAEMON_SET");
        check(daemon().volume("tmp", "emptyDir"), PLAIN, PodAction.REFUSE, "DAEMON_SET");
    }

    @Test
    void D13_a_finished_DaemonSet_pod_goes_without_a_look_at_its_owner() {
        Pod pod = daemon().phase("Failed").build();

        assertEquals(Optional.empty(), new PodRules(PLAIN, List.of()).lookup(pod, NOW));
        assertPlanned(judge(pod, PLAIN, FORBIDDEN), PodAction.EVICT, "FINISHED", "MANAGED");
    }

    @Test
    void D14_a_pod_of_a_DaemonSet_that_is_gone_refuses_unless_forced() {
        Pod pod = daemon().build();

        assertPlanned(judge(pod, IGNORE, GONE), PodAction.REFUSE, "DAEMON_SET_GONE");
        assertPlanned(judge(pod, FORCE, GONE), PodAction.EVICT, "DAEMON_SET_GONE");
        assertPlanned(
                judge(daemon().volume("tmp", "emptyDir").build(), PLAIN, GONE),
                PodAction.REFUSE,
                "DAEMON_SET_GONE",
                "LOCAL_STORAGE");
    }

    @Test
    void D15_a_DaemonSet_that_can_not_be_read_refuses_even_if_forced() {
        PlannedPod planned = judge(daemon().build(), FORCE.withIgnoreDaemonSets(true), FORBIDDEN);

        assertPlanned(planned, PodAction.REFUSE, "DAEMON_SET_UNREADABLE");
        assertTrue(planned.reasons().get(0).text().contains("403 Forbidden"), planned.toString());
    }

    @Test
    void D16_a_DaemonSet_of_another_group_or_version_is_a_controller_like_any_other() {
        check(
                APod.named("shop/d").controlledBy("extensions/v1beta1", "DaemonSet", "d"),
                PLAIN,
                PodAction.EVICT,
                "MANAGED");
    }

    @Test
    void D18_an_owner_that_is_not_the_controller_manages_nothing() {
        check(APod.named("shop/d").ownedBy("apps/v1", "DaemonSet", "d", false), IGNORE, PodAction.REFUSE, "UNMANAGED");
    }

    @Test
    void D19_a_mirror_pod_is_skipped_whatever_its_annotation_says() {
        APod pod = APod.named("kube-system/etcd-cp-1")
                .controlledBy("v1", "Node", "cp-1")
                .volume("tmp", "emptyDir")
                .with("", "metadata", "annotations", "kubernetes.io/config.mirror");
        check(pod, PLAIN, PodAction.SKIP, "MIRROR");
        check(pod.phase("Succeeded"), PLAIN, PodAction.SKIP, "MIRROR");
    }

    @Test
    void D26_a_filter_that_skips_wins_over_every_rule_that_lets_go() {
        PodFilter passes = pod -> Optional.empty();
        PodFilter skips = pod -> Optional.of(new Reason("PROTECTED", "it is protected"));
        Pod pod = APod.named("shop/web").ofReplicaSet("rs").build();

        for (List<PodFilter> filters : List.of(List.of(passes, skips), List.of(skips, passes), List.of(skips))) {
            PlannedPod planned = new PodRules(PLAIN, filters).judge(pod, EXISTS, NOW);
            assertPlanned(planned, PodAction.SKIP, "FILTERED", "PROTECTED", "MANAGED");
        }
        assertPlanned(new PodRules(PLAIN, List.of(passes)).judge(pod, EXISTS, NOW), PodAction.EVICT, "MANAGED");
    }

    @Test
    void a_filter_is_not_asked_about_a_pod_that_refuses_the_drain() {
        PodFilter skips = pod -> Optional.of(new Reason("PROTECTED", "it is protected"));
        Pod naked = APod.named("shop/naked").build();

        assertPlanned(new PodRules(PLAIN, List.of(skips)).judge(naked, EXISTS, NOW), PodAction.REFUSE, "UNMANAGED");
    }

    @Test
    void a_filter_that_throws_is_named_with_the_pod() {
        PodFilter broken = pod -> {
            throw new IllegalStateException("boom");
        };
        PodRules rules = new PodRules(PLAIN, List.of(broken));
        Pod pod = APod.named("shop/web").ofReplicaSet("rs").build();

        MaintenanceException e = assertThrows(MaintenanceException.class, () -> rules.judge(pod, EXISTS, NOW));
        assertTrue(e.getMessage().contains("shop/web") && e.getMessage().contains("boom"), e.getMessage());
    }

    @Test
    void D27_a_pod_whose_deletion_is_overdue_for_longer_than_asked_is_skipped() {
        DrainOptions options = PLAIN.withSkipWaitForDelete(Optional.of(Duration.ofSeconds(20)));

        check(deleted(Duration.ZERO), options, PodAction.EVICT, "ALREADY_TERMINATING", "MANAGED");
        check(deleted(Duration.ofSeconds(1)), options, PodAction.EVICT, "ALREADY_TERMINATING", "MANAGED");
        check(deleted(Duration.ofMillis(20_999)), options, PodAction.EVICT, "ALREADY_TERMINATING", "MANAGED");
        check(deleted(Duration.ofSeconds(21)), options, PodAction.SKIP, "SKIP_WAIT");
        check(deleted(Duration.ofSeconds(100)), options, PodAction.SKIP, "SKIP_WAIT");
        check(deleted(Duration.ofSeconds(100)), PLAIN, PodAction.EVICT, "ALREADY_TERMINATING", "MANAGED");
    }

    @Test
    void D28_a_pod_whose_grace_period_still_runs_is_not_skipped() {
        DrainOptions options = PLAIN.withSkipWaitForDelete(Optional.of(Duration.ofSeconds(20)));

        check(deleted(Duration.ofSeconds(-300)), options, PodAction.EVICT, "ALREADY_TERMINATING", "MANAGED");
    }

    @Test
    void D29_only_emptyDir_counts_as_local_storage() {
        check(
                APod.named("shop/web")
                        .ofReplicaSet("rs")
                        .volume("a", "hostPath")
                        .volume("b", "persistentVolumeClaim")
                        .volume("c", "ephemeral"),
                PLAIN,
                PodAction.EVICT,
                "MANAGED");
    }

    @Test
    void D30_a_pending_pod_on_the_node_is_evicted() {
        check(
                APod.named("shop/web").ofReplicaSet("rs").phase("Pending"),
                PLAIN,
                PodAction.EVICT,
                "MANAGED",
                "NOT_READY");
    }

    @Test
    void a_terminating_pod_is_judged_by_the_same_rules_and_only_waited_for_if_it_may_go() {
        APod naked = APod.named("logs/held").deletionDue(NOW.minusSeconds(60)).finalizer("example.com/hold");

        check(naked, PLAIN, PodAction.REFUSE, "UNMANAGED", "ALREADY_TERMINATING");
        check(naked, FORCE, PodAction.EVICT, "ALREADY_TERMINATING", "UNMANAGED");
        check(naked, FORCE.withDisableEviction(true), PodAction.EVICT, "ALREADY_TERMINATING", "UNMANAGED");
    }

    @Test
    void with_evictions_disabled_pods_are_deleted() {
        check(APod.named("shop/web").ofReplicaSet("rs"), PLAIN.withDisableEviction(true), PodAction.DELETE, "MANAGED");
    }

    @Test
    void P05_a_pod_that_tolerates_the_cordon_or_was_made_for_its_node_may_come_back() {
        check(
                APod.named("shop/web").ofReplicaSet("rs").tolerating("node.kubernetes.io/unschedulable"),
                PLAIN,
                PodAction.EVICT,
                "MANAGED",
                "COMES_BACK");
        check(
                APod.named("shop/web")
                        .ofReplicaSet("rs")
                        .with(
                                List.of(java.util.Map.of(
                                        "fieldsV1",
                                        java.util.Map.of(
                                                "f:spec", java.util.Map.of("f:nodeName", java.util.Map.of())))),
                                "metadata",
                                "managedFields"),
                PLAIN,
                PodAction.EVICT,
                "MANAGED",
                "COMES_BACK");
        check(daemon().phase("Failed").tolerating(""), PLAIN, PodAction.EVICT, "FINISHED", "MANAGED", "COMES_BACK");
        check(
                APod.named("shop/naked").tolerating("node.kubernetes.io/unschedulable"),
                FORCE,
                PodAction.EVICT,
                "UNMANAGED");
    }

    @Test
    void a_pod_that_wants_this_very_node_will_stay_pending() {
        check(
                APod.named("shop/web")
                        .ofReplicaSet("rs")
                        .with("worker-1", "spec", "nodeSelector", "kubernetes.io/hostname"),
                PLAIN,
                PodAction.EVICT,
                "MANAGED",
                "ONLY_HERE");
    }

    @Test
    void refusals_name_the_option_that_lets_the_pod_go() {
        assertTrue(text(judge(daemon().build(), PLAIN, EXISTS)).contains("ignoreDaemonSets()"));
        assertTrue(text(judge(daemon().build(), PLAIN, GONE)).contains("force()"));
        assertTrue(text(judge(APod.named("a/b").build(), PLAIN, EXISTS)).contains("force()"));
        assertTrue(text(judge(APod.named("a/b").volume("tmp", "emptyDir").build(), FORCE, EXISTS))
                .contains("deleteEmptyDirData()"));
    }

    private static String text(PlannedPod planned) {
        return planned.reasons().get(0).text();
    }

    private static APod daemon() {
        return APod.named("kube-system/agent-x").controlledBy("apps/v1", "DaemonSet", "agent");
    }

    private static APod deleted(Duration ago) {
        return APod.named("shop/web").ofReplicaSet("rs").deletionDue(NOW.minus(ago));
    }

    private static PlannedPod judge(Pod pod, DrainOptions options, Function<DaemonSetFact.Name, DaemonSetFact> facts) {
        return new PodRules(options, List.of()).judge(pod, facts, NOW);
    }

    private static void check(APod pod, DrainOptions options, PodAction action, String... codes) {
        assertPlanned(judge(pod.build(), options, EXISTS), action, codes);
    }

    private static void assertPlanned(PlannedPod planned, PodAction action, String... codes) {
        assertEquals(action, planned.action(), planned.toString());
        assertEquals(
                List.of(codes), planned.reasons().stream().map(Reason::code).toList(), planned.toString());
    }
}
