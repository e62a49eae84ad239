package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Minor;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What is known of a minor release. Dates of the past are certain to some days only: sources differ by up to three
 * weeks, so they serve for warnings, never for a refusal.
 *
 * @param minor the release
 * @param released when it became generally available, or is planned to
 * @param endOfLife from when on it gets no fixes; empty if not yet known
 * @param newestPatch its newest patch release when this catalogue was made, for example {@code 1.33.13}
 * @param eks when Amazon EKS supports it; empty where it never did or isn't known to
 */
public record Release(
        Minor minor,
        LocalDate released,
        Optional<LocalDate> endOfLife,
        Optional<String> newestPatch,
        Optional<EksSupport> eks) {
    /**
     * When Amazon EKS supports a minor release.
     *
     * @param released when it came
     * @param standardEnd when standard support ends
     * @param extendedEnd when extended support ends, where there is any
     */
    public record EksSupport(LocalDate released, LocalDate standardEnd, Optional<LocalDate> extendedEnd) {}

    /**
     * Tells whether the release gets no fixes any more.
     *
     * @param today the day to judge on
     * @return true from the day of its end of life on
     */
    public boolean isOver(LocalDate today) {
        return endOfLife.isPresent() && !today.isBefore(endOfLife.get());
    }
}
