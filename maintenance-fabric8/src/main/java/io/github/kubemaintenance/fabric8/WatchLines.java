package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.KubeObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Turns the bytes of a watch into changes. What comes before the caller knows that the watch stands is kept until then,
 * so that an answer that is a refusal is not taken for changes.
 */
final class WatchLines<T extends KubeObject> implements Http.LineSink {
    private final Kind<T> kind;
    private final String request;
    private final WatchSink<T> sink;
    private final ReentrantLock lock = new ReentrantLock();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<String> early = new ArrayList<>();
    private Optional<ApiFailure> end = Optional.empty();
    private boolean open;
    private boolean over;

    WatchLines(Kind<T> kind, String request, WatchSink<T> sink) {
        this.kind = kind;
        this.request = request;
        this.sink = sink;
    }

    /** The watch stands: delivers what has come so far, and what comes from now on at once. */
    void open() {
        locked(() -> {
            open = true;
            early.forEach(this::deliver);
            early.clear();
            end.ifPresent(this::lose);
        });
    }

    /** Nothing is delivered any more. */
    void close() {
        locked(() -> over = true);
    }

    @Override
    public void bytes(ByteBuffer buffer) {
        locked(() -> {
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next == '\n') {
                    String text = line.toString(StandardCharsets.UTF_8);
                    line.reset();
                    if (open) {
                        deliver(text);
                    } else {
                        early.add(text);
                    }
                } else {
                    line.write(next);
                }
            }
        });
    }

    @Override
    public void ended(Optional<Throwable> error) {
        String why = error.map(Causes::text).orElse("the server ended the watch");
        ApiFailure failure = ApiStatus.plain(0, why, Optional.empty()).toFailure(request);
        locked(() -> {
            if (open) {
                lose(failure);
            } else {
                end = Optional.of(failure);
            }
        });
    }

    @Override
    public String everything() {
        lock.lock();
        try {
            return String.join("\n", early) + line.toString(StandardCharsets.UTF_8);
        } finally {
            lock.unlock();
        }
    }

    private void deliver(String text) {
        if (over || text.isBlank()) {
            return;
        }
        try {
            Document event = DocumentFormat.json().read(text);
            Document object = event.at("object");
            switch (event.text("type").orElse("")) {
                case "ADDED" -> sink.changed(WatchSink.ChangeType.ADDED, kind.read(object));
                case "MODIFIED" -> sink.changed(WatchSink.ChangeType.MODIFIED, kind.read(object));
                case "DELETED" -> sink.changed(WatchSink.ChangeType.DELETED, kind.read(object));
                case "BOOKMARK" ->
                    sink.bookmark(object.text("metadata", "resourceVersion").orElse(""));
                case "ERROR" -> lose(ApiStatus.of(object).toFailure(request));
                default ->
                    lose(ApiStatus.plain(0, "not an event of a watch: " + text, Optional.empty())
                            .toFailure(request));
            }
        } catch (RuntimeException unreadable) {
            lose(ApiStatus.plain(0, "an event can't be read: " + Causes.text(unreadable), Optional.empty())
                    .toFailure(request));
        }
    }

    private void lose(ApiFailure why) {
        if (!over) {
            over = true;
            sink.lost(why);
        }
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }
}
