package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the machine hears. */
sealed interface DrainSignal {
    /** What a plan is made of, or why it could not be read. */
    record Planned(Result<DrainFacts> facts) implements DrainSignal {}

    /** The answer to a change of the node. */
    record Patched(Result<PatchOutcome<Node>> result) implements DrainSignal {}

    /** The node was cordoned by whoever asked for the drain, or why not. */
    record Taken(Result<Node> result) implements DrainSignal {}

    /** The node, empty if there is none. */
    record NodeRead(Result<Optional<Node>> result) implements DrainSignal {}

    /** All pods of the node at one revision, that of the newest state. */
    record PodsRead(Result<List<Pod>> result) implements DrainSignal {}

    /** What is known of a DaemonSet. */
    record LookedUp(DaemonSetFact.Name name, DaemonSetFact fact) implements DrainSignal {}

    /** All pods of the node, as the watch begins or begins anew. */
    record PodsSeen(List<Pod> pods) implements DrainSignal {}

    /** A pod of the node has changed. */
    record PodChanged(ChangeType type, Pod pod) implements DrainSignal {}

    /** The watch of pods is blind. */
    record PodsLost(ApiFailure why, boolean ended) implements DrainSignal {}

    /** The {@link BudgetBook} has changed. */
    record BudgetsMoved() implements DrainSignal {}

    /** The answer to an eviction. */
    record EvictionAnswered(PodRef pod, Result<EvictionOutcome> result) implements DrainSignal {}

    /** The answer to a deletion. */
    record DeletionAnswered(PodRef pod, Result<DeleteOutcome> result) implements DrainSignal {}

    /** The watch of budgets is blind; the book shows what it last knew. */
    record BudgetsLost(ApiFailure why, boolean ended) implements DrainSignal {}

    /** These requests were taken back before they were sent. */
    record Withdrawn(List<PodRef> pods) implements DrainSignal {}

    /** How the owners are, which pods have been replaced just now, and where replacements are stuck that weren't before. */
    record Replacements(List<ReplacementState> states, List<PodRef> replaced, Map<PodRef, Reason> stuck)
            implements DrainSignal {}

    /** The caller doesn't want it any more. */
    record Cancelled(String why) implements DrainSignal {}

    /** The time that the machine asked for has come. */
    record Time() implements DrainSignal {}
}
