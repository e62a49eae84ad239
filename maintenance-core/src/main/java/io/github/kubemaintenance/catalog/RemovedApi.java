package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Minor;
import java.util.Optional;

/**
 * A version of an API kind that is deprecated or no longer served.
 *
 * @param group API group, empty for the core group
 * @param version API version
 * @param kind kind
 * @param deprecatedIn first minor in which it is deprecated, where known
 * @param removedIn first minor that doesn't serve it; empty if none is announced
 * @param replacement what to use instead; empty if there is nothing
 * @param announced whether the removal is only announced and may move
 * @param source where this is from
 */
public record RemovedApi(
        String group,
        String version,
        String kind,
        Optional<Minor> deprecatedIn,
        Optional<Minor> removedIn,
        Optional<Replacement> replacement,
        boolean announced,
        String source) {
    /**
     * What to use instead.
     *
     * @param group API group
     * @param version API version
     * @param kind kind
     */
    public record Replacement(String group, String version, String kind) {
        /** {@return group and version as objects carry them} */
        public String apiVersion() {
            return group.isEmpty() ? version : group + "/" + version;
        }
    }

    /** {@return group and version as objects carry them} */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /**
     * Tells whether a minor release no longer serves it.
     *
     * @param minor the release
     * @return true from the release of its removal on
     */
    public boolean isGoneIn(Minor minor) {
        return removedIn.isPresent() && minor.compareTo(removedIn.get()) >= 0;
    }
}
