package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Has the cluster changed since the plan was made, other than by the plan's own steps? Nodes that came are found by the
 * plan's last gate, nodes that are gone are passed over; versions that moved otherwise, and nodes that are others under
 * their name, make the plan stale. Pure.
 */
final class Staleness {
    private Staleness() {}

    /** Returns the differences; {@code begun} are the ids of steps that earlier runs have begun or done. */
    static List<String> of(UpgradePlan plan, Set<String> begun, Inventory now) {
        List<String> differences = new ArrayList<>();
        VersionState planned = VersionState.of(plan.inventory());
        VersionState seen = VersionState.of(now);
        Set<String> retired = new HashSet<>();
        for (UpgradeStep step : plan.steps()) {
            if (begun.contains(step.id()) && step.kind() != StepKind.NODE_IN_PLACE) {
                retired.addAll(step.nodes());
            }
        }
        planned.versions()
                .forEach((component, instances) -> instances.forEach((instance, before) -> {
                    SortedMap<String, KubernetesVersion> observed = seen.of(component);
                    Optional<KubernetesVersion> after = Optional.ofNullable(observed.get(instance));
                    boolean own = plan.steps().stream()
                            .filter(step -> begun.contains(step.id()))
                            .flatMap(step -> step.changes().stream())
                            .anyMatch(change -> change.component() == component
                                    && change.instance().equals(instance)
                                    && after.isPresent()
                                    && isReached(after.get(), change.to()));
                    if (after.isPresent() && !after.get().equals(before) && !own) {
                        differences.add(component.text() + " on " + instance + " was at " + before + " and is at "
                                + after.get());
                    }
                }));
        for (ClusterNode node : plan.inventory().nodes()) {
            Optional<ClusterNode> other = now.node(node.name());
            boolean another = other.isPresent()
                    && !node.uid().isEmpty()
                    && !other.get().uid().equals(node.uid())
                    && !retired.contains(node.name());
            if (another) {
                differences.add("node " + node.name() + " is another one under its name");
            }
        }
        return differences;
    }

    /** Where a provider chooses the patch release, any of the minor will do. */
    private static boolean isReached(KubernetesVersion after, KubernetesVersion wanted) {
        return wanted.patch().isEmpty()
                ? after.minor().equals(wanted.minor())
                : !Versions.isBelow(after, wanted) && !Versions.isBelow(wanted, after);
    }

    /** Returns the ids of the steps that a journal knows. */
    static Set<String> begun(List<JournalEntry> entries, Set<JournalEntry.Kind> kinds) {
        Set<String> ids = new HashSet<>();
        entries.stream().filter(each -> kinds.contains(each.kind())).forEach(each -> ids.add(each.step()));
        return ids;
    }

    /** Returns by step which nodes it found cordoned when it began first. */
    static Optional<Set<String>> cordonedBefore(List<JournalEntry> entries, String step) {
        return entries.stream()
                .filter(each ->
                        each.kind() == JournalEntry.Kind.STARTED && each.step().equals(step))
                .findFirst()
                .map(each -> each.text().isEmpty()
                        ? Set.<String>of()
                        : Set.of(each.text().split(",", -1)));
    }
}
