package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import io.github.kubemaintenance.model.Toleration;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * When NoExecute taints make a pod leave its node. Mirrors kube-controller-manager's taint eviction; budgets have no say
 * in it. Pure.
 */
public final class TaintEviction {
    private TaintEviction() {}

    /**
     * Tells how long a pod may stay under taints. For each taint the first toleration that matches counts, and the
     * shortest of all decides.
     *
     * @param pod the pod
     * @param taints taints of its node; other effects than NoExecute don't count
     * @return zero for a pod that has to leave at once, empty for one that may stay for ever
     */
    public static Optional<Duration> tolerated(Pod pod, Collection<Taint> taints) {
        return taints.stream().flatMap(taint -> tolerated(pod, taint).stream()).min(Comparator.naturalOrder());
    }

    private static Optional<Duration> tolerated(Pod pod, Taint taint) {
        if (taint.effect() != TaintEffect.NO_EXECUTE) {
            return Optional.empty();
        }
        Optional<Toleration> first = pod.spec().tolerations().stream()
                .filter(each -> each.tolerates(taint))
                .findFirst();
        Optional<Duration> time =
                first.isEmpty() ? Optional.of(Duration.ZERO) : first.get().tolerationSeconds();
        return time.map(each -> each.isNegative() ? Duration.ZERO : each);
    }

    /**
     * Tells when a pod has to leave: for each taint the time runs from when the taint came, or the pod if that was later,
     * and the earliest end decides. A taint whose time is not known counts from now.
     *
     * @param pod the pod
     * @param taints taints of its node; other effects than NoExecute don't count
     * @param now the time
     * @return maybe before now; now for a pod that doesn't tolerate a taint at all; empty for never
     */
    public static Optional<Instant> at(Pod pod, Collection<Taint> taints, Instant now) {
        Instant born = pod.metadata().creationTimestamp();
        Optional<Instant> earliest = Optional.empty();
        for (Taint taint : taints) {
            Optional<Duration> time = tolerated(pod, taint);
            if (time.isPresent() && time.get().isZero()) {
                return Optional.of(now);
            } else if (time.isPresent()) {
                Instant added = taint.timeAdded().orElse(now);
                Instant end = (added.isBefore(born) ? born : added).plus(time.get());
                earliest = earliest.filter(each -> each.isBefore(end)).or(() -> Optional.of(end));
            }
        }
        return earliest;
    }
}
