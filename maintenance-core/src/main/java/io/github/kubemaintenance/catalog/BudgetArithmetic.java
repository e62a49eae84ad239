package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What the disruption controller writes into a budget's status. Mirrors kube-controller-manager's disruption controller
 * (policy/v1). Pure.
 */
public final class BudgetArithmetic {
    /** How long an accepted eviction counts although its pod isn't seen terminating. */
    public static final Duration DISRUPTED_FOR = Duration.ofMinutes(2);
    /** Type of the budget's one condition. */
    public static final String DISRUPTION_ALLOWED = "DisruptionAllowed";
    /** Reason of that condition when the pods can't be counted. */
    public static final String SYNC_FAILED = "SyncFailed";

    private BudgetArithmetic() {}

    /** How many pods a pod's controller wants. */
    public sealed interface Scale {
        /**
         * The controller says how many.
         *
         * @param owner uid of the controller that says it (of a Deployment rather than its ReplicaSet)
         * @param replicas how many
         */
        record Replicas(String owner, int replicas) implements Scale {}

        /** The pod has no controller: it isn't expected by anybody. */
        record Unmanaged() implements Scale {}

        /**
         * The controller can't say it.
         *
         * @param message what the controller manager says, for example {@code jobs.batch does not implement the scale
         *     subresource}
         */
        record Uncountable(String message) implements Scale {}
    }

    /**
     * A budget's status as the controller would write it.
     *
     * @param status the status; equal to the one before where there is nothing to write
     * @param expired pods whose accepted eviction came to nothing within two minutes
     * @param recheckAt when the next such entry expires
     */
    public record Sync(PodDisruptionBudget.Status status, List<String> expired, Optional<Instant> recheckAt) {}

    /**
     * Computes a budget's status.
     *
     * @param budget the budget as it is
     * @param matched all pods that it selects, whatever their phase
     * @param scales how many pods a pod's controller wants
     * @param now the time
     * @return what would be written
     */
    public static Sync sync(
            PodDisruptionBudget budget, Collection<Pod> matched, Function<Pod, Scale> scales, Instant now) {
        Map<String, Instant> disrupted = new LinkedHashMap<>();
        List<String> expired = new ArrayList<>();
        int healthy = 0;
        for (Pod pod : matched) {
            Instant since = budget.status().disruptedPods().get(pod.name());
            boolean counts = true;
            if (since != null && !pod.isTerminating()) {
                if (since.plus(DISRUPTED_FOR).isBefore(now)) {
                    expired.add(pod.name());
                } else {
                    disrupted.put(pod.name(), since);
                    counts = false;
                }
            }
            if (counts && pod.isReady() && !pod.isTerminating()) {
                healthy++;
            }
        }
        Optional<Instant> recheck =
                disrupted.values().stream().min(Instant::compareTo).map(at -> at.plus(DISRUPTED_FOR));
        Expected expected = expected(budget, matched, scales);
        PodDisruptionBudget.Status status = expected.failure().isPresent()
                ? failed(budget.status(), expected.failure().get(), now)
                : counted(budget, healthy, expected.pods(), disrupted, now);
        return new Sync(status, List.copyOf(expired), recheck);
    }

    /**
     * Returns how many healthy pods must stay.
     *
     * @param budget the budget
     * @param expected pods expected
     * @return not negative
     */
    public static int desiredHealthy(PodDisruptionBudget budget, int expected) {
        if (budget.maxUnavailable().isPresent()) {
            return Math.max(0, expected - budget.maxUnavailable().get().roundedUpOf(expected));
        }
        return budget.minAvailable().map(min -> min.roundedUpOf(expected)).orElse(0);
    }

    private record Expected(int pods, Optional<String> failure) {}

    private static Expected expected(PodDisruptionBudget budget, Collection<Pod> matched, Function<Pod, Scale> scales) {
        boolean wholeNumber = budget.maxUnavailable().isEmpty()
                && budget.minAvailable().isPresent()
                && !budget.minAvailable().get().isPercent();
        if (wholeNumber) {
            return new Expected(matched.size(), Optional.empty());
        } else if (budget.maxUnavailable().isEmpty() && budget.minAvailable().isEmpty()) {
            return new Expected(0, Optional.empty());
        }
        Set<String> counted = new HashSet<>();
        int pods = 0;
        for (Pod pod : matched) {
            Scale scale = scales.apply(pod);
            if (scale instanceof Scale.Uncountable failure) {
                return new Expected(0, Optional.of(failure.message()));
            } else if (scale instanceof Scale.Replicas replicas && counted.add(replicas.owner())) {
                pods += replicas.replicas();
            }
        }
        return new Expected(pods, Optional.empty());
    }

    private static PodDisruptionBudget.Status counted(
            PodDisruptionBudget budget, int healthy, int expected, Map<String, Instant> disrupted, Instant now) {
        int desired = desiredHealthy(budget, expected);
        int allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
        long generation = budget.metadata().generation();
        return new PodDisruptionBudget.Status(
                generation,
                allowed,
                healthy,
                desired,
                expected,
                disrupted,
                condition(
                        budget.status().conditions(),
                        allowed > 0,
                        allowed > 0 ? "SufficientPods" : "InsufficientPods",
                        "",
                        generation,
                        now));
    }

    /** As the controller fails safe: nothing is allowed, the rest stays, and only the condition tells. */
    private static PodDisruptionBudget.Status failed(PodDisruptionBudget.Status before, String message, Instant now) {
        return new PodDisruptionBudget.Status(
                before.observedGeneration(),
                0,
                before.currentHealthy(),
                before.desiredHealthy(),
                before.expectedPods(),
                before.disruptedPods(),
                condition(before.conditions(), false, SYNC_FAILED, message, before.observedGeneration(), now));
    }

    /** Sets the condition DisruptionAllowed; the time of its last transition moves only with its status. */
    static List<Condition> condition(
            List<Condition> before, boolean allowed, String reason, String message, long generation, Instant now) {
        String status = allowed ? "True" : "False";
        Optional<Condition> old = Condition.find(before, DISRUPTION_ALLOWED);
        Instant since = old.filter(condition -> condition.status().equals(status))
                .flatMap(Condition::lastTransitionTime)
                .orElse(now);
        Document other = Document.of("message", message).with(reason, "reason");
        other = generation == 0 ? other : other.with(generation, "observedGeneration");
        Condition condition = new Condition(DISRUPTION_ALLOWED, status, reason, message, Optional.of(since), other);
        List<Condition> all = new ArrayList<>();
        boolean replaced = false;
        for (Condition each : before) {
            boolean same = each.type().equals(DISRUPTION_ALLOWED);
            all.add(same ? condition : each);
            replaced |= same;
        }
        if (!replaced) {
            all.add(condition);
        }
        return List.copyOf(all);
    }
}
