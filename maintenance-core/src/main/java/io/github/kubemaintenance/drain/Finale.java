package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a drain ends, once it is known that and why it does. Nothing is sent any more, but to give the node back.
 *
 * <pre>
 *   take back what was not sent yet
 *   --> wait for answers in flight, at most 2 s; not after a timeout
 *   --> give the node back: REFUSED after our cordon, or restoreOnFailure(); at most 10 s
 *   --> report
 * </pre>
 */
final class Finale {
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final Duration RESTORE = Duration.ofSeconds(10);

    private final Desk desk;
    private final Courses courses;
    private final Ending ending;
    private Outcome outcome = Outcome.FAILED;
    private List<Reason> reasons = List.of();
    private boolean begun;
    private boolean takenBack;
    private boolean restoring;
    private Instant until = Instant.MAX;

    @Nullable
    private Throwable cause;

    @Nullable
    private DrainReport report;

    Finale(Desk desk, Courses courses, Ending ending) {
        this.desk = desk;
        this.courses = courses;
        this.ending = ending;
    }

    void begin(Outcome how, List<Reason> why, @Nullable Throwable thrown) {
        if (!begun) {
            begun = true;
            outcome = how;
            reasons = why;
            cause = thrown;
            until = how == Outcome.TIMED_OUT ? desk.now() : desk.now().plus(LINGER);
            desk.wants(new DrainCommand.Withdraw());
        }
    }

    boolean isBegun() {
        return begun;
    }

    boolean isEnded() {
        return report != null;
    }

    DrainReport report() {
        if (report == null) {
            throw new IllegalStateException("the drain has not ended");
        }
        return report;
    }

    /** What was not sent has been taken back. */
    void takenBack() {
        takenBack = true;
    }

    /** Goes on, as far as it can now; the node's keeper is there as soon as there is a plan. */
    void advance(Optional<NodeKeeper> keeper, Optional<DrainPlan> plan, List<ReplacementState> replacements) {
        if (report != null || !takenBack) {
            return;
        }
        if (keeper.isPresent() && (restoring ? isRestoring(keeper.get()) : isWaiting(keeper.get()))) {
            desk.lookAgain(until);
            return;
        }
        end(keeper, plan, replacements);
    }

    /** Not even ending works: at least there is a report. */
    void abandon(Optional<DrainPlan> plan, Reason why, Throwable thrown) {
        report = ending.report(
                Outcome.FAILED, List.of(why), plan, Optional.empty(), NodeCordon.UNKNOWN, List.of(), thrown);
    }

    private boolean isWaiting(NodeKeeper node) {
        boolean inFlight = courses.anyInFlight() || node.isPatching();
        if (inFlight && desk.now().isBefore(until)) {
            return true;
        }
        boolean giveBack =
                outcome == Outcome.REFUSED || (outcome != Outcome.COMPLETED && desk.options.restoreOnFailure());
        if (!giveBack || !node.mayBeCordonedByUs()) {
            return false;
        }
        restoring = true;
        until = desk.now().plus(RESTORE);
        node.giveBack();
        return isRestoring(node);
    }

    private boolean isRestoring(NodeKeeper node) {
        node.advance();
        if (!node.isSettled() && desk.now().isBefore(until)) {
            return true;
        }
        if (!node.isSettled() || node.failure().isPresent()) {
            desk.note(
                    ReasonCode.NOT_RESTORED,
                    "the node could not be uncordoned again: "
                            + node.failure().orElse("the server didn't answer in time"));
            outcome = outcome == Outcome.REFUSED ? Outcome.FAILED : outcome;
        }
        return false;
    }

    private void end(Optional<NodeKeeper> keeper, Optional<DrainPlan> plan, List<ReplacementState> replacements) {
        Optional<Node> node = keeper.map(NodeKeeper::node);
        ending.tell(outcome, reasons, node);
        report = ending.report(
                outcome,
                reasons,
                plan,
                node,
                keeper.map(NodeKeeper::cordon).orElse(NodeCordon.UNTOUCHED),
                replacements,
                cause);
    }
}
