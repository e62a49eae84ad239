package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every request of a cycle fails, in both ways; and the process dies at every request, before or after it was carried
 * out, and the cycle is run again. The end is the same: rebooted, uncordoned, clean, no pod evicted twice.
 */
class CycleSurvivesTest {
    private static final int CALLS = 32;

    /** What goes wrong, where. */
    record Case(int call, boolean carriedOut) {
        @Override
        public String toString() {
            return "request " + call + (carriedOut ? ", its answer lost" : ", never arrived");
        }
    }

    static Stream<Case> cases() {
        return IntStream.rangeClosed(1, CALLS)
                .boxed()
                .flatMap(call -> Stream.of(new Case(call, false), new Case(call, true)));
    }

    @Test
    void a_cycle_has_about_as_many_requests_as_are_tried() {
        CycleStage stage = new CycleStage();
        CycleReport report = stage.run(stage.request());
        int all = stage.mock.requests().size();
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertTrue(all > 22 && all <= CALLS, () -> all + " requests: " + stage.mock.requests());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatever_request_fails_the_end_is_the_same(Case what) {
        CycleStage stage = new CycleStage();
        stage.mock.inject(
                what.carriedOut()
                        ? Fault.callNumber(what.call()).answerLost()
                        : Fault.callNumber(what.call()).neverArrived());
        CycleReport report = stage.run(stage.request());
        if (report.outcome() != Outcome.COMPLETED) {
            // What a drain can't be planned without can't be read, so nothing was written.
            assertTrue(what.call() <= 6, report::toString);
            assertEquals(List.of(), stage.writes(), report::toString);
            return;
        }
        assertIsDone(stage, 1, what.carriedOut());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void killed_at_any_request_and_run_again_the_end_is_the_same(Case what) {
        CycleStage stage = new CycleStage();
        ClusterBackend dying = new DyingBackend(stage.mock, what.call(), what.carriedOut());
        CycleReport first = CycleRunner.run(stage.request(), dying, new CycleOperation());
        CycleReport again = stage.run(stage.request());
        assertEquals(Outcome.COMPLETED, again.outcome(), () -> first + "\n" + again);
        // An action that has run, and whose end could not be written down, runs again only if nothing came of it.
        assertIsDone(stage, stage.actions, true);
        assertTrue(stage.actions >= 1 && stage.actions <= 2, () -> stage.actions + " actions");
    }

    private static void assertIsDone(CycleStage stage, int actions, boolean unansweredIsDone) {
        assertEquals(actions, stage.actions);
        assertFalse(stage.node().unschedulable());
        assertTrue(
                CycleStage.isClean(stage.node()),
                () -> stage.node().toDocument().toString());
        assertEquals(List.of("kube-system"), stage.namespacesOn("worker-1"));
        assertTrue(stage.node().bootId().length() > "boot-worker-1-1".length(), stage.node()::bootId);
        Map<String, Long> evictions = stage.evictions(unansweredIsDone);
        assertEquals(3, evictions.size(), evictions::toString);
        assertTrue(evictions.values().stream().allMatch(times -> times == 1), evictions::toString);
    }

    @Test
    void nobody_elses_cordon_is_undone_whenever_it_dies() {
        for (Case what : cases().toList()) {
            CycleStage stage = new CycleStage();
            MockCluster mock = stage.mock;
            mock.patch(Kind.NODES, "worker-1", Document.empty().with(true, "spec", "unschedulable"));
            CycleRunner.run(
                    stage.request(), new DyingBackend(mock, what.call(), what.carriedOut()), new CycleOperation());
            CycleReport again = stage.run(stage.request());
            assertEquals(Outcome.COMPLETED, again.outcome(), again::toString);
            assertTrue(stage.node().unschedulable(), what::toString);
            assertTrue(CycleStage.isClean(stage.node()), what::toString);
        }
    }

    @Test
    void a_server_that_is_away_for_minutes_is_waited_for() {
        for (int second = 0; second < 60; second += 3) {
            CycleStage stage = new CycleStage();
            stage.mock.inject(Fault.serverAway(Duration.ofSeconds(second).plusMillis(100), Duration.ofMinutes(2)));
            CycleReport report = stage.run(stage.request());
            int from = second;
            assertEquals(Outcome.COMPLETED, report.outcome(), () -> "away after " + from + " s: " + report);
            assertFalse(stage.node().unschedulable());
        }
    }
}
