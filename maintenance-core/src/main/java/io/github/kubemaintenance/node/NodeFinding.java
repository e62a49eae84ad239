package io.github.kubemaintenance.node;

import java.util.Comparator;

/**
 * Something that a check of nodes has found. What is well is no finding. Ordered by severity, then by what it is about.
 *
 * @param severity how bad it is
 * @param code a stable upper-case word, for example {@code CLUSTER_DNS_WRONG}
 * @param about what it is about, for example {@code node worker-1} or {@code EC2NodeClass default}
 * @param text what is wrong, a sentence
 * @param remedy what to do, naming the object and the field; may be empty
 */
public record NodeFinding(Severity severity, String code, String about, String text, String remedy)
        implements Comparable<NodeFinding> {
    private static final Comparator<NodeFinding> ORDER = Comparator.comparing(NodeFinding::severity)
            .thenComparing(NodeFinding::code)
            .thenComparing(NodeFinding::about)
            .thenComparing(NodeFinding::text);

    /** How bad it is. */
    public enum Severity {
        /** It doesn't work, or will not. A canary that has one stops a roll. */
        PROBLEM,
        /** It works, and isn't as it should be. */
        WARNING,
        /** It could not be found out; the text says why. */
        UNKNOWN
    }

    @Override
    public int compareTo(NodeFinding other) {
        return ORDER.compare(this, other);
    }

    /** Returns all of it on one line. */
    @Override
    public String toString() {
        return severity + " " + code + " " + about + ": " + text + (remedy.isEmpty() ? "" : " " + remedy);
    }
}
