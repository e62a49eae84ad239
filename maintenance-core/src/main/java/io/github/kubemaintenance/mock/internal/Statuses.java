package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.EvictionRule.Verdict;
import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the API server says, in its own words. */
final class Statuses {
    private static final ApiStatus CREATED = new ApiStatus(201, "", "", "", "", List.of(), Optional.empty());

    private Statuses() {}

    static ApiStatus created() {
        return CREATED;
    }

    static ApiStatus notFound(Kind<?> kind, String name) {
        return of(404, "NotFound", kind.resource() + " \"" + name + "\" not found", kind.plural(), name);
    }

    static ApiStatus uidConflict(Kind<?> kind, String name, String asked, String actual) {
        return of(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + qualified(kind) + " \"" + name
                        + "\": the UID in the precondition (" + asked
                        + ") does not match the UID in record (" + actual
                        + "). The object might have been deleted and then recreated",
                kind.kind(),
                name);
    }

    static ApiStatus versionConflict(Kind<?> kind, String name, String asked, String actual) {
        return of(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + qualified(kind) + " \"" + name
                        + "\": the ResourceVersion in the precondition (" + asked
                        + ") does not match the ResourceVersion in record (" + actual
                        + "). The object might have been modified",
                kind.kind(),
                name);
    }

    private static String qualified(Kind<?> kind) {
        return kind.group().isEmpty() ? kind.kind() : kind.kind() + "." + kind.group();
    }

    static ApiStatus modified(Kind<?> kind, String name) {
        return of(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + kind.resource() + " \"" + name
                        + "\": the object has been modified; please apply your changes to the latest version and try"
                        + " again",
                kind.plural(),
                name);
    }

    static ApiStatus uidImmutable(Kind<?> kind, String name, String asked) {
        String invalid = "Invalid value: \"" + asked + "\": field is immutable";
        ApiStatus.Cause cause = new ApiStatus.Cause("FieldValueInvalid", invalid, "metadata.uid");
        return new ApiStatus(
                422,
                "Invalid",
                qualified(kind) + " \"" + name + "\" is invalid: metadata.uid: " + invalid,
                kind.kind(),
                name,
                List.of(cause, cause),
                Optional.empty());
    }

    static ApiStatus expired(long asked, long oldest) {
        return of(410, "Expired", "too old resource version: " + asked + " (" + oldest + ")", "", "");
    }

    static ApiStatus tokenExpired() {
        return of(
                410,
                "Expired",
                "The provided continue parameter is too old to display a consistent list result. You can start a new"
                        + " list without the continue parameter, or use the continue token in this response to retrieve"
                        + " the remainder of the results. Continuing with the provided token results in an inconsistent"
                        + " list - objects that were created, modified, or deleted between the time the first chunk was"
                        + " returned and now may show up in the list.",
                "",
                "");
    }

    static ApiStatus badToken(String token) {
        String why = "illegal base64 data at input byte " + Math.max(0, token.length() - 1);
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (!(c < 128 && Character.isLetterOrDigit(c)) && c != '-' && c != '_') {
                why = "illegal base64 data at input byte " + i;
                break;
            } else if (i == token.length() - 1 && token.length() % 4 != 1) {
                why = "invalid character '" + (char) decodedFirst(token) + "' looking for beginning of value";
            }
        }
        return of(400, "BadRequest", "invalid continue token: continue key is not valid: " + why, "", "");
    }

    private static int decodedFirst(String token) {
        byte[] decoded = java.util.Base64.getUrlDecoder().decode(token);
        return decoded.length == 0 ? '?' : decoded[0] & 0xff;
    }

    /** What is said of a field that a kind can't be selected by. */
    static String unknownField(Kind<?> kind, String field) {
        return switch (kind.plural()) {
            case "pods", "nodes", "namespaces", "secrets", "services", "events", "replicationcontrollers" ->
                "field label not supported: " + field;
            case "replicasets" -> "field label not supported for appsv1.ReplicaSet: " + field;
            case "jobs" -> "field label \"" + field + "\" not supported for Job";
            default ->
                Kinds.isBuiltIn(kind)
                        ? "\"" + field
                                + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                        : "field label not supported: " + field;
        };
    }

    static ApiStatus namespaceTerminating(Kind<?> kind, String namespace, String name) {
        return new ApiStatus(
                403,
                "Forbidden",
                kind.resource() + " \"" + name + "\" is forbidden: unable to create new content in namespace "
                        + namespace + " because it is being terminated",
                kind.plural(),
                name,
                List.of(new ApiStatus.Cause(
                        ApiStatus.NAMESPACE_TERMINATING,
                        "namespace " + namespace + " is being terminated",
                        "metadata.namespace")),
                Optional.empty());
    }

    static ApiStatus refused(Verdict.Refuse refuse) {
        List<ApiStatus.Cause> causes = refuse.cause().isEmpty()
                ? List.of()
                : List.of(new ApiStatus.Cause(ApiStatus.DISRUPTION_BUDGET, refuse.cause(), ""));
        return new ApiStatus(
                refuse.code(),
                refuse.reason(),
                refuse.message(),
                refuse.budget().isEmpty() ? "" : "poddisruptionbudget",
                refuse.budget(),
                causes,
                refuse.retryAfter());
    }

    static ApiStatus exists(Kind<?> kind, String name) {
        return of(409, "AlreadyExists", kind.resource() + " \"" + name + "\" already exists", kind.plural(), name);
    }

    static ApiStatus invalid(Kind<?> kind, String name, String field, String why) {
        return new ApiStatus(
                422,
                "Invalid",
                qualified(kind) + " \"" + name + "\" is invalid: " + field + ": " + why,
                kind.kind(),
                name,
                List.of(new ApiStatus.Cause("FieldValueInvalid", why, field)),
                Optional.empty());
    }

    static ApiStatus required(Kind<?> kind) {
        String why = "Required value: name or generateName is required";
        return new ApiStatus(
                422,
                "Invalid",
                qualified(kind) + " \"\" is invalid: metadata.name: " + why,
                kind.kind(),
                "",
                List.of(new ApiStatus.Cause("FieldValueRequired", why, "metadata.name")),
                Optional.empty());
    }

    static ApiStatus invalidName(Kind<?> kind, String name) {
        return invalid(
                kind,
                name,
                "metadata.name",
                "Invalid value: \"" + name
                        + "\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
                        + " characters, '-' or '.', and must start and end with an alphanumeric character (e.g."
                        + " 'example.com', regex used for validation is"
                        + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
    }

    static ApiStatus badRequest(String message) {
        return of(400, "BadRequest", message, "", "");
    }

    static ApiStatus forbidden(String verb, Kind<?> kind, String subresource, String namespace, String name) {
        return forbidden("maintenance", verb, kind, subresource, namespace, name);
    }

    static ApiStatus forbidden(
            String user, String verb, Kind<?> kind, String subresource, String namespace, String name) {
        String resource = kind.plural() + (subresource.isEmpty() ? "" : "/" + subresource);
        String scope = namespace.isEmpty() ? "at the cluster scope" : "in the namespace \"" + namespace + "\"";
        return of(
                403,
                "Forbidden",
                kind.resource() + (name.isEmpty() ? "" : " \"" + name + "\"")
                        + " is forbidden: User \"" + user + "\" cannot " + verb + " resource \"" + resource
                        + "\" in API group \"" + kind.group() + "\" " + scope,
                kind.plural(),
                name);
    }

    static ApiStatus throttled(Duration retryAfter) {
        return ApiStatus.plain(429, "Too many requests, please try again later.", Optional.of(retryAfter));
    }

    static ApiStatus of(int code, String reason, String message, String kind, String name) {
        return new ApiStatus(code, reason, message, kind, name, List.of(), Optional.empty());
    }
}
