package io.github.kubemaintenance.model;

import io.github.kubemaintenance.model.internal.Nullable;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of Kubernetes as people, kubelets and clouds write it: {@code v1.29.4}, {@code 1.30.0-rc.1}, {@code
 * v1.31.9-eks-5d4a308}, {@code 1.30.5-gke.1014001}, {@code v1.29.3+k3s1}, {@code 1.27+}, {@code 1.31}.
 *
 * <p>Ordered by minor, patch and stage (alpha before beta before rc before the release); what a vendor adds comes last
 * and only makes the order total: use {@link #isSameReleaseAs} to ask whether two are the same upstream release. A
 * version without a patch comes before the first patch of its minor.
 *
 * <p>In YAML write versions in quotes: an unquoted {@code 1.30} is the number 1.3, which reads as the third minor. Nothing
 * can tell that from a wanted {@code 1.3}. Immutable.
 */
public final class KubernetesVersion implements Comparable<KubernetesVersion> {
    /** How far a release had come. */
    public enum Stage {
        /** {@code -alpha.N}. */
        ALPHA,
        /** {@code -beta.N}. */
        BETA,
        /** {@code -rc.N}. */
        RC,
        /** The release itself. */
        RELEASE;

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String NUMBER = "(0|[1-9]\\d{0,3})";
    private static final Pattern FORM = Pattern.compile("v?" + NUMBER + "\\." + NUMBER + "(?:\\+|(?:\\." + NUMBER
            + "(?:-(alpha|beta|rc)\\.?(\\d{1,5}))?((?!-(?:alpha|beta|rc))[-+.][0-9A-Za-z][0-9A-Za-z.+~_-]*)?))?");
    private static final Comparator<KubernetesVersion> ORDER = Comparator.comparing(KubernetesVersion::minor)
            .thenComparingInt(version -> version.patch)
            .thenComparing(KubernetesVersion::stage)
            .thenComparingInt(version -> version.stageNumber)
            .thenComparing(KubernetesVersion::vendor);

    private final Minor minor;
    private final int patch;
    private final Stage stage;
    private final int stageNumber;
    private final String vendor;

    private KubernetesVersion(Minor minor, int patch, Stage stage, int stageNumber, String vendor) {
        this.minor = minor;
        this.patch = patch;
        this.stage = stage;
        this.stageNumber = stageNumber;
        this.vendor = vendor;
    }

    /**
     * Reads a version.
     *
     * @param text in any of the forms above
     * @return the version
     * @throws IllegalArgumentException for any other text
     */
    public static KubernetesVersion parse(String text) {
        Matcher matcher = FORM.matcher(text);
        String extra = matcher.matches() && matcher.group(6) != null ? matcher.group(6) : "";
        boolean prerelease = matcher.matches() && matcher.group(4) != null;
        if (!matcher.matches() || (extra.startsWith(".") && !prerelease)) {
            throw new IllegalArgumentException(
                    "not a version of Kubernetes: '" + text + "' (expected for example 1.31.2 or v1.30.0-rc.1)");
        }
        return new KubernetesVersion(
                new Minor(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))),
                matcher.group(3) == null ? -1 : Integer.parseInt(matcher.group(3)),
                prerelease ? Stage.valueOf(matcher.group(4).toUpperCase(Locale.ROOT)) : Stage.RELEASE,
                prerelease ? Integer.parseInt(matcher.group(5)) : 0,
                extra);
    }

    /**
     * Makes a released version.
     *
     * @param minor the minor
     * @param patch number of the patch release
     * @return the version
     * @throws IllegalArgumentException for a negative patch
     */
    public static KubernetesVersion of(Minor minor, int patch) {
        if (patch < 0) {
            throw new IllegalArgumentException("not a patch release: " + minor + "." + patch);
        }
        return new KubernetesVersion(minor, patch, Stage.RELEASE, 0, "");
    }

    /**
     * Returns the minor.
     *
     * @return for example 1.31
     */
    public Minor minor() {
        return minor;
    }

    /**
     * Returns the number of the patch release.
     *
     * @return empty for a version that names none, for example {@code 1.27+}
     */
    public OptionalInt patch() {
        return patch < 0 ? OptionalInt.empty() : OptionalInt.of(patch);
    }

    /**
     * Returns how far the release had come.
     *
     * @return {@link Stage#RELEASE} for a release
     */
    public Stage stage() {
        return stage;
    }

    /**
     * Returns the number of the pre-release.
     *
     * @return for example 1 for {@code 1.30.0-rc.1}, 0 for a release
     */
    public int stageNumber() {
        return stageNumber;
    }

    /**
     * Returns what a vendor or a build added.
     *
     * @return for example {@code -eks-5d4a308} or {@code +k3s1}, empty for none
     */
    public String vendor() {
        return vendor;
    }

    /**
     * Tells whether this is a release rather than an alpha, beta or rc.
     *
     * @return true for a release
     */
    public boolean isRelease() {
        return stage == Stage.RELEASE;
    }

    /**
     * Tells whether two are the same upstream release, whatever a vendor added.
     *
     * @param other another version
     * @return true if minor, patch and stage are equal
     */
    public boolean isSameReleaseAs(KubernetesVersion other) {
        return minor.equals(other.minor)
                && patch == other.patch
                && stage == other.stage
                && stageNumber == other.stageNumber;
    }

    @Override
    public int compareTo(KubernetesVersion other) {
        return ORDER.compare(this, other);
    }

    /** Two versions are equal when they are the same release with the same addition of a vendor. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KubernetesVersion version && isSameReleaseAs(version) && vendor.equals(version.vendor);
    }

    @Override
    public int hashCode() {
        return Objects.hash(minor, patch, stage, stageNumber, vendor);
    }

    /** Returns the version without {@code v}, for example {@code 1.31.9-eks-5d4a308}; it can be parsed again. */
    @Override
    public String toString() {
        return minor
                + (patch < 0 ? "" : "." + patch)
                + (isRelease() ? "" : "-" + stage.text() + "." + stageNumber)
                + vendor;
    }
}
