package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
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

/** A list and a watch from it on, begun anew after every loss: at once, then with growing pauses. */
final class Observation<T extends KubeObject> implements WatchSink<T> {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** A watch that says nothing for so long is given up. */
    private static final Duration SILENCE = Duration.ofSeconds(90);

    private final MockSession session;
    private final long ticket;
    private final Kind<T> kind;
    private final Query query;
    private @Nullable Watch watch;
    private Duration pause = Duration.ZERO;
    private boolean blind = true;
    private boolean told;
    private boolean stopped;

    Observation(MockSession session, long ticket, Kind<T> kind, Query query) {
        this.session = session;
        this.ticket = ticket;
        this.kind = kind;
        this.query = query;
    }

    void list() {
        session.send(new Call.ListPage<>(kind, query, PageRequest.first(0)), result -> {
            if (!stopped) {
                listed(result);
            }
        });
    }

    private void listed(Result<Page<T>> result) {
        if (result instanceof Result.Ok<Page<T>> ok) {
            session.deliver(new Signal.Snapshot(ticket, ok.value().items()));
            blind = false;
            told = false;
            watchFrom(ok.value().resourceVersion());
        } else if (((Result.Failed<Page<T>>) result).error() instanceof ApiException error) {
            lost(error.failure());
        } else {
            throw new IllegalStateException(((Result.Failed<Page<T>>) result).error());
        }
    }

    private void watchFrom(String version) {
        try {
            watch = session.kernel().watch(kind, query, version, this, session.name());
            if (!blind) {
                pause = Duration.ZERO;
            }
        } catch (ApiException e) {
            lost(e.failure());
        }
    }

    @Override
    public void changed(ChangeType type, T object) {
        if (!stopped) {
            session.deliver(new Signal.Change(ticket, type, object));
        }
    }

    @Override
    public void bookmark(String resourceVersion) {
        // proof of life; silence is noticed by listenForSilence
    }

    @Override
    public void lost(ApiFailure why) {
        if (stopped) {
            return;
        }
        watch = null;
        blind = true;
        boolean ended =
                switch (why.kind()) {
                    case UNAUTHORIZED, FORBIDDEN, NOT_FOUND, INVALID, UNTRUSTED, UNSUPPORTED -> true;
                    default -> false;
                };
        if (ended || !told) {
            told = true;
            session.deliver(new Signal.Lost(ticket, why, ended));
        }
        if (!ended) {
            Duration wait =
                    why.retryAfter().filter(asked -> asked.compareTo(pause) > 0).orElse(pause);
            pause = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            session.kernel().later(wait, () -> {
                if (!stopped) {
                    list();
                }
            });
        }
    }

    /** Its watch may have fallen silent: looks again when that would be noticed. */
    void listenForSilence() {
        Watch now = watch;
        if (now instanceof ServerWatch<?> silent && silent.isSilent()) {
            session.kernel().later(SILENCE, () -> {
                if (!stopped && watch == now && silent.isSilent()) {
                    silent.lose(new ApiFailure(
                            ApiFailure.Kind.UNAVAILABLE,
                            "watch " + kind.resource(),
                            0,
                            "",
                            "nothing was heard for " + SILENCE.toSeconds() + " s",
                            java.util.Optional.empty()));
                }
            });
        }
    }

    void stop() {
        stopped = true;
        if (watch != null) {
            watch.close();
        }
    }

    @Override
    public String toString() {
        return kind.resource() + (query.toString().isEmpty() ? "" : " (" + query + ")");
    }
}
