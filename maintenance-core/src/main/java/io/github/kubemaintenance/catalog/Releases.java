package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.catalog.internal.Csv;
import io.github.kubemaintenance.model.Minor;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The minor releases from 1.10 on, as data shipped with the library ({@code releases.csv}, made in November 2026 from
 * kubernetes/website's and sig-release's tables and endoflife.date's). Thread-safe.
 */
public final class Releases {
    private static final NavigableMap<Minor, Release> ALL = read();

    private Releases() {}

    /** {@return all releases, the oldest first} */
    public static Collection<Release> all() {
        return Collections.unmodifiableCollection(ALL.values());
    }

    /**
     * Finds a release.
     *
     * @param minor its number
     * @return empty if this catalogue doesn't know it
     */
    public static Optional<Release> find(Minor minor) {
        return Optional.ofNullable(ALL.get(minor));
    }

    /** {@return the newest release that this catalogue knows} */
    public static Minor newest() {
        return ALL.lastKey();
    }

    /** {@return the oldest release that this catalogue knows} */
    public static Minor oldest() {
        return ALL.firstKey();
    }

    private static NavigableMap<Minor, Release> read() {
        NavigableMap<Minor, Release> all = new TreeMap<>();
        for (Csv.Row row : Csv.read("releases.csv")) {
            Minor minor = Minor.parse(row.text("minor"));
            Optional<LocalDate> eks = date(row, "eks_released");
            all.put(
                    minor,
                    new Release(
                            minor,
                            date(row, "released").orElseThrow(),
                            date(row, "end_of_life"),
                            Optional.of(row.text("newest_patch")).filter(patch -> !patch.isEmpty()),
                            eks.map(released -> new Release.EksSupport(
                                    released, date(row, "eks_end").orElseThrow(), date(row, "eks_extended_end")))));
        }
        return all;
    }

    private static Optional<LocalDate> date(Csv.Row row, String column) {
        return Optional.of(row.text(column)).filter(text -> !text.isEmpty()).map(LocalDate::parse);
    }
}
