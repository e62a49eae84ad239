package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.Deletion;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import java.util.List;

/** What the machine wants done. Each but WatchX and Tell is answered by one {@link DrainSignal}. */
sealed interface DrainCommand {
    /** Read what a plan is made of; answered by Planned. */
    record ReadFacts() implements DrainCommand {}

    /** Change the node; answered by Patched. */
    record PatchNode(Patch<Node> patch) implements DrainCommand {}

    /** Have whoever asked for the drain cordon the node in his own way; answered by Taken. */
    record TakeNode(Node node) implements DrainCommand {}

    /** Read the node; answered by NodeRead. */
    record ReadNode() implements DrainCommand {}

    /** List the node's pods once, consistently; answered by PodsRead. */
    record ReadPods() implements DrainCommand {}

    /** Find out whether a DaemonSet exists; answered by LookedUp. */
    record LookUp(DaemonSetFact.Name name) implements DrainCommand {}

    /** List and watch the node's pods from now on. */
    record WatchPods() implements DrainCommand {}

    /** List and watch budgets from now on, at least those of a namespace. */
    record WatchBudgets(String namespace) implements DrainCommand {}

    /** Evict a pod; answered by EvictionAnswered. */
    record Evict(Eviction eviction) implements DrainCommand {}

    /** Delete a pod; answered by DeletionAnswered. */
    record Delete(Deletion deletion) implements DrainCommand {}

    /** Take back the evictions and deletions that wait for a slot; answered by Withdrawn. */
    record Withdraw() implements DrainCommand {}

    /** Watch the owners of the pods that went; answered by Replacements whenever something changes. */
    record WatchReplacements(List<Pod> went) implements DrainCommand {}

    /** Tell the listeners. */
    record Tell(MaintenanceEvent event) implements DrainCommand {}
}
