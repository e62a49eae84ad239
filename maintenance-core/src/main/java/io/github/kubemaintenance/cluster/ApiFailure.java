package io.github.kubemaintenance.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a request to the cluster failed.
 *
 * @param kind what it means
 * @param request what was asked, for example {@code list pods}, {@code patch nodes worker-1}
 * @param code HTTP status, 0 where none came
 * @param reason the Status' reason, for example {@code Forbidden}; may be empty
 * @param message what the server or the connection said
 * @param retryAfter how long the server asked to wait
 */
public record ApiFailure(
        Kind kind, String request, int code, String reason, String message, Optional<Duration> retryAfter) {

    /** What a failure means. */
    public enum Kind {
        /** 401: who asks is not known (any more). */
        UNAUTHORIZED,
        /** 403: who asks may not do this. */
        FORBIDDEN,
        /** 404: there is no such object, or no such kind. */
        NOT_FOUND,
        /** 409: the object is there already, or has changed meanwhile. */
        CONFLICT,
        /** 410: the revision or the continue token is too old. */
        EXPIRED,
        /** 400, 413, 415, 422: the server will not take this request as it is. */
        INVALID,
        /** 429: the server asks for patience. */
        THROTTLED,
        /** No answer, or a 5xx: the request may or may not have been carried out. */
        UNAVAILABLE,
        /** No answer, for who answers doesn't prove to be the server: its certificate. Nothing was sent to it. */
        UNTRUSTED,
        /** The backend can't do this at all. */
        UNSUPPORTED,
        /** Anything else. */
        OTHER
    }

    /**
     * Tells whether the same request may succeed later without anybody changing anything.
     *
     * @return true for THROTTLED, UNAVAILABLE and EXPIRED
     */
    public boolean isTransient() {
        return kind == Kind.THROTTLED || kind == Kind.UNAVAILABLE || kind == Kind.EXPIRED;
    }

    /**
     * Returns one sentence for people.
     *
     * @return what was asked, what was answered, and what to do if that isn't said by the answer
     */
    public String text() {
        String answer = code == 0 ? "no answer" : code + (reason.isEmpty() ? "" : " " + reason);
        String advice = kind == Kind.UNAUTHORIZED
                ? "; the server doesn't know who asks (any more): renew the client's token or certificate"
                : "";
        return request + ": " + answer + (message.isEmpty() ? "" : " (" + message + ")") + advice;
    }
}
