package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes a plan of facts. Pure: the same facts and options give the same plan, to the letter.
 *
 * <pre>
 *   facts -- PodRules --> an action for each pod -- BlockerRules --> what is in the way
 *                                |                -- steps ---------> how budgets pace it
 *                                +-- Unbudgeted: replicas that go together
 * </pre>
 */
final class DrainPlanner {
    private final DrainOptions options;
    private final PodRules rules;

    DrainPlanner(DrainOptions options, List<PodFilter> filters) {
        this.options = options;
        this.rules = new PodRules(options, filters);
    }

    DrainOptions options() {
        return options;
    }

    /** Returns the rules, to judge pods that come later. */
    PodRules rules() {
        return rules;
    }

    DrainPlan plan(DrainFacts facts) {
        List<Judged> judged = judged(facts);
        List<Blocker> blockers = new BlockerRules(facts).blockers(judged);
        List<BudgetSteps> steps = steps(facts, judged, blockers);
        List<Pod> going = judged.stream().filter(Judged::goes).map(Judged::pod).toList();
        Findings findings = new Findings(facts);
        findings.ofNode(going);
        findings.unread();
        findings.ofBudgets(going, blockers);
        findings.ofSteps(steps);
        return new DrainPlan(
                facts.node(), options, facts.at(), Unbudgeted.warned(facts, judged), blockers, steps, findings.all());
    }

    /** Judges every pod, in order. */
    List<Judged> judged(DrainFacts facts) {
        return facts.pods().stream()
                .map(pod -> new Judged(pod, rules.judge(pod, facts::daemonSet, facts.at())))
                .toList();
    }

    /** Ready pods to be evicted of one budget each; those that never get through have no steps. */
    private static List<BudgetSteps> steps(DrainFacts facts, List<Judged> judged, List<Blocker> blockers) {
        Set<PodRef> never = blockers.stream()
                .filter(each -> each.kind() == Blocker.Kind.NEVER)
                .map(Blocker::pod)
                .collect(Collectors.toSet());
        Map<String, List<PodRef>> pods = new TreeMap<>();
        Map<String, PodDisruptionBudget> budgets = new TreeMap<>();
        for (Judged each : judged) {
            List<PodDisruptionBudget> guarding = facts.guarding(each.pod());
            boolean paced = each.asksBudgets() && each.pod().isReady() && guarding.size() == 1;
            if (paced && !never.contains(each.pod().ref())) {
                String name = guarding.get(0).toString();
                budgets.put(name, guarding.get(0));
                pods.computeIfAbsent(name, none -> new ArrayList<>())
                        .add(each.pod().ref());
            }
        }
        return pods.entrySet().stream()
                .map(entry -> steps(Objects.requireNonNull(budgets.get(entry.getKey())), entry.getValue()))
                .toList();
    }

    private static BudgetSteps steps(PodDisruptionBudget budget, List<PodRef> pods) {
        PodDisruptionBudget.Status status = budget.status();
        int atOnce = Math.max(1, status.expectedPods() - status.desiredHealthy());
        return BudgetSteps.of(budget.namespace(), budget.name(), pods, status.disruptionsAllowed(), atOnce);
    }
}
