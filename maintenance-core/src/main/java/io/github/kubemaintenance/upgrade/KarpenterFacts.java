package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Which Karpenter knows which Kubernetes, from karpenter.sh's compatibility page. */
final class KarpenterFacts {
    private static final NavigableMap<Minor, KubernetesVersion> FLOORS = new TreeMap<>(Map.of(
            Minor.of(29), KubernetesVersion.parse("0.34.0"),
            Minor.of(30), KubernetesVersion.parse("0.37.0"),
            Minor.of(31), KubernetesVersion.parse("1.0.5"),
            Minor.of(32), KubernetesVersion.parse("1.2.0"),
            Minor.of(33), KubernetesVersion.parse("1.5.0"),
            Minor.of(34), KubernetesVersion.parse("1.6.0"),
            Minor.of(35), KubernetesVersion.parse("1.9.0"),
            Minor.of(36), KubernetesVersion.parse("1.13.0")));

    private KarpenterFacts() {}

    /** Returns the oldest Karpenter for a minor of Kubernetes; empty where the page says none. */
    static Optional<KubernetesVersion> floor(Minor minor) {
        return Optional.ofNullable(FLOORS.get(minor));
    }
}
