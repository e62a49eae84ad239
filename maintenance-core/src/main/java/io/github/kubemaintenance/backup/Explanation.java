package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import java.util.List;

/** Says what a server's refusal of an object means, and what to do. */
final class Explanation {
    private Explanation() {}

    static String of(DocumentOutcome outcome) {
        if (outcome instanceof DocumentOutcome.Owned owned) {
            return "others own what would change: " + fields(owned.fields())
                    + "; change it where they get it from, or restore with ConflictPolicy.UPDATE_TAKING_FIELDS";
        } else if (outcome instanceof DocumentOutcome.Failed failed) {
            return of(failed.why(), failed.fields());
        }
        return outcome.failure().map(ApiFailure::text).orElse("");
    }

    private static String fields(List<ApiStatus.Cause> fields) {
        return String.join(
                ", ",
                fields.stream()
                        .map(each -> each.field() + " (" + each.message() + ")")
                        .toList());
    }

    static String of(ApiFailure failure, List<ApiStatus.Cause> fields) {
        return failure.text() + advice(failure.message(), failure, fields);
    }

    private static String advice(String message, ApiFailure failure, List<ApiStatus.Cause> fields) {
        if (message.contains("attempting to grant RBAC permissions not currently held")) {
            return ". Nobody may grant more than he has: restore as somebody with these rights, or with the verb"
                    + " 'escalate' on roles and 'bind' on bindings";
        } else if (message.contains("field is immutable") || message.contains("may not change fields")) {
            return ". Immutable: " + (fields.isEmpty() ? "a field" : fields(fields))
                    + " can't be changed in place; delete the object and restore it anew";
        } else if (message.contains("provided port is already allocated")) {
            return ". Another Service has that node port; free it, or restore with newAddresses()";
        } else if (message.contains("provided port is not in the valid range")) {
            return ". Node ports are others in this cluster; restore with newAddresses()";
        } else if (message.contains("provided IP")) {
            return ". The cluster IP is taken or not of this cluster's range; restore with newAddresses()";
        } else if (message.contains("exceeded quota")) {
            return ". The namespace's quota is used up; raise it and restore again";
        } else if (message.contains("is being terminated")) {
            return ". The namespace is being deleted; wait until it is gone and restore again";
        } else if (message.contains("denied the request")) {
            return ". An admission webhook refuses it; see that its rules allow the object";
        }
        return switch (failure.kind()) {
            case NOT_FOUND -> ". Its kind or its namespace is not there (yet); restore again when it is";
            case UNAVAILABLE, THROTTLED ->
                ". The server didn't answer in time; restore again, nothing is written twice";
            case FORBIDDEN, UNAUTHORIZED -> ". Restore as somebody who may create this kind";
            default -> "";
        };
    }
}
