package io.github.kubemaintenance.mock.internal;

import java.util.List;
import java.util.Optional;

/**
 * A path of the API, taken apart.
 *
 * @param group API group, empty for the core group
 * @param version API version
 * @param namespace empty for none
 * @param resource plural
 * @param name empty for a collection
 * @param subresource empty for none
 * @param rest what follows a proxy, empty for nothing
 */
public record RestPath(
        String group, String version, String namespace, String resource, String name, String subresource, String rest) {
    /** Takes a path apart; empty where it names no resource. */
    public static Optional<RestPath> of(String path) {
        String[] parts = path.split("/", -1);
        int at;
        String group;
        if (path.startsWith("/api/")) {
            group = "";
            at = 2;
        } else if (path.startsWith("/apis/") && parts.length > 3) {
            group = parts[2];
            at = 3;
        } else {
            return Optional.empty();
        }
        if (parts.length < at + 2) {
            return Optional.empty();
        }
        String version = parts[at];
        at++;
        String namespace = "";
        if (parts[at].equals("namespaces") && parts.length > at + 2 && !isOfNamespace(parts[at + 2])) {
            namespace = parts[at + 1];
            at += 2;
        }
        boolean proxied = parts.length > at + 3 && parts[at + 2].equals("proxy");
        if ((parts.length > at + 3 && !proxied) || parts[at].isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new RestPath(
                group,
                version,
                namespace,
                parts[at],
                parts.length > at + 1 ? parts[at + 1] : "",
                parts.length > at + 2 ? parts[at + 2] : "",
                proxied ? String.join("/", List.of(parts).subList(at + 3, parts.length)) : ""));
    }

    private static boolean isOfNamespace(String part) {
        return part.equals("status") || part.equals("finalize");
    }

    /** The version of the API with its group, as objects carry it. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
