package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.model.internal.Labels;
import java.util.Objects;

/** Names as the simulator's users write them: {@code namespace/name}, or just a name. */
final class Names {
    private Names() {}

    static String namespace(String text) {
        int slash = Objects.requireNonNull(text, "name").indexOf('/');
        return slash < 0 ? "" : text.substring(0, slash);
    }

    static String name(String text) {
        return text.substring(text.indexOf('/') + 1);
    }

    /** Checks {@code namespace/name} at the call that brings it. */
    static String namespaced(String what, String text) {
        if (!Objects.requireNonNull(text, "name").contains("/")
                || !Labels.isSubdomain(namespace(text))
                || !Labels.isSubdomain(name(text))) {
            throw new IllegalArgumentException(
                    what + " is named namespace/name, for example shop/web, not '" + text + "'");
        }
        return text;
    }

    /** Checks the name of a cluster-wide object at the call that brings it. */
    static String plain(String what, String text) {
        if (!Labels.isSubdomain(Objects.requireNonNull(text, "name of a " + what))) {
            throw new IllegalArgumentException("not the name of a " + what + ": '" + text + "'");
        }
        return text;
    }
}
