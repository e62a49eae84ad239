package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An answer as it would go over HTTP.
 *
 * @param status HTTP status; 0 where no answer comes and the connection is to be cut
 * @param headers headers beyond the usual ones, by name: Retry-After, Warning, Content-Type where it isn't plain JSON
 * @param body the body as JSON; the empty document where it is text
 * @param text the body where it is no JSON
 * @param takes how long the server takes for it, on the cluster's clock
 */
public record RestReply(int status, Map<String, String> headers, Document body, String text, Duration takes) {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String RETRY_AFTER = "Retry-After";

    public RestReply {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /**
     * Answers with an object.
     *
     * @param status HTTP status
     * @param body the object
     * @return the answer
     */
    public static RestReply of(int status, Document body) {
        return new RestReply(status, Map.of(), body, "", Duration.ZERO);
    }

    /**
     * Answers with a Status.
     *
     * @param status what is said
     * @return the answer
     */
    public static RestReply of(ApiStatus status) {
        return of(status.code(), status.toDocument()).retryAfter(status.retryAfter());
    }

    /**
     * Answers with text.
     *
     * @param status HTTP status
     * @param text the body
     * @param retryAfter the header Retry-After
     * @return the answer
     */
    public static RestReply text(int status, String text, Optional<Duration> retryAfter) {
        return new RestReply(status, Map.of(), Document.empty(), text, Duration.ZERO).retryAfter(retryAfter);
    }

    /** {@return no answer at all} */
    public static RestReply none() {
        return new RestReply(0, Map.of(), Document.empty(), "", Duration.ZERO);
    }

    /**
     * Returns a copy with a header more.
     *
     * @param name the header's name
     * @param value its value
     * @return the copy
     */
    public RestReply with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new RestReply(status, all, body, text, takes);
    }

    /**
     * Returns a copy that takes longer.
     *
     * @param longer by how much
     * @return the copy
     */
    public RestReply later(Duration longer) {
        return longer.isZero() ? this : new RestReply(status, headers, body, text, takes.plus(longer));
    }

    private RestReply retryAfter(Optional<Duration> wait) {
        return wait.isEmpty()
                ? this
                : with(RETRY_AFTER, Long.toString(wait.get().toSeconds()));
    }

    /** {@return the media type of the body: what the headers say, else JSON or, where the body is text, plain text} */
    public String contentType() {
        return headers.getOrDefault(CONTENT_TYPE, text.isEmpty() ? "application/json" : "text/plain; charset=utf-8");
    }

    /** {@return the body as it goes over the wire} */
    public String content() {
        return body.isEmpty() ? text : body + "\n";
    }
}
