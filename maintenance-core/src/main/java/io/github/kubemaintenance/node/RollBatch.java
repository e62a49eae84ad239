package io.github.kubemaintenance.node;

import io.github.kubemaintenance.catalog.Fit;
import io.github.kubemaintenance.model.PodRef;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the pods of nodes that are drained at the same time find others, as the cluster is before the roll: by requests
 * (cpu, memory, pods per node), host ports, taints, selectors, affinity, spread and volume zones, all of them together.
 *
 * @param nodes the batch
 * @param fits a verdict for each pod that would be made anew elsewhere, ordered
 */
public record RollBatch(List<String> nodes, Map<PodRef, Fit> fits) {
    /** Copies. */
    public RollBatch {
        nodes = List.copyOf(nodes);
        fits = Collections.unmodifiableMap(new LinkedHashMap<>(fits));
    }

    /** {@return DOES_NOT_FIT if a pod doesn't, else UNKNOWN if that isn't known of one, else FITS} */
    public Fit.Kind verdict() {
        for (Fit.Kind kind : List.of(Fit.Kind.DOES_NOT_FIT, Fit.Kind.UNKNOWN)) {
            if (fits.values().stream().anyMatch(each -> each.kind() == kind)) {
                return kind;
            }
        }
        return Fit.Kind.FITS;
    }

    /** Returns the nodes and the verdict, with the first pod that doesn't fit, and why. */
    @Override
    public String toString() {
        String first = fits.entrySet().stream()
                .filter(each -> each.getValue().kind() == verdict() && verdict() != Fit.Kind.FITS)
                .findFirst()
                .map(each -> " (pod " + each.getKey() + ": " + each.getValue() + ")")
                .orElse("");
        return String.join(" ", nodes) + ": " + verdict() + first;
    }
}
