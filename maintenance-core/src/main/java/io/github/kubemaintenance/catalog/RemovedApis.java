package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.catalog.RemovedApi.Replacement;
import io.github.kubemaintenance.catalog.internal.Csv;
import io.github.kubemaintenance.model.Minor;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The API versions that Kubernetes has removed or deprecated, as data shipped with the library ({@code
 * removed-apis.csv}, whose rows name their sources: the lifecycle tags of Kubernetes' own types, checked against what
 * its servers say they serve). Thread-safe.
 */
public final class RemovedApis {
    private static final Map<String, RemovedApi> ALL = read();

    private RemovedApis() {}

    /** {@return every row, in the order of the data} */
    public static Collection<RemovedApi> all() {
        return Collections.unmodifiableCollection(ALL.values());
    }

    /**
     * Finds a version of a kind.
     *
     * @param apiVersion group and version as objects carry them
     * @param kind kind
     * @return empty if it is neither deprecated nor removed, as far as is known
     */
    public static Optional<RemovedApi> find(String apiVersion, String kind) {
        return Optional.ofNullable(ALL.get(key(apiVersion, kind)));
    }

    /**
     * Returns what an upgrade takes away.
     *
     * @param from the release before
     * @param to the release after
     * @return what is still served before and not after, in the order of the data
     */
    public static List<RemovedApi> between(Minor from, Minor to) {
        return ALL.values().stream()
                .filter(api -> !api.isGoneIn(from) && api.isGoneIn(to))
                .toList();
    }

    /**
     * Finds what to use instead that a release still serves: a replacement that is itself gone by then is followed to
     * its own.
     *
     * @param api what is to be replaced
     * @param target the release to be reached
     * @return empty if there is nothing
     */
    public static Optional<Replacement> replacementAt(RemovedApi api, Minor target) {
        Optional<Replacement> next = api.replacement();
        while (next.isPresent()) {
            Optional<RemovedApi> itself =
                    find(next.get().apiVersion(), next.get().kind());
            if (itself.isEmpty() || !itself.get().isGoneIn(target)) {
                return next;
            }
            next = itself.get().replacement();
        }
        return next;
    }

    private static String key(String apiVersion, String kind) {
        return apiVersion + " " + kind;
    }

    private static Map<String, RemovedApi> read() {
        Map<String, RemovedApi> all = new LinkedHashMap<>();
        for (Csv.Row row : Csv.read("removed-apis.csv")) {
            RemovedApi api = new RemovedApi(
                    row.text("group"),
                    row.text("version"),
                    row.text("kind"),
                    minor(row, "deprecated_in"),
                    minor(row, "removed_in"),
                    Optional.of(new Replacement(
                                    row.text("replacement_group"),
                                    row.text("replacement_version"),
                                    row.text("replacement_kind")))
                            .filter(replacement -> !replacement.version().isEmpty()),
                    row.text("source").contains("UPCOMING"),
                    row.text("source"));
            all.put(key(api.apiVersion(), api.kind()), api);
        }
        return all;
    }

    private static Optional<Minor> minor(Csv.Row row, String column) {
        return Optional.of(row.text(column)).filter(text -> !text.isEmpty()).map(Minor::parse);
    }
}
