package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.cluster.ApiStatus;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that goes wrong between a client and a simulated cluster. Immutable: factory methods say what, the others
 * narrow or widen when and how often. A fault counts the requests that it is meant for from the moment it is set
 * ({@link MockClusterBuilder#fault} or {@link MockCluster#inject}), and its times count from there on virtual time.
 *
 * <p>Unless said otherwise a fault hits the first request that it is meant for, once. Where several faults are meant for
 * a request, the one set first decides.
 */
public final class Fault {
    /** What goes wrong. */
    public enum Effect {
        /** The server answers with {@link #status()} and does nothing. */
        REFUSED,
        /** The request is lost on its way: nothing is done, no answer comes. */
        NEVER_ARRIVED,
        /** The request is carried out, but its answer is lost. */
        ANSWER_LOST,
        /** The answer comes later by {@link #duration()}. */
        DELAYED,
        /** Watches that are open end, without or with an answer. */
        WATCH_DROPPED,
        /** Watches that are open say nothing for {@link #duration()}; what they missed comes after that. */
        WATCH_SILENT,
        /** For {@link #duration()} nothing is answered, and watches end. */
        SERVER_AWAY,
        /** See {@link ServerTrouble#starting}. */
        STARTING,
        /** See {@link ServerTrouble#initializing}. */
        INITIALIZING,
        /** See {@link ServerTrouble#unready}. */
        UNREADY,
        /** See {@link ServerTrouble#storeHangs}. */
        STORE_HANGS
    }

    private static final int FOR_EVER = Integer.MAX_VALUE;

    private final Effect effect;
    private final ApiStatus status;
    private final Duration duration;
    private final String verb;
    private final String resource;
    private final String object;
    private final int skipped;
    private final int times;
    private final Duration from;
    private final Optional<Duration> until;

    private Fault(
            Effect effect,
            ApiStatus status,
            Duration duration,
            String verb,
            String resource,
            String object,
            int skipped,
            int times,
            Duration from,
            Optional<Duration> until) {
        this.effect = effect;
        this.status = status;
        this.duration = duration;
        this.verb = verb;
        this.resource = resource;
        this.object = object;
        this.skipped = skipped;
        this.times = times;
        this.from = from;
        this.until = until;
    }

    private static Fault of(Effect effect, ApiStatus status, Duration duration) {
        return new Fault(effect, status, duration, "", "", "", 0, 1, Duration.ZERO, Optional.empty());
    }

    /**
     * Flow control refuses: 429 as text, with Retry-After. Meant for evictions unless {@link #on} says otherwise.
     *
     * @param retryAfter how long the server asks to wait, at least a second
     * @return the fault
     */
    public static Fault throttled(Duration retryAfter) {
        if (Objects.requireNonNull(retryAfter, "retryAfter").compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("Retry-After is at least a second, not " + retryAfter);
        }
        return of(
                        Effect.REFUSED,
                        ApiStatus.plain(429, "Too many requests, please try again later.", Optional.of(retryAfter)),
                        Duration.ZERO)
                .on("create", "pods/eviction");
    }

    /**
     * The server is there but answers everything with 503 for a while; open watches stay.
     *
     * @param length for how long
     * @return the fault
     */
    public static Fault unavailable(Duration length) {
        ApiStatus status = ServerTrouble.status(503, "ServiceUnavailable", "apiserver is shutting down", 1);
        return ofServer(Effect.REFUSED, status, length);
    }

    /** What concerns the whole server for a time. */
    static Fault ofServer(Effect effect, ApiStatus status, Duration length) {
        return of(effect, status, Duration.ZERO)
                .between(Duration.ZERO, positive("length", length))
                .always();
    }

    /**
     * The server is away for a while: connections are refused, and open watches end.
     *
     * @param from when it goes, from now
     * @param length for how long
     * @return the fault
     */
    public static Fault serverAway(Duration from, Duration length) {
        return of(
                        Effect.SERVER_AWAY,
                        ApiStatus.plain(0, "connection refused", Optional.empty()),
                        positive("length", length))
                .between(
                        from, PodTiming.notNegative("the time until then", from).plus(length))
                .always();
    }

    /**
     * The server answers with an error and does nothing.
     *
     * @param code HTTP status from 400 to 599
     * @return the fault
     */
    public static Fault error(int code) {
        return error(code, "", "injected error " + code);
    }

    /**
     * The server answers with an error and does nothing.
     *
     * @param code HTTP status from 400 to 599
     * @param reason the Status' reason, may be empty
     * @param message what it says
     * @return the fault
     */
    public static Fault error(int code, String reason, String message) {
        if (code < 400 || code > 599) {
            throw new IllegalArgumentException("not the HTTP status of an error: " + code);
        }
        return of(
                Effect.REFUSED,
                new ApiStatus(code, reason, message, "", "", List.of(), Optional.empty()),
                Duration.ZERO);
    }

    /**
     * Whoever asks has no right to do this (403), for ever.
     *
     * @param verb as access rules name it, for example {@code patch}
     * @param resource as access rules name it, for example {@code nodes} or {@code pods/eviction}
     * @return the fault
     */
    public static Fault forbidden(String verb, String resource) {
        return error(403, "Forbidden", "").on(verb, resource).always();
    }

    /**
     * The object has changed meanwhile (409). Meant for patches unless {@link #on} says otherwise.
     *
     * @return the fault
     */
    public static Fault conflict() {
        return error(
                        409,
                        "Conflict",
                        "the object has been modified; please apply your changes to the latest version and try again")
                .on("patch", "");
    }

    /**
     * The revision is too old (410). Meant for watches, which then have to list again, unless {@link #on} says
     * otherwise.
     *
     * @return the fault
     */
    public static Fault expired() {
        return error(410, "Expired", "too old resource version").on("watch", "");
    }

    /**
     * An admission webhook denies every eviction.
     *
     * @param webhook its name
     * @param code HTTP status that it answers with, from 400 to 599
     * @param message why
     * @return the fault
     */
    public static Fault denied(String webhook, int code, String message) {
        return error(code, "", "admission webhook \"" + webhook + "\" denied the request: " + message)
                .on("create", "pods/eviction")
                .always();
    }

    /**
     * A request is lost on its way; nothing is done.
     *
     * @return the fault
     */
    public static Fault neverArrived() {
        return of(
                Effect.NEVER_ARRIVED,
                ApiStatus.plain(0, "connection reset before the request arrived", Optional.empty()),
                Duration.ZERO);
    }

    /**
     * A request is carried out, but its answer is lost.
     *
     * @return the fault
     */
    public static Fault answerLost() {
        return of(
                Effect.ANSWER_LOST,
                ApiStatus.plain(0, "connection reset before the answer came", Optional.empty()),
                Duration.ZERO);
    }

    /**
     * Every answer comes late.
     *
     * @param by how much later
     * @return the fault
     */
    public static Fault latency(Duration by) {
        return of(Effect.DELAYED, ApiStatus.plain(0, "", Optional.empty()), positive("latency", by))
                .always();
    }

    /**
     * Watches that are open end.
     *
     * @return the fault; it strikes at once, or at {@link #at}
     */
    public static Fault droppedWatch() {
        return droppedWatch(ApiStatus.plain(0, "the watch was cut off", Optional.empty()));
    }

    static Fault droppedWatch(ApiStatus status) {
        return of(Effect.WATCH_DROPPED, status, Duration.ZERO).on("watch", "");
    }

    /**
     * Watches that are open end because their revision is too old (410 as an event).
     *
     * @return the fault; it strikes at once, or at {@link #at}
     */
    public static Fault expiredWatch() {
        return droppedWatch(
                new ApiStatus(410, "Expired", "too old resource version", "", "", List.of(), Optional.empty()));
    }

    /**
     * Watches that are open say nothing for a while, not even bookmarks.
     *
     * @param length for how long
     * @return the fault; it strikes at once, or at {@link #at}
     */
    public static Fault silentWatch(Duration length) {
        return of(Effect.WATCH_SILENT, ApiStatus.plain(0, "", Optional.empty()), positive("length", length))
                .on("watch", "");
    }

    /**
     * Starts a fault that hits one request by its number, whatever it asks.
     *
     * @param number 1 for the first
     * @return what may happen to it
     */
    public static CallNumber callNumber(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("requests are counted from 1, not " + number);
        }
        return new CallNumber(number);
    }

    /**
     * One request by its number.
     *
     * @param number 1 for the first
     */
    public record CallNumber(int number) {
        /** {@return it is lost on its way} */
        public Fault neverArrived() {
            return Fault.neverArrived().afterCalls(number - 1);
        }

        /** {@return it is carried out, but its answer is lost} */
        public Fault answerLost() {
            return Fault.answerLost().afterCalls(number - 1);
        }

        /**
         * It is refused.
         *
         * @param code HTTP status
         * @return the fault
         */
        public Fault error(int code) {
            return Fault.error(code).afterCalls(number - 1);
        }
    }

    /**
     * Says which requests are meant.
     *
     * @param newVerb as access rules name it: get, list, watch, create, delete, patch; empty for any
     * @param newResource as access rules name it, with or without its group, for example {@code pods} or {@code
     *     pods/eviction}; empty for any
     * @return the changed fault
     */
    public Fault on(String newVerb, String newResource) {
        return new Fault(effect, status, duration, newVerb, newResource, object, skipped, times, from, until);
    }

    /**
     * Means requests for one pod only.
     *
     * @param pod {@code namespace/name}
     * @return the narrowed fault
     */
    public Fault forPod(String pod) {
        return forObject(Names.namespaced("a pod", pod));
    }

    /**
     * Means requests for one object only.
     *
     * @param name {@code namespace/name}, or the name of a cluster-wide object
     * @return the narrowed fault
     */
    public Fault forObject(String name) {
        return new Fault(effect, status, duration, verb, resource, name, skipped, times, from, until);
    }

    /**
     * Hits more than one request.
     *
     * @param count how many, at least 1
     * @return the changed fault
     */
    public Fault times(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a fault strikes at least once, not " + count + " times");
        }
        return new Fault(effect, status, duration, verb, resource, object, skipped, count, from, until);
    }

    /**
     * Hits every request.
     *
     * @return the changed fault
     */
    public Fault always() {
        return times(FOR_EVER);
    }

    /**
     * Lets some of the requests pass first.
     *
     * @param count how many
     * @return the changed fault
     */
    public Fault afterCalls(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a number of requests is not negative: " + count);
        }
        return new Fault(effect, status, duration, verb, resource, object, count, times, from, until);
    }

    /**
     * Strikes from a time on.
     *
     * @param start from when it is set
     * @return the changed fault
     */
    public Fault at(Duration start) {
        PodTiming.notNegative("the time until then", start);
        return new Fault(effect, status, duration, verb, resource, object, skipped, times, start, until);
    }

    /**
     * Strikes within a time.
     *
     * @param start from when it is set
     * @param end from when it is set, after the start
     * @return the changed fault
     */
    public Fault between(Duration start, Duration end) {
        if (start.isNegative() || end.compareTo(start) <= 0) {
            throw new IllegalArgumentException("no time between " + start + " and " + end);
        }
        return new Fault(effect, status, duration, verb, resource, object, skipped, times, start, Optional.of(end));
    }

    private static Duration positive(String what, Duration value) {
        if (PodTiming.notNegative("a " + what, value).isZero()) {
            throw new IllegalArgumentException("a " + what + " is more than nothing, not " + value);
        }
        return value;
    }

    /** {@return what goes wrong} */
    public Effect effect() {
        return effect;
    }

    /** {@return what the client is told; code 0 for no answer} */
    public ApiStatus status() {
        return status;
    }

    /** {@return how long it takes, where that matters} */
    public Duration duration() {
        return duration;
    }

    /** {@return how many of the requests pass first} */
    public int skipped() {
        return skipped;
    }

    /** {@return how many requests are hit then} */
    public int times() {
        return times;
    }

    /** {@return from when on, since it was set} */
    public Duration from() {
        return from;
    }

    /** {@return until when, since it was set; empty for ever} */
    public Optional<Duration> until() {
        return until;
    }

    /**
     * Tells whether requests of a kind are meant.
     *
     * @param itsVerb verb of the request
     * @param itsResource resource, without its group
     * @param fullResource resource with its group
     * @param itsObject {@code namespace/name} or name; empty for lists
     * @return true if they are
     */
    public boolean isMeantFor(String itsVerb, String itsResource, String fullResource, String itsObject) {
        return (verb.isEmpty() || verb.equals(itsVerb))
                && (resource.isEmpty() || resource.equals(itsResource) || resource.equals(fullResource))
                && (object.isEmpty() || object.equals(itsObject));
    }

    @Override
    public String toString() {
        return effect
                + (status.message().isEmpty() ? "" : " " + status.code() + " " + status.message())
                + (verb.isEmpty() && resource.isEmpty() ? "" : " on " + verb + " " + resource)
                + (object.isEmpty() ? "" : " " + object)
                + (times == FOR_EVER ? "" : " x" + times)
                + (from.isZero() ? "" : " from " + from)
                + until.map(end -> " until " + end).orElse("");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fault that && fields().equals(that.fields());
    }

    @Override
    public int hashCode() {
        return fields().hashCode();
    }

    private List<Object> fields() {
        return List.of(effect, status, duration, verb, resource, object, skipped, times, from, until);
    }

    static Fault notNull(Fault fault) {
        return Objects.requireNonNull(fault, "fault");
    }
}
