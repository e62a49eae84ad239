package io.github.kubemaintenance.mock;

import java.time.Instant;

/**
 * A request that a simulated cluster got, or that was lost on its way to it.
 *
 * @param at when it arrived, on virtual time
 * @param actor who sent it: a session by its number, or {@code api} for a direct call
 * @param verb as access rules name it: get, list, watch, create, delete, patch
 * @param resource as access rules name it, for example {@code pods}, {@code pods/eviction} or {@code
 *     poddisruptionbudgets.policy}
 * @param namespace empty for cluster-wide objects and for all namespaces
 * @param name empty for lists and watches
 * @param dryRun whether the server only had to check
 * @param status HTTP status that the client got, 0 if no answer came
 * @param outcome what became of it: {@code OK}, the kind of a write's outcome, or what was said instead
 */
public record RecordedRequest(
        Instant at,
        String actor,
        String verb,
        String resource,
        String namespace,
        String name,
        boolean dryRun,
        int status,
        String outcome) {
    /** {@return whether it asked for a change} */
    public boolean isWrite() {
        return !(verb.equals("get") || verb.equals("list") || verb.equals("watch"));
    }

    @Override
    public String toString() {
        String what = namespace.isEmpty() ? name : namespace + (name.isEmpty() ? "" : "/" + name);
        return at + " " + actor + ": " + verb + " " + resource + (what.isEmpty() ? "" : " " + what)
                + (dryRun ? " (dry run)" : "") + " -> " + (status == 0 ? "no answer" : status) + " " + outcome;
    }
}
