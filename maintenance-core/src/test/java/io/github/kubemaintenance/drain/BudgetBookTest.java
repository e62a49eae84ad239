package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.drain.BudgetBook.Say;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When an eviction may be sent: every line of the table in {@link BudgetBook}, and what was seen while one was under way. */
class BudgetBookTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant NEVER = Instant.MAX;

    private final BudgetBook book = new BudgetBook();
    private final Pod a = pod("a").build();
    private final Pod b = pod("b").build();

    private static APod pod(String name) {
        return APod.named("shop/" + name).ofReplicaSet("web").label("app", "web");
    }

    private static ABudget budget(String name) {
        return ABudget.named("shop/" + name).guarding("web").minAvailable(1L);
    }

    private static PodDisruptionBudget allowing(int allowed) {
        return budget("web").status(allowed, 1L + allowed, 1, 3).build();
    }

    private void given(PodDisruptionBudget... budgets) {
        book.seen(List.of(budgets), Set.of(), NOW);
    }

    private void sent(Pod pod) {
        BudgetBook.Answer answer = book.ask(pod, NOW);
        assertEquals(Say.GO, answer.say());
        answer.slots().get(0).sent(pod.ref(), answer.spends(), NOW);
    }

    private BudgetSlot slot() {
        return book.ask(a, NOW).slots().get(0);
    }

    private void assertSays(Say say, Instant lookAgain, Pod pod, Instant at) {
        BudgetBook.Answer answer = book.ask(pod, at);
        assertEquals(say, answer.say(), answer::toString);
        assertEquals(lookAgain, answer.lookAgain(), answer::toString);
    }

    @Test
    void nothingGuardsIt_go() {
        given();
        assertSays(Say.GO, NEVER, a, NOW);
    }

    @Test
    void aBudgetOfAnotherNamespaceIsNoneOfItsBusiness() {
        given(ABudget.named("other/web")
                .guarding("web")
                .minAvailable(1L)
                .status(0, 1, 1, 1)
                .build());
        assertSays(Say.GO, NEVER, a, NOW);
    }

    @Test
    void finishedPendingAndTerminatingPods_goUnderAClosedBudgetAndSpendNothing() {
        given(allowing(0));
        for (APod each : List.of(
                pod("x").phase("Succeeded"),
                pod("x").phase("Failed"),
                pod("x").phase("Pending"),
                pod("x").deletionDue(NOW.plusSeconds(30)))) {
            BudgetBook.Answer answer = book.ask(each.build(), NOW);
            assertEquals(Say.GO, answer.say());
            assertFalse(answer.spends());
        }
    }

    @Test
    void anUnreadyPodUnderAHealthyBudgetWithNothingAllowed_goes() {
        given(budget("web").status(0, 2, 2, 3).build());
        Pod unready = pod("u").unready().build();
        assertSays(Say.GO, NEVER, unready, NOW);
        assertFalse(book.ask(unready, NOW).spends());
        assertSays(Say.CLOSED, NEVER, a, NOW);
    }

    @Test
    void anUnreadyPodUnderAnUnhealthyBudget_waitsUnlessThePolicyAlwaysAllows() {
        Pod unready = pod("u").unready().build();
        given(budget("web").status(0, 1, 2, 3).build());
        assertSays(Say.CLOSED, NEVER, unready, NOW);
        given(budget("web")
                .with("AlwaysAllow", "spec", "unhealthyPodEvictionPolicy")
                .status(0, 1, 2, 3)
                .build());
        assertSays(Say.GO, NEVER, unready, NOW);
    }

    @Test
    void twoBudgets_neverAnAnswer() {
        given(
                budget("one").status(1, 2, 1, 3).build(),
                budget("two").status(1, 2, 1, 3).build());
        assertSays(Say.TWO, NEVER, a, NOW);
        assertEquals(2, book.ask(a, NOW).slots().size());
    }

    @Test
    void oneInFlight_theOtherWaitsForItsTurnHoweverMuchIsAllowed() {
        given(allowing(2));
        sent(a);
        assertSays(Say.TURN, NEVER, b, NOW);
        book.ask(b, NOW).slots().get(0).accepted(a.ref());
        assertSays(Say.GO, NEVER, b, NOW);
    }

    @Test
    void acceptedButNotYetInTheStatus_isTakenOffTheAllowance() {
        given(allowing(1));
        sent(a);
        slot().accepted(a.ref());
        assertSays(Say.CLOSED, NOW.plus(BudgetSlot.SILENCE), b, NOW);
    }

    @Test
    void acceptedAndInTheStatus_isNotTakenOffTwice() {
        given(allowing(2));
        sent(a);
        slot().accepted(a.ref());
        PodDisruptionBudget now = budget("web")
                .status(1, 3, 1, 3)
                .with(NOW.toString(), "status", "disruptedPods", "a")
                .build();
        book.changed(ChangeType.MODIFIED, now, NOW);
        assertSays(Say.GO, NEVER, b, NOW);
    }

    @Test
    void theStatusShowsItBeforeTheAnswerCame_isNotTakenOffEither() {
        given(allowing(2));
        sent(a);
        BudgetSlot slot = slot();
        PodDisruptionBudget now = budget("web")
                .status(1, 3, 1, 3)
                .with(NOW.toString(), "status", "disruptedPods", "a")
                .build();
        book.changed(ChangeType.MODIFIED, now, NOW);
        slot.accepted(a.ref());
        assertEquals(1, slot.allowance(b.ref()));
        assertSays(Say.GO, NEVER, b, NOW);
    }

    @Test
    void refused_closedUntilTheBudgetChanges() {
        given(allowing(1));
        sent(a);
        slot().refused(a.ref(), Instant.MIN);
        assertSays(Say.CLOSED, NOW.plus(BudgetSlot.SILENCE), a, NOW);
        book.changed(ChangeType.MODIFIED, allowing(1), NOW.plusSeconds(1));
        assertSays(Say.GO, NEVER, a, NOW.plusSeconds(1));
    }

    @Test
    void theBudgetOpenedWhileTheRefusedRequestWasUnderWay_theWakeUpIsNotLost() {
        given(allowing(1));
        sent(a);
        BudgetSlot slot = slot();
        book.changed(ChangeType.MODIFIED, allowing(1), NOW.plusMillis(3));
        slot.refused(a.ref(), Instant.MIN); // an answer to what was sent before that change
        assertSays(Say.GO, NEVER, a, NOW.plusMillis(5));
    }

    @Test
    void theServerAskedToWait_thatIsKeptEvenIfTheBudgetOpens() {
        given(allowing(1));
        sent(a);
        Instant until = NOW.plusSeconds(10);
        slot().refused(a.ref(), until);
        book.changed(ChangeType.MODIFIED, allowing(1), NOW.plusSeconds(1));
        assertSays(Say.CLOSED, until, a, NOW.plusSeconds(9));
        assertSays(Say.GO, NEVER, a, until);
    }

    @Test
    void silentFor30Seconds_onePodIsSentToAskOnlyWhereTheNumbersSayOpen() {
        given(budget("web").status(0, 3, 1, 3).build()); // by its own numbers two may go
        Instant probe = NOW.plus(BudgetSlot.SILENCE);
        assertSays(Say.CLOSED, probe, a, probe.minusMillis(1));
        assertSays(Say.GO, NEVER, a, probe);
        given(allowing(0));
        assertSays(Say.CLOSED, NEVER, a, NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void aProbeThatWasRefused_isRepeatedOnlyAfterAnotherSilence() {
        given(budget("web").status(0, 3, 1, 3).build());
        Instant probe = NOW.plus(BudgetSlot.SILENCE);
        BudgetBook.Answer answer = book.ask(a, probe);
        answer.slots().get(0).sent(a.ref(), answer.spends(), probe);
        answer.slots().get(0).refused(a.ref(), Instant.MIN);
        assertSays(Say.CLOSED, probe.plus(BudgetSlot.SILENCE), a, probe.plusSeconds(1));
        assertSays(Say.GO, NEVER, a, probe.plus(BudgetSlot.SILENCE));
    }

    @Test
    void anAnswerThatWasLost_countsAsTakenUntilTheStatusTells() {
        given(allowing(1));
        sent(a);
        slot().lost(a.ref());
        assertSays(Say.CLOSED, NOW.plus(BudgetSlot.SILENCE), b, NOW);
        assertSays(Say.GO, NEVER, a, NOW); // it may ask again: the uid makes that safe
    }

    @Test
    void aBudgetMadeAnewUnderItsName_startsAfresh() {
        given(allowing(1));
        sent(a);
        PodDisruptionBudget other = budget("web")
                .with("another", "metadata", "uid")
                .status(1, 2, 1, 3)
                .build();
        book.changed(ChangeType.MODIFIED, other, NOW);
        assertSays(Say.GO, NEVER, b, NOW);
    }

    @Test
    void aDeletedBudget_guardsNothingAnyMore() {
        given(allowing(0));
        assertSays(Say.CLOSED, NEVER, a, NOW);
        book.changed(ChangeType.DELETED, allowing(0), NOW);
        assertSays(Say.GO, NEVER, a, NOW);
    }

    @Test
    void relisted_aBudgetThatIsGoneIsForgottenAndOneThatStaysKeepsWhatIsUnderWay() {
        given(allowing(2));
        sent(a);
        given(allowing(2));
        assertSays(Say.TURN, NEVER, b, NOW);
        given();
        assertSays(Say.GO, NEVER, b, NOW);
    }

    @Test
    void knowsOnlyTheNamespacesThatWereSeenUnlessAllOrNoneCanBe() {
        book.seen(List.of(), Set.of("shop"), NOW);
        assertTrue(book.knows("shop"));
        assertFalse(book.knows("other"));
        book.isBlind();
        assertTrue(book.knows("other"));
    }
}
