package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.Release;
import io.github.kubemaintenance.catalog.Releases;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** What the releases' lifecycles say of a way. Pure; only ever warns, since sources differ by weeks. */
final class Lifecycles {
    private static final int SOON_DAYS = 60;

    private Lifecycles() {}

    static List<UpgradeFinding> findings(Route route, LocalDate day) {
        List<UpgradeFinding> findings = new ArrayList<>();
        Releases.find(route.from().minor())
                .filter(release -> release.isOver(day))
                .ifPresent(release -> findings.add(UpgradeFinding.of(
                        Severity.WARNING,
                        FindingCode.END_OF_LIFE,
                        route.from().minor().toString(),
                        "Kubernetes " + release.minor() + " gets no fixes any more since " + end(release) + ".")));
        if (!route.from().minor().equals(route.to().minor())) {
            Releases.find(route.to().minor()).ifPresent(release -> addTarget(findings, release, day));
        }
        return findings;
    }

    private static void addTarget(List<UpgradeFinding> findings, Release release, LocalDate day) {
        if (release.released().isAfter(day)) {
            findings.add(UpgradeFinding.of(
                    Severity.WARNING,
                    FindingCode.TARGET_UNKNOWN,
                    release.minor().toString(),
                    "Kubernetes " + release.minor() + " isn't out before " + release.released() + "."));
        } else if (release.isOver(day)) {
            findings.add(UpgradeFinding.of(
                            Severity.WARNING,
                            FindingCode.TARGET_END_OF_LIFE,
                            release.minor().toString(),
                            "The target " + release.minor() + " itself gets no fixes any more since " + end(release)
                                    + ".")
                    .withRemedy("Go on to a minor that is supported."));
        } else if (release.isOver(day.plusDays(SOON_DAYS))) {
            findings.add(UpgradeFinding.of(
                    Severity.INFO,
                    FindingCode.TARGET_END_OF_LIFE,
                    release.minor().toString(),
                    "The target " + release.minor() + " gets no fixes after " + end(release) + "."));
        }
    }

    private static String end(Release release) {
        return release.endOfLife().map(LocalDate::toString).orElse("an unknown day");
    }
}
