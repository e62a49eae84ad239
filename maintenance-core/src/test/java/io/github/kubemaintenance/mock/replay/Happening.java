package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.RestServer;
import io.github.kubemaintenance.model.Document;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings about what a watch told of and no recorded request did: somebody else created a pod, a kubelet wrote its
 * status, a user evicted it. What is done is what the real server was asked for, as far as the event shows it; the
 * simulator has to make the events of it.
 */
final class Happening {
    private static final String JSON = "application/json";

    private final MockCluster cluster;
    private final RestServer server;

    Happening(MockCluster cluster, RestServer server) {
        this.cluster = cluster;
        this.server = server;
    }

    /**
     * Does what was told.
     *
     * @param place path of the object
     * @param type type of the event
     * @param object the object as the event shows it
     * @param next the next event of the same object, empty for none
     * @param leaves whether an object that the watch loses is still there
     */
    void happen(String place, String type, Document object, Optional<Document> next, boolean leaves) {
        Optional<Document> before = Optional.of(ask("GET", place, Document.empty()))
                .filter(reply -> reply.status() == 200)
                .map(RestReply::body);
        if (type.equals("DELETED")) {
            if (before.isPresent() && leaves) {
                leave(place, before.get());
            } else if (before.isPresent()) {
                ask("DELETE", place + "?gracePeriodSeconds=0", Document.empty());
            }
        } else if (before.isEmpty()) {
            cluster.apply(plain(object));
        } else {
            change(place, before.get(), object, next);
        }
    }

    private void change(String place, Document before, Document after, Optional<Document> next) {
        boolean marked = isNew(before, after, Happening::isTarget);
        boolean deleted = isNew(before, after, Happening::isTerminating);
        Optional<Document> deletion = deleted
                ? Optional.of(after)
                : next.filter(following -> marked && isNew(before, following, Happening::isTerminating));
        if (marked && deletion.isPresent()) {
            Document options = Document.of(
                    "gracePeriodSeconds",
                    deletion.get()
                            .number("metadata", "deletionGracePeriodSeconds")
                            .orElse(30L));
            ask(
                    "POST",
                    place + "/eviction",
                    Document.of("apiVersion", "policy/v1")
                            .with("Eviction", "kind")
                            .with(after.name(), "metadata", "name")
                            .with(options, "deleteOptions"));
        } else if (deleted) {
            Optional<Long> grace = after.number("metadata", "deletionGracePeriodSeconds");
            ask(
                    "DELETE",
                    place + grace.map(each -> "?gracePeriodSeconds=" + each).orElse(""),
                    Document.empty());
        } else if (isNew(before, after, Happening::isOver)) {
            ask("DELETE", place + "?gracePeriodSeconds=0", Document.empty());
        } else {
            if (isNew(before, after, each -> each.has("spec", "nodeName"))
                    && after.kind().equals("Pod")) {
                bind(place, after);
            }
            cluster.apply(plain(after));
        }
    }

    private void bind(String place, Document pod) {
        ask(
                "POST",
                place + "/binding",
                Document.of("apiVersion", "v1")
                        .with("Binding", "kind")
                        .with(pod.name(), "metadata", "name")
                        .with("Node", "target", "kind")
                        .with(pod.text("spec", "nodeName").orElse(""), "target", "name"));
    }

    /** It lives on with other labels. */
    private void leave(String place, Document object) {
        Document labels = Document.empty();
        for (String key : object.textMap("metadata", "labels").keySet()) {
            labels = labels.with("unseen", key);
        }
        server.handle(RestRequest.of(
                "PATCH",
                place,
                "application/merge-patch+json",
                "",
                Document.empty().with(labels, "metadata", "labels")));
    }

    private RestReply ask(String method, String place, Document body) {
        return server.handle(RestRequest.of(method, place, body.isEmpty() ? "" : JSON, "", body));
    }

    private static boolean isNew(Document before, Document after, Predicate<Document> what) {
        return !what.test(before) && what.test(after);
    }

    private static boolean isTerminating(Document object) {
        return object.has("metadata", "deletionTimestamp");
    }

    private static boolean isTarget(Document object) {
        return object.documents("status", "conditions").stream()
                .anyMatch(condition -> condition.text("type").orElse("").equals("DisruptionTarget")
                        && condition.text("status").orElse("").equals("True"));
    }

    private static boolean isOver(Document object) {
        return isTerminating(object)
                && object.number("metadata", "deletionGracePeriodSeconds").orElse(-1L) == 0;
    }

    /** What a client would have created. */
    static Document plain(Document object) {
        Document plain = object;
        for (String field : List.of(
                "uid",
                "resourceVersion",
                "creationTimestamp",
                "generation",
                "deletionTimestamp",
                "deletionGracePeriodSeconds")) {
            plain = plain.without("metadata", field);
        }
        return plain;
    }
}
