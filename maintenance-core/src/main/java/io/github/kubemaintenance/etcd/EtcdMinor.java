package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.internal.Stored;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A minor version of etcd, for example 3.5. */
record EtcdMinor(int major, int minor) implements Comparable<EtcdMinor> {
    private static final Pattern FORM = Pattern.compile("v?(\\d{1,3})\\.(\\d{1,3})(?:[.\\-+].*)?");

    static Optional<EtcdMinor> find(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new EtcdMinor(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /**
     * Returns which etcd wrote a database: 3.6 and later say so; the term came with 3.5. On the way from one version to
     * the next that of the cluster is the first to rise, and the last to fall is that of the storage: no etcd starts below
     * either.
     */
    static EtcdMinor of(Stored stored, boolean termOfTheOldCluster) {
        return Stream.of(stored.storageVersion(), stored.clusterVersion())
                .flatMap(Optional::stream)
                .flatMap(text -> find(text).stream())
                .max(Comparator.naturalOrder())
                .orElse(new EtcdMinor(3, termOfTheOldCluster ? 5 : 4));
    }

    @Override
    public int compareTo(EtcdMinor other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
