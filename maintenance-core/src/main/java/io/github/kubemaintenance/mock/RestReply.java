package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.util.Optional;

/**
 * An answer as it would go over HTTP.
 *
 * @param status HTTP status
 * @param retryAfter the header Retry-After
 * @param body the body as JSON; the empty document where it is text
 * @param text the body where it is no JSON
 */
public record RestReply(int status, Optional<Duration> retryAfter, Document body, String text) {
    /**
     * Answers with an object.
     *
     * @param status HTTP status
     * @param body the object
     * @return the answer
     */
    public static RestReply of(int status, Document body) {
        return new RestReply(status, Optional.empty(), body, "");
    }

    /**
     * Answers with a Status.
     *
     * @param status what is said
     * @return the answer
     */
    public static RestReply of(ApiStatus status) {
        return new RestReply(status.code(), status.retryAfter(), status.toDocument(), "");
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
        return new RestReply(status, retryAfter, Document.empty(), text);
    }
}
