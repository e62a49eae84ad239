package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.catalog.EvictionRule;
import io.github.kubemaintenance.cluster.Deletion;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Later;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Moves pods: whenever anything has happened it looks at every pod that has to go and sends what may be sent. Nothing is
 * kept on queues: what a pod waits for is found anew each time, so that no wake-up can be lost.
 *
 * <pre>
 *   terminating                    only waited for, unless its grace period is to be shortened
 *   its own back-off, or the server's mood    wait
 *   delete mode, dry run           send
 *   evict mode                     as {@link BudgetBook} says
 *   blocked for ever               sent once, then left until its budget changes
 *   {@link Escalation} due         delete, past budgets and groups
 * </pre>
 */
final class PodMover {
    private static final Duration UNSEEN_BUDGET = Duration.ofSeconds(10);
    private static final Reason NOT_ITS_TURN =
            new Reason("NOT_ITS_TURN", "the pods of a group that comes before are not gone yet");
    private static final Reason RAN_TO_ITS_END = new Reason("COMPLETED", "it has run to its end");
    private static final Reason RUNS_TO_ITS_END =
            new Reason("WAIT_COMPLETED", "it is not evicted, but waited for until it has run to its end");
    private static final Reason PACED = new Reason(
            "PACED",
            "no budget guards it, and as many of its owner's pods as before the last one went are not Ready yet");
    private static final Duration STUCK_AFTER = Duration.ofSeconds(30);
    private static final Duration LATE = Duration.ofSeconds(5);

    private final Desk desk;
    private final Courses courses;
    private final BudgetBook book;
    private final Patience patience;
    private final ForeverRule forever;
    private final Set<String> watched = new HashSet<>();
    private final Escalation escalation;
    private final UnseenBudgets unseen = new UnseenBudgets();
    private boolean nodeDoubtful;

    PodMover(Desk desk, Courses courses, BudgetBook book, Patience patience, ForeverRule forever) {
        this.desk = desk;
        this.courses = courses;
        this.book = book;
        this.patience = patience;
        this.forever = forever;
        this.escalation = new Escalation(desk);
    }

    /** Returns whether a pod is stuck for which the node may be the reason, once. */
    boolean takeDoubt() {
        boolean doubt = nodeDoubtful;
        nodeDoubtful = false;
        return doubt;
    }

    void advance() {
        boolean escalates = escalation.isDue();
        int turn = escalates ? Integer.MAX_VALUE : turn();
        for (Course course : courses.all()) {
            if (course.nodeUnchecked) {
                continue; // it may be on another node of the same name
            }
            if (escalates && escalation.mayDelete(course)) {
                escalate(course);
            } else if (course.state == Course.State.WAITING) {
                if (desk.options.order().of(course.pod) <= turn) {
                    waiting(course);
                } else {
                    course.trouble = Optional.of(NOT_ITS_TURN);
                }
            } else if (course.state == Course.State.LEAVING) {
                leaving(course);
            }
        }
        if (turn() > turn) {
            advance(); // the last of a group has just ended
        }
    }

    /** The order of the group whose turn it is: the first of which something is left. */
    private int turn() {
        int first = Integer.MAX_VALUE;
        if (desk.options.order().kind() != DrainOrder.Kind.NONE && !isDryRun()) {
            for (Course course : courses.all()) {
                boolean counts = course.isOpen() && !(course.forever && course.state == Course.State.WAITING);
                first = counts ? Math.min(first, desk.options.order().of(course.pod)) : first;
            }
        }
        return first;
    }

    /** The time for budgets and groups is over. */
    private void escalate(Course course) {
        if (desk.now().isBefore(course.notBefore)) {
            desk.lookAgain(course.notBefore);
        } else if (!patience.holds(courses::anyInFlight)) {
            escalation.begin(course);
            send(course, List.of(), false);
        }
    }

    private boolean isDryRun() {
        return desk.options.dryRun() == DryRun.SERVER;
    }

    private void waiting(Course course) {
        boolean shortens = course.pod.isTerminating() && shortens(course);
        if (course.pod.isTerminating() && !shortens) {
            terminating(course);
        } else if (desk.options.order().awaits(course.pod)) {
            awaitsItsEnd(course);
        } else if (desk.now().isBefore(course.notBefore)) {
            desk.lookAgain(course.notBefore);
        } else if (patience.holds(courses::anyInFlight)) {
            return;
        } else if (isDryRun() || course.isDelete() || shortens) {
            send(course, List.of(), false);
        } else if (!EvictionRule.needsNoBudget(course.pod) && !book.knows(course.ref.namespace())) {
            if (watched.add(course.ref.namespace())) {
                desk.wants(new DrainCommand.WatchBudgets(course.ref.namespace()));
            }
        } else {
            evict(course);
        }
    }

    /** It is never evicted: it has to run to its end. */
    private void awaitsItsEnd(Course course) {
        if (course.pod.isFinished()) {
            course.state = Course.State.LEFT;
            course.trouble = Optional.of(RAN_TO_ITS_END);
            left(course);
        } else {
            blockedBy(course, RUNS_TO_ITS_END);
        }
    }

    private void blockedBy(Course course, Reason why) {
        course.trouble = Optional.of(why);
        if (!course.toldBlocked.equals(why.code())) {
            course.toldBlocked = why.code();
            desk.tell(course.ref, PodEvent.Kind.WAITING, why);
        }
    }

    private void evict(Course course) {
        if (!course.unseenBudget.isEmpty()
                && !unseen.mayGo(course.unseenBudget, book.moves(course.ref.namespace()), desk)) {
            return;
        }
        Optional<Instant> unchanged = course.asked(book, desk.now());
        if (unchanged.isPresent()) {
            desk.lookAgain(unchanged.get());
            return;
        }
        BudgetBook.Answer answer = book.ask(course.pod, desk.now());
        if (answer.say() != BudgetBook.Say.GO) {
            course.remember(book, answer);
        }
        switch (answer.say()) {
            case GO -> {
                course.forever = false;
                if (answer.slots().isEmpty()) {
                    book.pace().ifPresent(pace -> pace.sent(course.pod));
                }
                send(course, answer.slots(), answer.spends());
            }
            case TURN -> {
                if (answer.slots().isEmpty()) {
                    blockedBy(course, PACED);
                }
            }
            case CLOSED, TWO -> closed(course, answer);
        }
    }

    private void closed(Course course, BudgetBook.Answer answer) {
        ForeverRule.Verdict verdict = forever.of(course, answer, desk.now());
        boolean patient = answer.slots().size() == 1
                && desk.now().isBefore(answer.slots().get(0).notBefore());
        if (verdict.forever() && !course.asked && !patient) {
            send(course, answer.say() == BudgetBook.Say.TWO ? List.of() : answer.slots(), false);
            return;
        }
        course.lookAt = verdict.lookAgain();
        desk.lookAgain(course.lookAt);
        course.forever = verdict.forever();
        blocked(course, verdict.reason(), answer.slots());
    }

    private void blocked(Course course, Reason reason, List<BudgetSlot> slots) {
        course.trouble = Optional.of(reason);
        StringBuilder what = new StringBuilder(course.forever ? "for ever" : "now");
        slots.forEach(slot -> what.append(' ').append(slot.budget().name()));
        if (!what.toString().equals(course.toldBlocked)) {
            course.toldBlocked = what.toString();
            desk.tell(course.ref, PodEvent.Kind.BLOCKED, reason);
        }
    }

    private boolean shortens(Course course) {
        Optional<Duration> grace = desk.options.gracePeriod();
        return desk.options.shortenGrace()
                && !course.shortened
                && grace.isPresent()
                && course.pod
                        .metadata()
                        .deletionGracePeriod()
                        .map(had -> grace.get().compareTo(had) < 0)
                        .orElse(false);
    }

    private void send(Course course, List<BudgetSlot> slots, boolean spends) {
        course.state = Course.State.IN_FLIGHT;
        course.attempts++;
        if (course.pod.isTerminating()) {
            course.foundTerminating = !course.asked;
            course.shortened = true;
        }
        course.askedBefore = course.asked;
        course.asked = true;
        if (slots.size() == 1) {
            course.slot = slots.get(0);
            course.slot.sent(course.ref, spends, desk.now());
        }
        if (!course.unseenBudget.isEmpty()) {
            unseen.sent(course.unseenBudget);
        }
        boolean delete = course.isDelete() || course.escalated || (course.shortened && desk.options.disableEviction());
        if (!course.toldStarted) {
            course.toldStarted = true;
            desk.tell(
                    course.ref,
                    PodEvent.Kind.STARTED,
                    new Reason("STARTED", (delete ? "deleting" : "evicting") + (isDryRun() ? " (dry run)" : "")));
        }
        Optional<Duration> grace = course.escalated ? escalation.grace(course) : desk.options.gracePeriod();
        desk.wants(
                delete
                        ? new DrainCommand.Delete(new Deletion(
                                Kind.PODS,
                                course.ref.namespace(),
                                course.ref.name(),
                                course.ref.uid(),
                                grace,
                                isDryRun()))
                        : new DrainCommand.Evict(new Eviction(course.ref, grace, isDryRun())));
    }

    /** It is terminating and no request of ours is under way: somebody else's doing, or ours whose answer was lost. */
    private void terminating(Course course) {
        if (course.unanswered) {
            accepted(course);
            return;
        }
        course.state = Course.State.LEAVING;
        course.leavingSince = desk.now();
        course.foundTerminating = true;
        course.takenAtOnce = course.pod
                .metadata()
                .deletionGracePeriod()
                .filter(Duration::isZero)
                .isPresent();
        desk.tell(
                course.ref,
                PodEvent.Kind.WAITING,
                new Reason(ReasonCode.ALREADY_TERMINATING, "terminating already, it is only waited for"));
        if (isDryRun()) {
            course.state = Course.State.GONE;
            course.toldEnd = true;
        } else {
            leaving(course);
        }
    }

    /** The server lets no one evict a pod whose namespace is being deleted: it goes with that, whenever it does. */
    void goesWithNamespace(Course course, Reason why) {
        course.state = Course.State.LEAVING;
        course.leavingSince = desk.now();
        course.foundTerminating = true;
        course.trouble = Optional.of(why);
        leaving(course);
    }

    private void leaving(Course course) {
        Optional<Instant> due = course.pod.metadata().deletionTimestamp();
        if (due.isPresent() && desk.options.skipWaitForDelete().isPresent()) {
            Duration whole = desk.options.skipWaitForDelete().get().truncatedTo(ChronoUnit.SECONDS);
            Instant over = Later.after(Later.after(due.get(), whole), Duration.ofSeconds(1));
            if (!desk.now().isBefore(over)) {
                course.state = Course.State.LEFT;
                course.trouble = Optional.of(new Reason(
                        ReasonCode.SKIP_WAIT,
                        "its deletion was due at " + due.get() + " and is not waited for any longer"));
                left(course);
                return;
            }
            desk.lookAgain(over);
        }
        if (course.toldStuck) {
            return;
        }
        Instant stuckAt = Later.after(course.due(), STUCK_AFTER);
        if (desk.now().isBefore(stuckAt)) {
            desk.lookAgain(stuckAt);
            return;
        }
        course.toldStuck = true;
        nodeDoubtful = true;
        desk.tell(course.ref, PodEvent.Kind.STUCK, RemainingText.leaving(course, Optional.empty()));
    }

    /** Tells whether a pod on its way out should be gone for some time by its own grace: its kubelet has not ended it. */
    boolean isLate(Course course) {
        Duration grace = desk.options.gracePeriod().orElse(course.pod.spec().terminationGracePeriod());
        return course.state == Course.State.LEAVING
                && desk.now().isAfter(Later.after(Later.after(course.leavingSince, grace), LATE));
    }

    /** A pod stays where it is; its one and last event. */
    void left(Course course) {
        if (!course.toldEnd) {
            course.toldEnd = true;
            Reason reason = course.trouble.orElseGet(
                    () -> course.plan.reasons().stream().findFirst().orElse(new Reason(ReasonCode.MANAGED, "")));
            desk.tell(course.ref, PodEvent.Kind.SKIPPED, reason);
        }
    }

    /** A watch or list says that a pod is gone. */
    void gone(Course course) {
        if (course.state == Course.State.IN_FLIGHT) {
            course.seenGone = true;
        } else if (course.state != Course.State.GONE) {
            ended(course, "gone");
        }
    }

    /** A pod is gone, for certain. A request whose answer was lost has done it, as far as can be known. */
    void ended(Course course, String text) {
        course.state = Course.State.GONE;
        course.accepted |= course.unanswered && !course.foundTerminating;
        book.gone(course.ref);
        if (!course.toldEnd) {
            course.toldEnd = true;
            desk.tell(course.ref, PodEvent.Kind.GONE, new Reason("GONE", text));
        }
    }

    void failed(Course course, Reason reason) {
        course.state = Course.State.FAILED;
        course.trouble = Optional.of(reason);
        if (!course.toldEnd) {
            course.toldEnd = true;
            desk.tell(course.ref, PodEvent.Kind.FAILED, reason);
        }
    }

    /** The server has accepted the eviction or deletion. */
    void accepted(Course course) {
        course.unanswered = false;
        course.attempts = 0;
        course.trouble = Optional.empty();
        book.pace().ifPresent(pace -> pace.goes(course.pod));
        if (!course.foundTerminating && !(course.escalated && course.accepted)) {
            course.accepted = true;
            desk.tell(
                    course.ref,
                    course.isDelete() ? PodEvent.Kind.DELETED : PodEvent.Kind.EVICTED,
                    new Reason("ACCEPTED", isDryRun() ? "would be accepted (dry run)" : "accepted"));
        }
        if (isDryRun()) {
            course.state = Course.State.GONE;
            course.toldEnd = true;
        } else {
            course.state = Course.State.LEAVING;
            course.leavingSince = desk.now();
            leaving(course);
        }
    }

    /** The server said that a budget is closed. */
    void refused(Course course, String budget, String message, Optional<Duration> retryAfter) {
        Instant until = retryAfter.map(desk::in).orElse(Instant.MIN);
        List<BudgetSlot> slots = course.slot == null ? List.of() : List.of(course.slot);
        Reason reason = new Reason(ReasonCode.BUDGET_CLOSED, message);
        if (isDryRun()) {
            failed(course, reason);
            return;
        }
        course.state = Course.State.WAITING;
        course.attempts = 0;
        if (course.slot != null) {
            course.slot.refused(course.ref, until);
        } else {
            course.unseenBudget = course.ref.namespace() + "/" + budget;
            unseen.refused(
                    course.unseenBudget, book.moves(course.ref.namespace()), desk.in(retryAfter.orElse(UNSEEN_BUDGET)));
        }
        course.notBefore = until;
        blocked(course, reason, slots);
    }

    /** The request was taken back before it was sent. */
    void notSent(Course course) {
        answered(course);
        course.state = Course.State.WAITING;
        course.asked = course.askedBefore;
        if (course.seenGone) {
            ended(course, "gone");
        }
    }

    /** Something is to be tried again later; it has nothing to do with a budget. */
    void again(Course course, Reason reason, Duration wait) {
        course.state = Course.State.WAITING;
        course.trouble = Optional.of(reason);
        course.notBefore = desk.in(wait);
    }

    /** The server refuses for ever, for a reason that only it knows: not before something moves. */
    void foreverUnlessMoved(Course course, Reason reason) {
        course.state = Course.State.WAITING;
        BudgetBook.Answer known = book.ask(course.pod, desk.now());
        if (known.say() == BudgetBook.Say.TWO) {
            closed(course, known); // which can name them
            return;
        }
        course.forever = true;
        course.unseenBudget = course.ref.namespace() + "/" + course.ref.name();
        unseen.refused(course.unseenBudget, book.moves(course.ref.namespace()), Instant.MAX);
        blocked(course, reason, List.of());
    }

    /** The request under way has ended, in whatever way: what was kept for it is free. */
    void answered(Course course) {
        if (course.slot != null) {
            course.slot.freed(course.ref);
            course.slot = null;
        }
        book.pace().ifPresent(pace -> pace.answered(course.ref));
        if (!course.unseenBudget.isEmpty()) {
            unseen.answered(course.unseenBudget);
        }
    }
}
