package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.mock.internal.Participant.State;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Who may run, and when time moves.
 *
 * <p>At most one participant has the turn; it passes when its holder waits, closes its last session or ends, to whoever
 * became ready first. When nobody is ready, what is due at this instant happens; and when the clock is attended (a
 * foreground participant waits, somebody blocks on a completion, or the cluster was left alone for 500 ms of real time)
 * and no action keeps it, it moves to the next thing that is due or waited for.
 */
final class Turns {
    private static final long LEFT_ALONE_MILLIS = 500;
    /** An onlooker waits so long for quiet, then looks anyway. */
    private static final long ONLOOKER_MILLIS = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();
    private final Stage stage;
    private final Deque<Participant> ready = new ArrayDeque<>();
    private final Waiters waiting = new Waiters();
    private final Map<Thread, Participant> joined = new LinkedHashMap<>();
    private final Map<Participant, Boolean> detached = new LinkedHashMap<>();
    private @Nullable Participant holder;
    private @Nullable Throwable failure;
    private boolean stepping;
    private boolean leftAlone;
    private int awaiting;
    private long touches;

    Turns(Stage stage) {
        this.stage = stage;
    }

    /** Runs under the lock, on behalf of whoever has the turn or of the world itself. */
    <R> R locked(Supplier<R> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs what comes from outside: under the lock, when nobody has anything to do at this instant (but after a second
     * of real time in any case), and then lets happen what follows at this instant.
     */
    <R> R outside(Supplier<R> work) {
        lock.lock();
        try {
            Participant me = joined.get(Thread.currentThread());
            if (stepping || (me != null && me.state == State.RUNNING)) {
                return work.get();
            }
            if (failure != null) {
                throw failed(failure);
            }
            touches++;
            leftAlone = false;
            dispatch();
            long left = TimeUnit.MILLISECONDS.toNanos(ONLOOKER_MILLIS);
            while (!isQuiet() && left > 0) {
                try {
                    left = quiet.awaitNanos(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    left = 0;
                }
            }
            R result = work.get();
            dispatch();
            return result;
        } finally {
            lock.unlock();
        }
    }

    private boolean isQuiet() {
        return holder == null && ready.isEmpty();
    }

    /** The calling thread opens a session: it takes part from now on, and has the turn when this returns. */
    Participant enter() {
        lock.lock();
        try {
            Thread thread = Thread.currentThread();
            Participant me = joined.get(thread);
            if (me == null) {
                me = new Participant(thread.getName(), true, State.READY, lock.newCondition());
                me.thread = thread;
                joined.put(thread, me);
                takeFirstTurn(me);
            } else if (me.state == State.DETACHED) {
                takeFirstTurn(me);
            }
            me.sessions++;
            return me;
        } finally {
            lock.unlock();
        }
    }

    private void takeFirstTurn(Participant me) {
        try {
            makeReady(me);
            takeTurn(me);
        } catch (RuntimeException e) {
            leave(me);
            throw e;
        }
    }

    /** A session was closed: with the last one the turn passes. */
    void exit(Participant me) {
        lock.lock();
        try {
            me.sessions--;
            if (me.sessions == 0 && me.state == State.RUNNING) {
                if (me.foreground) {
                    leave(me);
                } else {
                    detach(me);
                }
                dispatch();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Registers a task that is about to start; it is ready from now on. */
    Participant expect(String name) {
        lock.lock();
        try {
            Participant other = new Participant(name, false, State.READY, lock.newCondition());
            ready.addLast(other);
            return other;
        } finally {
            lock.unlock();
        }
    }

    /** Registers an action that is about to start: it needs no turn, and keeps the clock still. */
    Participant expectAction(String name) {
        lock.lock();
        try {
            Participant other = new Participant(name, false, State.DETACHED, lock.newCondition());
            detached.put(other, true);
            return other;
        } finally {
            lock.unlock();
        }
    }

    /** The thread of a registered task or action runs; a task returns when it has the turn. */
    void begin(Participant me) {
        lock.lock();
        try {
            me.thread = Thread.currentThread();
            joined.put(Thread.currentThread(), me);
            if (me.state == State.READY) {
                dispatch();
                takeTurn(me);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A task or action has ended, or is forgotten and keeps the clock no more. */
    void end(Participant me) {
        lock.lock();
        try {
            leave(me);
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    private void leave(Participant me) {
        joined.values().remove(me);
        ready.remove(me);
        waiting.remove(me);
        detached.remove(me);
        me.state = State.GONE;
        me.news.signal();
        if (holder == me) {
            holder = null;
        }
    }

    private void detach(Participant me) {
        me.state = State.DETACHED;
        detached.put(me, true);
        if (holder == me) {
            holder = null;
        }
    }

    /** From now on somebody blocks until something here is completed. */
    void attend() {
        lock.lock();
        try {
            awaiting++;
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    /** Takes {@link #attend()} back. */
    void attendNoMore() {
        lock.lock();
        try {
            awaiting--;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the calling thread wait until a time, everything that happens until then included. */
    void advanceTo(Supplier<Instant> deadline) throws InterruptedException {
        lock.lock();
        try {
            Participant me = joined.get(Thread.currentThread());
            boolean guest = me == null;
            if (me == null) {
                me = new Participant(Thread.currentThread().getName(), true, State.READY, lock.newCondition());
                me.thread = Thread.currentThread();
                joined.put(Thread.currentThread(), me);
                takeFirstTurn(me);
            }
            boolean action = me.state == State.DETACHED;
            try {
                if (action) {
                    takeFirstTurn(me);
                }
                await(me, me, deadline.get(), () -> false);
            } finally {
                if (guest) {
                    leave(me);
                } else if (action && me.state == State.RUNNING) {
                    detach(me);
                }
                dispatch();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: there is news in something that a participant may wait in. */
    void signal(Participant other, Object where) {
        if (other.state == State.WAITING && other.waitsIn == where) {
            makeReady(other);
            if (!stepping) {
                dispatch();
            }
        }
    }

    /** Passes the turn and waits until a condition holds or a time is reached; returns with the turn. */
    void await(Participant me, Object where, Instant deadline, BooleanSupplier satisfied) throws InterruptedException {
        lock.lock();
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            boolean satisfiedNow = satisfied.getAsBoolean();
            if (satisfiedNow && ready.isEmpty()) {
                return;
            }
            holder = null;
            me.waitsIn = where;
            me.deadline = deadline;
            me.state = State.WAITING;
            waiting.add(me);
            if (satisfiedNow) {
                makeReady(me);
            }
            dispatch();
            awaitTurn(me, true);
        } finally {
            lock.unlock();
        }
    }

    private void takeTurn(Participant me) {
        dispatch();
        try {
            awaitTurn(me, false);
        } catch (InterruptedException e) {
            throw new AssertionError("not interruptible", e);
        }
    }

    private void awaitTurn(Participant me, boolean interruptible) throws InterruptedException {
        boolean interrupted = false;
        int blocked = 0;
        while (me.state != State.RUNNING) {
            checkFailure(me);
            if (me.state == State.GONE && interruptible) {
                throw new InterruptedException("given up");
            } else if (me.state == State.GONE) {
                throw new MaintenanceException("thread '" + me.name + "' was given up and takes no part any more");
            }
            long before = touches;
            Participant blocking = blocking(me);
            boolean news = false;
            try {
                news = me.news.await(LEFT_ALONE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
                if (interruptible && me.state == State.WAITING) {
                    makeReady(me);
                    dispatch();
                }
            }
            if (!news && me.state != State.RUNNING && blocking == null) {
                leftAlone |= before == touches;
                dispatch();
            } else if (!news && blocking != null && blocking == blocking(me) && Culprit.isBlockedElsewhere(blocking)) {
                blocked++;
                nameIfTooLong(blocking, me, blocked);
            } else {
                blocked = 0;
            }
        }
        if (interrupted && interruptible) {
            throw new InterruptedException();
        } else if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void nameIfTooLong(Participant blocking, Participant me, int times) {
        if (times >= Culprit.patience(blocking)) {
            String error = Culprit.name(blocking) + " while " + stage.describe(me)
                    + "; let it wait inside the cluster, close its session, or end what it waits for";
            leave(me);
            throw new MaintenanceException(error);
        }
    }

    /** Who keeps a participant from going on: the holder of the turn, or an action that keeps the clock. */
    private @Nullable Participant blocking(Participant me) {
        if (holder != null) {
            return holder;
        }
        for (Participant other : detached.keySet()) {
            if (other != me) {
                return other;
            }
        }
        return null;
    }

    private void makeReady(Participant other) {
        detached.remove(other);
        waiting.remove(other);
        other.state = State.READY;
        if (!ready.contains(other)) {
            ready.addLast(other);
        }
    }

    /** Gives the turn to whoever is ready; when nobody is, moves the world on. */
    private void dispatch() {
        while (!stepping && failure == null && holder == null) {
            Participant first = ready.pollFirst();
            if (first != null) {
                holder = first;
                first.state = State.RUNNING;
                first.news.signal();
                return;
            } else if (!step()) {
                quiet.signalAll();
                return;
            }
        }
    }

    private boolean step() {
        Instant next = stage.next();
        Instant wanted = waiting.earliest(false);
        Instant advanced = waiting.earliest(true);
        Instant first = next == null || (wanted != null && wanted.isBefore(next)) ? wanted : next;
        boolean onlyAdvance = advanced != null && (first == null || first.isAfter(advanced));
        Instant target = onlyAdvance ? advanced : first;
        if (target == null || (target.isAfter(stage.now()) && !mayMove())) {
            return false;
        }
        stepping = true;
        try {
            if (target.isAfter(stage.now())) {
                stage.setNow(target);
            }
            if (next != null && !next.isAfter(stage.now())) {
                stage.runDue();
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            stepping = false;
        }
        waiting.due(stage.now(), onlyAdvance).forEach(this::makeReady);
        return true;
    }

    private boolean mayMove() {
        return !waiting.isEmpty() && detached.isEmpty() && (leftAlone || awaiting > 0 || waiting.attend());
    }

    private void fail(Throwable error) {
        failure = error;
        waiting.signal();
        ready.forEach(other -> other.news.signal());
    }

    private void checkFailure(Participant me) {
        if (failure != null) {
            leave(me);
            throw failed(failure);
        }
    }

    private static MaintenanceException failed(Throwable failure) {
        return new MaintenanceException("the simulated cluster has failed: " + failure, failure);
    }

    /** Under the lock: who takes part, and what each waits for. */
    String everybody() {
        StringBuilder text = new StringBuilder();
        joined.values().forEach(each -> text.append(text.isEmpty() ? "" : "; ").append(stage.describe(each)));
        return text.toString();
    }
}
