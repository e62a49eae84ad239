package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.drain.SharedDrains;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The cycle of one node, a step machine on a loop that others may share.
 *
 * <pre>
 *   LOOKING --> GATE --> DRAINING --> SETTLING --> GATE --> MARKING --> ACTING --> MARKING --> RETURNING
 *    node seen  quorum   cordon with   balancers   quorum   "acting"    action    "acted"     boot id, Ready,
 *                        our mark,     follow                                                 its own pods
 *                        evict, wait                                                             |
 *   a mark says acting or acted: on from there                        ENDED &lt;-- RELEASING &lt;-- CHECKING
 * </pre>
 *
 * <p>What the node must be like for it to go on ({@link #watch}): the same uid, cordoned, our mark. Everything it writes
 * is a {@link NodeChange} guarded by that.
 */
final class NodeCycle {
    /** What the machine is doing. */
    enum Stage {
        LOOKING,
        GATE,
        DRAINING,
        SETTLING,
        MARKING,
        ACTING,
        RETURNING,
        CHECKING,
        RELEASING,
        ENDED
    }

    private final Ground ground;
    private final Work work;
    private final String name;
    private final Marks marks;
    private final Consumer<CycleReport> then;
    private final CycleDraft draft;
    private final Comeback comeback;
    private final List<Long> timers = new ArrayList<>();
    private Stage stage = Stage.LOOKING;
    private Optional<CycleReport> report = Optional.empty();
    private Optional<Stop> stop = Optional.empty();
    private boolean seenOurs;
    private boolean marksActed;
    private Instant settled = Instant.MIN;
    private long podsWatch = -1;
    private long fork = -1;
    private int check;

    @Nullable
    private Node node;

    @Nullable
    private NodeChange change;

    private SharedDrains.@Nullable Handle drain;

    /** Why it has to stop as soon as it can, and whether the node is given back then. */
    private record Stop(Outcome outcome, Reason why, boolean giveBack) {}

    NodeCycle(Ground ground, Work work, String name, Consumer<CycleReport> then) {
        this.ground = ground;
        this.work = work;
        this.name = name;
        this.then = then;
        this.marks = new Marks(ground.run(), work.options().handsOff());
        this.draft = new CycleDraft(name, ground.loop().now());
        this.comeback = new Comeback(this::look);
        work.options()
                .timeout()
                .ifPresent(limit -> timer(
                        limit,
                        () -> stop(
                                Outcome.TIMED_OUT,
                                new Reason(CycleCode.TIMEOUT, "the time for all of it (" + limit + ") is over"),
                                false)));
    }

    String name() {
        return name;
    }

    boolean isEnded() {
        return report.isPresent();
    }

    Stage stage() {
        return stage;
    }

    CycleStep step() {
        return draft.step;
    }

    CycleReport report() {
        return report.orElseThrow(() -> new IllegalStateException("the cycle of " + name + " has not ended"));
    }

    /** The node as a watch shows it; empty if it is gone. */
    void nodeSeen(Optional<Node> seen) {
        if (isEnded()) {
            return;
        }
        if (stage == Stage.LOOKING) {
            if (seen.isEmpty()) {
                end(
                        Outcome.FAILED,
                        new Reason(CycleCode.NODE_GONE, "the cluster has no node of the name \"" + name + "\""));
            } else {
                node = seen.get();
                begin(node);
            }
            return;
        }
        watch(seen);
        look();
    }

    /** The watch of the node will show nothing any more. */
    void nodeUnreadable(ApiFailure why) {
        stop(
                Outcome.FAILED,
                new Reason(
                        CycleCode.UNREADABLE,
                        "the node can't be watched: " + why.text() + "; a cycle needs to list and watch nodes"),
                false);
    }

    /** Ends it where it is, as soon as that can be. */
    void cancel(Outcome how, String why) {
        stop(how, new Reason(how == Outcome.TIMED_OUT ? CycleCode.TIMEOUT : CycleCode.CANCELLED, why), false);
    }

    /** Ends a cycle that drains and gives the node back. Returns false for one that can't be put back any more. */
    boolean putBack(Reason why) {
        boolean can = stage == Stage.DRAINING && stop.isEmpty();
        if (can) {
            tell(NodeEvent.Step.PUT_BACK, why.text());
            stop(Outcome.CANCELLED, why, true);
        }
        return can;
    }

    /** An error in the operation itself: at least there is a report. */
    void abandon(RuntimeException e) {
        if (!isEnded()) {
            draft.cause = e;
            end(Outcome.FAILED, new Reason(CycleCode.ERROR, "the cycle could not go on: " + e));
        }
    }

    private void watch(Optional<Node> seen) {
        if (seen.isEmpty()) {
            if (stage != Stage.ACTING && stage != Stage.RETURNING && stage != Stage.MARKING) {
                stop(Outcome.FAILED, new Reason(CycleCode.NODE_GONE, "node " + name + " was deleted meanwhile"), false);
            }
            return;
        }
        Node now = seen.get();
        if (!now.uid().equals(current().uid())) {
            draft.lost = true;
            stop(
                    Outcome.FAILED,
                    new Reason(
                            CycleCode.NODE_REPLACED,
                            "there is another node of the name " + name
                                    + " now, which was not asked for; nothing was written on it"),
                    false);
            return;
        }
        node = now;
        boolean ours = marks.areOn(now);
        seenOurs |= ours && now.unschedulable();
        if (seenOurs && !ours && NodeMark.on(now).isPresent()) {
            draft.lost = true;
            stop(
                    Outcome.FAILED,
                    new Reason(CycleCode.TAKEN_OVER, "another run has taken the node over; this one writes nothing more"),
                    false);
        } else if (seenOurs && !now.unschedulable() && stage != Stage.RELEASING) {
            stop(
                    Outcome.FAILED,
                    new Reason(
                            CycleCode.UNCORDONED,
                            "others have uncordoned the node in the middle, so it is theirs now and not touched again"),
                    true);
        }
    }

    private Node current() {
        if (node == null) {
            throw new IllegalStateException("node " + name + " was not seen yet");
        }
        return node;
    }

    private void begin(Node seen) {
        draft.before(seen);
        Optional<NodeMark> before = marks.foundOn(seen);
        boolean acted = before.isPresent() && before.get().step() != NodeMark.Step.CORDONED;
        before.ifPresent(mark -> draft.note(
                CycleCode.RESUMED,
                "an earlier run had marked the node (" + mark.text() + "); this one goes on from there"));
        if (acted && work.action().isPresent()) {
            stage = Stage.MARKING;
            draft.step = before.get().step() == NodeMark.Step.ACTED ? CycleStep.ACTED : CycleStep.ACTING;
            change(marks::take, this::takenOver);
        } else {
            gate(this::drain);
        }
    }

    /** The action of an earlier run had begun. */
    private void takenOver(Node taken) {
        boolean restarted = !taken.bootId().equals(marks.mark().boot());
        watchPods();
        if (marks.mark().step() == NodeMark.Step.ACTED || (work.options().awaitReboot() && restarted)) {
            returning();
        } else {
            gate(this::mark);
        }
    }

    private void gate(Runnable next) {
        if (work.action().isEmpty()
                || work.options().acceptQuorumLoss()
                || !QuorumRule.isControlPlane(current())) {
            next.run();
            return;
        }
        stage = Stage.GATE;
        QuorumReader.read(ground.loop(), name, against -> {
            if (isEnded() || stoppedNow()) {
                return;
            } else if (against.isEmpty()) {
                next.run();
            } else if (draft.step == CycleStep.UNTOUCHED) {
                tell(NodeEvent.Step.REFUSED, against.get().text());
                end(Outcome.REFUSED, against.get());
            } else {
                end(Outcome.FAILED, against.get());
            }
        });
    }

    private void drain() {
        stage = Stage.DRAINING;
        DrainRequest request = work.drainOf(name).onEvent(ground.tell());
        drain = ground.drains().begin(request, this::take, this::drained);
    }

    private void take(Node seen, Consumer<Result<Node>> answer) {
        change = NodeChange.begin(ground.loop(), seen, marks::take, end -> {
            change = null;
            if (end instanceof NodeChange.Changed changed) {
                settled = ground.loop().now().plus(work.options().settle());
                draft.step = CycleStep.CORDONED;
                tell(
                        marks.mark().cordonedBefore() ? NodeEvent.Step.ALREADY_CORDONED : NodeEvent.Step.CORDONED,
                        marks.mark().cordonedBefore() ? "already cordoned, marked" : "cordoned");
                answer.accept(new Result.Ok<>(changed.node()));
            } else {
                Reason why = ((NodeChange.NotChanged) end).why();
                stop = stop.or(() -> Optional.of(new Stop(Outcome.FAILED, why, false)));
                answer.accept(new Result.Failed<>(new ApiException(new ApiFailure(
                        ApiFailure.Kind.OTHER, "cordon node " + name, 0, "", why.text(), Optional.empty()))));
            }
        });
    }

    private void drained(DrainReport drained) {
        drain = null;
        draft.drain = Optional.of(drained);
        if (isEnded() || stoppedNow()) {
            return;
        }
        boolean restore = work.drainOf(name).options().restoreOnFailure();
        if (drained.outcome() == Outcome.COMPLETED) {
            draft.step = CycleStep.DRAINED;
            if (!drained.evicted().isEmpty()) {
                draft.note(
                        CycleCode.PODS_STAY,
                        "the " + drained.evicted().size() + " pods that were evicted stay where they went");
            }
            settle();
            return;
        }
        boolean untouched = drained.outcome() == Outcome.REFUSED;
        boolean empty = !untouched && drained.remaining().isEmpty() && !drained.replacements().isEmpty();
        draft.step = empty ? CycleStep.DRAINED : draft.step;
        List<Reason> why = new ArrayList<>();
        drained.reasons().forEach(each -> why.add(new Reason(CycleCode.DRAIN + "_" + each.code(), each.text())));
        if (draft.step != CycleStep.UNTOUCHED && (untouched || restore)) {
            release(untouched ? Outcome.REFUSED : drained.outcome(), why, CycleStep.UNTOUCHED);
        } else {
            end(drained.outcome(), why);
        }
    }

    private void settle() {
        if (work.action().isEmpty()) {
            release(Outcome.COMPLETED, List.of(), CycleStep.DONE);
            return;
        }
        stage = Stage.SETTLING;
        watchPods();
        Duration left = Duration.between(ground.loop().now(), settled);
        if (left.isNegative() || left.isZero()) {
            gate(this::mark);
        } else {
            timer(left, () -> {
                if (stage == Stage.SETTLING) {
                    gate(this::mark);
                }
            });
        }
    }

    private void watchPods() {
        podsWatch = ground.loop().observe(Kind.PODS, Query.onNode(name), comeback);
    }

    private void mark() {
        stage = Stage.MARKING;
        marksActed = false;
        if (comeback.isLooking()) {
            change(seen -> marks.step(seen, NodeMark.Step.ACTING), this::act);
        }
    }

    private void act(Node seen) {
        stage = Stage.ACTING;
        draft.step = CycleStep.ACTING;
        draft.awaySince = ground.loop().now();
        comeback.remember();
        tell(NodeEvent.Step.ACTING, "the action begins");
        run(work.action().orElseThrow(), seen, CycleCode.ACTION_FAILED, "the action", () -> {
            tell(NodeEvent.Step.ACTED, "the action has returned");
            stage = Stage.MARKING;
            marksActed = true;
            change(seenNow -> marks.step(seenNow, NodeMark.Step.ACTED), changed -> {
                draft.step = CycleStep.ACTED;
                returning();
            });
        });
    }

    /** Runs the caller's code off the loop; next only if it went well and nothing has come between. */
    private void run(NodeAction what, Node seen, String failure, String called, Runnable next) {
        long ticket = ground.loop().fork(work.task(what, seen), result -> {
            fork = -1;
            if (isEnded() || stoppedNow()) {
                return;
            } else if (result instanceof Result.Failed<String> failed) {
                draft.cause = failed.error();
                end(Outcome.FAILED, new Reason(failure, called + " failed: " + failed.error()));
            } else {
                next.run();
            }
        });
        fork = ticket;
        Duration limit = work.options().actionTimeout();
        timer(limit, () -> {
            if (fork == ticket) {
                end(
                        Outcome.TIMED_OUT,
                        new Reason(
                                CycleCode.ACTION_TIMEOUT,
                                called + " was not over after " + Spans.text(limit) + " and was interrupted"));
            }
        });
    }

    private void returning() {
        stage = Stage.RETURNING;
        Duration limit = work.options().returnTimeout();
        timer(limit, () -> {
            if (stage == Stage.RETURNING) {
                end(
                        Outcome.TIMED_OUT,
                        new Reason(
                                CycleCode.NOT_BACK,
                                "the node was not back after " + Spans.text(limit) + ": "
                                        + missing().orElse("")));
            }
        });
        look();
    }

    private Optional<String> missing() {
        return comeback.missing(current(), marks.mark().boot(), work.options().awaitReboot());
    }

    /** Something is to be seen that was waited for, perhaps. */
    private void look() {
        if (stage == Stage.MARKING && change == null && !marksActed && comeback.isLooking()) {
            mark();
        } else if (stage == Stage.RETURNING && comeback.isLooking() && missing().isEmpty()) {
            draft.step = CycleStep.RETURNED;
            draft.backAt = ground.loop().now();
            draft.returned(current(), comeback);
            tell(NodeEvent.Step.RETURNED, "back and Ready");
            stage = Stage.CHECKING;
            check = 0;
            checks();
        }
    }

    private void checks() {
        if (check < work.checks().size()) {
            String called = "check " + (check + 1) + " of " + work.checks().size();
            run(work.checks().get(check++), current(), CycleCode.CHECK_FAILED, called, this::checks);
            return;
        }
        if (!work.checks().isEmpty()) {
            tell(NodeEvent.Step.CHECKED, "all checks have passed");
        }
        release(Outcome.COMPLETED, List.of(), CycleStep.DONE);
    }

    /** Gives the node back, then ends. */
    private void release(Outcome how, List<Reason> why, CycleStep leaves) {
        stage = Stage.RELEASING;
        boolean uncordon = stop.map(each -> !each.why().code().equals(CycleCode.UNCORDONED)).orElse(true);
        forget();
        change = NodeChange.begin(
                ground.loop(),
                current(),
                seen -> marks.release(seen, uncordon, leaves == CycleStep.DONE ? work.done() : Map.of()),
                end -> {
                    if (end instanceof NodeChange.Changed changed) {
                        released(changed.node(), how, why, leaves);
                    } else {
                        Reason failed = ((NodeChange.NotChanged) end).why();
                        List<Reason> all = new ArrayList<>(why);
                        all.add(new Reason(
                                CycleCode.NOT_RELEASED, "the node could not be given back: " + failed.text()));
                        end(how == Outcome.COMPLETED || how == Outcome.REFUSED ? Outcome.FAILED : how, all);
                    }
                });
    }

    private void released(Node after, Outcome how, List<Reason> why, CycleStep leaves) {
        node = after;
        if (after.unschedulable()) {
            draft.note(
                    CycleCode.STAYS_CORDONED,
                    marks.mark().cordonedBefore()
                            ? "the node was cordoned before, and still is"
                            : "others have cordoned the node meanwhile; it is left as it is");
        }
        tell(
                after.unschedulable() ? NodeEvent.Step.ALREADY_CORDONED : NodeEvent.Step.UNCORDONED,
                after.unschedulable() ? "stays cordoned, as it was before" : "takes pods again");
        draft.step = leaves;
        end(how, why);
    }

    private void change(
            Function<Node, NodeChange.Decision> decide, Consumer<Node> next) {
        change = NodeChange.begin(ground.loop(), current(), decide, end -> {
            change = null;
            if (isEnded() || stoppedNow()) {
                return;
            } else if (end instanceof NodeChange.Changed changed) {
                node = changed.node();
                next.accept(changed.node());
            } else {
                Reason why = ((NodeChange.NotChanged) end).why();
                end(Outcome.FAILED, why);
            }
        });
    }

    private void stop(Outcome how, Reason why, boolean giveBack) {
        if (isEnded() || stop.isPresent() || stage == Stage.RELEASING) {
            return;
        }
        stop = Optional.of(new Stop(how, why, giveBack));
        boolean byOthers = List.of(CycleCode.UNCORDONED, CycleCode.NODE_REPLACED, CycleCode.TAKEN_OVER)
                .contains(why.code());
        if (drain != null) {
            drain.cancel(why.text());
        } else if (stage == Stage.ACTING && byOthers) {
            return; // work on a machine that is broken off half way is worse than work that is done
        } else {
            stoppedNow();
        }
    }

    /** Ends if it has to stop. */
    private boolean stoppedNow() {
        if (stop.isEmpty()) {
            return false;
        }
        Stop now = stop.get();
        boolean restore = now.giveBack()
                || (stage == Stage.DRAINING && work.drainOf(name).options().restoreOnFailure());
        if (restore && draft.step != CycleStep.UNTOUCHED && !draft.lost) {
            release(
                    now.outcome(),
                    List.of(now.why()),
                    draft.step.compareTo(CycleStep.DRAINED) < 0 ? CycleStep.UNTOUCHED : draft.step);
        } else {
            end(now.outcome(), now.why());
        }
        return true;
    }

    private void end(Outcome how, Reason why) {
        end(how, List.of(why));
    }

    private void end(Outcome how, List<Reason> why) {
        if (isEnded()) {
            return;
        }
        stage = Stage.ENDED;
        forget();
        timers.forEach(ground.loop()::cancel);
        if (how != Outcome.COMPLETED && how != Outcome.REFUSED) {
            tell(NodeEvent.Step.ENDED, how + ", " + draft.step.text() + ": " + why.get(0).text());
        }
        CycleReport made = draft.report(how, why, Optional.ofNullable(node), ground.loop().now());
        report = Optional.of(made);
        then.accept(made);
    }

    /** Nothing that is under way is of interest any more. */
    private void forget() {
        if (change != null) {
            change.forget();
            change = null;
        }
        if (fork >= 0) {
            ground.loop().stop(fork);
            fork = -1;
        }
        if (podsWatch >= 0) {
            ground.loop().stop(podsWatch);
            podsWatch = -1;
        }
    }

    private void timer(Duration after, Runnable then) {
        timers.add(ground.loop().at(ground.loop().now().plus(after), then));
    }

    private void tell(NodeEvent.Step what, String text) {
        ground.tell().accept(new NodeEvent(ground.loop().now(), name, what, text));
    }
}
