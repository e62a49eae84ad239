package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Watch;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A watch that is open. Delivers inside the write that it tells of. */
final class ServerWatch<T extends KubeObject> implements Watch {
    private static final Duration BOOKMARKS = Duration.ofMinutes(1);

    final Kind<T> kind;
    final Query query;
    private final Predicate<KubeObject> selects;
    private final Kernel kernel;
    private final long after;
    private final WatchSink<T> sink;
    private final List<Runnable> missed = new ArrayList<>();
    private boolean silent;
    private boolean closed;
    private Instant lastHeard;

    ServerWatch(Kernel kernel, Kind<T> kind, Query query, long after, WatchSink<T> sink) {
        this(kernel, kind, query, query::matches, after, sink);
    }

    /** A watch that is pickier than its query. */
    ServerWatch(
            Kernel kernel, Kind<T> kind, Query query, Predicate<KubeObject> selects, long after, WatchSink<T> sink) {
        this.selects = selects;
        this.kernel = kernel;
        this.kind = kind;
        this.query = query;
        this.after = after;
        this.sink = sink;
        this.lastHeard = kernel.now();
    }

    /** Tells of a change, if it concerns this watch. */
    void changed(Change<?> change) {
        if (closed || change.version() <= after || !change.kind().equals(kind)) {
            return;
        }
        T object = kind.type().cast(change.object());
        boolean matches = change.type() != ChangeType.DELETED && selects.test(object);
        boolean matched = change.before().map(selects::test).orElse(false);
        if (matches) {
            deliver(matched ? ChangeType.MODIFIED : ChangeType.ADDED, object);
        } else if (matched && change.type() == ChangeType.DELETED) {
            deliver(ChangeType.DELETED, object);
        } else if (matched) {
            // It has left the selector: shown as it was, at the revision of the change.
            T before = kind.type().cast(change.before().orElseThrow());
            deliver(
                    ChangeType.DELETED,
                    Shapes.with(
                            kind,
                            before,
                            before.metadata()
                                    .withResourceVersion(object.metadata().resourceVersion())));
        }
    }

    /** Tells of an object that is there already. */
    void present(T object) {
        deliver(ChangeType.ADDED, object);
    }

    private void deliver(ChangeType type, T object) {
        if (silent) {
            missed.add(() -> sink.changed(type, object));
        } else if (!closed) {
            lastHeard = kernel.now();
            sink.changed(type, object);
        }
    }

    /** Tells of the revision, if nothing was told for a minute. */
    void bookmark(long revision) {
        if (!silent && !closed && !kernel.now().isBefore(lastHeard.plus(BOOKMARKS))) {
            lastHeard = kernel.now();
            sink.bookmark(Long.toString(revision));
        }
    }

    /** Tells of the revision, whatever was told before. */
    void bookmarkNow(long revision) {
        if (!silent && !closed) {
            lastHeard = kernel.now();
            sink.bookmark(Long.toString(revision));
        }
    }

    /** Ends in order. */
    void end(Runnable told) {
        if (!closed) {
            closed = true;
            kernel.forget(this);
            told.run();
        }
    }

    void silence() {
        silent = true;
    }

    boolean isSilent() {
        return silent;
    }

    /** Tells what was missed. */
    void speak() {
        silent = false;
        List<Runnable> all = List.copyOf(missed);
        missed.clear();
        for (Runnable each : all) {
            if (!closed) {
                each.run();
            }
        }
    }

    /** Ends without having been closed. */
    void lose(ApiFailure why) {
        if (!closed) {
            closed = true;
            kernel.forget(this);
            sink.lost(why);
        }
    }

    @Override
    public void close() {
        kernel.turns().locked(() -> {
            closed = true;
            kernel.forget(this);
            return true;
        });
    }
}
