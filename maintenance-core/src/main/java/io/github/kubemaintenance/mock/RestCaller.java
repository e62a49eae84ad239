package io.github.kubemaintenance.mock;

import java.util.List;

/**
 * Who sends a request.
 *
 * @param user name of the user, as access rules and the server's refusals name it; empty where it is not known
 * @param groups the user's groups; {@value #MASTERS} may do everything
 * @param agent what the client says of itself (User-Agent); its first word is the manager of the fields that a write
 *     without {@code fieldManager} sets
 */
public record RestCaller(String user, List<String> groups, String agent) {
    /** The group that may do everything. */
    public static final String MASTERS = "system:masters";

    public RestCaller {
        groups = List.copyOf(groups);
    }

    /** {@return the administrator of the cluster} */
    public static RestCaller administrator() {
        return new RestCaller("kubernetes-admin", List.of(MASTERS, "system:authenticated"), "");
    }

    /**
     * Names a user who may do what the cluster's roles and bindings allow.
     *
     * @param user the name; {@code system:serviceaccount:NAMESPACE:NAME} is a service account, and in its groups
     * @return the caller
     */
    public static RestCaller named(String user) {
        String[] parts = user.split(":", -1);
        boolean serviceAccount = user.startsWith("system:serviceaccount:") && parts.length == 4;
        return new RestCaller(
                user,
                serviceAccount
                        ? List.of(
                                "system:serviceaccounts", "system:serviceaccounts:" + parts[2], "system:authenticated")
                        : List.of("system:authenticated"),
                "");
    }

    /** {@return somebody who can't say who he is, by a token that is none: whatever he asks is answered with 401} */
    public static RestCaller unauthenticated() {
        return new RestCaller("", List.of(), "");
    }

    /** {@return whether the server knows who it is} */
    public boolean isAuthenticated() {
        return !user.isEmpty();
    }

    /**
     * Returns a copy with another agent.
     *
     * @param name what the client says of itself
     * @return the copy
     */
    public RestCaller by(String name) {
        return new RestCaller(user, groups, name);
    }
}
