package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Reason;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether a pod that has to leave its node finds another.
 *
 * @param kind the verdict
 * @param node for FITS, the node that it was counted on: the emptiest; the scheduler may choose another; else empty
 * @param reasons for DOES_NOT_FIT, what stands in the way, each reason once with the nodes that it is about, and whether
 *     an autoscaler is there that may add a node; for UNKNOWN, what is not known or not modelled
 */
public record Fit(Kind kind, String node, List<Reason> reasons) {
    /** Verdicts. */
    public enum Kind {
        /** There is a node for it. */
        FITS,
        /** As the cluster is, no node takes it. */
        DOES_NOT_FIT,
        /** Something that would decide it is not known or not modelled. */
        UNKNOWN
    }

    public Fit {
        reasons = List.copyOf(reasons);
    }

    /**
     * Makes a verdict UNKNOWN.
     *
     * @param code a stable code
     * @param text what is not known, a sentence
     * @return the verdict
     */
    public static Fit unknown(String code, String text) {
        return new Fit(Kind.UNKNOWN, "", List.of(new Reason(code, text)));
    }

    /** Returns the verdict with the node or the reasons. */
    @Override
    public String toString() {
        String why = reasons.stream().map(Reason::text).collect(Collectors.joining("; "));
        return kind + (node.isEmpty() ? "" : " on " + node) + (why.isEmpty() ? "" : ": " + why);
    }
}
