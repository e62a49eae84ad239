package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects what a plan has to say beyond single pods, in a fixed order. Pure. */
final class Findings {
    private final DrainFacts facts;
    private final List<Reason> all = new ArrayList<>();

    Findings(DrainFacts facts) {
        this.facts = facts;
    }

    List<Reason> all() {
        return List.copyOf(all);
    }

    void ofNode(List<Pod> going) {
        String node = "node " + facts.node().name();
        if (facts.node().unschedulable()) {
            add(ReasonCode.ALREADY_CORDONED, node + " is cordoned already; it stays so whatever becomes of the drain");
        }
        if (Places.isUnreachable(facts.node())) {
            add(
                    ReasonCode.NODE_UNREACHABLE,
                    "the kubelet of " + node
                            + " is not heard of: evictions are accepted there, but nobody confirms that a"
                            + " pod has ended");
        }
        List<Pod> homeless = going.stream()
                .filter(pod -> pod.controller().isPresent() && !pod.isFinished() && Places.noneBut(facts, pod))
                .toList();
        if (!homeless.isEmpty()) {
            add(
                    ReasonCode.NO_OTHER_NODE,
                    "no other node takes " + BudgetOutlook.count(homeless.size()) + " of " + node
                            + ": replacements will stay Pending (looked at: cordon, Ready, taints, nodeSelector)");
        }
    }

    /** What could not be read, what is not known without it, and what is assumed instead. */
    void unread() {
        unread(
                facts.budgets(),
                "poddisruptionbudgets.policy",
                "what blocks is not known; evictions are tried and the server's answer tells");
        facts.guarded()
                .forEach((namespace, fact) -> unread(
                        fact,
                        "pods in " + namespace,
                        "which pods keep a budget there closed is not known; its numbers are shown"));
        unread(
                facts.autoscalers(),
                "horizontalpodautoscalers.autoscaling",
                "whether one could open a budget is not known; it is assumed that none does");
        facts.owners()
                .forEach((key, fact) -> unread(
                        fact, key, "how many replicas it will have is not known; those that there are are counted"));
        unread(
                facts.nodes(),
                "nodes",
                "whether another node takes the replacements is not known; it is assumed that one does");
    }

    private void unread(Fact<?> fact, String what, String without) {
        if (fact instanceof Fact.Unreadable<?> unreadable) {
            add(ReasonCode.UNKNOWN, what + " could not be read (" + unreadable.why() + "): " + without);
        }
    }

    /** Budgets that hold none of the pods here but are in trouble: their pods here are not Ready either. */
    void ofBudgets(List<Pod> going, List<Blocker> blockers) {
        Map<String, PodDisruptionBudget> troubled = new TreeMap<>();
        Map<String, Pod> example = new TreeMap<>();
        for (Pod pod : going) {
            for (PodDisruptionBudget budget : facts.guarding(pod)) {
                boolean shown = blockers.stream()
                        .anyMatch(each -> each.pod().namespace().equals(budget.namespace())
                                && each.budgets().contains(budget.name()));
                if (!shown && budget.status().currentHealthy() < budget.status().desiredHealthy()) {
                    troubled.put(budget.toString(), budget);
                    example.putIfAbsent(budget.toString(), pod);
                }
            }
        }
        troubled.forEach((key, budget) -> {
            Reason why = new BudgetWait(facts, budget, example.getOrDefault(key, going.get(0)))
                    .verdict()
                    .reason();
            add(why.code(), why.text() + "; it does not hold the pods here, which are not running");
        });
    }

    void ofSteps(List<BudgetSteps> steps) {
        for (BudgetSteps each : steps) {
            if (each.steps() > 1) {
                add(ReasonCode.STEP_BY_STEP, each.toString());
            }
        }
    }

    private void add(String code, String text) {
        all.add(new Reason(code, text));
    }
}
