package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The process dies anywhere and the roll is run again; any one request fails: every node is done, once. */
class RollSurvivesTest {
    private static Map<String, Long> evictions(RollStage stage, boolean unansweredIsDone) {
        return stage.mock.requests().stream()
                .filter(each -> each.resource().equals("pods/eviction")
                        && (each.outcome().startsWith("ACCEPTED") || (unansweredIsDone && each.status() == 0)))
                .collect(Collectors.groupingBy(RecordedRequest::name, TreeMap::new, Collectors.counting()));
    }

    private static RollRequest request(RollStage stage) {
        return stage.request().maxUnavailable(2);
    }

    private static void assertDone(RollStage stage, String when) {
        assertTrue(stage.isClean(), when);
        for (String node : List.of("blue-1", "blue-2", "blue-3", "blue-4")) {
            assertTrue(stage.mock.node(node).bootId().length() > ("boot-" + node + "-1").length(), when);
            int actions = stage.actions.getOrDefault(node, 0);
            assertTrue(actions == 1 || actions == 2, () -> when + ": " + stage.actions);
        }
        Map<String, Long> evicted = evictions(stage, true);
        assertTrue(evicted.values().stream().allMatch(times -> times == 1), () -> when + ": " + evicted);
    }

    /** How many calls the roll makes when all goes well; where a watch counts as two, as many requests. */
    private static int calls(boolean watchesAreTwo) {
        RollStage stage = new RollStage();
        DyingBackend counting = new DyingBackend(stage.mock, Integer.MAX_VALUE, false);
        RollReport report = RollRunner.run(request(stage), counting, new RollOperation());
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertTrue(counting.requests() > 60, () -> counting.requests() + " calls");
        return watchesAreTwo ? stage.mock.requests().size() : counting.requests();
    }

    @Test
    void killed_at_any_request_and_run_again_every_node_is_done() {
        int calls = calls(false);
        for (int call = 1; call <= calls; call++) {
            for (boolean carriedOut : new boolean[] {false, true}) {
                RollStage stage = new RollStage();
                RollReport first = RollRunner.run(
                        request(stage), new DyingBackend(stage.mock, call, carriedOut), new RollOperation());
                boolean over = stage.mock
                        .find(Kind.LEASES, "kube-system/kube-maintenance")
                        .map(lease -> "done"
                                .equals(lease.metadata().annotations().get("kubemaintenance.github.io/roll-state")))
                        .orElse(false);
                if (first.outcome() == Outcome.COMPLETED || over) {
                    continue; // a watch, which has no answer to be lost; or the very last write had arrived
                }
                stage.mock.advance(RollLease.TIME.plusSeconds(1));
                RollReport again = stage.run(request(stage));
                String when = "killed at request " + call + (carriedOut ? ", carried out" : ", not sent");
                assertEquals(Outcome.COMPLETED, again.outcome(), () -> when + ": " + again);
                assertEquals(4, again.done().size() + again.doneBefore().size(), when);
                assertDone(stage, when);
                long repeated = stage.actions.values().stream()
                        .filter(times -> times > 1)
                        .count();
                assertTrue(repeated <= 2, () -> when + ": " + stage.actions);
            }
        }
    }

    @Test
    void whatever_request_fails_the_end_is_the_same() {
        int calls = calls(true);
        for (int call = 1; call <= calls; call++) {
            for (boolean carriedOut : new boolean[] {false, true}) {
                RollStage stage = new RollStage();
                stage.mock.inject(
                        carriedOut
                                ? Fault.callNumber(call).answerLost()
                                : Fault.callNumber(call).neverArrived());
                RollReport report = stage.run(request(stage).stopAfterFailures(9));
                String when = "request " + call + (carriedOut ? " unanswered" : " never arrived");
                if (report.outcome() != Outcome.COMPLETED) {
                    // a plan's reads are not repeated: that node is left untouched, and the next run does it
                    assertEquals(1, report.failed().size(), () -> when + ": " + report);
                    assertEquals(CycleStep.UNTOUCHED, report.failed().get(0).step(), () -> when + ": " + report);
                    RollReport again = stage.run(request(stage));
                    assertEquals(Outcome.COMPLETED, again.outcome(), () -> when + ": " + again);
                }
                assertTrue(stage.isClean(), when);
                assertEquals(Map.of("blue-1", 1, "blue-2", 1, "blue-3", 1, "blue-4", 1), stage.actions, () -> when);
                assertTrue(
                        evictions(stage, carriedOut).values().stream().allMatch(times -> times == 1),
                        () -> when + ": " + evictions(stage, carriedOut));
            }
        }
    }

    @Test
    void a_roll_that_failed_goes_on_where_it_was_and_a_finished_one_begins_anew() {
        RollStage stage = new RollStage();
        RollReport first = stage.run(stage.request().action(node -> {
            if (node.name().equals("blue-3")) {
                throw new IllegalStateException("no");
            }
            stage.reboot(node);
        }));
        assertEquals(List.of("blue-1", "blue-2"), first.done());
        RollReport second = stage.run(stage.request());
        assertEquals(List.of("blue-1", "blue-2"), second.doneBefore(), second::toString);
        assertEquals(List.of("blue-3", "blue-4"), second.done());
        assertEquals(first.roll(), second.roll());
        assertTrue(RollStage.codes(second.notes()).contains(CycleCode.RESUMED));
        stage.mock.advance(Duration.ofMinutes(1));
        RollReport third = stage.run(stage.request());
        assertEquals(4, third.done().size(), third::toString);
        RollReport named = stage.run(stage.request().named("kernel-6"));
        assertEquals(4, named.done().size());
        assertEquals(
                4, stage.run(stage.request().named("kernel-6")).doneBefore().size());
    }
}
