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
        return ofText(call.describe());
    }

    /** Verb, resource, and the object where there is one: {@code create configmaps shop/settings (dry run)}. */
    private static RequestLine ofText(String text) {
        String[] parts = text.split(" ", -1);
        String object = parts.length > 2 && !parts[2].startsWith("(") ? parts[2] : "";
        int slash = object.indexOf('/');
        return new RequestLine(
                parts[0],
                null,
                "",
                slash < 0 ? "" : object.substring(0, slash),
                object.substring(slash + 1),
                text.endsWith("(dry run)"),
                text);
    }

    /** A list or a watch. */
    static RequestLine reading(String verb, Kind<?> kind, Query query) {
        return new RequestLine(verb, kind, "", query.namespace().orElse(""), "", false, verb + " " + kind.resource());
    }

    /** The resource without its group, with its subresource. */
    String resource() {
        if (kind == null) {
            String full = namedResource();
            int dot = full.indexOf('.');
            return dot < 0 || full.startsWith("/") ? full : full.substring(0, dot);
        }
        return subresource.isEmpty() ? kind.plural() : kind.plural() + "/" + subresource;
    }

    /** The resource with its group and subresource. */
    String fullResource() {
        if (kind == null) {
            return namedResource();
        }
        return subresource.isEmpty() ? kind.resource() : resource();
    }

    private String namedResource() {
        String[] parts = text.split(" ", 3);
        return parts.length > 1 ? parts[1] : "";
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
