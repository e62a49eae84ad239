package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The step machine by itself: signals in, commands out, the time said with each. No session, no thread, no clock. */
class DrainMachineTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Node NODE = Node.of(Document.of("apiVersion", "v1")
            .with("Node", "kind")
            .with("worker-1", "metadata", "name")
            .with("uid-node", "metadata", "uid"));
    private static final Node CORDONED = Node.of(NODE.toDocument().with(true, "spec", "unschedulable"));

    private final BudgetBook book = new BudgetBook();
    private final List<DrainCommand> open = new ArrayList<>();
    private final List<PodEvent> told = new ArrayList<>();
    private Instant now = START;
    private DrainMachine machine = machine(DrainOptions.defaults());

    private DrainMachine machine(DrainOptions options) {
        return new DrainMachine("worker-1", new DrainPlanner(options, List.of()), Optional.empty(), book, false, START);
    }

    private static Pod pod(String name) {
        return APod.named("shop/" + name)
                .ofReplicaSet("web")
                .label("app", "web")
                .build();
    }

    private static PodDisruptionBudget budget(int allowed) {
        return ABudget.named("shop/web")
                .guarding("web")
                .minAvailable(1L)
                .status(allowed, 1L + allowed, 1, 3)
                .build();
    }

    private void hear(DrainSignal signal) {
        note(machine.on(signal, now));
    }

    private void note(List<DrainCommand> commands) {
        for (DrainCommand command : commands) {
            if (command instanceof DrainCommand.Tell tell) {
                if (tell.event() instanceof PodEvent pod) {
                    told.add(pod);
                }
            } else {
                open.add(command);
            }
        }
    }

    /** What the machine wants now, each once. */
    private <C extends DrainCommand> List<C> take(Class<C> type) {
        List<C> found = open.stream().filter(type::isInstance).map(type::cast).toList();
        open.removeAll(found);
        return found;
    }

    private <C extends DrainCommand> C takeOne(Class<C> type) {
        List<C> found = take(type);
        assertEquals(1, found.size(), () -> type.getSimpleName() + ", open: " + open);
        return found.get(0);
    }

    private void planned(Optional<Budgets> budgets, Pod... pods) {
        note(machine.start());
        takeOne(DrainCommand.ReadFacts.class);
        DrainFacts facts = DrainFacts.of(now, NODE, List.of(pods), Map.of());
        hear(new DrainSignal.Planned(new Result.Ok<>(
                budgets.map(all -> facts.withBudgets(new Fact.Read<>(all))).orElse(facts))));
    }

    /** A drain that has cordoned its node and seen its pods once more. */
    private void moving(List<PodDisruptionBudget> budgets, Pod... pods) {
        planned(Optional.of(Budgets.of(budgets)), pods);
        takeOne(DrainCommand.PatchNode.class);
        hear(new DrainSignal.Patched(new Result.Ok<>(new PatchOutcome.Patched<>(CORDONED))));
        takeOne(DrainCommand.WatchPods.class);
        hear(new DrainSignal.PodsSeen(List.of(pods)));
        take(DrainCommand.WatchBudgets.class);
    }

    private void budgetsSeen(PodDisruptionBudget... budgets) {
        book.seen(List.of(budgets), Set.of("shop"), now);
        hear(new DrainSignal.BudgetsMoved());
    }

    private void budgetChanged(PodDisruptionBudget budget) {
        book.changed(ChangeType.MODIFIED, budget, now);
        hear(new DrainSignal.BudgetsMoved());
    }

    private void answered(PodRef pod, EvictionOutcome outcome) {
        hear(new DrainSignal.EvictionAnswered(pod, new Result.Ok<>(outcome)));
    }

    private void gone(Pod pod) {
        hear(new DrainSignal.PodChanged(ChangeType.DELETED, pod));
    }

    /** The last look: all pods at one revision; who is new there has to be on the node that was cordoned. */
    private void finalList(Pod... pods) {
        hear(new DrainSignal.PodsRead(new Result.Ok<>(List.of(pods))));
        if (pods.length == 0) {
            withdrawn();
        } else {
            takeOne(DrainCommand.ReadNode.class);
            hear(new DrainSignal.NodeRead(new Result.Ok<>(Optional.of(CORDONED))));
        }
    }

    /** Whatever the end, requests that wait for a slot are taken back first. */
    private void withdrawn() {
        takeOne(DrainCommand.Withdraw.class);
        hear(new DrainSignal.Withdrawn(List.of()));
    }

    private static EvictionOutcome blocked() {
        return new EvictionOutcome.Blocked(Optional.of("web"), "needs 1, has 1", Optional.empty());
    }

    @Test
    void nothingIsWrittenBeforeThePlanAndNothingEvictedBeforeTheNodeIsCordonedAndSeenAgain() {
        planned(Optional.empty(), pod("a"));
        assertEquals(
                List.of(DrainCommand.PatchNode.class),
                open.stream().map(Object::getClass).toList());
        hear(new DrainSignal.Patched(new Result.Ok<>(new PatchOutcome.Patched<>(CORDONED))));
        takeOne(DrainCommand.PatchNode.class);
        takeOne(DrainCommand.WatchPods.class);
        assertEquals(List.of(), open);
    }

    @Test
    void withoutBudgetsEverythingGoesAtOnceAndTheEndIsAConsistentList() {
        Pod a = pod("a");
        Pod b = pod("b");
        moving(List.of(), a, b);
        budgetsSeen();
        assertEquals(2, take(DrainCommand.Evict.class).size());
        answered(a.ref(), new EvictionOutcome.Accepted());
        answered(b.ref(), new EvictionOutcome.Accepted());
        gone(a);
        assertEquals(List.of(), open);
        gone(b);
        takeOne(DrainCommand.ReadPods.class);
        assertFalse(machine.isEnded());
        finalList();
        assertTrue(machine.isEnded());
        assertEquals(Outcome.COMPLETED, machine.report().outcome());
        assertEquals(List.of(a.ref(), b.ref()), machine.report().evicted());
    }

    @Test
    void underABudgetOneIsInFlightAndTheNextGoesWhenTheStatusHasCaughtUp() {
        Pod a = pod("a");
        Pod b = pod("b");
        moving(List.of(budget(1)), a, b);
        budgetsSeen(budget(1));
        PodRef first = takeOne(DrainCommand.Evict.class).eviction().pod();
        answered(first, new EvictionOutcome.Accepted());
        assertEquals(List.of(), take(DrainCommand.Evict.class));
        budgetChanged(budget(0));
        assertEquals(List.of(), take(DrainCommand.Evict.class));
        gone(a);
        budgetChanged(budget(1));
        assertEquals(b.ref(), takeOne(DrainCommand.Evict.class).eviction().pod());
    }

    @Test
    void theBudgetOpensWhileARefusalIsUnderWay_thePodGoesAtOnceAndIsNotLeftWaiting() {
        Pod a = pod("a");
        moving(List.of(budget(1)), a);
        budgetsSeen(budget(1));
        takeOne(DrainCommand.Evict.class);
        now = now.plusMillis(3);
        budgetChanged(budget(1));
        now = now.plusMillis(3);
        answered(a.ref(), blocked());
        assertEquals(a.ref(), takeOne(DrainCommand.Evict.class).eviction().pod());
    }

    @Test
    void aRefusalWithoutAnyChange_waitsForTheBudgetAndAsksWithOnePodAfter30SecondsOfSilence() {
        Pod a = pod("a");
        Pod b = pod("b");
        moving(List.of(budget(1)), a, b);
        budgetsSeen(budget(1));
        takeOne(DrainCommand.Evict.class);
        answered(a.ref(), blocked());
        assertEquals(List.of(), take(DrainCommand.Evict.class));
        Instant probe = START.plus(BudgetSlot.SILENCE);
        assertEquals(probe, machine.lookAgain());
        now = probe.minusMillis(1);
        hear(new DrainSignal.Time());
        assertEquals(List.of(), take(DrainCommand.Evict.class));
        now = probe;
        hear(new DrainSignal.Time());
        assertEquals(1, take(DrainCommand.Evict.class).size());
    }

    @Test
    void closedByItsNumbers_noRequestIsSpentHoweverLongItLasts() {
        moving(List.of(budget(0)), pod("a"));
        budgetsSeen(budget(0));
        for (int i = 0; i < 20; i++) {
            now = now.plusSeconds(60);
            hear(new DrainSignal.Time());
        }
        assertEquals(List.of(), take(DrainCommand.Evict.class));
        assertEquals(
                1,
                told.stream()
                        .filter(each -> each.kind() == PodEvent.Kind.BLOCKED)
                        .count());
    }

    @Test
    void theAnswerToAnEvictionComesAfterThePodIsSeenGone_itIsDoneOnce() {
        Pod a = pod("a");
        moving(List.of(), a);
        budgetsSeen();
        takeOne(DrainCommand.Evict.class);
        gone(a);
        answered(a.ref(), new EvictionOutcome.Accepted());
        takeOne(DrainCommand.ReadPods.class);
        finalList();
        assertEquals(Outcome.COMPLETED, machine.report().outcome());
        assertEquals(
                1,
                told.stream().filter(each -> each.kind() == PodEvent.Kind.GONE).count());
    }

    @Test
    void thePodIsReplacedUnderItsName_theOtherPodIsNotAskedFor() {
        Pod a = pod("a");
        moving(List.of(), a);
        budgetsSeen();
        takeOne(DrainCommand.Evict.class);
        answered(a.ref(), new EvictionOutcome.Replaced("uid differs"));
        assertEquals(List.of(), take(DrainCommand.Evict.class));
        takeOne(DrainCommand.ReadPods.class);
    }

    @Test
    void theFinalListShowsSomebodyNew_itIsMovedTooBeforeTheNodeCountsAsDrained() {
        Pod a = pod("a");
        Pod late = pod("late");
        moving(List.of(), a);
        budgetsSeen();
        takeOne(DrainCommand.Evict.class);
        answered(a.ref(), new EvictionOutcome.Accepted());
        gone(a);
        takeOne(DrainCommand.ReadPods.class);
        finalList(late);
        assertFalse(machine.isEnded());
        assertEquals(late.ref(), takeOne(DrainCommand.Evict.class).eviction().pod());
    }

    @Test
    void cancelled_nothingIsSentAnyMoreAndTheAnswerUnderWayIsWaitedForAtMostTwoSeconds() {
        Pod a = pod("a");
        moving(List.of(), a);
        budgetsSeen();
        takeOne(DrainCommand.Evict.class);
        hear(new DrainSignal.Cancelled("enough"));
        withdrawn();
        assertEquals(List.of(), open);
        assertFalse(machine.isEnded());
        now = machine.lookAgain();
        assertEquals(Duration.ofSeconds(2), Duration.between(START, now));
        hear(new DrainSignal.Time());
        assertTrue(machine.isEnded());
        assertEquals(Outcome.CANCELLED, machine.report().outcome());
        assertEquals(List.of(a.ref()), machine.report().unknownOutcome());
    }

    @Test
    void theTimeoutIsOver_answersUnderWayAreNotWaitedFor() {
        machine = machine(DrainOptions.defaults().withTimeout(Optional.of(Duration.ofSeconds(7))));
        Pod a = pod("a");
        moving(List.of(), a);
        budgetsSeen();
        takeOne(DrainCommand.Evict.class);
        assertEquals(START.plusSeconds(7), machine.lookAgain());
        now = START.plusSeconds(7);
        hear(new DrainSignal.Time());
        withdrawn();
        assertTrue(machine.isEnded());
        assertEquals(Outcome.TIMED_OUT, machine.report().outcome());
        assertEquals(List.of(a.ref()), machine.report().unknownOutcome());
    }

    @Test
    void aServerWhoseClockIsBehindOurs_doesNotMakeAPodLookStuckBeforeItsGracePeriodIsOverHere() {
        Pod a = pod("a");
        moving(List.of(), a);
        budgetsSeen();
        takeOne(DrainCommand.Evict.class);
        answered(a.ref(), new EvictionOutcome.Accepted());
        Pod leaving = Pod.of(a.toDocument()
                .with(START.minus(Duration.ofHours(1)).toString(), "metadata", "deletionTimestamp")
                .with(30L, "metadata", "deletionGracePeriodSeconds"));
        hear(new DrainSignal.PodChanged(ChangeType.MODIFIED, leaving));
        assertEquals(0, stuck());
        now = START.plusSeconds(59);
        hear(new DrainSignal.Time());
        assertEquals(0, stuck());
        now = START.plusSeconds(60);
        hear(new DrainSignal.Time());
        assertEquals(1, stuck());
    }

    private long stuck() {
        return told.stream().filter(each -> each.kind() == PodEvent.Kind.STUCK).count();
    }

    @Test
    void afterTheEndNothingIsHeard() {
        planned(Optional.empty(), APod.named("shop/bare").build());
        withdrawn();
        assertTrue(machine.isEnded());
        assertEquals(Outcome.REFUSED, machine.report().outcome());
        for (DrainSignal signal : List.of(
                new DrainSignal.Time(), new DrainSignal.BudgetsMoved(), new DrainSignal.PodsSeen(List.of(pod("a"))))) {
            hear(signal);
        }
        assertEquals(List.of(), open);
    }
}
