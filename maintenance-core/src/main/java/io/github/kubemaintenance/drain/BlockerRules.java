package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.catalog.EvictionRule;
import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What keeps a pod that would go from going, and whether waiting helps. Pure.
 *
 * <pre>
 *   by budgets (evictions only; never for finished, Pending and terminating pods, which the server lets go)
 *     budgets can't be read          UNKNOWN
 *     two or more guard the pod      NEVER   TWO_BUDGETS
 *     one, and it is closed          NEVER or NOT_NOW, see BudgetOutlook
 *     one, open for fewer pods than are here, and no other node    NOT_NOW NO_OTHER_NODE
 *   by the way out (evictions and deletions)
 *     terminating, held by finalizers     NOT_NOW FINALIZERS
 *     the node's kubelet is not heard of  NOT_NOW NODE_UNREACHABLE
 * </pre>
 *
 * <p>A webhook that denies evictions shows only when it is asked, so not here.
 */
final class BlockerRules {
    private final DrainFacts facts;

    BlockerRules(DrainFacts facts) {
        this.facts = facts;
    }

    /** Judges the pods that would go, in order. */
    List<Blocker> blockers(List<Judged> judged) {
        List<Blocker> blockers = new ArrayList<>();
        Map<String, Integer> spent = new LinkedHashMap<>();
        for (Judged each : judged) {
            if (each.asksBudgets()) {
                byBudgets(each.pod(), spent, blockers);
            }
            if (each.goes()) {
                byTheWayOut(each.pod(), blockers);
            }
        }
        return blockers;
    }

    private void byBudgets(Pod pod, Map<String, Integer> spent, List<Blocker> blockers) {
        if (!facts.budgets().isRead()) {
            blockers.add(new Blocker(
                    pod.ref(),
                    List.of(),
                    Blocker.Kind.UNKNOWN,
                    new Reason(
                            ReasonCode.UNKNOWN,
                            "whether a budget holds it is not known, since budgets could not be read; its eviction"
                                    + " will tell")));
            return;
        }
        List<PodDisruptionBudget> guarding = facts.guarding(pod);
        List<String> names = guarding.stream().map(PodDisruptionBudget::name).toList();
        EvictionRule.Gate gate = EvictionRule.gate(pod, guarding);
        if (gate == EvictionRule.Gate.TWO_BUDGETS) {
            blockers.add(new Blocker(
                    pod.ref(),
                    names,
                    Blocker.Kind.NEVER,
                    new Reason(
                            ReasonCode.TWO_BUDGETS,
                            "budgets " + String.join(", ", names) + " in " + pod.namespace()
                                    + " guard it, and the server refuses to judge more than one; change spec.selector so"
                                    + " that one is left")));
        } else if (!gate.isOpen()) {
            BudgetOutlook.Verdict verdict = new BudgetOutlook(facts, guarding.get(0), pod).verdict();
            blockers.add(new Blocker(pod.ref(), names, verdict.kind(), verdict.reason()));
        } else if (gate == EvictionRule.Gate.ALLOWED) {
            beyondWhatIsAllowed(pod, guarding.get(0), spent)
                    .ifPresent(reason -> blockers.add(new Blocker(pod.ref(), names, Blocker.Kind.NOT_NOW, reason)));
        }
    }

    /** An open budget lets some of the pods here go; for the rest there must be a node to make replacements Ready on. */
    private Optional<Reason> beyondWhatIsAllowed(Pod pod, PodDisruptionBudget budget, Map<String, Integer> spent) {
        int before = spent.merge(budget.toString(), 1, Integer::sum) - 1;
        int allowed = budget.status().disruptionsAllowed();
        return before >= allowed && Places.noneBut(facts, pod)
                ? Optional.of(
                        new Reason(
                                ReasonCode.NO_OTHER_NODE,
                                "budget " + budget + ": it allows " + allowed
                                        + " now and opens again when a replacement is Ready, but no other node takes such pods"))
                : Optional.empty();
    }

    private void byTheWayOut(Pod pod, List<Blocker> blockers) {
        List<String> finalizers = pod.metadata().finalizers();
        if (pod.isTerminating() && !finalizers.isEmpty()) {
            blockers.add(
                    new Blocker(
                            pod.ref(),
                            List.of(),
                            Blocker.Kind.NOT_NOW,
                            new Reason(
                                    ReasonCode.FINALIZERS,
                                    "terminating, finalizers: " + String.join(", ", finalizers)
                                            + "; it is gone only when whoever set them takes them out of metadata.finalizers")));
        }
        if (Places.isUnreachable(facts.node())) {
            blockers.add(
                    new Blocker(
                            pod.ref(),
                            List.of(),
                            Blocker.Kind.NOT_NOW,
                            new Reason(
                                    ReasonCode.NODE_UNREACHABLE,
                                    "the kubelet of node " + facts.node().name()
                                            + " is not heard of, so nobody confirms that the pod has ended;"
                                            + " skipWaitForDelete() doesn't wait, and the taint"
                                            + " node.kubernetes.io/out-of-service on a node that is really down ends its pods")));
        }
    }
}
