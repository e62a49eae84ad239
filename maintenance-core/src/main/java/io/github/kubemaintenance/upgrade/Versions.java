package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.Release;
import io.github.kubemaintenance.catalog.Releases;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import java.util.Optional;

/** Small questions about versions that the planner asks again and again. */
final class Versions {
    private Versions() {}

    /** Returns the upstream release: without what a vendor added. */
    static KubernetesVersion plain(KubernetesVersion version) {
        String text = version.toString();
        return version.vendor().isEmpty()
                ? version
                : KubernetesVersion.parse(
                        text.substring(0, text.length() - version.vendor().length()));
    }

    /** Returns a minor as a version that leaves the patch open. */
    static KubernetesVersion open(Minor minor) {
        return KubernetesVersion.parse(minor.toString());
    }

    /** Returns the newest patch release that the catalogue knows, or leaves the patch open. */
    static KubernetesVersion newest(Minor minor) {
        Optional<String> patch = Releases.find(minor).flatMap(Release::newestPatch);
        return patch.map(KubernetesVersion::parse).orElseGet(() -> open(minor));
    }

    /** Tells whether a part has yet to move to reach a version; an open patch of the goal is reached by any. */
    static boolean isBelow(KubernetesVersion part, KubernetesVersion goal) {
        boolean open = goal.patch().isEmpty() && goal.isRelease();
        return open ? part.minor().compareTo(goal.minor()) < 0 : plain(part).compareTo(plain(goal)) < 0;
    }

    /** Returns the version as packages and commands write it. */
    static String exact(KubernetesVersion version) {
        return version.patch().isEmpty()
                ? version.minor() + ".PATCH"
                : plain(version).toString();
    }
}
