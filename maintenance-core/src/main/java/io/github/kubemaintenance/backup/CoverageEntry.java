package io.github.kubemaintenance.backup;

import java.util.List;

/**
 * One object, and how it stands to the declared manifests.
 *
 * @param apiVersion as it is in the cluster, or as declared where it isn't there
 * @param kind its kind
 * @param namespace empty for none
 * @param name its name
 * @param state how it stands
 * @param origin who made it, as far as can be told; UNKNOWN for what isn't there
 * @param text for people: which fields differ, which file declares it, who wrote it last
 */
public record CoverageEntry(
        String apiVersion, String kind, String namespace, String name, State state, Origin origin, String text) {
    /** How an object stands to the manifests. */
    public enum State {
        /** It is in the cluster, and no manifest declares it: it would be lost if the cluster were built anew. */
        UNDECLARED,
        /** A manifest declares it, and it isn't in the cluster. */
        MISSING,
        /** It is declared, and is otherwise in the cluster. */
        DIFFERS,
        /** It is declared, and is so in the cluster. */
        COVERED
    }

    /** Who made an object. */
    public enum Origin {
        /** A person, with kubectl or the like. */
        HAND,
        /** Helm. */
        HELM,
        /** A controller or operator. */
        CONTROLLER,
        /** A tool that delivers from Git. */
        GITOPS,
        /** It can't be told. */
        UNKNOWN
    }

    /** {@return kind and name, for example {@code ConfigMap shop/settings}} */
    public String object() {
        return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }

    static String join(List<String> paths) {
        return String.join(", ", paths);
    }

    @Override
    public String toString() {
        return state + " " + object() + (origin == Origin.UNKNOWN ? "" : " (" + origin + ")")
                + (text.isEmpty() ? "" : ": " + text);
    }
}
