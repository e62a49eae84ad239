package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.Releases;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.KubernetesVersion.Stage;
import io.github.kubemaintenance.model.Minor;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the versions that a control plane passes: in place one minor after the other, for a new cluster straight to the
 * target. Pure. A way that can't be gone has no hops and a finding that says why.
 */
final class PathFinder {
    private static final int YAML_TRAP_BELOW = 10;

    private final UpgradeOptions options;
    private final Platform platform;
    private final List<UpgradeFinding> findings = new ArrayList<>();

    PathFinder(UpgradeOptions options, Platform platform) {
        this.options = options;
        this.platform = platform;
    }

    /** What {@link #find} found. */
    record Path(List<KubernetesVersion> hops, KubernetesVersion target, List<UpgradeFinding> findings) {}

    Path find(KubernetesVersion from) {
        KubernetesVersion to = resolved(from, options.to());
        List<KubernetesVersion> hops = isPossible(from, to) ? hops(from, to) : List.of();
        hops.stream()
                .filter(hop -> hop.patch().isEmpty() && !platform.isByMinor())
                .forEach(hop -> findings.add(UpgradeFinding.of(
                                Severity.WARNING,
                                FindingCode.PATCH_OPEN,
                                hop.toString(),
                                "The catalogue knows no patch release of " + hop + " yet, so commands say " + hop
                                        + ".PATCH.")
                        .withRemedy("Choose the patch release with to(\"" + hop + ".x\").")));
        return new Path(hops, to, List.copyOf(findings));
    }

    private KubernetesVersion resolved(KubernetesVersion from, KubernetesVersion to) {
        if (to.patch().isPresent() || platform.isByMinor()) {
            return to;
        }
        boolean sameOpen = from.patch().isEmpty() && from.minor().equals(to.minor());
        return sameOpen ? to : Versions.newest(to.minor());
    }

    private boolean isPossible(KubernetesVersion from, KubernetesVersion to) {
        if (from.minor().major() != to.minor().major()) {
            block(FindingCode.OTHER_MAJOR, from + " and " + to + " are of different major versions.");
            return false;
        }
        return isKnown(from, to) && isForward(from, to) && isStageAllowed(to);
    }

    private boolean isKnown(KubernetesVersion from, KubernetesVersion to) {
        for (Minor minor : List.of(from.minor(), to.minor())) {
            if (minor.plus(1).compareTo(Releases.oldest()) < 0) {
                String hint = minor.minor() < YAML_TRAP_BELOW
                        ? " An unquoted 1." + minor.minor() + "0 in YAML is read as the number 1." + minor.minor()
                                + ": put versions in quotes."
                        : "";
                block(
                        FindingCode.FROM_UNKNOWN,
                        "Nothing is known of Kubernetes " + minor + "; the catalogue begins with " + Releases.oldest()
                                + "." + hint);
                return false;
            }
        }
        if (to.minor().compareTo(Releases.newest()) > 0) {
            block(
                    FindingCode.TARGET_UNKNOWN,
                    "Nothing is known of Kubernetes " + to.minor() + "; the catalogue ends with " + Releases.newest()
                            + ".");
            return false;
        }
        if (Releases.find(from.minor()).isEmpty()) {
            findings.add(UpgradeFinding.of(
                    Severity.WARNING,
                    FindingCode.FROM_UNKNOWN,
                    "",
                    "Little is known of Kubernetes " + from.minor() + "; the catalogue begins with " + Releases.oldest()
                            + "."));
        }
        return true;
    }

    private boolean isForward(KubernetesVersion from, KubernetesVersion to) {
        int byMinor = to.minor().compareTo(from.minor());
        if (platform.goesBack() && to.minor().equals(from.minor().plus(-1))) {
            return true;
        }
        if (byMinor < 0) {
            findings.add(UpgradeFinding.of(
                            Severity.BLOCKER,
                            FindingCode.DOWNGRADE,
                            "",
                            to + " is older than " + from
                                    + "; a control plane can't go back to an older minor, since its stored objects may"
                                    + " be of newer versions.")
                    .withRemedy("Restore an etcd snapshot of the older version into a new control plane, or build a new"
                            + " cluster."));
            return false;
        }
        if (byMinor == 0 && !Versions.isBelow(from, to)) {
            boolean same = to.patch().isEmpty() || Versions.plain(from).compareTo(Versions.plain(to)) == 0;
            findings.add(
                    same
                            ? UpgradeFinding.of(
                                    Severity.INFO,
                                    FindingCode.SAME_VERSION,
                                    "",
                                    "The control plane is at " + from + " already.")
                            : UpgradeFinding.of(
                                    Severity.WARNING,
                                    FindingCode.PATCH_DOWNGRADE,
                                    "",
                                    to + " is an older patch release than " + from
                                            + ": kubeadm allows it, and what was fixed since comes back."));
        }
        return true;
    }

    private boolean isStageAllowed(KubernetesVersion to) {
        if (to.isRelease()) {
            return true;
        }
        boolean allowed = options.allowPreReleases() || (to.stage() == Stage.RC && options.allowReleaseCandidates());
        String text = to + " is a pre-release: it is no version for a cluster that matters.";
        findings.add(
                allowed
                        ? UpgradeFinding.of(Severity.WARNING, FindingCode.PRE_RELEASE, "", text)
                        : UpgradeFinding.of(Severity.BLOCKER, FindingCode.PRE_RELEASE, "", text)
                                .withRemedy(
                                        to.stage() == Stage.RC
                                                ? "Say allowReleaseCandidates() if it is meant."
                                                : "Say allowPreReleases() if it is meant."));
        return allowed;
    }

    private List<KubernetesVersion> hops(KubernetesVersion from, KubernetesVersion to) {
        boolean same = from.minor().equals(to.minor());
        if (same && (to.patch().isEmpty() || Versions.plain(from).compareTo(Versions.plain(to)) == 0)) {
            return List.of();
        }
        if (!platform.isInPlace()) {
            return List.of(to);
        }
        if (!options.via().isEmpty()) {
            return asked(from, to);
        }
        List<KubernetesVersion> hops = new ArrayList<>();
        for (Minor next = from.minor().plus(1); next.compareTo(to.minor()) < 0; next = next.plus(1)) {
            hops.add(resolvedHop(next));
        }
        hops.add(to);
        return List.copyOf(hops);
    }

    private KubernetesVersion resolvedHop(Minor minor) {
        return platform.isByMinor() ? Versions.open(minor) : Versions.newest(minor);
    }

    private List<KubernetesVersion> asked(KubernetesVersion from, KubernetesVersion to) {
        List<KubernetesVersion> hops = new ArrayList<>();
        Minor last = from.minor();
        for (KubernetesVersion next : options.via()) {
            if (next.minor().compareTo(last) < 0 || next.minor().compareTo(to.minor()) > 0) {
                block(
                        FindingCode.BAD_PATH,
                        "The path by " + options.via() + " doesn't lead from " + from + " to " + to + ".");
                return List.of();
            }
            refuseSkip(last, next.minor());
            hops.add(next.patch().isPresent() ? next : resolvedHop(next.minor()));
            last = next.minor();
        }
        refuseSkip(last, to.minor());
        if (hops.isEmpty() || !hops.get(hops.size() - 1).minor().equals(to.minor())) {
            hops.add(to);
        }
        return List.copyOf(hops);
    }

    private void refuseSkip(Minor from, Minor to) {
        if (to.minor() - from.minor() > 1) {
            findings.add(skip(from, to));
        }
    }

    static UpgradeFinding skip(Minor from, Minor to) {
        return UpgradeFinding.of(
                        Severity.BLOCKER,
                        FindingCode.SKIPS_MINOR,
                        from + " to " + to,
                        "From " + from + " to " + to
                                + " the API servers would skip a minor, which Kubernetes doesn't support, not even with"
                                + " a single one: stored objects are only converted from one minor to the next.")
                .withRemedy("Pass " + from.plus(1) + " first.")
                .before(to);
    }

    private void block(String code, String text) {
        findings.add(UpgradeFinding.of(Severity.BLOCKER, code, "", text));
    }
}
