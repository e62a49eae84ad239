package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * In which groups pods go. The pods of a group begin to go when those of every group before are gone, also those that
 * were terminating already. Immutable.
 *
 * @param kind how groups are made
 * @param rules the rules, ordered by name; only with RULES
 */
public record DrainOrder(Kind kind, List<DrainRule> rules) {
    /** How groups are made. */
    public enum Kind {
        /** All pods go at once, as with kubectl. */
        NONE,
        /** Pods that the system can't do without go last, as Karpenter does it. */
        PRIORITY,
        /** By rules, and by the label {@value DrainOrder#LABEL} of a pod, as Cluster API does it. */
        RULES
    }

    /** A pod's own say, which goes before every rule: {@code skip} or {@code wait-completed}. */
    public static final String LABEL = "cluster.x-k8s.io/drain";

    private static final Set<String> CRITICAL = Set.of("system-cluster-critical", "system-node-critical");

    /** Sorts the rules. */
    public DrainOrder {
        rules = rules.stream().sorted(Comparator.comparing(DrainRule::name)).toList();
    }

    /** {@return no order: all pods go at once} */
    public static DrainOrder none() {
        return new DrainOrder(Kind.NONE, List.of());
    }

    /** {@return by priority: first what isn't critical, then DaemonSet pods that are not, then what is critical} */
    public static DrainOrder byPriority() {
        return new DrainOrder(Kind.PRIORITY, List.of());
    }

    /**
     * Orders by rules.
     *
     * @param rules the rules; a pod that none matches has order 0
     * @return the order
     */
    public static DrainOrder by(List<DrainRule> rules) {
        return new DrainOrder(Kind.RULES, rules);
    }

    /** The group of a pod; lower ones go first. */
    int of(Pod pod) {
        return switch (kind) {
            case NONE -> 0;
            case PRIORITY -> {
                boolean daemon = pod.controller()
                        .map(owner -> owner.kind().equals("DaemonSet"))
                        .orElse(false);
                boolean critical = CRITICAL.contains(pod.spec().priorityClassName());
                yield (critical ? 2 : 0) + (daemon ? 1 : 0);
            }
            case RULES -> rule(pod).map(DrainRule::order).orElse(0);
        };
    }

    /** Tells whether a pod is to run to its end. */
    boolean awaits(Pod pod) {
        return behaviour(pod) == DrainRule.Behaviour.WAIT_COMPLETED;
    }

    /** Says why a pod is left, if it is. */
    Optional<Reason> skips(Pod pod) {
        if (behaviour(pod) != DrainRule.Behaviour.SKIP) {
            return Optional.empty();
        }
        String why = own(pod).isPresent()
                ? "its label " + LABEL + " says skip"
                : "rule " + rule(pod).map(DrainRule::name).orElse("") + " leaves it";
        return Optional.of(new Reason("DRAIN_RULE", why));
    }

    private DrainRule.Behaviour behaviour(Pod pod) {
        return own(pod).or(() -> rule(pod).map(DrainRule::behaviour)).orElse(DrainRule.Behaviour.DRAIN);
    }

    private Optional<DrainRule.Behaviour> own(Pod pod) {
        String label = pod.metadata().labels().getOrDefault(LABEL, "");
        return kind == Kind.RULES && !label.isEmpty()
                ? Optional.of(DrainRule.Behaviour.parse(label))
                : Optional.empty();
    }

    private Optional<DrainRule> rule(Pod pod) {
        return rules.stream().filter(each -> each.matches(pod)).findFirst();
    }

    /** Returns it in a few words. */
    @Override
    public String toString() {
        return kind == Kind.RULES
                ? rules.stream().map(DrainRule::name).toList().toString()
                : kind.name().toLowerCase(Locale.ROOT);
    }
}
