package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.Signal;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** A session on virtual time. */
final class MockSession implements ClusterSession {
    /** Endless waits end here. */
    private static final Duration HORIZON = Duration.ofDays(30);
    /** What it costs when two evictions of one budget meet in the server: it tries the second again. */
    private static final Duration COLLISION = Duration.ofMillis(500);

    private static final Duration LONGEST = Duration.ofDays(366);

    private final Kernel kernel;
    private final Front front;
    private final Participant me;
    private final String name;
    private final Instant opened;
    private final Thread owner = Thread.currentThread();
    private final Deque<Signal> inbox = new ArrayDeque<>();
    private final Map<Long, String> inFlight = new LinkedHashMap<>();
    private final Map<Long, Observation<?>> observations = new LinkedHashMap<>();
    private final Map<Long, Action> actions = new LinkedHashMap<>();
    private long tickets;
    private boolean woken;
    private boolean closed;

    private static final class Action {
        private Participant participant;
        private Thread thread;
        private boolean over;

        @SuppressWarnings("NullAway.Init") // both are set under the lock before anybody looks
        Action() {}
    }

    MockSession(Kernel kernel, Participant me, String name) {
        this.kernel = kernel;
        this.front = new Front(kernel);
        this.me = me;
        this.name = name;
        this.opened = kernel.now();
    }

    Kernel kernel() {
        return kernel;
    }

    String name() {
        return name;
    }

    @Override
    public Instant now() {
        return kernel.turns().locked(kernel::now);
    }

    @Override
    public <A> long submit(Call<A> call) {
        return kernel.turns().locked(() -> {
            check();
            long ticket = ++tickets;
            inFlight.put(ticket, call.describe());
            Consumer<Result<A>> answer = result -> {
                if (inFlight.remove(ticket) != null) {
                    deliver(new Signal.Answer(ticket, result));
                }
            };
            if (call instanceof Call.Evict evict && !evict.eviction().dryRun()) {
                evict(call, evict, answer);
            } else {
                send(call, answer);
            }
            return ticket;
        });
    }

    /** Evictions of one budget that are under way at once collide: each later one is tried again. */
    private <A> void evict(Call<A> call, Call.Evict evict, Consumer<Result<A>> answer) {
        String budget = kernel.store()
                .find(
                        Kind.PODS,
                        evict.eviction().pod().namespace(),
                        evict.eviction().pod().name())
                .map(this::budgetOf)
                .orElse("");
        if (budget.isEmpty()) {
            send(call, answer);
            return;
        }
        Map<String, Integer> under = kernel.evictionsInFlight();
        int before = under.merge(budget, 1, Integer::sum) - 1;
        Consumer<Result<A>> counted = result -> {
            under.merge(budget, -1, (a, b) -> a + b == 0 ? null : a + b);
            answer.accept(result);
        };
        send(call, COLLISION.multipliedBy(before), counted);
    }

    private String budgetOf(Pod pod) {
        List<PodDisruptionBudget> budgets = Evictor.budgetsOf(kernel.store(), pod);
        boolean asked = budgets.size() == 1
                && switch (io.github.kubemaintenance.catalog.EvictionRule.gate(pod, budgets)) {
                    case ALLOWED, CLOSED, NOT_OBSERVED -> true;
                    default -> false;
                };
        return asked ? budgets.get(0).uid() : "";
    }

    /** Sends a request; the answer comes when latency has passed. */
    <A> void send(Call<A> call, Consumer<Result<A>> answer) {
        send(call, Duration.ZERO, answer);
    }

    private <A> void send(Call<A> call, Duration later, Consumer<Result<A>> answer) {
        Duration there = kernel.latency().dividedBy(2);
        Duration back = kernel.latency().minus(there);
        kernel.later(there.plus(later), () -> {
            Front.Answered<A> done = front.perform(call, name, new MockApi(kernel, front));
            Duration wait = back.plus(done.takes());
            if (wait.isZero()) {
                answer.accept(done.result());
            } else {
                kernel.later(wait, () -> answer.accept(done.result()));
            }
        });
    }

    @Override
    public <T extends KubeObject> long observe(Kind<T> kind, Query query) {
        return kernel.turns().locked(() -> {
            check();
            long ticket = ++tickets;
            Observation<T> observation = new Observation<>(this, ticket, kind, query);
            observations.put(ticket, observation);
            observation.list();
            return ticket;
        });
    }

    @Override
    public long fork(Callable<?> task) {
        return kernel.turns().locked(() -> {
            check();
            long ticket = ++tickets;
            Action action = new Action();
            actions.put(ticket, action);
            action.participant = kernel.executor().action(() -> run(ticket, action, task));
            return ticket;
        });
    }

    private void run(long ticket, Action action, Callable<?> task) {
        boolean dropped = kernel.turns().locked(() -> {
            action.thread = Thread.currentThread();
            return action.over;
        });
        if (dropped) {
            return;
        }
        Result<?> result;
        try {
            result = new Result.Ok<>(task.call());
        } catch (Throwable e) { // whatever it is, the operation has to hear of it
            result = new Result.Failed<>(e);
        }
        Result<?> outcome = result;
        kernel.turns().locked(() -> {
            action.over = true;
            boolean interrupted = Thread.interrupted(); // this thread will serve others
            if (actions.remove(ticket) != null) {
                deliver(new Signal.Answer(ticket, outcome));
            }
            return interrupted;
        });
    }

    /** Under the lock: hands a signal to whoever reads this session. */
    void deliver(Signal signal) {
        if (!closed) {
            inbox.add(signal);
            kernel.turns().signal(me, this);
        }
    }

    void listenForSilence() {
        observations.values().forEach(Observation::listenForSilence);
    }

    @Override
    public void stop(long ticket) {
        kernel.turns().locked(() -> {
            check();
            drop(ticket);
            inbox.removeIf(signal -> ticketOf(signal) == ticket);
            return true;
        });
    }

    private void drop(long ticket) {
        inFlight.remove(ticket);
        Observation<?> observation = observations.remove(ticket);
        if (observation != null) {
            observation.stop();
        }
        Action action = actions.remove(ticket);
        if (action != null && !action.over) {
            action.over = true;
            if (action.thread != null) {
                action.thread.interrupt();
            }
            kernel.turns().end(action.participant);
        }
    }

    private static long ticketOf(Signal signal) {
        if (signal instanceof Signal.Answer answer) {
            return answer.ticket();
        } else if (signal instanceof Signal.Snapshot snapshot) {
            return snapshot.ticket();
        } else if (signal instanceof Signal.Change change) {
            return change.ticket();
        }
        return signal instanceof Signal.Lost lost ? lost.ticket() : -1;
    }

    @Override
    public Signal next(Duration maxWait) throws InterruptedException {
        Instant horizon = horizon();
        Instant deadline = kernel.turns().locked(() -> {
            check();
            Duration wait = maxWait.compareTo(LONGEST) > 0 ? LONGEST : maxWait.isNegative() ? Duration.ZERO : maxWait;
            Instant wanted = kernel.now().plus(wait);
            return wanted.isAfter(horizon) ? horizon : wanted;
        });
        while (true) {
            kernel.turns().await(me, this, deadline, () -> !inbox.isEmpty());
            Signal signal = kernel.turns().locked(this::poll);
            if (!(signal instanceof Signal.Idle)) {
                return signal;
            } else if (!now().isBefore(horizon)) {
                throw new MaintenanceException("nothing has ended what is waited for within " + HORIZON.toDays()
                        + " days of virtual time: " + kernel.turns().locked(kernel.turns()::everybody));
            } else if (!now().isBefore(deadline)) {
                return signal;
            }
        }
    }

    private Instant horizon() {
        return kernel.turns().locked(() -> {
            Instant from = kernel.lastAdvance().isAfter(opened) ? kernel.lastAdvance() : opened;
            return from.plus(HORIZON);
        });
    }

    private Signal poll() {
        Signal signal = inbox.poll();
        if (signal instanceof Signal.Woken) {
            woken = false;
        }
        return signal == null ? new Signal.Idle() : signal;
    }

    @Override
    public void wake() {
        kernel.turns().locked(() -> {
            if (!woken && !closed) {
                woken = true;
                deliver(new Signal.Woken());
            }
            return true;
        });
    }

    @Override
    public void close() {
        kernel.turns().locked(() -> {
            if (!closed) {
                closed = true;
                List.copyOf(observations.keySet()).forEach(this::drop);
                List.copyOf(actions.keySet()).forEach(this::drop);
                inFlight.clear();
                inbox.clear();
                kernel.closed(me, this);
                kernel.turns().exit(me);
            }
            return true;
        });
    }

    /** What it waits for, for people. */
    String describe() {
        return "waits for " + inFlight.size() + " answers" + (inFlight.isEmpty() ? "" : " " + inFlight.values())
                + (actions.isEmpty() ? "" : ", " + actions.size() + " actions")
                + (observations.isEmpty() ? "" : ", watching " + observations.values());
    }

    private void check() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("a session belongs to the thread that opened it, '" + owner.getName()
                    + "', and was used by '" + Thread.currentThread().getName() + "'");
        } else if (closed) {
            throw new IllegalStateException("the session is closed");
        }
    }
}
