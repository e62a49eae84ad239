package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.mock.Fault.Effect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Faults of an API server that starts, stops or has lost its store: what each request is answered then depends on what it
 * asks for. They last for a time, counted from when they are set, and hit every request that they concern; {@link
 * Fault#times} and the others narrow that. The words are those of Kubernetes 1.34. Immutable factories, thread-safe.
 */
public final class ServerTrouble {
    private ServerTrouble() {}

    static ApiStatus status(int code, String reason, String message, long retryAfterSeconds) {
        return new ApiStatus(
                code, reason, message, "", "", List.of(), Optional.of(Duration.ofSeconds(retryAfterSeconds)));
    }

    /**
     * The server has just come up and doesn't know all of its paths yet: what would be unknown, and every custom
     * resource, is answered with 503 and Retry-After 5; Kubernetes' own resources are served.
     *
     * @param length for how long
     * @return the fault
     */
    public static Fault starting(Duration length) {
        ApiStatus status = status(
                503,
                "ServiceUnavailable",
                "the request has been made before all known HTTP paths have been installed, please try again",
                5);
        return Fault.ofServer(Effect.STARTING, status, length);
    }

    /**
     * The storage of custom resources isn't ready yet: 429 as JSON, without a cause, with Retry-After 1.
     *
     * @param length for how long
     * @return the fault
     */
    public static Fault initializing(Duration length) {
        ApiStatus status = status(429, "TooManyRequests", "storage is (re)initializing", 1);
        return Fault.ofServer(Effect.INITIALIZING, status, length);
    }

    /**
     * Checks of the server's health fail: {@code /readyz}, {@code /livez} and {@code /healthz} are answered with 500 and
     * the list of all checks, where a check of theirs is among them. Everything else is served.
     *
     * @param length for how long
     * @param checks the checks, for example {@code shutdown} or {@code poststarthook/rbac/bootstrap-roles}
     * @return the fault
     */
    public static Fault unready(Duration length, List<String> checks) {
        return Fault.ofServer(Effect.UNREADY, ApiStatus.plain(500, String.join(" ", checks), Optional.empty()), length);
    }

    /**
     * The server shuts down and says so to everybody ({@code --shutdown-send-retry-after}): 429 as text, Retry-After 5.
     * Watches that are open stay.
     *
     * @param length for how long
     * @return the fault
     */
    public static Fault shuttingDown(Duration length) {
        return Fault.ofServer(
                Effect.REFUSED,
                ApiStatus.plain(
                        429,
                        "The apiserver is shutting down, please try again later.",
                        Optional.of(Duration.ofSeconds(5))),
                length);
    }

    /**
     * The store doesn't answer. Reads that are served from the watch cache ({@code resourceVersion=0}) and health checks
     * go on; other reads end as 504 when the request's time is up (60 s, or what {@code timeout} says), evictions as 504
     * after 34 s, other writes as 500 after 20 s. Nothing is written.
     *
     * @param length for how long
     * @return the fault
     */
    public static Fault storeHangs(Duration length) {
        return Fault.ofServer(
                Effect.STORE_HANGS,
                new ApiStatus(
                        504,
                        "Timeout",
                        "Timeout: request did not complete within the allotted timeout",
                        "",
                        "",
                        List.of(),
                        Optional.empty()),
                length);
    }

    /**
     * Watches that are open end in order, as when their time is up: what a server does that goes away.
     *
     * @return the fault; it strikes at once, or at {@link Fault#at}
     */
    public static Fault watchesEnd() {
        return Fault.droppedWatch(ApiStatus.plain(200, "the server has ended the watch", Optional.empty()));
    }
}
