package io.github.kubemaintenance.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.catalog.DeletionRule.Deleted;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.PodSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Grace periods of deletions. */
class DeletionRuleTest {
    private static final Instant NOW = Pods.NOW;

    private static Optional<Duration> seconds(int number) {
        return Optional.of(Duration.ofSeconds(number));
    }

    private static Pod pod(int grace) {
        Pod pod = Pods.ready("p");
        return new Pod(
                pod.metadata().withGeneration(1),
                PodSpec.builder()
                        .terminationGracePeriod(Duration.ofSeconds(grace))
                        .build(),
                pod.nodeName(),
                pod.status());
    }

    private static void assertGrace(int expected, Pod pod, Optional<Duration> override) {
        Deleted deleted = DeletionRule.delete(pod, override, NOW);
        assertEquals(seconds(expected), deleted.metadata().deletionGracePeriod());
        assertEquals(Optional.of(NOW.plusSeconds(expected)), deleted.metadata().deletionTimestamp());
        assertEquals(expected == 0, deleted.gone());
        assertEquals(2, deleted.metadata().generation());
    }

    @Test
    void a_pod_has_its_own_grace_unless_another_is_asked_for() {
        assertGrace(60, pod(60), Optional.empty());
        assertGrace(10, pod(60), seconds(10));
        assertGrace(90, pod(60), seconds(90));
        assertGrace(0, pod(60), seconds(0));
        assertGrace(1, pod(60), seconds(-5));
        assertGrace(1, pod(-5), Optional.empty());
    }

    @Test
    void a_pod_without_node_and_a_finished_one_go_at_once() {
        assertGrace(0, pod(60).boundTo(""), Optional.empty());
        assertGrace(0, pod(60).boundTo(""), seconds(30));
        assertGrace(0, pod(60).with(Pods.status(PodPhase.SUCCEEDED, false)), seconds(30));
        assertGrace(0, pod(60).with(Pods.status(PodPhase.FAILED, false)), Optional.empty());
    }

    @Test
    void a_finalizer_holds_a_pod_without_grace() {
        Pod held = pod(60);
        held = held.with(held.metadata().withFinalizers(List.of("example.com/hold")));
        Deleted deleted = DeletionRule.delete(held, seconds(0), NOW);
        assertFalse(deleted.gone());
        assertEquals(Optional.of(NOW), deleted.metadata().deletionTimestamp());
        assertFalse(DeletionRule.vanishes(deleted.metadata()));
        assertTrue(DeletionRule.vanishes(deleted.metadata().withFinalizers(List.of())));
        assertFalse(DeletionRule.vanishes(held.metadata().withFinalizers(List.of())), "nobody deleted it");
        Deleted again = DeletionRule.delete(held.with(deleted.metadata()), seconds(0), NOW.plusSeconds(9));
        assertEquals(deleted.metadata(), again.metadata());
        assertFalse(again.gone());
    }

    @Test
    void a_second_deletion_only_shortens() {
        Pod going = pod(60);
        going = going.with(DeletionRule.delete(going, Optional.empty(), NOW).metadata());
        ObjectMeta first = going.metadata();
        assertEquals(first, DeletionRule.delete(going, Optional.empty(), NOW).metadata());
        assertEquals(first, DeletionRule.delete(going, seconds(60), NOW).metadata());
        assertEquals(first, DeletionRule.delete(going, seconds(300), NOW).metadata());
        ObjectMeta sooner =
                DeletionRule.delete(going, seconds(10), NOW.plusSeconds(4)).metadata();
        assertEquals(Optional.of(NOW.plusSeconds(10)), sooner.deletionTimestamp(), "counted from the first deletion");
        assertEquals(seconds(10), sooner.deletionGracePeriod());
        assertEquals(2, sooner.generation(), "counted once");
    }

    @Test
    void a_shorter_grace_that_is_over_already_means_one_second() {
        Pod going = pod(60);
        going = going.with(DeletionRule.delete(going, Optional.empty(), NOW).metadata());
        Instant later = NOW.plusSeconds(30);
        ObjectMeta hurried = DeletionRule.delete(going, seconds(10), later).metadata();
        assertEquals(Optional.of(later), hurried.deletionTimestamp());
        assertEquals(seconds(1), hurried.deletionGracePeriod());
        assertTrue(DeletionRule.delete(going, seconds(0), later).gone());
        ObjectMeta one = going.metadata().deleted(NOW.plusSeconds(1), Duration.ofSeconds(1));
        assertEquals(one, DeletionRule.delete(going.with(one), seconds(-1), NOW).metadata(), "-1 means 1, no hurry");
    }

    @Test
    void a_terminating_pod_whose_grace_is_over_or_unknown_goes_with_the_next_deletion() {
        Pod going = pod(60);
        ObjectMeta zero = going.metadata().deleted(NOW, Duration.ZERO);
        assertTrue(DeletionRule.delete(going.with(zero), Optional.empty(), NOW).gone());
    }

    @Test
    void the_recorded_deletions_come_out_as_recorded() {
        Recorded again = Recorded.named("evict-again-shorter-grace");
        Pod first = again.pod(1);
        Instant evicted = first.metadata().deletionTimestamp().orElseThrow().minusSeconds(60);
        Pod fresh = Pod.of(first.toDocument()
                .without("metadata", "deletionTimestamp")
                .without("metadata", "deletionGracePeriodSeconds")
                .with(1L, "metadata", "generation"));
        assertRecorded(first, DeletionRule.delete(fresh, Optional.empty(), evicted));
        assertRecorded(again.pod(3), DeletionRule.delete(first, seconds(10), evicted));
        assertRecorded(again.pod(5), DeletionRule.delete(again.pod(3), seconds(30), evicted));
        assertRecorded(again.pod(7), DeletionRule.delete(again.pod(5), seconds(5), evicted));

        Recorded allowed = Recorded.named("evict-allowed");
        Pod after = allowed.pod(2);
        Instant then = after.metadata().deletionTimestamp().orElseThrow().minusSeconds(3);
        assertRecorded(after, DeletionRule.delete(allowed.pod(0), seconds(3), then));

        Recorded held = Recorded.named("evict-grace-zero-finalizer");
        Pod holding = held.pod(1);
        assertRecorded(held.pod(3), DeletionRule.delete(holding, seconds(0), NOW));
        assertTrue(DeletionRule.vanishes(held.pod(4).metadata()), "gone with its last finalizer: 404 follows");
        assertEquals(404, held.status(5));

        Pod stuck = Recorded.named("evict-terminating").pod(0);
        assertEquals(
                stuck.metadata(),
                DeletionRule.delete(stuck, Optional.empty(), NOW).metadata());
    }

    private static void assertRecorded(Pod after, Deleted deleted) {
        assertEquals(after.metadata().deletionTimestamp(), deleted.metadata().deletionTimestamp());
        assertEquals(after.metadata().deletionGracePeriod(), deleted.metadata().deletionGracePeriod());
        assertEquals(after.metadata().generation(), deleted.metadata().generation());
        assertFalse(deleted.gone());
    }

    @Test
    void deletions_never_make_a_pod_stay_longer() {
        for (long seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            Pod pod = pod(random.nextInt(100) - 5);
            Instant now = NOW;
            Instant due = null;
            for (int i = 0; i < 5; i++) {
                Optional<Duration> override =
                        random.nextBoolean() ? Optional.empty() : seconds(random.nextInt(110) - 5);
                Deleted deleted = DeletionRule.delete(pod, override, now);
                Instant next = deleted.metadata().deletionTimestamp().orElseThrow();
                if (due != null) {
                    assertFalse(
                            next.isAfter(due) && next.isAfter(now), "seed " + seed + ": due " + due + ", then " + next);
                }
                assertFalse(
                        deleted.metadata().deletionGracePeriod().orElseThrow().isNegative(), "seed " + seed);
                due = next;
                pod = pod.with(deleted.metadata());
                now = now.plusSeconds(random.nextInt(20));
            }
        }
    }
}
