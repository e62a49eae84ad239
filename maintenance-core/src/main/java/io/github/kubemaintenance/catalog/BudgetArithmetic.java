package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.IntOrPercent;
import io.github.kubemaintenance.model.OwnerReference;
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
     * @param expired pods whose accepted eviction came to nothing within two minutes (event NotDeleted); at the very end
     *     of the two minutes an entry counts as expired, so that a recheck at {@code recheckAt} finds it so
     * @param recheckAt when the next such entry expires
     */
    public record Sync(PodDisruptionBudget.Status status, List<String> expired, Optional<Instant> recheckAt) {}

    /**
     * What a budget's pods come to, for a caller that keeps counters rather than lists.
     *
     * @param matched pods that it selects, whatever their phase
     * @param healthy those that are Ready and not terminating
     * @param scale what their distinct controllers want, summed
     * @param uncountable what the first of them says that can't be counted, empty if all can
     */
    public record Counts(int matched, int healthy, int scale, Optional<String> uncountable) {
        /**
         * Counts pods.
         *
         * @param matched all pods that a budget selects
         * @param scales how many pods a pod's controller wants; asked once for each controller
         * @return the counts
         */
        public static Counts of(Collection<Pod> matched, Function<Pod, Scale> scales) {
            Set<String> asked = new HashSet<>();
            Set<String> counted = new HashSet<>();
            Optional<String> uncountable = Optional.empty();
            int healthy = 0;
            int scale = 0;
            String last = "";
            List<OwnerReference> lastOwners = List.of();
            for (Pod pod : matched) {
                healthy += pod.isReady() && !pod.isTerminating() ? 1 : 0;
                List<OwnerReference> owners = pod.metadata().ownerReferences();
                if (!owners.isEmpty() && owners.equals(lastOwners)) {
                    continue; // asked already
                }
                lastOwners = owners;
                String controller = pod.controller().map(OwnerReference::uid).orElse("");
                boolean known = !controller.isEmpty() && controller.equals(last);
                last = controller;
                if (!known && (controller.isEmpty() || asked.add(controller))) {
                    Scale each = scales.apply(pod);
                    if (each instanceof Scale.Replicas replicas && counted.add(replicas.owner())) {
                        scale += replicas.replicas();
                    } else if (each instanceof Scale.Uncountable failure && uncountable.isEmpty()) {
                        uncountable = Optional.of(failure.message());
                    }
                }
            }
            return new Counts(matched.size(), healthy, scale, uncountable);
        }
    }

    /**
     * Computes a budget's status.
     *
     * @param budget the budget as it is
     * @param matched all pods that it selects, whatever their phase
     * @param scales how many pods a pod's controller wants; asked once for each controller, and only where the budget
     *     needs it
     * @param now the time
     * @return what would be written
     */
    public static Sync sync(
            PodDisruptionBudget budget, Collection<Pod> matched, Function<Pod, Scale> scales, Instant now) {
        Function<Pod, Scale> asked = needsScale(budget) ? scales : pod -> new Scale.Unmanaged();
        return sync(budget, Counts.of(matched, asked), name -> named(matched, name), now);
    }

    /** Few pods are ever named, and mostly none: that is no reason to make a map of all. */
    private static Optional<Pod> named(Collection<Pod> matched, String name) {
        for (Pod pod : matched) {
            if (pod.name().equals(name)) {
                return Optional.of(pod);
            }
        }
        return Optional.empty();
    }

    /**
     * Computes a budget's status from counters; costs what the budget's {@code disruptedPods} are.
     *
     * @param budget the budget as it is
     * @param counts what its pods come to; the scale may be 0 where {@link #needsScale} says so
     * @param matched finds a pod that it selects by its name
     * @param now the time
     * @return what would be written
     */
    public static Sync sync(
            PodDisruptionBudget budget, Counts counts, Function<String, Optional<Pod>> matched, Instant now) {
        if (needsScale(budget) && counts.uncountable().isPresent()) {
            return new Sync(failed(budget.status(), counts.uncountable().get(), now), List.of(), Optional.empty());
        }
        Map<String, Instant> disrupted = new LinkedHashMap<>();
        List<String> expired = new ArrayList<>();
        int healthy = counts.healthy();
        for (Map.Entry<String, Instant> entry : budget.status().disruptedPods().entrySet()) {
            Optional<Pod> pod = matched.apply(entry.getKey()).filter(each -> !each.isTerminating());
            if (pod.isPresent() && entry.getValue().plus(DISRUPTED_FOR).isAfter(now)) {
                disrupted.put(entry.getKey(), entry.getValue());
                healthy -= pod.get().isReady() ? 1 : 0;
            } else if (pod.isPresent()) {
                expired.add(entry.getKey());
            }
        }
        Optional<Instant> recheck =
                disrupted.values().stream().min(Instant::compareTo).map(at -> at.plus(DISRUPTED_FOR));
        int expected =
                needsScale(budget) ? counts.scale() : budget.minAvailable().isPresent() ? counts.matched() : 0;
        return new Sync(counted(budget, healthy, expected, disrupted, now), List.copyOf(expired), recheck);
    }

    /**
     * Tells whether the controller asks how many pods the matched pods' controllers want.
     *
     * @param budget the budget
     * @return false for a whole number of {@code minAvailable}, true for a percentage and any {@code maxUnavailable}
     */
    public static boolean needsScale(PodDisruptionBudget budget) {
        return budget.maxUnavailable().isPresent()
                || budget.minAvailable().map(IntOrPercent::isPercent).orElse(false);
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

    private static PodDisruptionBudget.Status counted(
            PodDisruptionBudget budget, int healthy, int expected, Map<String, Instant> disrupted, Instant now) {
        int desired = desiredHealthy(budget, expected);
        int allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
        long generation = budget.metadata().generation();
        PodDisruptionBudget.Status before = budget.status();
        if (before.observedGeneration() == generation
                && before.disruptionsAllowed() == allowed
                && before.currentHealthy() == healthy
                && before.desiredHealthy() == desired
                && before.expectedPods() == expected
                && before.disruptedPods().equals(disrupted)
                && saysSo(before, allowed > 0)) {
            return before;
        }
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

    /** The controller looks only at the condition's status: a SyncFailed of earlier stays where no count has changed. */
    private static boolean saysSo(PodDisruptionBudget.Status status, boolean allowed) {
        return Condition.find(status.conditions(), DISRUPTION_ALLOWED)
                .map(condition -> condition.status().equals(allowed ? "True" : "False"))
                .orElse(false);
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
