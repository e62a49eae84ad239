package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.util.List;
import java.util.Map;

/** A budget for tests on pods labelled {@code app=NAME}, seen by its controller, unless told otherwise. */
final class ABudget {
    private Document document;

    private ABudget(String namespace, String name) {
        document = Document.of("apiVersion", "policy/v1")
                .with("PodDisruptionBudget", "kind")
                .with(name, "metadata", "name")
                .with(namespace, "metadata", "namespace")
                .with("uid-" + name, "metadata", "uid")
                .with(1L, "metadata", "generation")
                .with(1L, "status", "observedGeneration")
                .with(name, "spec", "selector", "matchLabels", "app");
    }

    static ABudget named(String namespaceAndName) {
        int slash = namespaceAndName.indexOf('/');
        return new ABudget(namespaceAndName.substring(0, slash), namespaceAndName.substring(slash + 1));
    }

    ABudget minAvailable(Object amount) {
        return with(amount, "spec", "minAvailable");
    }

    ABudget maxUnavailable(Object amount) {
        return with(amount, "spec", "maxUnavailable");
    }

    ABudget guarding(String app) {
        return with(app, "spec", "selector", "matchLabels", "app");
    }

    /** The status in the order of the reference's vectors. */
    ABudget status(long allowed, long healthy, long desired, long expected) {
        document = document.with(allowed, "status", "disruptionsAllowed")
                .with(healthy, "status", "currentHealthy")
                .with(desired, "status", "desiredHealthy")
                .with(expected, "status", "expectedPods");
        return this;
    }

    ABudget condition(String status, String reason, String message) {
        return with(
                List.of(Map.of("type", "DisruptionAllowed", "status", status, "reason", reason, "message", message)),
                "status",
                "conditions");
    }

    ABudget with(Object value, String... path) {
        document = document.with(value, path);
        return this;
    }

    PodDisruptionBudget build() {
        return PodDisruptionBudget.of(document);
    }
}
