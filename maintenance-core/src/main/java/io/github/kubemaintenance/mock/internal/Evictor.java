package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.EvictionRule;
import io.github.kubemaintenance.catalog.EvictionRule.Verdict;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.internal.ApiServer.Preconditions;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What kube-apiserver does with an eviction, in its own order. */
public final class Evictor {
    /** For a pod that no budget holds, the server tries for so long to match a uid that is another. */
    private static final Duration RETRIES = Duration.ofSeconds(10);

    /**
     * An eviction.
     *
     * @param namespace the pod's namespace
     * @param name its name
     * @param preconditions what the pod must be
     * @param grace instead of the pod's own grace period
     * @param dryRun whether the server only checks
     */
    public record Request(
            String namespace, String name, Preconditions preconditions, Optional<Duration> grace, boolean dryRun) {}

    /**
     * How it went: accepted, or refused after the server has taken its time.
     *
     * @param refusal empty if it was accepted
     * @param takes how long the server takes beyond the usual
     */
    public record Answer(Optional<StatusException> refusal, Duration takes) {
        private static final Answer ACCEPTED = new Answer(Optional.empty(), Duration.ZERO);

        private static Answer refused(StatusException why) {
            return new Answer(Optional.of(why), Duration.ZERO);
        }
    }

    private final Store store;
    private final ApiServer server;

    Evictor(Store store, ApiServer server) {
        this.store = store;
        this.server = server;
    }

    Answer evict(Request request) {
        if (server.isTerminating(request.namespace())) {
            return Answer.refused(
                    new StatusException(Statuses.namespaceTerminating(Kind.PODS, request.namespace(), request.name())));
        }
        Optional<Pod> found = store.find(Kind.PODS, request.namespace(), request.name());
        return found.isEmpty()
                ? Answer.refused(new StatusException(Statuses.notFound(Kind.PODS, request.name())))
                : evict(found.get(), request);
    }

    private Answer evict(Pod pod, Request request) {
        List<PodDisruptionBudget> budgets = budgetsOf(store, pod);
        Verdict verdict = EvictionRule.decide(pod, budgets, store.now(), store.version());
        if (verdict instanceof Verdict.Refuse refuse) {
            return Answer.refused(new StatusException(Statuses.refused(refuse)));
        }
        if (verdict instanceof Verdict.Take take && !request.dryRun()) {
            // The budget pays before the pod is looked at again: an eviction meant for another pod costs a disruption.
            store.update(Kind.BUDGETS, take.budget());
        }
        try {
            request.preconditions().check(Kind.PODS, pod);
        } catch (StatusException conflict) {
            return conflict(pod, budgets, verdict, request, conflict);
        }
        if (!request.dryRun()) {
            Pod marked = store.update(Kind.PODS, marked(pod));
            Deleter.deletePod(store, marked, request.grace(), false);
        }
        return Answer.ACCEPTED;
    }

    private static Answer conflict(
            Pod pod, List<PodDisruptionBudget> budgets, Verdict verdict, Request request, StatusException conflict) {
        boolean free = EvictionRule.gate(pod, budgets) == EvictionRule.Gate.FREE;
        if (verdict instanceof Verdict.Delete && !free) {
            return Answer.refused(new StatusException(Statuses.refused(EvictionRule.stillProcessed(budgets.get(0)))));
        }
        boolean retried = verdict instanceof Verdict.Delete
                && request.preconditions().resourceVersion().isEmpty()
                && (pod.isFinished() || pod.isTerminating() || pod.nodeName().isEmpty() || isPending(pod));
        return new Answer(Optional.of(conflict), retried ? RETRIES : Duration.ZERO);
    }

    private static boolean isPending(Pod pod) {
        return pod.status().phase() == io.github.kubemaintenance.model.PodPhase.PENDING;
    }

    private Pod marked(Pod pod) {
        if (pod.status().condition("DisruptionTarget").map(Condition::isTrue).orElse(false)) {
            return pod;
        }
        Condition target = new Condition(
                "DisruptionTarget",
                "True",
                "EvictionByEvictionAPI",
                "Eviction API: evicting",
                Optional.of(store.now()),
                Document.empty().withNull("lastProbeTime"));
        return pod.with(pod.status().with(target));
    }

    /** The budgets that select a pod, ordered by name. */
    static List<PodDisruptionBudget> budgetsOf(Store store, Pod pod) {
        return store.budgetsOf(pod);
    }
}
