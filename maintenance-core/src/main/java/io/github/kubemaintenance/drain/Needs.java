package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Workload;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which further read would improve a plan most. Pure. In order:
 *
 * <pre>
 *   a budget seems to want every pod there will ever be     autoscalers; then the pod's owner, for replicas to come
 *   a budget is closed for now                              its pods, to name those that keep it closed; then nodes
 *   pods go in several steps                                nodes, whether there is one for the replacements
 *   replicas of one owner go together, without a budget     the owner, whether it has others
 * </pre>
 */
final class Needs {
    private static final Set<String> WANTS_ALL = Set.of(ReasonCode.BUDGET_WANTS_ALL, ReasonCode.BUDGET_EXHAUSTED);
    private static final Set<String> WAITS = Set.of(
            ReasonCode.BUDGET_UNHEALTHY, ReasonCode.BUDGET_BUSY, ReasonCode.OTHER_DRAIN, ReasonCode.NO_OTHER_NODE);

    private static final List<Kind<Workload>> SCALABLE =
            List.of(Kind.REPLICA_SETS, Kind.STATEFUL_SETS, Kind.REPLICATION_CONTROLLERS);

    /** One read. */
    sealed interface Need {
        /** All autoscalers of the query. */
        record Autoscalers(Query query) implements Need {}

        /** Pods of a namespace that a closed budget guards, or all if there are several such budgets. */
        record Guarded(String namespace, Query query) implements Need {}

        /** The controller of a pod. */
        record Owner(String key, Kind<Workload> kind, String namespace, String name) implements Need {}

        /** Some of the nodes. */
        record Nodes() implements Need {}
    }

    private final DrainPlanner planner;
    private final DrainFacts facts;

    Needs(DrainPlanner planner, DrainFacts facts) {
        this.planner = planner;
        this.facts = facts;
    }

    Optional<Need> next() {
        if (!facts.budgets().isRead()) {
            return Optional.empty();
        }
        DrainPlan plan = planner.plan(facts);
        List<Blocker> wanting = having(plan, WANTS_ALL);
        List<Blocker> waiting = having(plan, WAITS);
        boolean severalSteps = plan.steps().stream().anyMatch(each -> each.steps() > 1);
        return autoscalers(wanting)
                .or(() -> ownerOfBlocked(wanting))
                .or(() -> guarded(waiting))
                .or(() -> nodes(!waiting.isEmpty() || severalSteps))
                .or(() -> guarded(wanting))
                .or(this::ownerOfUnguarded);
    }

    private static List<Blocker> having(DrainPlan plan, Set<String> codes) {
        return plan.blockers().stream()
                .filter(each -> codes.contains(each.reason().code()))
                .toList();
    }

    private Optional<Need> autoscalers(List<Blocker> wanting) {
        if (wanting.isEmpty() || !(facts.autoscalers() instanceof Fact.NotRead)) {
            return Optional.empty();
        }
        Set<String> namespaces = namespaces(wanting);
        return Optional.of(new Need.Autoscalers(
                namespaces.size() == 1 ? Query.inNamespace(namespaces.iterator().next()) : Query.all()));
    }

    private Optional<Need> ownerOfBlocked(List<Blocker> wanting) {
        Set<PodRef> pods = wanting.stream().map(Blocker::pod).collect(Collectors.toSet());
        return facts.pods().stream()
                .filter(pod -> pods.contains(pod.ref()))
                .flatMap(pod -> owner(pod).stream())
                .findFirst();
    }

    private Optional<Need> guarded(List<Blocker> blockers) {
        return namespaces(blockers).stream()
                .filter(namespace -> !facts.guarded().containsKey(namespace))
                .findFirst()
                .map(namespace -> new Need.Guarded(namespace, podsOf(namespace, blockers)));
    }

    private Query podsOf(String namespace, List<Blocker> blockers) {
        Set<String> names = blockers.stream()
                .filter(each -> each.pod().namespace().equals(namespace))
                .flatMap(each -> each.budgets().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        Query all = Query.inNamespace(namespace);
        if (names.size() != 1) {
            return all;
        }
        return facts.budgets().or(Budgets.none()).in(namespace).stream()
                .filter(each -> names.contains(each.name()))
                .findFirst()
                .flatMap(PodDisruptionBudget::selector)
                .map(all::withLabels)
                .orElse(all);
    }

    private Optional<Need> nodes(boolean wanted) {
        return wanted && facts.nodes() instanceof Fact.NotRead ? Optional.of(new Need.Nodes()) : Optional.empty();
    }

    /** Of the owner with the most replicas here; with one replica here the read is not worth its price. */
    private Optional<Need> ownerOfUnguarded() {
        Map<String, List<Pod>> groups = Unbudgeted.groups(facts, planner.judged(facts));
        return groups.values().stream()
                .filter(group -> group.size() > 1)
                .sorted(Comparator.comparingInt((List<Pod> group) -> -group.size()))
                .flatMap(group -> owner(group.get(0)).stream())
                .findFirst();
    }

    private Optional<Need> owner(Pod pod) {
        Optional<OwnerReference> controller = pod.controller();
        if (controller.isEmpty() || facts.owners().containsKey(Owners.key(pod).orElse(""))) {
            return Optional.empty();
        }
        return SCALABLE.stream()
                .filter(kind -> kind.kind().equals(controller.get().kind())
                        && kind.apiVersion().equals(controller.get().apiVersion()))
                .findFirst()
                .map(kind -> new Need.Owner(
                        Owners.key(pod).orElse(""),
                        kind,
                        pod.namespace(),
                        controller.get().name()));
    }

    private static Set<String> namespaces(List<Blocker> blockers) {
        return blockers.stream().map(each -> each.pod().namespace()).collect(Collectors.toCollection(TreeSet::new));
    }
}
