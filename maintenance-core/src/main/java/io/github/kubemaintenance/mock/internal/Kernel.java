package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Watch;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * A world in motion: the requests under way, the watches that are open, the faults, and {@link Turns}. Everything in it
 * belongs to the lock of its turns.
 */
final class Kernel implements Stage {
    /** More tasks than this at one instant: controllers that never come to rest. */
    private static final int RESTLESS = 50_000_000;

    private record Traffic(Instant at, long number, Runnable work) implements Comparable<Traffic> {
        @Override
        public int compareTo(Traffic other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final Store store;
    private final ApiServer server;
    private final Turns turns = new Turns(this);
    private final MockExecutor executor = new MockExecutor(turns);
    private final Faults faults = new Faults();
    private final PriorityQueue<Traffic> traffic = new PriorityQueue<>();
    private final Set<ServerWatch<?>> watches = new LinkedHashSet<>();
    private final Map<Participant, List<MockSession>> sessions = new LinkedHashMap<>();
    private final Map<String, Integer> evictionsInFlight = new LinkedHashMap<>();
    private final List<RecordedRequest> requests = new ArrayList<>();
    private Duration latency = Duration.ZERO;
    private Instant lastAdvance;
    private long numbers;
    private int opened;

    Kernel(Store store) {
        this.store = store;
        this.server = new ApiServer(store);
        this.lastAdvance = store.now();
        store.listen(this::changed);
    }

    Store store() {
        return store;
    }

    ApiServer server() {
        return server;
    }

    Turns turns() {
        return turns;
    }

    MockExecutor executor() {
        return executor;
    }

    Faults faults() {
        return faults;
    }

    Duration latency() {
        return latency;
    }

    void latency(Duration each) {
        this.latency = each;
    }

    List<RecordedRequest> requests() {
        return requests;
    }

    Map<String, Integer> evictionsInFlight() {
        return evictionsInFlight;
    }

    Instant lastAdvance() {
        return lastAdvance;
    }

    void advanced() {
        lastAdvance = store.now();
    }

    MockSession open(Participant me) {
        MockSession session = new MockSession(this, me, "session-" + ++opened);
        sessions.computeIfAbsent(me, any -> new ArrayList<>()).add(session);
        return session;
    }

    void closed(Participant me, MockSession session) {
        List<MockSession> its = sessions.get(me);
        if (its != null && its.remove(session) && its.isEmpty()) {
            sessions.remove(me);
        }
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public void setNow(Instant time) {
        store.setNow(time);
        for (ServerWatch<?> watch : List.copyOf(watches)) {
            watch.bookmark(store.revision());
        }
    }

    @Override
    public @Nullable Instant next() {
        Instant task = store.nextTask();
        Traffic first = traffic.peek();
        if (first == null) {
            return task;
        }
        return task == null || first.at().isBefore(task) ? first.at() : task;
    }

    /** Requests come first: to the server a controller is just a client, and a slow one. */
    @Override
    public void runDue() {
        for (int i = 0; i < RESTLESS; i++) {
            Traffic first = traffic.peek();
            Instant task = store.nextTask();
            if (first != null && !first.at().isAfter(store.now())) {
                traffic.remove();
                first.work().run();
            } else if (task != null && !task.isAfter(store.now())) {
                store.runTask();
            } else {
                return;
            }
        }
        throw new IllegalStateException("the controllers don't come to rest at " + store.now());
    }

    /** Lets everything happen that is due up to a time; nobody takes part. */
    void runUntil(Instant time) {
        store.unseenUntil(Optional.of(time));
        for (Instant next = next(); next != null && !next.isAfter(time); next = next()) {
            if (next.isAfter(store.now())) {
                store.setNow(next);
            }
            runDue();
        }
        store.unseenUntil(Optional.empty());
        store.setNow(time);
        lastAdvance = time;
    }

    @Override
    public String describe(Participant participant) {
        StringBuilder text = new StringBuilder("thread '" + participant.name + "' ");
        List<MockSession> its = sessions.get(participant);
        if (its == null) {
            return text.append(participant.advances() ? "lets time pass" : "takes part")
                    .toString();
        }
        its.forEach(session -> text.append(session.describe()));
        return text.toString();
    }

    /** Does something of a session later. */
    void later(Duration delay, Runnable work) {
        traffic.add(new Traffic(store.now().plus(delay), ++numbers, work));
    }

    private void changed(Change<?> change) {
        if (!watches.isEmpty()) {
            for (ServerWatch<?> watch : watches.toArray(new ServerWatch<?>[0])) {
                watch.changed(change);
            }
        }
    }

    /**
     * Opens a watch at this instant.
     *
     * @throws ApiException where it can't be started; a revision that is too old is told as loss
     */
    <T extends KubeObject> Watch watch(
            Kind<T> kind, Query query, String afterVersion, WatchSink<T> sink, String actor) {
        RequestLine line = RequestLine.reading("watch", kind, query);
        ApiStatus refusal = faults.decide(line, now()).instead(line).orElse(null);
        long after = revision(afterVersion);
        boolean fromNow = afterVersion.isEmpty() || afterVersion.equals("0");
        var missed = store.history().after(kind, fromNow ? store.revision() : after);
        if (refusal == null && missed.isEmpty()) {
            refusal = Statuses.expired(after, store.history().oldest(kind));
        }
        if (refusal == null && server.isMissing(kind)) {
            ApiFailure failure = unknown(kind, line);
            record(line, actor, 0, failure.message());
            throw new ApiException(failure);
        }
        record(line, actor, refusal == null ? 200 : refusal.code(), refusal == null ? "OK" : refusal.message());
        ServerWatch<T> watch = new ServerWatch<>(this, kind, query, fromNow ? store.revision() : after, sink);
        if (refusal != null && refusal.code() != 410) {
            throw new ApiException(refusal.toFailure(line.text()));
        } else if (refusal != null) {
            watch.lose(refusal.toFailure(line.text()));
            return watch;
        }
        watches.add(watch);
        if (fromNow) {
            server.list(kind, query, 0, "").items().forEach(watch::present);
        }
        missed.orElseThrow().forEach(watch::changed);
        return watch;
    }

    private static long revision(String version) {
        try {
            return version.isEmpty() ? 0 : Long.parseLong(version);
        } catch (NumberFormatException e) {
            throw new ApiException(Statuses.badRequest("Invalid value: \"" + version + "\": resourceVersion")
                    .toFailure("watch"));
        }
    }

    static ApiFailure unknown(Kind<?> kind, RequestLine line) {
        return new ApiFailure(
                ApiFailure.Kind.UNSUPPORTED,
                line.text(),
                0,
                "",
                "nothing is known of " + kind.resource() + " in this cluster",
                java.util.Optional.empty());
    }

    /** A watch is open from now on. */
    void open(ServerWatch<?> watch) {
        watches.add(watch);
    }

    void forget(ServerWatch<?> watch) {
        watches.remove(watch);
    }

    /** Keeps a request on record. */
    void record(RequestLine line, String actor, int status, String outcome) {
        requests.add(new RecordedRequest(
                store.now(),
                actor,
                line.verb(),
                line.fullResource(),
                line.namespace(),
                line.name(),
                line.dryRun(),
                status,
                outcome));
    }

    /** Sets a fault from now on. */
    void inject(Fault fault) {
        faults.add(fault, store.now());
        switch (fault.effect()) {
            case WATCH_DROPPED, SERVER_AWAY -> later(fault.from(), () -> drop(fault));
            case WATCH_SILENT -> later(fault.from(), () -> silence(fault));
            default -> {}
        }
    }

    private void drop(Fault fault) {
        for (ServerWatch<?> watch : concerned(fault)) {
            watch.lose(fault.status()
                    .toFailure(RequestLine.reading("watch", watch.kind, watch.query)
                            .text()));
        }
    }

    private void silence(Fault fault) {
        List<ServerWatch<?>> some = concerned(fault);
        some.forEach(ServerWatch::silence);
        later(fault.duration(), () -> some.forEach(ServerWatch::speak));
        for (MockSession session :
                sessions.values().stream().flatMap(List::stream).toList()) {
            session.listenForSilence();
        }
    }

    private List<ServerWatch<?>> concerned(Fault fault) {
        List<ServerWatch<?>> some = new ArrayList<>();
        for (ServerWatch<?> watch : watches) {
            RequestLine line = RequestLine.reading("watch", watch.kind, watch.query);
            if (fault.isMeantFor(line.verb(), line.resource(), line.fullResource(), line.object())) {
                some.add(watch);
            }
        }
        return some;
    }
}
