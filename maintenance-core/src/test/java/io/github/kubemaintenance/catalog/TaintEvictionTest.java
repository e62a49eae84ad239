package io.github.kubemaintenance.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import io.github.kubemaintenance.model.Toleration;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaintEvictionTest {
    private static final Instant NOW = Pods.NOW;
    private static final Taint UNREACHABLE =
            new Taint(Taint.UNREACHABLE, "", TaintEffect.NO_EXECUTE, Optional.of(NOW.minusSeconds(20)));

    private static Pod pod(Toleration... tolerations) {
        Pod plain = Pods.ready("p");
        return new Pod(
                plain.metadata().created("uid", "1", 1, NOW.minusSeconds(3600)),
                PodSpec.builder().tolerations(Arrays.asList(tolerations)).build(),
                plain.nodeName(),
                plain.status());
    }

    private static Toleration forSeconds(String key, int seconds) {
        return new Toleration(
                key, true, "", Optional.of(TaintEffect.NO_EXECUTE), Optional.of(Duration.ofSeconds(seconds)));
    }

    private static void assertLeaves(Optional<Instant> expected, Pod pod, Taint... taints) {
        assertEquals(expected, TaintEviction.at(pod, List.of(taints), NOW));
    }

    @Test
    void an_untolerated_taint_evicts_at_once() {
        assertLeaves(Optional.of(NOW), pod(), UNREACHABLE);
        assertLeaves(Optional.of(NOW), pod(forSeconds(Taint.NOT_READY, 300)), UNREACHABLE);
        assertLeaves(Optional.of(NOW), pod(forSeconds(Taint.UNREACHABLE, 0)), UNREACHABLE);
        assertLeaves(Optional.of(NOW), pod(forSeconds(Taint.UNREACHABLE, -5)), UNREACHABLE);
    }

    @Test
    void the_classic_five_minutes_run_from_the_taint() {
        assertLeaves(Optional.of(NOW.plusSeconds(280)), pod(forSeconds(Taint.UNREACHABLE, 300)), UNREACHABLE);
        Taint timeless = Taint.of(Taint.UNREACHABLE, TaintEffect.NO_EXECUTE);
        assertLeaves(Optional.of(NOW.plusSeconds(300)), pod(forSeconds(Taint.UNREACHABLE, 300)), timeless);
    }

    @Test
    void a_pod_that_came_after_the_taint_has_its_time_from_then() {
        Pod pod = pod(forSeconds(Taint.UNREACHABLE, 300));
        Pod young = pod.with(pod.metadata().created("uid", "1", 1, NOW.minusSeconds(5)));
        assertLeaves(Optional.of(NOW.plusSeconds(295)), young, UNREACHABLE);
    }

    @Test
    void a_toleration_without_seconds_is_for_ever_and_other_effects_do_not_count() {
        assertLeaves(Optional.empty(), pod(Toleration.everything()), UNREACHABLE);
        assertLeaves(Optional.empty(), pod(), Taint.of(Taint.UNSCHEDULABLE, TaintEffect.NO_SCHEDULE));
        assertLeaves(Optional.empty(), pod());
    }

    @Test
    void the_first_toleration_that_matches_counts_for_each_taint_and_the_shortest_decides() {
        assertLeaves(Optional.empty(), pod(Toleration.everything(), forSeconds(Taint.UNREACHABLE, 10)), UNREACHABLE);
        assertLeaves(
                Optional.of(NOW.minusSeconds(10)),
                pod(forSeconds(Taint.UNREACHABLE, 10), Toleration.everything()),
                UNREACHABLE);
        Taint other = new Taint("k", "", TaintEffect.NO_EXECUTE, Optional.of(NOW));
        Pod both = pod(forSeconds(Taint.UNREACHABLE, 300), forSeconds("k", 60));
        assertLeaves(Optional.of(NOW.plusSeconds(60)), both, UNREACHABLE, other);
        assertEquals(Optional.of(Duration.ofSeconds(60)), TaintEviction.tolerated(both, List.of(UNREACHABLE, other)));
    }

    @Test
    void pods_of_a_DaemonSet_stay_on_dead_and_cordoned_nodes() {
        Pod agent = pod(DaemonTolerations.added(false).toArray(Toleration[]::new));
        assertLeaves(Optional.empty(), agent, UNREACHABLE, Taint.of(Taint.NOT_READY, TaintEffect.NO_EXECUTE));
        assertLeaves(Optional.of(NOW), agent, Taint.of(Taint.OUT_OF_SERVICE, TaintEffect.NO_EXECUTE));
        Taint network = Taint.of("node.kubernetes.io/network-unavailable", TaintEffect.NO_SCHEDULE);
        for (boolean host : new boolean[] {true, false}) {
            assertEquals(host, DaemonTolerations.added(host).stream().anyMatch(each -> each.tolerates(network)));
            assertEquals(
                    true,
                    DaemonTolerations.added(host).stream()
                            .anyMatch(each -> each.tolerates(Taint.of(Taint.UNSCHEDULABLE, TaintEffect.NO_SCHEDULE))));
        }
    }
}
