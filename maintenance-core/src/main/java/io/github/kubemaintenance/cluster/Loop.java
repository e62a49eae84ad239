package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One loop over one session: tickets lead to handlers, and there are timers. Step machines (one a node) share it, its
 * slots and so the number of requests in flight. Confined to the thread that opened the session, except {@link
 * #wake()}. Handlers run on that thread, one after the other.
 *
 * <p>A timer that is strictly overdue runs before the next signal; at the very same instant the signal comes first.
 */
public final class Loop {
    /** A wait without end is cut into pieces, so that no arithmetic overflows. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private record Timer(Instant at, long number, Runnable then) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final ClusterSession session;
    private final int slots;
    private final Map<Long, Consumer<Result<?>>> answers = new HashMap<>();
    private final Map<Long, Observer<KubeObject>> observers = new HashMap<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private Predicate<Call<?>> mayGo = call -> true;
    private long timerNumber;
    private int inFlight;
    private int sent;

    /**
     * Makes a loop.
     *
     * @param session the session; the caller closes it
     * @param slots most requests in flight at once; more wait their turn
     */
    public Loop(ClusterSession session, int slots) {
        if (slots < 1) {
            throw new IllegalArgumentException("a loop has at least one slot, not " + slots);
        }
        this.session = session;
        this.slots = slots;
    }

    /**
     * Returns the session's time.
     *
     * @return now
     */
    public Instant now() {
        return session.now();
    }

    /**
     * Returns how many requests are in flight.
     *
     * @return without those that wait for a slot
     */
    public int inFlight() {
        return inFlight;
    }

    /**
     * Returns how many requests were sent through this loop so far; what observations cost is not counted.
     *
     * @return the number
     */
    public int sent() {
        return sent;
    }

    /**
     * Sets what is asked right before each request is sent. One that may not go is answered like one that has met no
     * server (UNAVAILABLE), without being sent; whoever sent it tries again later, as always.
     *
     * @param rule tells whether a request may be sent now
     */
    public void guard(Predicate<Call<?>> rule) {
        mayGo = rule;
    }

    /** A request that was handed to a loop. */
    public interface Submission {
        /**
         * Takes the request back if it still waits for a slot: it will not be sent and not be answered.
         *
         * @return false if it was sent already
         */
        boolean withdraw();
    }

    /**
     * Sends a request as soon as a slot is free, in the order of the calls.
     *
     * @param call the request
     * @param then gets the answer
     * @return a handle to take it back
     * @param <A> type of the answer
     */
    public <A> Submission submit(Call<A> call, Consumer<Result<A>> then) {
        Runnable send = () -> send(call, then);
        if (inFlight < slots) {
            send.run();
        } else {
            waiting.add(send);
        }
        return () -> waiting.removeFirstOccurrence(send);
    }

    private <A> void send(Call<A> call, Consumer<Result<A>> then) {
        inFlight++;
        if (!mayGo.test(call)) {
            at(now(), () -> heldBack(call, then));
            return;
        }
        sent++;
        long ticket = session.submit(call);
        answers.put(ticket, result -> {
            @SuppressWarnings("unchecked") // the ticket is of this call
            Result<A> typed = (Result<A>) result;
            answered(typed, then);
        });
    }

    private <A> void answered(Result<A> result, Consumer<Result<A>> then) {
        inFlight--;
        then.accept(result);
        while (inFlight < slots && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    private <A> void heldBack(Call<A> call, Consumer<Result<A>> then) {
        ApiFailure why = new ApiFailure(
                ApiFailure.Kind.UNAVAILABLE, call.describe(), 0, "", "not sent: it was held back", Optional.empty());
        Result<A> result;
        try {
            result = new Result.Ok<>(call.failed(why));
        } catch (ApiException e) {
            result = new Result.Failed<>(e);
        }
        answered(result, then);
    }

    /** Forgets the requests that still wait for a slot: they will not be sent and not be answered. */
    public void dropWaiting() {
        waiting.clear();
    }

    /**
     * Lists and watches.
     *
     * @param kind which kind
     * @param query which of its objects
     * @param observer gets what is seen
     * @return a ticket to {@link #stop(long)} it
     * @param <T> type of the objects
     */
    public <T extends KubeObject> long observe(Kind<T> kind, Query query, Observer<T> observer) {
        long ticket = session.observe(kind, query);
        @SuppressWarnings("unchecked") // the ticket is of this kind
        Observer<KubeObject> untyped = (Observer<KubeObject>) observer;
        observers.put(ticket, untyped);
        return ticket;
    }

    /**
     * Runs the caller's own code off this thread.
     *
     * @param task the code
     * @param then gets what it returned or threw
     * @return a ticket to {@link #stop(long)} it
     * @param <A> type of what it returns
     */
    public <A> long fork(Callable<A> task, Consumer<Result<A>> then) {
        long ticket = session.fork(task);
        answers.put(ticket, result -> {
            @SuppressWarnings("unchecked") // the ticket is of this task
            Result<A> typed = (Result<A>) result;
            then.accept(typed);
        });
        return ticket;
    }

    /**
     * Ends an observation or an action: its handler is not called any more.
     *
     * @param ticket its ticket
     */
    public void stop(long ticket) {
        observers.remove(ticket);
        answers.remove(ticket);
        session.stop(ticket);
    }

    /**
     * Sets a timer.
     *
     * @param when at that time, or at once if it is past
     * @param then what to run
     * @return a number to {@link #cancel(long)} it
     */
    public long at(Instant when, Runnable then) {
        timers.add(new Timer(when, ++timerNumber, then));
        return timerNumber;
    }

    /**
     * Takes a timer back.
     *
     * @param timer its number; one that has run is ignored
     */
    public void cancel(long timer) {
        timers.removeIf(each -> each.number() == timer);
    }

    /** Makes the loop look at its end condition. From any thread. */
    public void wake() {
        session.wake();
    }

    /**
     * Handles signals and timers until a condition holds; it is looked at after each of them.
     *
     * @param done the condition
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void run(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Timer due = timers.peek();
            Instant now = session.now();
            if (due != null && due.at().isBefore(now)) {
                timers.remove();
                due.then().run();
                continue;
            }
            Signal signal = session.next(waitFor(due, now));
            if (signal instanceof Signal.Idle && due != null && !due.at().isAfter(session.now())) {
                timers.remove(due);
                due.then().run();
            } else {
                handle(signal);
            }
        }
    }

    /**
     * Runs an operation to its end on this thread, as {@link #run} does. An interrupt is told and the loop goes on, so that
     * the operation can end as cancelled; the thread's flag is set again afterwards. An exception that leaves the loop is
     * told and ends it.
     *
     * @param done the operation has ended
     * @param interrupted what to do at an interrupt
     * @param broken what to do at an exception
     */
    public void runToEnd(BooleanSupplier done, Runnable interrupted, Consumer<RuntimeException> broken) {
        boolean flag = false;
        while (true) {
            try {
                run(done);
                break;
            } catch (InterruptedException e) {
                flag = true;
                interrupted.run();
            } catch (RuntimeException e) {
                broken.accept(e);
                break;
            }
        }
        if (flag) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration waitFor(@Nullable Timer due, Instant now) {
        if (due == null) {
            return LONGEST_WAIT;
        }
        Duration left = Duration.between(now, due.at());
        return left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
    }

    private void handle(Signal signal) {
        if (signal instanceof Signal.Answer answer) {
            Consumer<Result<?>> handler = answers.remove(answer.ticket());
            if (handler != null) {
                handler.accept(answer.result());
            }
        } else if (signal instanceof Signal.Snapshot snapshot) {
            Observer<KubeObject> observer = observers.get(snapshot.ticket());
            if (observer != null) {
                observer.snapshot(List.copyOf(snapshot.items()));
            }
        } else if (signal instanceof Signal.Change change) {
            Observer<KubeObject> observer = observers.get(change.ticket());
            if (observer != null) {
                observer.changed(change.type(), change.object());
            }
        } else if (signal instanceof Signal.Lost lost) {
            Observer<KubeObject> observer = observers.get(lost.ticket());
            if (observer != null) {
                observer.lost(lost.why(), lost.ended());
            }
        }
    }
}
