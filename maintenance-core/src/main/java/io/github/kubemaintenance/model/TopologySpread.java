package io.github.kubemaintenance.model;

import java.util.Optional;

/**
 * A topology spread constraint.
 *
 * @param maxSkew by how much domains may differ
 * @param topologyKey label of nodes that makes them one domain
 * @param doNotSchedule whether it is a filter ({@code DoNotSchedule}) or only a preference
 * @param selector which pods are counted, empty for none
 * @param minDomains least number of domains, where given
 */
public record TopologySpread(
        int maxSkew,
        String topologyKey,
        boolean doNotSchedule,
        Optional<LabelSelector> selector,
        Optional<Integer> minDomains) {
    /**
     * Reads a constraint.
     *
     * @param document one item of {@code spec.topologySpreadConstraints}
     * @return the constraint
     */
    public static TopologySpread of(Document document) {
        return new TopologySpread(
                document.number("maxSkew").orElse(1L).intValue(),
                document.text("topologyKey").orElse(""),
                !document.text("whenUnsatisfiable").orElse("DoNotSchedule").equals("ScheduleAnyway"),
                document.has("labelSelector")
                        ? Optional.of(LabelSelector.of(document.at("labelSelector")))
                        : Optional.empty(),
                document.number("minDomains").map(Long::intValue));
    }

    /**
     * Writes the constraint.
     *
     * @return one item of {@code spec.topologySpreadConstraints}
     */
    public Document toDocument() {
        Document document = Document.of("maxSkew", maxSkew)
                .with(topologyKey, "topologyKey")
                .with(doNotSchedule ? "DoNotSchedule" : "ScheduleAnyway", "whenUnsatisfiable");
        if (selector.isPresent()) {
            document = document.with(selector.get().toDocument(), "labelSelector");
        }
        return minDomains.isPresent() ? document.with(minDomains.get(), "minDomains") : document;
    }
}
