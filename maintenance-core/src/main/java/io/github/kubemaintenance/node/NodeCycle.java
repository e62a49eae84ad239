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
import java.util.Optional;
import java.util.function.Consumer;

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
final class NodeCycle extends CycleBase {
    /** So long a node may take to be given back after nobody wants to wait any more. */
    private static final Duration GIVING_BACK = Duration.ofSeconds(10);

    private final Comeback comeback;
    private final QuorumReader quorum;
    private boolean marksActed;
    private Instant settled = Instant.MIN;
    private int check;
    private boolean gone;
    private Optional<Detached> detached = Optional.empty();

    private SharedDrains.@Nullable Handle drain;

    NodeCycle(Ground ground, Work work, String name, Consumer<CycleReport> then) {
        super(ground, work, name, then);
        this.comeback = new Comeback(this::look);
        this.quorum = new QuorumReader(ground.loop(), work.etcd());
        work.options()
                .timeout()
                .ifPresent(limit -> timer(
                        limit,
                        () -> stop(
                                Outcome.TIMED_OUT,
                                new Reason(CycleCode.TIMEOUT, "the time for all of it (" + limit + ") is over"),
                                false)));
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

    /** Ends it as soon as that can be, without another word to the server: nothing may be written any more. */
    void forsake(Reason why) {
        draft.lost = true;
        if (drain != null) {
            stop(Outcome.FAILED, why, false);
        } else {
            end(Outcome.FAILED, why);
        }
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
        gone = seen.isEmpty();
        if (gone) {
            if (stage != Stage.ACTING && stage != Stage.RETURNING && stage != Stage.MARKING) {
                stop(Outcome.FAILED, new Reason(CycleCode.NODE_GONE, "node " + name + " was deleted meanwhile"), false);
            }
            return;
        }
        Optional<Reason> against = marks.against(seen.get(), stage == Stage.RELEASING);
        boolean theirs =
                against.map(why -> !why.code().equals(CycleCode.UNCORDONED)).orElse(false);
        draft.lost |= theirs;
        if (!against.map(why -> why.code().equals(CycleCode.NODE_REPLACED)).orElse(false)) {
            node = seen.get();
        }
        against.ifPresent(why -> stop(Outcome.FAILED, why, !theirs));
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
        if (work.action().isEmpty() || work.options().acceptQuorumLoss() || !QuorumRule.isControlPlane(current())) {
            next.run();
            return;
        }
        stage = Stage.GATE;
        quorum.ask(current(), against -> {
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
        boolean empty = !untouched
                && drained.remaining().isEmpty()
                && !drained.replacements().isEmpty();
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
            proceed();
        } else {
            timer(left, () -> {
                if (stage == Stage.SETTLING) {
                    proceed();
                }
            });
        }
    }

    private void proceed() {
        if (!work.replaces()) {
            gate(this::mark);
            return;
        }
        Detached volumes = new Detached(name, this::look);
        detached = Optional.of(volumes);
        ground.loop().observe(Kind.VOLUME_ATTACHMENTS, Query.all(), volumes);
        timer(work.options().returnTimeout(), () -> {
            if (stage == Stage.SETTLING) {
                end(
                        Outcome.TIMED_OUT,
                        new Reason(
                                CycleCode.NOT_DETACHED,
                                "volumes are still attached to the node: " + String.join(", ", volumes.left())));
            }
        });
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
            if (work.replaces()) {
                draft.step = CycleStep.ACTED;
                returning();
                return;
            }
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
        callers.run(work.task(what, seen), work.options().actionTimeout(), end -> {
            if (isEnded() || stoppedNow()) {
                return;
            } else if (end instanceof CallersCode.Failed failed) {
                draft.cause = failed.error();
                end(Outcome.FAILED, new Reason(failure, called + " failed: " + failed.error()));
            } else if (end instanceof CallersCode.TooLong) {
                end(
                        Outcome.TIMED_OUT,
                        new Reason(
                                CycleCode.ACTION_TIMEOUT,
                                called + " was not over after "
                                        + Spans.text(work.options().actionTimeout()) + " and was interrupted"));
            } else {
                next.run();
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
        if (work.replaces()) {
            return gone ? Optional.empty() : Optional.of("its Node object is still there");
        }
        return comeback.missing(current(), marks.mark().boot(), work.options().awaitReboot())
                .or(() -> QuorumRule.isControlPlane(current())
                        ? quorum.missing(current(), this::lookAgain)
                        : Optional.empty());
    }

    private void lookAgain() {
        if (!isEnded()) {
            look();
        }
    }

    /** Something is to be seen that was waited for, perhaps. */
    private void look() {
        if (stage == Stage.SETTLING && detached.isPresent() && detached.get().isDone()) {
            gate(this::mark);
        } else if (stage == Stage.MARKING && change == null && !marksActed && comeback.isLooking()) {
            mark();
        } else if (stage == Stage.RETURNING && comeback.isLooking() && missing().isEmpty()) {
            if (work.replaces()) {
                draft.step = CycleStep.DONE;
                end(Outcome.COMPLETED, List.of());
                return;
            }
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

    private void stop(Outcome how, Reason why, boolean giveBack) {
        if (isEnded() || stop.isPresent()) {
            return;
        } else if (stage == Stage.RELEASING) {
            if (how == Outcome.CANCELLED || how == Outcome.TIMED_OUT) {
                timer(GIVING_BACK, () -> end(how, why));
            }
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

    @Override
    boolean stoppedNow() {
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
}
