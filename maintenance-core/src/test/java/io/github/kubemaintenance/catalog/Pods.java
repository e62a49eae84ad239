package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Pods and budgets for tests, in namespace {@code ns}. */
final class Pods {
    static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

    private Pods() {}

    /** A running, Ready pod of node {@code node-1} without an owner. */
    static Pod ready(String name) {
        return new Pod(ObjectMeta.of("ns", name), PodSpec.empty(), "node-1", status(PodPhase.RUNNING, true));
    }

    static Pod unready(String name) {
        return ready(name).with(status(PodPhase.RUNNING, false));
    }

    static Pod inPhase(Pod pod, PodPhase phase) {
        return pod.with(status(phase, false));
    }

    static PodStatus status(PodPhase phase, boolean ready) {
        return PodStatus.pending()
                .withPhase(phase)
                .with(Condition.of("Ready", ready ? "True" : "False", "", NOW.minusSeconds(60)));
    }

    static Pod owned(Pod pod, OwnerReference owner) {
        return pod.with(pod.metadata().withOwnerReferences(List.of(owner)));
    }

    static Pod terminating(Pod pod) {
        return pod.with(pod.metadata().deleted(NOW.plusSeconds(30), Duration.ofSeconds(30)));
    }

    static List<Pod> readyPods(int number, OwnerReference owner) {
        List<Pod> pods = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            pods.add(owned(ready(owner.name() + "-" + i), owner));
        }
        return pods;
    }

    static List<Pod> readyPods(int number) {
        List<Pod> pods = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            pods.add(ready("p" + i));
        }
        return pods;
    }

    /** A budget of generation 1 that selects the whole namespace, not yet observed. */
    static PodDisruptionBudget budget(String field, Object amount) {
        return PodDisruptionBudget.of(Document.of("apiVersion", "policy/v1")
                .with("PodDisruptionBudget", "kind")
                .with("ns", "metadata", "namespace")
                .with("guard", "metadata", "name")
                .with(1L, "metadata", "generation")
                .with(Document.empty(), "spec", "selector")
                .with(amount, "spec", field));
    }

    static PodDisruptionBudget observed(int allowed, int healthy, int desired, int expected) {
        PodDisruptionBudget budget = budget("minAvailable", 1);
        Condition condition = new Condition(
                "DisruptionAllowed",
                allowed > 0 ? "True" : "False",
                allowed > 0 ? "SufficientPods" : "InsufficientPods",
                "",
                java.util.Optional.of(NOW.minusSeconds(60)),
                Document.empty());
        return budget.with(new PodDisruptionBudget.Status(
                1, allowed, healthy, desired, expected, java.util.Map.of(), List.of(condition)));
    }

    static PodDisruptionBudget withPolicy(PodDisruptionBudget budget, String policy) {
        return PodDisruptionBudget.of(budget.toDocument().with(policy, "spec", "unhealthyPodEvictionPolicy"));
    }
}
