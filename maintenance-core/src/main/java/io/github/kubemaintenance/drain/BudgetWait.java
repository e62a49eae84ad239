package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a budget that is closed now, though not for ever, waits for: the verdict is NOT_NOW with the cause named. Pure. */
final class BudgetWait {
    private static final int NAMED = 3;

    private final DrainFacts facts;
    private final PodDisruptionBudget budget;
    private final Pod pod;

    BudgetWait(DrainFacts facts, PodDisruptionBudget budget, Pod pod) {
        this.facts = facts;
        this.budget = budget;
        this.pod = pod;
    }

    BudgetOutlook.Verdict verdict() {
        PodDisruptionBudget.Status status = budget.status();
        List<Pod> guarded = facts.guardedBy(budget);
        List<Pod> leaving = guarded.stream().filter(Pod::isTerminating).toList();
        List<Pod> unready = guarded.stream()
                .filter(each -> !each.isTerminating() && !each.isFinished() && !each.isReady())
                .toList();
        String numbers = status.currentHealthy() + " healthy of " + status.expectedPods() + ", "
                + status.desiredHealthy() + " needed (" + BudgetOutlook.limit(budget) + ")";
        List<String> causes = new ArrayList<>();
        String code = status.disruptedPods().isEmpty() && leaving.isEmpty()
                ? ReasonCode.BUDGET_UNHEALTHY
                : ReasonCode.BUDGET_BUSY;
        if (!unready.isEmpty()) {
            code = ReasonCode.BUDGET_UNHEALTHY;
            causes.add(named(unready, each -> "not Ready: " + trouble(each)));
        }
        if (!leaving.isEmpty()) {
            causes.add(named(leaving, each -> "terminating" + place(each)));
        } else if (!status.disruptedPods().isEmpty()) {
            causes.add("being evicted: " + String.join(", ", new TreeMap<>(status.disruptedPods()).keySet()));
        }
        Optional<String> drained = otherDrain(guarded);
        if (drained.isPresent()) {
            code = ReasonCode.OTHER_DRAIN;
            causes.add(drained.get());
        }
        if (Places.noneBut(facts, pod)) {
            code = ReasonCode.NO_OTHER_NODE;
            causes.add("no other node takes such pods, so replacements stay Pending");
        }
        if (causes.isEmpty()) {
            causes.add(unexplained(status));
        }
        return new BudgetOutlook.Verdict(
                Blocker.Kind.NOT_NOW,
                new Reason(code, "budget " + budget + ": " + numbers + "; " + String.join("; ", causes)));
    }

    private String unexplained(PodDisruptionBudget.Status status) {
        if (status.currentHealthy() > status.desiredHealthy()) {
            return "its numbers say that it should be open: the disruption controller is about to reckon";
        }
        return facts.elsewhere(budget).isRead()
                ? "missing pods are still to be created"
                : "which of its pods are not healthy was not read";
    }

    private String trouble(Pod each) {
        return PodTrouble.of(each) + (each.nodeName().isEmpty() ? "" : " on " + Places.text(facts, each.nodeName()));
    }

    private String place(Pod each) {
        List<String> finalizers = each.metadata().finalizers();
        return (each.nodeName().isEmpty() ? "" : " on " + Places.text(facts, each.nodeName()))
                + (finalizers.isEmpty() ? "" : ", held by finalizers " + String.join(", ", finalizers));
    }

    /** Pods of the budget that leave another cordoned node, or can't be scheduled while other nodes are cordoned. */
    private Optional<String> otherDrain(List<Pod> guarded) {
        List<String> cordoned = Places.known(facts).stream()
                .filter(Node::unschedulable)
                .map(Node::name)
                .filter(name -> !name.equals(facts.node().name()))
                .sorted()
                .toList();
        List<Pod> waiting = guarded.stream()
                .filter(each -> (each.isTerminating() && cordoned.contains(each.nodeName()))
                        || (each.nodeName().isEmpty() && !cordoned.isEmpty() && !each.isFinished()))
                .toList();
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("other nodes are cordoned (" + String.join(", ", cordoned)
                + "): a drain there and this one may wait for each other's pods");
    }

    /** Says of each state which pods are in it; of many pods the first few. */
    private static String named(List<Pod> pods, Function<Pod, String> state) {
        Map<String, List<Pod>> byState = new LinkedHashMap<>();
        pods.forEach(pod -> byState.computeIfAbsent(state.apply(pod), none -> new ArrayList<>())
                .add(pod));
        return byState.entrySet().stream()
                .map(entry -> names(entry.getValue()) + " " + entry.getKey())
                .limit(NAMED)
                .collect(Collectors.joining("; "));
    }

    private static String names(List<Pod> pods) {
        int more = pods.size() - NAMED;
        String first = pods.stream().limit(NAMED).map(Pod::toString).collect(Collectors.joining(", "));
        return first + (more > 0 ? " and " + more + " more" : "");
    }
}
