package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API server's answer that is no object, in its own terms, and what it means. Author of a backend: read the body
 * with {@link #of(Document)} (or {@link #plain} where it is no Status) and let this class find the outcome, so that
 * every backend understands the same.
 *
 * @param code HTTP status
 * @param reason for example {@code TooManyRequests}; empty where the server gave none
 * @param message what it said
 * @param kind {@code details.kind}, empty if none
 * @param name {@code details.name}, empty if none
 * @param causes {@code details.causes}
 * @param retryAfter the header Retry-After or {@code details.retryAfterSeconds}
 */
public record ApiStatus(
        int code,
        String reason,
        String message,
        String kind,
        String name,
        List<Cause> causes,
        Optional<Duration> retryAfter) {
    /** Type of the cause by which a 429 is a budget's. */
    public static final String DISRUPTION_BUDGET = "DisruptionBudget";
    /** Type of the cause by which a 403 is that of a namespace that is being deleted. */
    public static final String NAMESPACE_TERMINATING = "NamespaceTerminating";

    /** Reason of an answer without code that there is none, for the server's certificate can't be trusted. */
    public static final String UNTRUSTED = "UntrustedCertificate";
    /** Reason of an answer without code that there is none, for the backend can't ask any more. */
    public static final String CLOSED = "Closed";

    private static final Pattern BUDGET = Pattern.compile("The disruption budget (\\S+) ");

    public ApiStatus {
        causes = List.copyOf(causes);
    }

    /**
     * One of the causes.
     *
     * @param type {@code reason} of the cause, for example {@value ApiStatus#DISRUPTION_BUDGET}; may be empty
     * @param message what it says
     * @param field the field concerned, may be empty
     */
    public record Cause(String type, String message, String field) {}

    /**
     * Reads a Status object.
     *
     * @param status kind Status of v1
     * @return the answer
     */
    public static ApiStatus of(Document status) {
        Document details = status.at("details");
        return new ApiStatus(
                status.number("code").orElse(0L).intValue(),
                status.text("reason").orElse(""),
                status.text("message").orElse(""),
                details.text("kind").orElse(""),
                details.text("name").orElse(""),
                details.documents("causes").stream()
                        .map(cause -> new Cause(
                                cause.text("reason").orElse(""),
                                cause.text("message").orElse(""),
                                cause.text("field").orElse("")))
                        .toList(),
                details.number("retryAfterSeconds").filter(s -> s > 0).map(Duration::ofSeconds));
    }

    /**
     * Makes an answer of one whose body is no Status, for example flow control's text.
     *
     * @param code HTTP status, 0 where no answer came
     * @param text the body, or what the connection said
     * @param retryAfter the header Retry-After
     * @return the answer
     */
    public static ApiStatus plain(int code, String text, Optional<Duration> retryAfter) {
        return new ApiStatus(code, "", text.strip(), "", "", List.of(), retryAfter);
    }

    /**
     * Returns a copy that knows the header Retry-After where the body didn't say it.
     *
     * @param header the header's value
     * @return the copy
     */
    public ApiStatus orRetryAfter(Optional<Duration> header) {
        return retryAfter.isPresent() || header.isEmpty()
                ? this
                : new ApiStatus(code, reason, message, kind, name, causes, header);
    }

    /**
     * Writes a Status object, as the server would.
     *
     * @return kind Status of v1
     */
    public Document toDocument() {
        Document status = Document.of("kind", "Status")
                .with("v1", "apiVersion")
                .with(Document.empty(), "metadata")
                .with(code < 400 ? "Success" : "Failure", "status");
        status = message.isEmpty() ? status : status.with(message, "message");
        status = reason.isEmpty() ? status : status.with(reason, "reason");
        status = name.isEmpty() ? status : status.with(name, "details", "name");
        status = kind.isEmpty() ? status : status.with(kind, "details", "kind");
        if (!causes.isEmpty()) {
            status = status.with(causes.stream().map(ApiStatus::written).toList(), "details", "causes");
        }
        if (retryAfter.isPresent()) {
            status = status.with(retryAfter.get().toSeconds(), "details", "retryAfterSeconds");
        }
        return status.with(code, "code");
    }

    private static Document written(Cause cause) {
        Document document = cause.type().isEmpty() ? Document.empty() : Document.of("reason", cause.type());
        document = document.with(cause.message(), "message");
        return cause.field().isEmpty() ? document : document.with(cause.field(), "field");
    }

    /**
     * Tells whether a cause of a type is among the causes.
     *
     * @param type the type
     * @return the first such cause
     */
    public Optional<Cause> cause(String type) {
        return causes.stream().filter(cause -> cause.type().equals(type)).findFirst();
    }

    /**
     * Finds what the answer means for any request.
     *
     * @param request what was asked, for example {@code list pods}
     * @return the failure
     */
    public ApiFailure toFailure(String request) {
        return new ApiFailure(failureKind(), request, code, reason, message, retryAfter);
    }

    private ApiFailure.Kind failureKind() {
        return switch (code) {
            case 401 -> ApiFailure.Kind.UNAUTHORIZED;
            case 403 -> ApiFailure.Kind.FORBIDDEN;
            case 404 -> ApiFailure.Kind.NOT_FOUND;
            case 409 -> ApiFailure.Kind.CONFLICT;
            case 410 -> ApiFailure.Kind.EXPIRED;
            case 400, 406, 413, 415, 422 -> ApiFailure.Kind.INVALID;
            case 429 -> ApiFailure.Kind.THROTTLED;
            case 0 ->
                switch (reason) {
                    case UNTRUSTED -> ApiFailure.Kind.UNTRUSTED;
                    case CLOSED -> ApiFailure.Kind.UNSUPPORTED;
                    default -> ApiFailure.Kind.UNAVAILABLE;
                };
            default -> code >= 500 ? ApiFailure.Kind.UNAVAILABLE : ApiFailure.Kind.OTHER;
        };
    }

    /**
     * Finds what the answer means for an eviction: a 429 is a budget's only with its cause; a 500 is that of two budgets
     * only by its text; a 409 is a replaced pod only where the uid didn't match.
     *
     * @return the outcome
     */
    public EvictionOutcome toEvictionOutcome() {
        if (code >= 200 && code < 300) {
            return new EvictionOutcome.Accepted();
        }
        Optional<Cause> budget = cause(DISRUPTION_BUDGET);
        return switch (code) {
            case 404 ->
                kind.isEmpty() || kind.equals("pods")
                        ? new EvictionOutcome.Gone(message)
                        : new EvictionOutcome.Unavailable(message, retryAfter);
            case 429 -> {
                if (budget.isPresent()) {
                    Matcher named = BUDGET.matcher(budget.get().message());
                    yield new EvictionOutcome.Blocked(
                            named.find() ? Optional.of(named.group(1)) : Optional.empty(),
                            budget.get().message(),
                            retryAfter);
                }
                yield message.contains("denied the request") || message.contains("denied request")
                        ? new EvictionOutcome.Other(code, reason, message)
                        : new EvictionOutcome.Throttled(message, retryAfter);
            }
            case 409 ->
                isOfAnotherUid()
                        ? new EvictionOutcome.Replaced(message)
                        : new EvictionOutcome.Unavailable(message, retryAfter);
            case 403 ->
                cause(NAMESPACE_TERMINATING).isPresent()
                        ? new EvictionOutcome.NamespaceTerminating(message)
                        : new EvictionOutcome.Forbidden(message);
            case 500 ->
                message.contains("more than one PodDisruptionBudget")
                        ? new EvictionOutcome.TwoBudgets(message)
                        : new EvictionOutcome.Unavailable(message, retryAfter);
            default ->
                failureKind() == ApiFailure.Kind.UNAVAILABLE
                        ? new EvictionOutcome.Unavailable(message, retryAfter)
                        : new EvictionOutcome.Other(code, reason, message);
        };
    }

    /** The server compares uids where it reads the object, and once more where it writes, in other words. */
    private boolean isOfAnotherUid() {
        return message.contains("UID in the precondition") || message.contains("UID in precondition");
    }

    /**
     * Finds what the answer means for a deletion.
     *
     * @param request what was asked, for example {@code delete pods shop/web-1}
     * @return the outcome
     */
    public DeleteOutcome toDeleteOutcome(String request) {
        if (code >= 200 && code < 300) {
            return new DeleteOutcome.Accepted();
        } else if (code == 404) {
            return new DeleteOutcome.Gone();
        } else if (code == 409 && isOfAnotherUid()) {
            return new DeleteOutcome.Replaced();
        }
        return new DeleteOutcome.Failed(toFailure(request));
    }
}
