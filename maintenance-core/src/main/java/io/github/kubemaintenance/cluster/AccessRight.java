package io.github.kubemaintenance.cluster;

import java.util.List;

/**
 * Something that an operation wants to be allowed to do on a server.
 *
 * @param resource as access rules name it, for example {@code pods/eviction} or {@code daemonsets.apps}
 * @param verbs as access rules name them, for example {@code list}
 * @param need whether the operation can do without
 * @param purpose what a required right is for, or what an optional one improves
 */
public record AccessRight(String resource, List<String> verbs, Need need, String purpose) {
    /** Whether an operation can do without a right. */
    public enum Need {
        /** Without it the operation refuses or fails. */
        REQUIRED,
        /** Without it the operation runs, knows less and says so. */
        OPTIONAL
    }

    public AccessRight {
        verbs = List.copyOf(verbs);
    }

    /**
     * Returns the API group.
     *
     * @return empty for the core group
     */
    public String group() {
        int dot = resource.indexOf('.');
        return dot < 0 ? "" : resource.substring(dot + 1);
    }

    /**
     * Returns the resource without its group.
     *
     * @return for example {@code daemonsets}
     */
    public String plural() {
        int dot = resource.indexOf('.');
        return dot < 0 ? resource : resource.substring(0, dot);
    }

    /** Returns verbs, resource and purpose. */
    @Override
    public String toString() {
        return String.join(", ", verbs) + " " + resource + ": " + purpose;
    }
}
