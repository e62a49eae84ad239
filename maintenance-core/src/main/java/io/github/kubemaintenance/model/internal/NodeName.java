package io.github.kubemaintenance.model.internal;

import java.util.Objects;
import java.util.regex.Pattern;

/** What can be a node's name: a DNS subdomain, as kube-apiserver checks it. */
public final class NodeName {
    private static final int LONGEST = 253;
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private NodeName() {}

    /**
     * Returns the name, or refuses it.
     *
     * @throws IllegalArgumentException for a text that no node can be called
     */
    public static String checked(String name) {
        Objects.requireNonNull(name, "name of a node");
        if (name.length() > LONGEST || !SUBDOMAIN.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" can't be the name of a node: a node's name has at most " + LONGEST
                            + " lower-case letters, digits, '-' and '.', and begins and ends with a letter or digit");
        }
        return name;
    }
}
