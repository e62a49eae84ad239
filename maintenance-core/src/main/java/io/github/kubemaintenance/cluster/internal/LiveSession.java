package io.github.kubemaintenance.cluster.internal;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Interceptor;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.Signal;
import io.github.kubemaintenance.model.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A session on a real cluster: one queue, to which requests and watches on other threads deliver, and one reader.
 *
 * <pre>
 *   submit, fork, observe ----> executor: Flight ----+
 *                                                    v
 *   next <---- timers (delays, relists, silence)   queue (whatever comes from another thread: a Message)
 * </pre>
 *
 * <p>Everything but the queue, {@link #wake()} and {@link Flight} belongs to the reader's thread: a message does its work
 * there, inside {@link #next}, and so do the timers. There is no thread and no timer but that.
 */
final class LiveSession implements ClusterSession {
    /** Something that came from another thread; what it returns is told to the reader. */
    private interface Message extends Supplier<Optional<Signal>> {}

    private record Timer(long at, long number, Message then) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    private static final long LONGEST_WAIT = Duration.ofDays(365).toNanos();

    private final LiveBackend backend;
    private final Time time;
    private final boolean reading;
    private final Instant start;
    private final long startNanos;
    private final BlockingQueue<Message> queue = new LinkedBlockingQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Map<Long, Flight<?>> flights = new LinkedHashMap<>();
    private final Map<Long, Observation<?>> observations = new LinkedHashMap<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private long tickets;
    private long timerNumber;
    private volatile boolean closed;

    LiveSession(LiveBackend backend, Time time, boolean reading) {
        this.backend = backend;
        this.time = time;
        this.reading = reading;
        this.start = time.wallClock();
        this.startNanos = time.nanos();
    }

    @Override
    public Instant now() {
        return start.plusNanos(elapsed());
    }

    /** Nanoseconds since the session was opened; any thread. */
    long elapsed() {
        return time.nanos() - startNanos;
    }

    @Override
    public <A> long submit(Call<A> call) {
        checkOpen();
        long ticket = ++tickets;
        if (reading && !call.isWrite()) {
            read(
                    ticket,
                    call,
                    backend.around().stream().map(each -> each.repeats(call)).toList());
        } else {
            flights.put(ticket, send(call, result -> answer(ticket, result)));
        }
        return ticket;
    }

    /** Sends a read, and again as long as an interceptor wants that. */
    private <A> void read(long ticket, Call<A> call, List<Interceptor.Repeats> repeats) {
        flights.put(ticket, send(call, result -> {
            Optional<Duration> again = flights.containsKey(ticket) ? again(result, repeats) : Optional.empty();
            if (again.isEmpty()) {
                return answer(ticket, result);
            }
            after(again.get(), () -> {
                if (flights.containsKey(ticket)) {
                    read(ticket, call, repeats);
                }
                return Optional.empty();
            });
            return Optional.empty();
        }));
    }

    private static Optional<Duration> again(Result<?> result, List<Interceptor.Repeats> repeats) {
        if (result instanceof Result.Ok<?>) {
            repeats.forEach(Interceptor.Repeats::answered);
            return Optional.empty();
        }
        ApiException failure = (ApiException) ((Result.Failed<?>) result).error();
        return repeats.stream()
                .map(each -> each.failed(failure))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * Sends a request when the interceptors let it go.
     *
     * @param done gets its answer on this session's thread; what it returns is told to the reader
     */
    <A> Flight<A> send(Call<A> call, Function<Result<A>, Optional<Signal>> done) {
        Flight<A> flight = new Flight<>(
                () -> backend.carryOut(call), result -> deliver(() -> done.apply(understood(call, result))));
        pass(flight, call, 0);
        return flight;
    }

    /** Lets a request go as soon as every interceptor, from a number on, has given it its turn. */
    private void pass(Flight<?> flight, Call<?> call, int from) {
        List<Interceptor> around = backend.around();
        for (int i = from; i < around.size(); i++) {
            Interceptor.Turn turn;
            try {
                turn = around.get(i).turn(call);
            } catch (RuntimeException e) {
                flight.rejected(e);
                return;
            }
            int next = turn.granted() ? i + 1 : i;
            if (!turn.pause().isZero()) {
                after(turn.pause(), () -> {
                    if (!flight.isCancelled()) {
                        pass(flight, call, next);
                    }
                    return Optional.empty();
                });
                return;
            }
        }
        execute(flight);
    }

    private void execute(Flight<?> flight) {
        try {
            backend.executor().execute(flight);
        } catch (RuntimeException e) {
            flight.rejected(new ApiException(
                    new ApiFailure(
                            ApiFailure.Kind.UNAVAILABLE,
                            "hand a request to the executor",
                            0,
                            "",
                            "not sent: the executor rejected it: " + e,
                            Optional.empty()),
                    e));
        }
    }

    /** A write's failure is its outcome; whatever else was thrown becomes an ApiException that names the request. */
    private static <A> Result<A> understood(Call<A> call, Result<A> result) {
        if (!(result instanceof Result.Failed<A> failed)) {
            return result;
        }
        ApiFailure failure = failed.error() instanceof ApiException known
                ? known.failure()
                : new ApiFailure(
                        ApiFailure.Kind.OTHER,
                        call.describe(),
                        0,
                        "",
                        failed.error().toString(),
                        Optional.empty());
        if (failure.kind() != ApiFailure.Kind.UNAVAILABLE && failure.kind() != ApiFailure.Kind.THROTTLED) {
            return failed.error() instanceof ApiException
                    ? result
                    : new Result.Failed<>(new ApiException(failure, failed.error()));
        }
        try {
            return new Result.Ok<>(call.failed(failure));
        } catch (ApiException e) {
            return result;
        }
    }

    @Override
    public long fork(Callable<?> task) {
        checkOpen();
        long ticket = ++tickets;
        Flight<Object> flight = new Flight<>(task::call, result -> deliver(() -> answer(ticket, result)));
        flights.put(ticket, flight);
        execute(flight);
        return ticket;
    }

    private Optional<Signal> answer(long ticket, Result<?> result) {
        return flights.remove(ticket) == null ? Optional.empty() : Optional.of(new Signal.Answer(ticket, result));
    }

    @Override
    public <T extends KubeObject> long observe(Kind<T> kind, Query query) {
        checkOpen();
        long ticket = ++tickets;
        Observation<T> observation = new Observation<>(this, ticket, kind, query);
        observations.put(ticket, observation);
        observation.list();
        return ticket;
    }

    @Override
    public void stop(long ticket) {
        Flight<?> flight = flights.remove(ticket);
        if (flight != null) {
            flight.cancel();
        }
        Observation<?> observation = observations.remove(ticket);
        if (observation != null) {
            observation.stop();
        }
    }

    /** Hands something that came from another thread to the reader. */
    void deliver(Supplier<Optional<Signal>> message) {
        if (!closed) {
            queue.add(message::get);
        }
    }

    /** Runs something on the reader's thread, once time has passed. */
    void after(Duration delay, Supplier<Optional<Signal>> then) {
        timers.add(new Timer(elapsed() + delay.toNanos(), ++timerNumber, then::get));
    }

    /** An observation has ended by itself. */
    void forget(long ticket) {
        observations.remove(ticket);
    }

    @Override
    public Signal next(Duration maxWait) throws InterruptedException {
        checkOpen();
        long wait =
                maxWait.compareTo(Duration.ofNanos(LONGEST_WAIT)) < 0 ? Math.max(0, maxWait.toNanos()) : LONGEST_WAIT;
        long deadline = elapsed() + wait;
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Timer first = timers.peek();
            long now = elapsed();
            Optional<Signal> signal;
            if (first != null && first.at() <= now) {
                timers.remove();
                signal = first.then().get();
            } else {
                long until = first == null ? deadline : Math.min(deadline, first.at());
                Optional<Message> message = time.poll(queue, Math.max(0, until - now));
                if (message.isEmpty() && elapsed() >= deadline) {
                    return new Signal.Idle();
                }
                signal = message.flatMap(Supplier::get);
            }
            if (signal.isPresent()) {
                return signal.get();
            }
        }
    }

    @Override
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            deliver(() -> {
                woken.set(false);
                return Optional.of(new Signal.Woken());
            });
        }
    }

    @Override
    public void close() {
        closed = true;
        flights.values().forEach(Flight::cancel);
        flights.clear();
        observations.values().forEach(Observation::stop);
        observations.clear();
        timers.clear();
        queue.clear();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
    }
}
