package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.model.internal.Nullable;

/**
 * What a request asks for, as access rules see it.
 *
 * @param verb get, list, watch, create, delete, patch
 * @param kind the kind, null where a capability doesn't say it
 * @param subresource empty for none
 * @param namespace empty for none or all
 * @param name empty for lists and watches
 * @param dryRun whether the server only has to check
 * @param text names the request for messages
 */
public record RequestLine(
        String verb,
        @Nullable Kind<?> kind,
        String subresource,
        String namespace,
        String name,
        boolean dryRun,
        String text) {
    /** Reads a call. */
    static RequestLine of(Call<?> call) {
        if (call instanceof Call.ListPage<?> list) {
            return reading("list", list.kind(), list.query());
        } else if (call instanceof Call.Get<?> get) {
            return new RequestLine("get", get.kind(), "", get.namespace(), get.name(), false, call.describe());
        } else if (call instanceof Call.Evict evict) {
            var pod = evict.eviction().pod();
            return new RequestLine(
                    "create",
                    Kind.PODS,
                    "eviction",
                    pod.namespace(),
                    pod.name(),
                    evict.eviction().dryRun(),
                    call.describe());
        } else if (call instanceof Call.Delete delete) {
            var what = delete.deletion();
            return new RequestLine(
                    "delete", what.kind(), "", what.namespace(), what.name(), what.dryRun(), call.describe());
        } else if (call instanceof Call.Change<?> change) {
            var what = change.patch();
            return new RequestLine(
                    "patch", what.kind(), "", what.namespace(), what.name(), what.dryRun(), call.describe());
        }
        return new RequestLine(call.describe().split(" ", 2)[0], null, "", "", "", false, call.describe());
    }

    /** A list or a watch. */
    static RequestLine reading(String verb, Kind<?> kind, Query query) {
        return new RequestLine(verb, kind, "", query.namespace().orElse(""), "", false, verb + " " + kind.resource());
    }

    /** The resource without its group, with its subresource. */
    String resource() {
        if (kind == null) {
            String[] parts = text.split(" ", 3);
            return parts.length > 1 ? parts[1] : "";
        }
        return subresource.isEmpty() ? kind.plural() : kind.plural() + "/" + subresource;
    }

    /** The resource with its group and subresource. */
    String fullResource() {
        return kind == null || !subresource.isEmpty() ? resource() : kind.resource();
    }

    /** The object as {@code namespace/name}, or its name, or empty text. */
    String object() {
        return namespace.isEmpty() || name.isEmpty() ? name : namespace + "/" + name;
    }

    /** What the server says to whoever has no right to this. */
    ApiStatus forbidden() {
        return kind == null
                ? Statuses.of(403, "Forbidden", "User \"maintenance\" cannot " + text, "", "")
                : Statuses.forbidden(verb, kind, subresource, namespace, name);
    }
}
