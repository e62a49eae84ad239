package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The drain of one node as a step machine: signals in, commands out. Pure: it waits for nothing, knows no thread and no
 * clock but the time that comes with each signal.
 *
 * <pre>
 *   PLANNING --> CORDONING --> SETTLING --> MOVING --> CHECKING --> REPLACING --> ENDING --> ENDED
 *    facts        one patch     pods read    evict      final list   if asked
 *                               again, late  and wait       |
 *                               ones judged    ^------------+ something is there
 *
 *   any of them --> ENDING, see {@link Finale}
 * </pre>
 *
 * <p>The parts: {@link NodeKeeper} (cordon), {@link Arrivals} (what lists and watches tell), {@link PodMover} (what to send
 * now), {@link BudgetBook} (when an eviction may go), {@link Answers} (what the server's answers mean), {@link Patience}
 * (a server that is away).
 */
final class DrainMachine {
    /** What the machine is doing. */
    enum Phase {
        PLANNING(DrainProgress.Phase.PLANNING),
        CORDONING(DrainProgress.Phase.CORDONING),
        SETTLING(DrainProgress.Phase.CORDONING),
        MOVING(DrainProgress.Phase.DRAINING),
        CHECKING(DrainProgress.Phase.DRAINING),
        REPLACING(DrainProgress.Phase.AWAITING_REPLACEMENTS),
        ENDING(DrainProgress.Phase.ENDING),
        ENDED(DrainProgress.Phase.ENDED);

        private final DrainProgress.Phase shown;

        Phase(DrainProgress.Phase shown) {
            this.shown = shown;
        }
    }

    /** What there is once there is a plan. */
    private record Parts(NodeKeeper node, Arrivals pods, PodMover mover, Answers answers) {}

    private final Desk desk;
    private final Optional<DrainPlan> expected;
    private final Instant deadline;
    private final BudgetBook book;
    private final boolean takenByOthers;
    private final Courses courses = new Courses();
    private final Patience patience;
    private final Sight sight;
    private final Ending ending;
    private final Finale finale;
    private Phase phase = Phase.PLANNING;
    private Optional<DrainPlan> plan = Optional.empty();
    private Optional<Parts> parts = Optional.empty();
    private List<ReplacementState> replacements = List.of();
    private Instant phaseEnds = Instant.MAX;
    private int listFailures;
    private boolean listing;
    private boolean checkingNode;
    private String cancelled = "";

    DrainMachine(
            String node,
            DrainPlanner planner,
            Optional<DrainPlan> expected,
            BudgetBook book,
            boolean takenByOthers,
            Instant now) {
        this.takenByOthers = takenByOthers;
        this.desk = new Desk(node, planner, now);
        this.expected = expected;
        this.book = book;
        this.deadline = desk.options.timeout().map(desk::in).orElse(Instant.MAX);
        this.patience = new Patience(desk);
        this.sight = new Sight(desk, patience, book);
        this.ending = new Ending(desk, now, courses);
        this.finale = new Finale(desk, courses, ending);
    }

    boolean isEnded() {
        return finale.isEnded();
    }

    /** When to send {@link DrainSignal.Time}, if nothing happens before; MAX for never. */
    Instant lookAgain() {
        return desk.lookAgain();
    }

    DrainProgress progress(Optional<String> lastEvent) {
        return courses.progress(phase.shown, lastEvent);
    }

    /** Tells whether a pod of a namespace waits for its turn here. */
    boolean waitsIn(String namespace) {
        return courses.waitIn(namespace);
    }

    /** {@return the report of a drain that has ended} */
    DrainReport report() {
        return finale.report();
    }

    List<DrainCommand> start() {
        desk.wants(new DrainCommand.ReadFacts());
        desk.lookAgain(deadline);
        return desk.taken();
    }

    List<DrainCommand> on(DrainSignal signal, Instant now) {
        if (isEnded()) {
            return List.of();
        }
        desk.begins(now);
        try {
            hear(signal);
            boolean over = signal instanceof DrainSignal.Time ? !now.isBefore(deadline) : now.isAfter(deadline);
            if (over) {
                end(Outcome.TIMED_OUT, new Reason(ReasonCode.TIMEOUT, timeoutText()));
            } else if (!cancelled.isEmpty()) {
                end(Outcome.CANCELLED, new Reason(ReasonCode.CANCELLED, cancelled));
            }
            advance();
        } catch (RuntimeException e) {
            broken(e);
        }
        if (!finale.isBegun()) {
            desk.lookAgain(deadline);
        }
        return desk.taken();
    }

    private String timeoutText() {
        return "the timeout of "
                + desk.options.timeout().map(Duration::toString).orElse("") + " is over"
                + (phase == Phase.REPLACING ? " before all replacements were Ready" : "");
    }

    /** A filter of the caller, or we ourselves, threw: that must not leave anything half done without a word. */
    private void broken(RuntimeException e) {
        String text = e instanceof MaintenanceException
                ? String.valueOf(e.getMessage())
                : "an error in the drain itself, please report it: " + e;
        if (finale.isBegun()) {
            finale.abandon(plan, new Reason("ERROR", text), e);
            phase = Phase.ENDED;
        } else {
            end(Outcome.FAILED, List.of(new Reason("ERROR", text)), e);
        }
    }

    /** The session under it has failed: no signal will come any more. */
    void abandon(RuntimeException e, Instant now) {
        if (!isEnded()) {
            desk.begins(now);
            finale.abandon(plan, new Reason("ERROR", "the drain could not go on: " + e.getMessage()), e);
        }
    }

    private void hear(DrainSignal signal) {
        if (signal instanceof DrainSignal.Planned planned) {
            planned(planned.facts());
        } else if (signal instanceof DrainSignal.Cancelled why) {
            cancelled = why.why();
        } else if (signal instanceof DrainSignal.Replacements states) {
            replacements(states);
        } else if (signal instanceof DrainSignal.BudgetsMoved) {
            sight.budgetsSeen();
        } else if (signal instanceof DrainSignal.BudgetsLost lost) {
            sight.budgetsLost(lost.why(), lost.ended());
        } else if (signal instanceof DrainSignal.Withdrawn back) {
            finale.takenBack();
            parts.ifPresent(all -> back.pods().forEach(pod -> inFlight(pod).ifPresent(all.mover()::notSent)));
        } else {
            parts.ifPresent(all -> hear(signal, all));
        }
    }

    private void hear(DrainSignal signal, Parts all) {
        if (signal instanceof DrainSignal.Patched patched) {
            all.node().patched(patched.result());
        } else if (signal instanceof DrainSignal.Taken taken) {
            all.node().taken(taken.result());
        } else if (signal instanceof DrainSignal.NodeRead read) {
            all.node().read(read.result());
            if (!all.node().isLooking() && !all.node().isReplaced()) {
                courses.all().forEach(course -> course.nodeUnchecked = false);
            }
        } else if (signal instanceof DrainSignal.PodsSeen seen) {
            sight.podsSeen();
            all.pods().seen(seen.pods());
        } else if (signal instanceof DrainSignal.PodChanged changed) {
            all.pods().changed(changed.type(), changed.pod());
        } else if (signal instanceof DrainSignal.PodsLost lost && phase != Phase.REPLACING) {
            sight.podsLost(lost.why(), lost.ended()).ifPresent(reason -> end(Outcome.FAILED, reason));
        } else if (signal instanceof DrainSignal.PodsRead read) {
            podsRead(read.result(), all);
        } else if (signal instanceof DrainSignal.LookedUp found) {
            all.pods().lookedUp(found.name(), found.fact());
        } else if (signal instanceof DrainSignal.EvictionAnswered answer) {
            inFlight(answer.pod()).ifPresent(course -> all.answers().eviction(course, answer.result()));
        } else if (signal instanceof DrainSignal.DeletionAnswered answer) {
            inFlight(answer.pod()).ifPresent(course -> all.answers().deletion(course, answer.result()));
        }
    }

    private Optional<Course> inFlight(PodRef pod) {
        return Optional.ofNullable(courses.of(pod)).filter(course -> course.state == Course.State.IN_FLIGHT);
    }

    private void planned(Result<DrainFacts> result) {
        if (phase != Phase.PLANNING) {
            return;
        }
        if (result instanceof Result.Failed<DrainFacts> failed) {
            end(
                    Outcome.FAILED,
                    List.of(new Reason(
                            ReasonCode.UNREADABLE, String.valueOf(failed.error().getMessage()))),
                    failed.error());
            return;
        }
        DrainFacts facts = ((Result.Ok<DrainFacts>) result).value();
        DrainPlan made = desk.planner.plan(facts);
        plan = Optional.of(made);
        PodMover mover = new PodMover(desk, courses, book, patience, new ForeverRule(facts, made));
        Parts all = new Parts(
                new NodeKeeper(desk, facts.node(), takenByOthers),
                new Arrivals(desk, courses, mover),
                mover,
                new Answers(mover, patience));
        parts = Optional.of(all);
        all.pods().planned(facts, made);
        if (!facts.budgets().isRead()) {
            book.isBlind();
        }
        desk.tell(NodeEvent.Step.PLANNED, courses.summary());
        List<String> changes = expected.map(made::changesSince).orElse(List.of());
        if (!changes.isEmpty()) {
            end(
                    Outcome.REFUSED,
                    new Reason(
                            ReasonCode.CHANGED,
                            "the cluster has changed since the plan was approved: " + String.join("; ", changes)));
        } else if (made.isRefused()) {
            end(Outcome.REFUSED, Ending.refusals(made, courses), null);
        } else {
            all.pods().tellLeft();
            if (desk.options.dryRun() == DryRun.CLIENT) {
                end(Outcome.COMPLETED, List.of(), null);
            } else {
                phase = Phase.CORDONING;
                all.node().take();
            }
        }
    }

    private void advance() {
        Phase before;
        do {
            before = phase;
            parts.ifPresent(this::advance);
        } while (phase != before);
        if (finale.isBegun()) {
            phase = Phase.ENDING;
            finale.advance(parts.map(Parts::node), plan, replacements);
            phase = finale.isEnded() ? Phase.ENDED : phase;
        }
    }

    private void advance(Parts all) {
        if (finale.isBegun()) {
            return;
        }
        switch (phase) {
            case CORDONING -> cordoning(all.node());
            case SETTLING -> settling(all.pods());
            case MOVING -> moving(all);
            case CHECKING -> checking(all.node());
            case REPLACING -> replacing();
            case PLANNING, ENDING, ENDED -> {}
        }
        boolean doubt = all.pods().takeDoubt();
        if (all.mover().takeDoubt() || doubt) {
            all.node().look();
        }
        if (!finale.isBegun()) {
            all.node().advance();
        }
    }

    private void cordoning(NodeKeeper node) {
        if (!node.isSettled()) {
            return;
        }
        if (node.isReplaced()) {
            replaced();
        } else if (node.failure().isPresent()) {
            end(
                    Outcome.FAILED,
                    new Reason(
                            ReasonCode.CORDON_FAILED,
                            "the node could not be cordoned, nothing was evicted: "
                                    + node.failure().get() + "; a drain needs the right to patch nodes"));
        } else if (desk.options.dryRun() == DryRun.SERVER) {
            phase = Phase.MOVING;
        } else {
            phase = Phase.SETTLING;
            desk.wants(new DrainCommand.WatchPods());
        }
    }

    /** The list after the cordon: whoever came between the plan and the cordon is on it. */
    private void settling(Arrivals pods) {
        if (!sight.hasSeenPods() || courses.any(course -> course.state == Course.State.UNJUDGED)) {
            return;
        }
        pods.settled();
        if (courses.any(course -> course.state == Course.State.REFUSED)) {
            end(Outcome.REFUSED, Ending.cameBetween(courses), null);
        } else {
            phase = Phase.MOVING;
        }
    }

    private void replaced() {
        stop(
                ReasonCode.NODE_REPLACED,
                "there is another node of the name " + desk.node
                        + " now, which was not asked to be drained; drain it anew if it is meant");
    }

    private void stop(String code, String why) {
        end(courses.any(course -> course.asked) ? Outcome.FAILED : Outcome.REFUSED, new Reason(code, why));
    }

    /** To move what comes to a node that takes pods would never end: its replacement may be next. */
    private void uncordoned() {
        stop(
                ReasonCode.UNCORDONED,
                "others have uncordoned the node meanwhile and pods come to it again, so nothing more is moved;"
                        + " drain it anew if that is still meant");
    }

    private void moving(Parts all) {
        if (all.node().isReplaced()) {
            replaced();
        } else if (all.node().isUncordonedByOthers() && courses.any(Course::isLateWork)) {
            uncordoned();
        } else if (courses.any(course -> course.state == Course.State.REFUSED && !course.nodeUnchecked)) {
            Outcome how = courses.any(course -> course.asked) ? Outcome.FAILED : Outcome.REFUSED;
            end(how, Ending.cameBetween(courses), null);
        } else {
            all.mover().advance();
            if (nothingLeft()) {
                podsDone();
            }
        }
    }

    private boolean nothingLeft() {
        return !courses.any(course -> course.state == Course.State.REFUSED
                || (course.isOpen() && !(course.forever && course.state == Course.State.WAITING)));
    }

    private void podsDone() {
        boolean dryRun = desk.options.dryRun() == DryRun.SERVER;
        // A closed budget is what a dry run is asked to find out, no failure of it.
        boolean failed = courses.any(course -> course.state == Course.State.FAILED
                && !(dryRun
                        && course.trouble
                                .map(reason -> reason.code().equals(ReasonCode.BUDGET_CLOSED))
                                .orElse(false)));
        boolean forever = courses.any(course -> course.state == Course.State.WAITING);
        if (failed || (forever && (dryRun || !(desk.options.keepTrying() || Escalation.isAsked(desk.options))))) {
            end(
                    Outcome.FAILED,
                    new Reason(
                            ReasonCode.PODS_LEFT,
                            "only pods are left that can't go: the server refuses them, or they are blocked for ever"));
        } else if (dryRun) {
            end(Outcome.COMPLETED, List.of(), null);
        } else if (!forever) {
            phase = Phase.CHECKING;
            list();
        }
    }

    private void list() {
        listing = true;
        phaseEnds = Instant.MAX;
        desk.wants(new DrainCommand.ReadPods());
    }

    private void podsRead(Result<List<Pod>> result, Parts all) {
        listing = false;
        if (phase != Phase.CHECKING) {
            return;
        }
        if (result instanceof Result.Ok<List<Pod>> ok) {
            listFailures = 0;
            all.pods().listed(ok.value());
            phase = Phase.MOVING;
            if (nothingLeft()) {
                drained(all);
            }
            return;
        }
        Throwable error = ((Result.Failed<List<Pod>>) result).error();
        if (error instanceof ApiException api && api.failure().isTransient()) {
            listFailures++;
            phaseEnds = desk.in(Patience.backOff(listFailures, api.failure().retryAfter()));
        } else {
            end(
                    Outcome.FAILED,
                    List.of(new Reason(
                            ReasonCode.UNREADABLE, "whether the node is empty can't be read: " + error.getMessage())),
                    error);
        }
    }

    private void checking(NodeKeeper node) {
        if (checkingNode && !node.isLooking()) {
            checkingNode = false;
            phase = Phase.MOVING;
            if (nothingLeft() && !node.isReplaced()) {
                nodeEmpty();
            }
        } else if (!checkingNode && !listing && desk.now().isBefore(phaseEnds)) {
            desk.lookAgain(phaseEnds);
        } else if (!checkingNode && !listing) {
            list();
        }
    }

    /** The final list shows nothing that has to go. Pods that nobody here has moved may have gone with their node. */
    private void drained(Parts all) {
        if (all.pods().hasSomethingVanished()) {
            all.node().look();
            checkingNode = true;
            phase = Phase.CHECKING;
        } else {
            nodeEmpty();
        }
    }

    private void nodeEmpty() {
        desk.tell(NodeEvent.Step.DRAINED, "drained");
        List<Pod> went = ending.went();
        if (desk.options.awaitReplacements().isPresent() && !went.isEmpty()) {
            phase = Phase.REPLACING;
            phaseEnds = desk.in(desk.options.awaitReplacements().get());
            desk.tell(NodeEvent.Step.AWAITING_REPLACEMENTS, "waiting for the replacements of " + went.size() + " pods");
            desk.wants(new DrainCommand.WatchReplacements(went));
        } else {
            end(Outcome.COMPLETED, List.of(), null);
        }
    }

    private void replacements(DrainSignal.Replacements states) {
        replacements = states.states();
        states.replaced()
                .forEach(pod -> desk.tell(
                        pod, PodEvent.Kind.REPLACED, new Reason("REPLACED", "its owner has its pods Ready again")));
        states.stuck().forEach((pod, reason) -> desk.tell(pod, PodEvent.Kind.REPLACEMENT_STUCK, reason));
    }

    private void replacing() {
        boolean recovered = !replacements.isEmpty() && replacements.stream().allMatch(ReplacementState::recovered);
        if (recovered) {
            end(Outcome.COMPLETED, List.of(), null);
        } else if (!desk.now().isBefore(phaseEnds)) {
            end(Outcome.TIMED_OUT, Ending.missing(desk.options, replacements), null);
        } else {
            desk.lookAgain(phaseEnds);
        }
    }

    private void end(Outcome how, Reason why) {
        end(how, List.of(why), null);
    }

    private void end(Outcome how, List<Reason> why, @Nullable Throwable cause) {
        finale.begin(how, why, cause);
    }
}
