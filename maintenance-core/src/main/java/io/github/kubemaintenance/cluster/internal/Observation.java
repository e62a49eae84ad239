package io.github.kubemaintenance.cluster.internal;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.Signal;
import io.github.kubemaintenance.cluster.Watch;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One list and watch, again and again until it is stopped. Belongs to its session's thread, but the sinks of its watches.
 *
 * <pre>
 *   list pages of one revision --> Snapshot, watch from there --> Change, Change, ...
 *        ^                                   |
 *        +---- Lost, back-off ---------------+   refused, ended, expired, or silent for 90 s
 * </pre>
 *
 * <p>The first relist after a watch that was alive comes at once (a 410 too); what fails again waits 1 s, 2 s, ... 30 s,
 * and at least as long as the server asks for. What can't heal by itself ends it.
 */
final class Observation<T extends KubeObject> {
    static final Duration SILENCE = Duration.ofSeconds(90);
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);
    private static final int PAGE = 500;

    private final LiveSession session;
    private final long ticket;
    private final Kind<T> kind;
    private final Query query;
    private final List<T> items = new ArrayList<>();
    /** Number of the current list and watch; whatever comes from an earlier one is dropped. Written under the lock. */
    private int attempt;

    private int failures;
    private Flight<?> flight = new Flight<>(() -> "", done -> {});

    @Nullable
    private Watch watch;

    private long stoodSince;

    /** When the current watch was last heard of, in the session's nanoseconds; written by its sink too. */
    private volatile long heard;

    Observation(LiveSession session, long ticket, Kind<T> kind, Query query) {
        this.session = session;
        this.ticket = ticket;
        this.kind = kind;
        this.query = query;
    }

    void list() {
        items.clear();
        ask(attempt, PageRequest.first(PAGE));
    }

    private void ask(int number, PageRequest request) {
        flight = session.send(
                new Call.ListPage<>(kind, query, request),
                result -> number == attempt ? listed(request, result) : Optional.empty());
    }

    private Optional<Signal> listed(PageRequest request, Result<Page<T>> result) {
        if (result instanceof Result.Failed<Page<T>> failed) {
            return lost(failed.error());
        }
        Page<T> page = ((Result.Ok<Page<T>>) result).value();
        items.addAll(page.items());
        if (page.hasNext()) {
            ask(attempt, request.after(page));
            return Optional.empty();
        }
        watch(attempt, page.resourceVersion());
        Signal snapshot = new Signal.Snapshot(ticket, List.copyOf(items));
        items.clear();
        return Optional.of(snapshot);
    }

    private void watch(int number, String version) {
        Sink sink = new Sink(number);
        heard = session.elapsed();
        flight = session.send(
                new Call.Use<>(
                        ClusterApi.class,
                        "watch " + kind.resource(),
                        false,
                        api -> keep(number, api.watch(kind, query, version, sink))),
                result -> number == attempt ? opened(number, result) : Optional.empty());
    }

    /** Called on the thread that has opened a watch: nobody else would close it if it is too late. */
    private synchronized Watch keep(int number, Watch opened) {
        if (number == attempt) {
            watch = opened;
        } else {
            opened.close();
        }
        return opened;
    }

    private Optional<Signal> opened(int number, Result<Watch> result) {
        if (result instanceof Result.Failed<Watch> failed) {
            return lost(failed.error());
        }
        stoodSince = session.elapsed();
        heard = stoodSince;
        listen(number, SILENCE);
        return Optional.empty();
    }

    private void listen(int number, Duration until) {
        session.after(until, () -> {
            if (number != attempt) {
                return Optional.empty();
            }
            Duration silent = Duration.ofNanos(session.elapsed() - heard);
            if (silent.compareTo(SILENCE) < 0) {
                listen(number, SILENCE.minus(silent));
                return Optional.empty();
            }
            return lost(new ApiException(new ApiFailure(
                    ApiFailure.Kind.UNAVAILABLE,
                    "watch " + kind.resource(),
                    0,
                    "",
                    "silent for " + SILENCE.toSeconds() + " s",
                    Optional.empty())));
        });
    }

    private Optional<Signal> lost(Throwable error) {
        ApiFailure why = ((ApiException) error).failure();
        if (watch != null && session.elapsed() - stoodSince >= LONGEST_BACK_OFF.toNanos()) {
            failures = 0;
        }
        stop();
        boolean ended =
                switch (why.kind()) {
                    case UNAUTHORIZED, FORBIDDEN, NOT_FOUND, UNTRUSTED, UNSUPPORTED -> true;
                    default -> false;
                };
        if (ended) {
            session.forget(ticket);
        } else {
            int number = attempt;
            session.after(backOff(why), () -> {
                if (number == attempt) {
                    list();
                }
                return Optional.empty();
            });
            failures++;
        }
        return Optional.of(new Signal.Lost(ticket, why, ended));
    }

    private Duration backOff(ApiFailure why) {
        Duration wait = failures == 0 ? Duration.ZERO : FIRST_BACK_OFF.multipliedBy(1L << Math.min(failures - 1, 5));
        wait = wait.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : wait;
        Duration asked = why.retryAfter().orElse(Duration.ZERO);
        return asked.compareTo(wait) > 0 ? asked : wait;
    }

    /** Nothing of what is under way counts any more. */
    synchronized void stop() {
        attempt++;
        flight.cancel();
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }

    /** Delivers what a watch tells, from its thread to the session's. */
    private final class Sink implements WatchSink<T> {
        private final int number;

        Sink(int number) {
            this.number = number;
        }

        @Override
        public void changed(ChangeType type, T object) {
            heard = session.elapsed();
            session.deliver(() -> {
                if (number != attempt) {
                    return Optional.empty();
                }
                failures = 0;
                return Optional.of(new Signal.Change(ticket, type, object));
            });
        }

        @Override
        public void bookmark(String resourceVersion) {
            heard = session.elapsed();
            session.deliver(() -> {
                if (number == attempt) {
                    failures = 0;
                }
                return Optional.empty();
            });
        }

        @Override
        public void lost(ApiFailure why) {
            session.deliver(() -> number == attempt ? Observation.this.lost(new ApiException(why)) : Optional.empty());
        }
    }
}
