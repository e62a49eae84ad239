package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Later;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The way of one pod through a drain. Only data: {@link PodMover} moves it, {@link Arrivals} brings it.
 *
 * <pre>
 *   UNJUDGED --> LEFT, REFUSED
 *        |
 *        +--> WAITING <--> IN_FLIGHT --> LEAVING --> GONE
 *                               +------> FAILED
 * </pre>
 */
final class Course {
    /** Where the pod is. */
    enum State {
        /** It came after the plan, and what it needs to be judged is being read. */
        UNJUDGED,
        /** It stays: by the rules, or because it is not waited for. */
        LEFT,
        /** It came after the plan, and the rules refuse it. */
        REFUSED,
        /** It has to go and no request is under way: its turn, its budget or the server's mood has to come. */
        WAITING,
        /** A request is under way. */
        IN_FLIGHT,
        /** It is terminating, or accepted to. */
        LEAVING,
        /** It is gone. */
        GONE,
        /** The server won't let it go. */
        FAILED
    }

    final PodRef ref;
    Pod pod;
    PlannedPod plan;
    State state;
    /** Whether it was there when the plan was made. */
    final boolean planned;

    /** Whether the node has to be looked at before anything is done: a pod that came late may be on another node. */
    boolean nodeUnchecked;

    /** Whether it came after the cordon. */
    boolean late;

    /** Whether any request was sent for it. */
    boolean asked;
    /** Whether any was sent before the last one. */
    boolean askedBefore;
    /** Whether the answer to the last one was lost. */
    boolean unanswered;
    /** Whether the server has accepted one. */
    boolean accepted;
    /** Whether it was terminating without our doing. */
    boolean foundTerminating;
    /** Whether others took it away without any grace, as happens to the pods of a node that is gone. */
    boolean takenAtOnce;
    /** Whether its shorter grace period was asked for. */
    boolean shortened;
    /** Whether it is deleted past its budget since the time for that has come. */
    boolean escalated;
    /** Whether a watch has seen it go while a request was in flight. */
    boolean seenGone;
    /** Whether nothing the cluster does by itself will let it go. */
    boolean forever;

    int attempts;
    Instant notBefore = Instant.MIN;
    Instant leavingSince = Instant.MAX;

    /** Why it waits, or failed. */
    Optional<Reason> trouble = Optional.empty();

    /** What the last BLOCKED event said. */
    String toldBlocked = "";

    boolean toldStarted;
    boolean toldStuck;
    boolean toldEnd;

    @Nullable
    BudgetSlot slot;

    /** What the book said last, of which state of things, and when to ask again although nothing has changed. */
    Instant lookAt = Instant.MAX;

    private long askedMoves = -1;
    private long askedVersion = -1;

    /** When it should be gone, and what that was reckoned from: it is asked for after every signal. */
    private record Due(Instant at, long sights, boolean foundTerminating, Instant leavingSince) {}

    private Due due = new Due(Instant.MAX, -1, false, Instant.MAX);

    private long sights;
    private long askedSights = -1;

    @Nullable
    private BudgetSlot askedSlot;

    /** Name of a budget that only the server's answer has told of. */
    String unseenBudget = "";

    Course(Pod pod, boolean planned) {
        this.ref = pod.ref();
        this.pod = pod;
        this.planned = planned;
        this.plan = new PlannedPod(ref, PodAction.EVICT, List.of());
        this.state = State.UNJUDGED;
    }

    /** The pod has changed. */
    void sees(Pod now) {
        pod = now;
        sights++;
    }

    /** When it should be gone, on our clock: the server's may be behind, which must not look like a pod that hangs. */
    Instant due() {
        if (due.sights != sights
                || due.foundTerminating != foundTerminating
                || !due.leavingSince.equals(leavingSince)) {
            due = new Due(dueAnew(), sights, foundTerminating, leavingSince);
        }
        return due.at;
    }

    private Instant dueAnew() {
        Optional<Instant> asTheServerSays = pod.metadata().deletionTimestamp();
        if (foundTerminating) {
            return asTheServerSays.orElse(leavingSince);
        }
        Instant asWeSent =
                Later.after(leavingSince, pod.metadata().deletionGracePeriod().orElse(Duration.ZERO));
        return asTheServerSays.filter(asWeSent::isBefore).orElse(asWeSent);
    }

    /** Keeps what the book was asked and said. */
    void remember(BudgetBook book, BudgetBook.Answer answer) {
        askedMoves = book.moves(ref.namespace());
        askedSights = sights;
        askedSlot = answer.slots().isEmpty() ? null : answer.slots().get(0);
        askedVersion = askedSlot == null ? 0 : askedSlot.version();
        lookAt = answer.lookAgain();
    }

    /** Returns when to ask the book again, if it would say the same now. */
    Optional<Instant> asked(BudgetBook book, Instant now) {
        boolean same = askedSights == sights
                && askedVersion == (askedSlot == null ? 0 : askedSlot.version())
                && askedMoves == book.moves(ref.namespace())
                && now.isBefore(lookAt);
        return same ? Optional.of(lookAt) : Optional.empty();
    }

    /** Takes over what the rules say. */
    void judged(PlannedPod judgement) {
        plan = judgement;
        state = switch (judgement.action()) {
            case SKIP -> State.LEFT;
            case REFUSE -> State.REFUSED;
            case EVICT, DELETE -> State.WAITING;
        };
    }

    /** Tells whether it came after the cordon and would have to be dealt with. */
    boolean isLateWork() {
        return late && (isOpen() || state == State.REFUSED);
    }

    /** Tells whether it has to go and is not done with, one way or the other. */
    boolean isOpen() {
        return switch (state) {
            case UNJUDGED, WAITING, IN_FLIGHT, LEAVING -> true;
            case LEFT, REFUSED, GONE, FAILED -> false;
        };
    }

    boolean isDelete() {
        return plan.action() == PodAction.DELETE;
    }
}
