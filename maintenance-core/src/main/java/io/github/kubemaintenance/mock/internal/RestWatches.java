package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.RestStream;
import io.github.kubemaintenance.mock.RestWatch;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import java.time.Duration;
import java.util.Optional;

/**
 * Watches as the server streams them: synthetic events where no revision is named, then changes, bookmarks every minute
 * and shortly before the end, 410 as an event, the end when the client's time is up (on the cluster's clock).
 */
final class RestWatches {
    /** The server itself takes a time between 30 and 60 minutes where the client names none. */
    private static final Duration LONGEST = Duration.ofMinutes(45);

    private static final Duration BEFORE_THE_END = Duration.ofSeconds(2);

    private final Kernel kernel;
    private final NodeBeats beats;

    RestWatches(Kernel kernel) {
        this.kernel = kernel;
        this.beats = new NodeBeats(kernel.store());
    }

    static RestWatch refused(RestReply reply) {
        return new RestWatch(reply, () -> {});
    }

    /** Opens a watch; a fault may say that its revision is too old. */
    <T extends KubeObject> RestWatch open(
            Kind<T> kind, RestPath path, RestRequest request, RestStream stream, Optional<ApiStatus> expired) {
        RestOptions.checkList(request);
        RestForm form = RestForm.of(request);
        RestQuery query = RestQuery.of(kind, path, request);
        kernel.server().list(kind, query.query(), 1, ""); // refuses fields that can't be selected by
        long asked = RestQuery.revision(kind, request);
        boolean initial = RestQuery.flag(request, "sendInitialEvents");
        boolean fromNow = initial || asked == 0;
        long after = fromNow ? kernel.store().revision() : asked;
        RestReply head = RestReply.of(200, Document.empty()).with("Content-Type", "application/json");
        var missed = kernel.store().history().after(kind, after);
        if (expired.isPresent() || missed.isEmpty()) {
            ApiStatus status = expired.orElseGet(
                    () -> Statuses.expired(after, kernel.store().history().oldest(kind)));
            stream.event(event("ERROR", status.toDocument()));
            stream.end(true);
            return refused(head);
        }
        Sink<T> sink = new Sink<>(kind, request, form, stream, RestQuery.flag(request, "allowWatchBookmarks"));
        ServerWatch<T> watch = new ServerWatch<>(kernel, kind, query.query(), query::matches, after, sink);
        boolean present = fromNow && !"false".equals(request.query().get("sendInitialEvents"));
        if (present) {
            kernel.server().list(kind, query.query(), 0, "").items().stream()
                    .filter(query::matches)
                    .forEach(watch::present);
        }
        if (initial && sink.bookmarks) {
            sink.initialEventsEnd(after);
        }
        missed.get().forEach(watch::changed);
        kernel.open(watch);
        endLater(request, sink, watch);
        return new RestWatch(head, watch::close);
    }

    private <T extends KubeObject> void endLater(RestRequest request, Sink<T> sink, ServerWatch<T> watch) {
        int seconds = RestQuery.number(request, "timeoutSeconds");
        Duration length = seconds > 0 ? Duration.ofSeconds(seconds) : LONGEST;
        if (sink.bookmarks && length.compareTo(BEFORE_THE_END) > 0) {
            kernel.later(
                    length.minus(BEFORE_THE_END),
                    () -> watch.bookmarkNow(kernel.store().revision()));
        }
        kernel.later(length, () -> watch.end(() -> sink.stream.end(true)));
    }

    private static Document event(String type, Document object) {
        return Document.of("type", type).with(object, "object");
    }

    private final class Sink<T extends KubeObject> implements WatchSink<T> {
        private final Kind<T> kind;
        private final RestRequest request;
        private final RestForm form;
        private final RestStream stream;
        private final boolean bookmarks;
        private boolean first = true;

        Sink(Kind<T> kind, RestRequest request, RestForm form, RestStream stream, boolean bookmarks) {
            this.kind = kind;
            this.request = request;
            this.form = form;
            this.stream = stream;
            this.bookmarks = bookmarks;
        }

        @Override
        public void changed(ChangeType type, T object) {
            Document shown = form.event(kind, beats.shown(kind, object), request, kernel.store(), first);
            first = false;
            stream.event(event(type.name(), shown));
        }

        @Override
        public void bookmark(String resourceVersion) {
            if (bookmarks) {
                stream.event(event("BOOKMARK", marker(resourceVersion)));
            }
        }

        void initialEventsEnd(long revision) {
            stream.event(event(
                    "BOOKMARK",
                    marker(Long.toString(revision))
                            .with("true", "metadata", "annotations", "k8s.io/initial-events-end")));
        }

        /** An object that holds nothing but a revision, with what the server's encoder adds to an empty one. */
        private Document marker(String revision) {
            Document empty = Document.of("kind", kind.kind())
                    .with(kind.apiVersion(), "apiVersion")
                    .with(revision, "metadata", "resourceVersion");
            if (kind.equals(Kind.PODS)) {
                return empty.withNull("spec", "containers").with(Document.empty(), "status");
            }
            return empty;
        }

        @Override
        public void lost(ApiFailure why) {
            if (why.code() == 410) {
                stream.event(event(
                        "ERROR",
                        Statuses.of(410, "Expired", why.message(), "", "").toDocument()));
                stream.end(true);
            } else {
                stream.end(why.code() == 200);
            }
        }
    }
}
