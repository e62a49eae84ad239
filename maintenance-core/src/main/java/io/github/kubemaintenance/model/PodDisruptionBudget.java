package io.github.kubemaintenance.model;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A disruption budget (policy/v1).
 *
 * @param metadata metadata
 * @param minAvailable how many pods must stay healthy
 * @param maxUnavailable how many pods may be missing
 * @param selector which pods; empty for none (matches nothing), the empty selector matches the whole namespace
 * @param unhealthyPodEvictionPolicy {@code IfHealthyBudget}, {@code AlwaysAllow}, or empty for the default
 * @param status what the disruption controller last wrote
 * @param otherSpec what else is in its spec
 */
public record PodDisruptionBudget(
        ObjectMeta metadata,
        Optional<IntOrPercent> minAvailable,
        Optional<IntOrPercent> maxUnavailable,
        Optional<LabelSelector> selector,
        String unhealthyPodEvictionPolicy,
        Status status,
        Document otherSpec)
        implements KubeObject {
    /** The policy that lets an unready pod go in any case. */
    public static final String ALWAYS_ALLOW = "AlwaysAllow";

    /**
     * What the disruption controller and the evictor keep in the budget's status.
     *
     * @param observedGeneration generation of the spec that the controller has seen, 0 for none
     * @param disruptionsAllowed how many evictions are accepted now
     * @param currentHealthy healthy pods
     * @param desiredHealthy healthy pods that must stay
     * @param expectedPods pods counted
     * @param disruptedPods pods whose eviction was accepted and that are not yet seen terminating, with the time
     * @param conditions conditions, among them {@code DisruptionAllowed}
     */
    public record Status(
            long observedGeneration,
            int disruptionsAllowed,
            int currentHealthy,
            int desiredHealthy,
            int expectedPods,
            Map<String, Instant> disruptedPods,
            List<Condition> conditions) {
        public Status {
            disruptedPods = disruptedPods.isEmpty()
                    ? Map.of()
                    : Collections.unmodifiableMap(new LinkedHashMap<>(disruptedPods));
            conditions = List.copyOf(conditions);
        }

        /**
         * Returns the status of a budget that no controller has seen.
         *
         * @return all zero
         */
        public static Status unobserved() {
            return new Status(0, 0, 0, 0, 0, Map.of(), List.of());
        }

        /**
         * Reads a status.
         *
         * @param document a budget's {@code status}
         * @return the status
         */
        public static Status of(Document document) {
            Map<String, Instant> disrupted = new LinkedHashMap<>();
            document.textMap("disruptedPods")
                    .forEach((name, at) -> disrupted.put(name, Times.parse(at, "disruptedPods." + name)));
            return new Status(
                    document.number("observedGeneration").orElse(0L),
                    number(document, "disruptionsAllowed"),
                    number(document, "currentHealthy"),
                    number(document, "desiredHealthy"),
                    number(document, "expectedPods"),
                    disrupted,
                    document.documents("conditions").stream().map(Condition::of).toList());
        }

        private static int number(Document document, String key) {
            return document.number(key).orElse(0L).intValue();
        }

        /**
         * Writes the status.
         *
         * @return a budget's {@code status}
         */
        public Document toDocument() {
            Document document = Document.of(Map.of());
            if (observedGeneration != 0) {
                document = document.with(observedGeneration, "observedGeneration");
            }
            if (!disruptedPods.isEmpty()) {
                Map<String, String> times = new LinkedHashMap<>();
                disruptedPods.forEach((name, at) -> times.put(name, Times.text(at)));
                document = document.with(times, "disruptedPods");
            }
            document = document.with(disruptionsAllowed, "disruptionsAllowed")
                    .with(currentHealthy, "currentHealthy")
                    .with(desiredHealthy, "desiredHealthy")
                    .with(expectedPods, "expectedPods");
            return conditions.isEmpty()
                    ? document
                    : document.with(
                            conditions.stream().map(Condition::toDocument).toList(), "conditions");
        }
    }

    /**
     * Reads a budget.
     *
     * @param document the whole object
     * @return the budget
     */
    public static PodDisruptionBudget of(Document document) {
        Document spec = document.at("spec");
        Optional<LabelSelector> selector = spec.value("selector").isPresent()
                ? Optional.of(LabelSelector.of(spec.at("selector")))
                : Optional.empty();
        Document other = spec.without("minAvailable")
                .without("maxUnavailable")
                .without("selector")
                .without("unhealthyPodEvictionPolicy");
        return new PodDisruptionBudget(
                ObjectMeta.of(document.at("metadata")),
                amount(spec, "minAvailable"),
                amount(spec, "maxUnavailable"),
                selector,
                spec.text("unhealthyPodEvictionPolicy").orElse(""),
                Status.of(document.at("status")),
                Kept.addSelector(other, spec, selector));
    }

    private static Optional<IntOrPercent> amount(Document spec, String key) {
        return spec.value(key).map(value -> IntOrPercent.parse(value.toString()));
    }

    @Override
    public Document toDocument() {
        Document spec = otherSpec;
        if (minAvailable.isPresent()) {
            spec = spec.with(written(minAvailable.get()), "minAvailable");
        }
        if (maxUnavailable.isPresent()) {
            spec = spec.with(written(maxUnavailable.get()), "maxUnavailable");
        }
        spec = Kept.selector(spec, selector);
        if (!unhealthyPodEvictionPolicy.isEmpty()) {
            spec = spec.with(unhealthyPodEvictionPolicy, "unhealthyPodEvictionPolicy");
        }
        return Document.of("apiVersion", "policy/v1")
                .with("PodDisruptionBudget", "kind")
                .with(metadata.toDocument(), "metadata")
                .with(spec, "spec")
                .with(status.toDocument(), "status");
    }

    private static Object written(IntOrPercent amount) {
        return amount.isPercent() ? amount.toString() : (Object) (long) amount.amount();
    }

    /**
     * Tells whether the budget guards a pod.
     *
     * @param pod a pod
     * @return true if namespace and selector match
     */
    public boolean guards(Pod pod) {
        return namespace().equals(pod.namespace())
                && selector.isPresent()
                && selector.get().matches(pod.metadata().labels());
    }

    /**
     * Returns a copy with other metadata.
     *
     * @param other metadata
     * @return the copy
     */
    public PodDisruptionBudget with(ObjectMeta other) {
        return new PodDisruptionBudget(
                other, minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy, status, otherSpec);
    }

    /**
     * Returns a copy with another status.
     *
     * @param other status
     * @return the copy
     */
    public PodDisruptionBudget with(Status other) {
        return new PodDisruptionBudget(
                metadata, minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy, other, otherSpec);
    }

    /** Returns {@code namespace/name}. */
    @Override
    public String toString() {
        return namespace() + "/" + name();
    }
}
