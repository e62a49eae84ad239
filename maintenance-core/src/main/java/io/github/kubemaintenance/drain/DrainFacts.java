package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Workload;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a plan is made of, as a value. What kubectl drain reads too (node, pods, DaemonSets) is there; all else is a
 * {@link Fact} that improves the plan.
 *
 * @param at when it was read, on the backend's time
 * @param node the node
 * @param pods the pods bound to it that the request's selector selects, ordered by namespace, name and uid
 * @param daemonSets the DaemonSets that {@link PodRules#lookup} named
 * @param budgets all budgets that guard one of the pods: without them nothing is known of what blocks
 * @param guarded by namespace, pods anywhere that closed budgets guard: without them the unhealthy ones are not named
 * @param autoscalers autoscaling/v2 HorizontalPodAutoscalers: without them "never" assumes that nothing scales up
 * @param owners owners of pods, keyed by {@link Owners#key}: without them replicas still to be created are not counted
 * @param nodes other nodes: without them it isn't known whether there is one for the replacements
 */
record DrainFacts(
        Instant at,
        Node node,
        List<Pod> pods,
        Map<DaemonSetFact.Name, DaemonSetFact> daemonSets,
        Fact<Budgets> budgets,
        Map<String, Fact<List<Pod>>> guarded,
        Fact<List<KubeDocument>> autoscalers,
        Map<String, Fact<Workload>> owners,
        Fact<Places.Nodes> nodes) {
    DrainFacts {
        pods = pods.stream().sorted(Comparator.comparing(Pod::ref)).toList();
        daemonSets = Collections.unmodifiableMap(new LinkedHashMap<>(daemonSets));
        guarded = Collections.unmodifiableMap(new LinkedHashMap<>(guarded));
        owners = Collections.unmodifiableMap(new LinkedHashMap<>(owners));
    }

    /** Returns the facts of which only what kubectl drain itself reads is known. */
    static DrainFacts of(Instant at, Node node, List<Pod> pods, Map<DaemonSetFact.Name, DaemonSetFact> daemonSets) {
        return new DrainFacts(
                at,
                node,
                pods,
                daemonSets,
                new Fact.NotRead<>(),
                Map.of(),
                new Fact.NotRead<>(),
                Map.of(),
                new Fact.NotRead<>());
    }

    /** Returns what is known of a DaemonSet; one that was not looked up counts as unreadable. */
    DaemonSetFact daemonSet(DaemonSetFact.Name name) {
        DaemonSetFact fact = daemonSets.get(name);
        return fact != null ? fact : new DaemonSetFact.Unreadable("get daemonsets.apps " + name + ": not asked");
    }

    /** Returns the pods that a budget guards as far as they are known, on this node and elsewhere, in order. */
    List<Pod> guardedBy(PodDisruptionBudget budget) {
        TreeMap<PodRef, Pod> known = new TreeMap<>();
        pods.forEach(pod -> known.put(pod.ref(), pod));
        elsewhere(budget).or(List.of()).forEach(pod -> known.put(pod.ref(), pod));
        return known.values().stream().filter(budget::guards).toList();
    }

    /** Returns the budgets that guard a pod, as far as they are known, ordered by name. */
    List<PodDisruptionBudget> guarding(Pod pod) {
        return budgets.or(Budgets.none()).guarding(pod);
    }

    /** Returns what is known of a budget's pods elsewhere. */
    Fact<List<Pod>> elsewhere(PodDisruptionBudget budget) {
        return guarded.getOrDefault(budget.namespace(), new Fact.NotRead<>());
    }

    /** Returns what is known of a pod's controller. */
    Fact<Workload> ownerOf(Pod pod) {
        return Owners.key(pod).map(owners::get).orElse(new Fact.NotRead<>());
    }

    DrainFacts withBudgets(Fact<Budgets> value) {
        return new DrainFacts(at, node, pods, daemonSets, value, guarded, autoscalers, owners, nodes);
    }

    DrainFacts withGuarded(String namespace, Fact<List<Pod>> value) {
        Map<String, Fact<List<Pod>>> all = new LinkedHashMap<>(guarded);
        all.put(namespace, value);
        return new DrainFacts(at, node, pods, daemonSets, budgets, all, autoscalers, owners, nodes);
    }

    DrainFacts withAutoscalers(Fact<List<KubeDocument>> value) {
        return new DrainFacts(at, node, pods, daemonSets, budgets, guarded, value, owners, nodes);
    }

    DrainFacts withOwner(String key, Fact<Workload> value) {
        Map<String, Fact<Workload>> all = new LinkedHashMap<>(owners);
        all.put(key, value);
        return new DrainFacts(at, node, pods, daemonSets, budgets, guarded, autoscalers, all, nodes);
    }

    DrainFacts withNodes(Fact<Places.Nodes> value) {
        return new DrainFacts(at, node, pods, daemonSets, budgets, guarded, autoscalers, owners, value);
    }
}
