package io.github.kubemaintenance.fabric8.mock;

import io.github.kubemaintenance.mock.RestStream;
import io.github.kubemaintenance.model.Document;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The way of a watch's events to the client. Takes them on any thread and sends them on the connection's own. */
final class EventStream implements RestStream {
    /** More than this unsent: the client doesn't read, and the server lets go of it. */
    private static final long MOST_UNSENT = 64L << 20;

    /** Where the events go once the connection is ready for them. */
    interface Wire {
        Future<Void> send(String text);

        /** Ends in order, or breaks off. */
        void end(boolean clean);
    }

    private final Context context;
    private final AtomicLong unsent = new AtomicLong();
    private final Deque<Runnable> early = new ArrayDeque<>();
    private Optional<Wire> wire = Optional.empty();
    private boolean ended;

    EventStream(Context context) {
        this.context = context;
    }

    /** From now on events go out; on the connection's own thread. */
    void start(Wire to) {
        wire = Optional.of(to);
        early.forEach(Runnable::run);
        early.clear();
    }

    @Override
    public void event(Document event) {
        String line = event + "\n";
        if (unsent.addAndGet(line.length()) > MOST_UNSENT) {
            end(false);
            return;
        }
        onWire(() -> {
            if (!ended) {
                wire.orElseThrow().send(line).onComplete(done -> unsent.addAndGet(-line.length()));
            }
        });
    }

    @Override
    public void end(boolean clean) {
        onWire(() -> {
            if (!ended) {
                ended = true;
                wire.orElseThrow().end(clean);
            }
        });
    }

    /** The client has gone. */
    void gone() {
        ended = true;
    }

    private void onWire(Runnable work) {
        context.runOnContext(any -> {
            if (wire.isPresent()) {
                work.run();
            } else {
                early.add(work);
            }
        });
    }
}
