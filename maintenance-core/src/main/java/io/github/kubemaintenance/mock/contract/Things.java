package io.github.kubemaintenance.mock.contract;

import io.github.kubemaintenance.model.Document;
import java.util.List;
import java.util.Map;

/** The objects of scenarios. */
final class Things {
    private static final String SINCE = "2026-01-01T00:00:00Z";

    private Things() {}

    /** A pod that runs on the setup's node. */
    static Document pod(Setup setup, String name, String app, boolean ready) {
        return pending(setup, name, app)
                .with(setup.node(), "spec", "nodeName")
                .with("Running", "status", "phase")
                .with(
                        List.of(Document.of("type", "Ready")
                                .with(ready ? "True" : "False", "status")
                                .with(SINCE, "lastTransitionTime")),
                        "status",
                        "conditions");
    }

    /** A pod that has no node. */
    static Document pending(Setup setup, String name, String app) {
        return Document.of("apiVersion", "v1")
                .with("Pod", "kind")
                .with(name, "metadata", "name")
                .with(setup.namespace(), "metadata", "namespace")
                .with(Map.of("app", app), "metadata", "labels")
                .with(List.of(Document.of("name", "c").with("example.com/c:1", "image")), "spec", "containers")
                .with(30, "spec", "terminationGracePeriodSeconds")
                .with("Pending", "status", "phase");
    }

    /** A budget that its controller has seen. */
    static Document budget(Setup setup, String name, String app, int allowed, int healthy, int desired) {
        return unseenBudget(setup, name, app, desired)
                .with(1, "status", "observedGeneration")
                .with(allowed, "status", "disruptionsAllowed")
                .with(healthy, "status", "currentHealthy")
                .with(desired, "status", "desiredHealthy")
                .with(healthy, "status", "expectedPods");
    }

    /** A budget that its controller hasn't seen. */
    static Document unseenBudget(Setup setup, String name, String app, int desired) {
        return Document.of("apiVersion", "policy/v1")
                .with("PodDisruptionBudget", "kind")
                .with(name, "metadata", "name")
                .with(setup.namespace(), "metadata", "namespace")
                .with(desired, "spec", "minAvailable")
                .with(app, "spec", "selector", "matchLabels", "app")
                .with(0, "status", "observedGeneration")
                .with(0, "status", "disruptionsAllowed")
                .with(0, "status", "currentHealthy")
                .with(0, "status", "desiredHealthy")
                .with(0, "status", "expectedPods");
    }
}
