package io.github.kubemaintenance.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.LeaseOutcome;
import io.github.kubemaintenance.cluster.Leases;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.Lease;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One runner at a time, and what becomes of one that has lost the lock. */
class RollLockTest {
    private final RollStage stage = new RollStage();
    private final MockCluster mock = stage.mock;

    private Lease lease() {
        return ((Leases) mock.api()).lease("kube-system", "kube-maintenance").orElseThrow();
    }

    private void takenByAnother() {
        LeaseOutcome outcome =
                ((Leases) mock.api()).update(lease().takenBy("another", mock.now(), Duration.ofMinutes(10)));
        assertEquals(LeaseOutcome.Kind.WRITTEN, outcome.kind());
    }

    private List<RecordedRequest> writes() {
        return mock.requests().stream().filter(RecordedRequest::isWrite).toList();
    }

    @Test
    void the_lock_is_taken_renewed_and_given_back() {
        RollReport report = stage.run(stage.request());
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertEquals("", lease().holder());
        assertEquals("done", lease().annotations().get("kubemaintenance.github.io/roll-state"));
        long renewals = mock.requests().stream()
                .filter(each -> each.verb().equals("update") && each.resource().equals("leases"))
                .count();
        long expected = report.duration().toSeconds() / 20;
        assertTrue(Math.abs(renewals - expected) <= 3, () -> renewals + " renewals in " + report.duration());
    }

    @Test
    void of_two_runners_at_once_one_is_refused() {
        RollOperation one = stage.request().start(mock);
        RollOperation other = stage.request().start(mock);
        RollReport first = mock.await(one.completion());
        RollReport second = mock.await(other.completion());
        List<Outcome> outcomes = List.of(first.outcome(), second.outcome());
        assertTrue(outcomes.contains(Outcome.COMPLETED) && outcomes.contains(Outcome.REFUSED), outcomes::toString);
        assertEquals(
                4, stage.actions.values().stream().mapToInt(Integer::intValue).sum());
        RollReport refused = first.outcome() == Outcome.REFUSED ? first : second;
        assertEquals(List.of(CycleCode.LOCKED), RollStage.codes(refused.reasons()));
    }

    @Test
    void two_runners_on_pools_that_have_no_node_in_common_run_side_by_side() {
        RollOperation one = stage.request().lock("blue").start(mock);
        RollOperation other = stage.request("pool=green").lock("green").start(mock);
        RollReport first = mock.await(one.completion());
        RollReport second = mock.await(other.completion());
        assertEquals(Outcome.COMPLETED, first.outcome(), first::toString);
        assertEquals(Outcome.COMPLETED, second.outcome(), second::toString);
        assertTrue(second.startedAt().isBefore(first.startedAt().plus(first.duration())));
        assertTrue(stage.isClean());
    }

    @Test
    void nodes_in_the_hands_of_a_roll_with_another_lock_are_not_touched() {
        stage.run(stage.request().lock("blue").action(node -> {
            throw new IllegalStateException("no");
        }));
        String mark = mock.node("blue-1").metadata().annotations().toString();
        RollReport report = stage.run(stage.request().lock("other").maxUnavailable(2));
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertEquals(List.of("blue-2", "blue-3", "blue-4"), report.done());
        assertEquals(mark, mock.node("blue-1").metadata().annotations().toString());
    }

    @Test
    void a_lock_that_is_lost_in_the_middle_ends_it_and_nothing_more_is_written() {
        int[] writes = new int[1];
        RollReport report = stage.run(stage.request().maxUnavailable(2).onEvent(event -> {
            if (event instanceof NodeEvent node && node.step() == NodeEvent.Step.DRAINED && writes[0] == 0) {
                takenByAnother();
                writes[0] = writes().size();
            }
        }));
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertEquals(List.of(CycleCode.TAKEN_OVER), RollStage.codes(report.reasons()));
        assertEquals("another", lease().holder());
        // until the next renewal nobody can know: at most 20 s
        assertTrue(report.duration().compareTo(Duration.ofSeconds(60)) < 0, report::toString);
    }

    @Test
    void a_paused_runner_that_wakes_after_another_took_over_writes_nothing() {
        List<Integer> writes = new ArrayList<>();
        RollReport report = stage.run(stage.request().onEvent(event -> {
            if (event instanceof NodeEvent node && node.step() == NodeEvent.Step.CORDONED && writes.isEmpty()) {
                mock.advance(Duration.ofMinutes(5)); // this is the runner's own thread: it sleeps
                takenByAnother();
                writes.add(writes().size());
            }
        }));
        assertEquals(Outcome.FAILED, report.outcome(), report::toString);
        assertTrue(RollStage.codes(report.reasons()).contains(CycleCode.TAKEN_OVER), report::toString);
        List<RecordedRequest> later = writes().subList(writes.get(0), writes().size()).stream()
                .filter(each -> !(each.resource().equals("leases") && each.status() == 409))
                .toList();
        assertEquals(List.of(), later);
    }

    @Test
    void a_server_that_is_away_for_longer_than_the_lock_lasts_is_waited_for_if_nobody_took_it() {
        mock.inject(Fault.serverAway(Duration.ofSeconds(30), Duration.ofMinutes(3)));
        RollReport report = stage.run(stage.request());
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertTrue(stage.isClean());
    }

    @Test
    void who_may_not_have_leases_is_told_so() {
        mock.inject(Fault.forbidden("get", "leases").always());
        RollReport report = stage.run(stage.request());
        assertEquals(Outcome.REFUSED, report.outcome());
        assertTrue(report.toString().contains("withoutLock()"), report::toString);
        assertEquals(Outcome.COMPLETED, stage.run(stage.request().withoutLock()).outcome());
    }

    @Test
    void leases_are_written_only_as_they_were_read() {
        stage.run(stage.request());
        Leases leases = (Leases) mock.api();
        Lease old = lease();
        assertEquals(LeaseOutcome.Kind.CONFLICT, leases.create(old).kind());
        takenByAnother();
        assertEquals(
                LeaseOutcome.Kind.CONFLICT,
                leases.update(old.renewed(mock.now())).kind());
        assertFalse(lease().isHeldAt(mock.now().plus(Duration.ofHours(1))));
        assertTrue(lease().isHeldAt(mock.now()));
        assertEquals(1, lease().transitions());
        assertTrue(mock.find(Kind.LEASES, "kube-system/kube-maintenance").isPresent());
    }
}
