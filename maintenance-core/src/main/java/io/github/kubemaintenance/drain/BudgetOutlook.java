package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.catalog.BudgetArithmetic;
import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.IntOrPercent;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Will a budget that is closed now ever open by itself? NEVER where its own spec, the number of replicas or the disruption
 * controller's error rule it out; everything else is {@link BudgetWait}. Pure.
 *
 * <pre>
 *   the controller can't count its pods        NEVER  BUDGET_SYNC_FAILED
 *   its numbers allow nothing at all           NEVER  BUDGET_ALLOWS_NONE     0, 0%, 100%, or no number
 *   the controller hasn't seen its spec        NOT_NOW BUDGET_NOT_OBSERVED
 *   it wants as many as there will ever be     NEVER  BUDGET_WANTS_ALL (a number), BUDGET_EXHAUSTED (a rounded percentage)
 *      unless an autoscaler may add replicas   NOT_NOW WAITS_FOR_AUTOSCALER
 *      or replicas are still to be created     NOT_NOW BUDGET_BUSY
 *   all healthy, none under way, still none    NEVER  BUDGET_EXHAUSTED
 *   otherwise                                  NOT_NOW, see BudgetWait
 * </pre>
 */
final class BudgetOutlook {
    /** What is to be said of a closed budget. */
    record Verdict(Blocker.Kind kind, Reason reason) {}

    private final DrainFacts facts;
    private final PodDisruptionBudget budget;
    private final Pod pod;
    private final PodDisruptionBudget.Status status;

    BudgetOutlook(DrainFacts facts, PodDisruptionBudget budget, Pod pod) {
        this.facts = facts;
        this.budget = budget;
        this.pod = pod;
        this.status = budget.status();
    }

    Verdict verdict() {
        return syncFailed()
                .or(this::allowsNone)
                .or(this::notObserved)
                .or(this::wantsAll)
                .or(this::exhausted)
                .orElseGet(() -> new BudgetWait(facts, budget, pod).verdict());
    }

    private Optional<Verdict> syncFailed() {
        boolean countsReplicas = budget.maxUnavailable().isPresent()
                || budget.minAvailable().map(IntOrPercent::isPercent).orElse(false);
        String cure =
                "; write minAvailable of the budget as a number of pods, or guard only pods of a workload with replicas";
        Optional<Condition> failed = Condition.find(status.conditions(), BudgetArithmetic.DISRUPTION_ALLOWED)
                .filter(condition -> !condition.isTrue() && condition.reason().equals(BudgetArithmetic.SYNC_FAILED));
        if (failed.isPresent()) {
            return never(
                    ReasonCode.BUDGET_SYNC_FAILED,
                    "the disruption controller can't work it out: "
                            + failed.get().message() + cure);
        }
        if (!countsReplicas) {
            return Optional.empty();
        }
        Optional<OwnerReference> controller = pod.controller();
        if (controller.isEmpty() && isObserved() && status.expectedPods() == 0) {
            return never(
                    ReasonCode.BUDGET_SYNC_FAILED,
                    limit() + " is reckoned from the replicas of its pods' controllers, and none has one" + cure);
        }
        Optional<WorkloadKind> kind = controller.flatMap(owner -> WorkloadKind.find(owner.apiVersion(), owner.kind()));
        if (kind.isPresent() && !kind.get().isScalable()) {
            return never(
                    ReasonCode.BUDGET_SYNC_FAILED,
                    limit() + " is reckoned from replicas, which a "
                            + kind.get().kind() + " doesn't have" + cure);
        }
        return Optional.empty();
    }

    private Optional<Verdict> allowsNone() {
        boolean none = budget.maxUnavailable().map(max -> max.amount() == 0).orElse(false)
                || budget.minAvailable()
                        .map(min -> min.isPercent() && min.amount() >= 100)
                        .orElse(false);
        if (none) {
            return never(
                    ReasonCode.BUDGET_ALLOWS_NONE,
                    limit() + " never allows a disruption; change that field of the budget");
        }
        if (budget.minAvailable().isEmpty() && budget.maxUnavailable().isEmpty()) {
            return never(
                    ReasonCode.BUDGET_ALLOWS_NONE,
                    "it sets neither minAvailable nor maxUnavailable, which allows nothing; set maxUnavailable of the budget");
        }
        return Optional.empty();
    }

    private Optional<Verdict> notObserved() {
        return isObserved()
                ? Optional.empty()
                : notNow(
                        ReasonCode.BUDGET_NOT_OBSERVED,
                        "the disruption controller has not seen its spec yet (generation "
                                + budget.metadata().generation() + ", observed " + status.observedGeneration()
                                + "); if that lasts, look at kube-controller-manager");
    }

    private boolean isObserved() {
        return status.observedGeneration() >= budget.metadata().generation();
    }

    private Optional<Verdict> wantsAll() {
        int pods = status.expectedPods();
        if (budget.minAvailable().isEmpty() || pods == 0 || leavesSome(pods)) {
            return Optional.empty();
        }
        IntOrPercent min = budget.minAvailable().get();
        // A percentage counts wanted replicas, a number the pods that there are: more may be about to come.
        int toCome = min.isPercent()
                ? 0
                : owners().stream().mapToInt(BudgetOutlook::toCome).sum();
        if (leavesSome(pods + toCome)) {
            return notNow(
                    ReasonCode.BUDGET_BUSY,
                    limit() + " with " + count(pods) + " leaves nothing, but " + toCome
                            + " of their replicas are still to come");
        }
        List<KubeDocument> scalers = autoscalers();
        int most = pods + toCome + scalers.stream().mapToInt(this::mayAdd).sum();
        if (leavesSome(most)) {
            return notNow(
                    ReasonCode.WAITS_FOR_AUTOSCALER,
                    limit() + " with " + count(pods) + " leaves nothing until HorizontalPodAutoscaler "
                            + scalers.stream().map(BudgetOutlook::text).collect(Collectors.joining(", "))
                            + " adds replicas");
        }
        String raise = Owners.of(pod)
                .map(each -> ", or raise spec.replicas of " + each)
                .orElse("");
        String assumed =
                facts.autoscalers().isRead() ? "" : " (assuming that no autoscaler adds replicas: they were not read)";
        return never(
                min.isPercent() ? ReasonCode.BUDGET_EXHAUSTED : ReasonCode.BUDGET_WANTS_ALL,
                limit() + " wants every pod that there will ever be (" + pods + ")" + assumed
                        + "; set maxUnavailable: 1 in the budget instead" + raise);
    }

    /** Tells whether a disruption is allowed when so many pods are expected and healthy. */
    private boolean leavesSome(int pods) {
        return pods > BudgetArithmetic.desiredHealthy(budget, pods);
    }

    private Optional<Verdict> exhausted() {
        boolean stands = status.expectedPods() > 0
                && status.currentHealthy() >= status.expectedPods()
                && status.disruptedPods().isEmpty()
                && status.disruptionsAllowed() <= 0
                && status.desiredHealthy() >= status.currentHealthy();
        return stands
                ? never(
                        ReasonCode.BUDGET_EXHAUSTED,
                        "all " + count(status.expectedPods()) + " are healthy and " + limit()
                                + " still allows nothing; change that field of the budget")
                : Optional.empty();
    }

    /** The autoscalers of whoever makes this budget's pods. */
    private List<KubeDocument> autoscalers() {
        Set<Owners.Owner> owners = facts.guardedBy(budget).stream()
                .flatMap(each -> Owners.of(each).stream())
                .collect(Collectors.toSet());
        return facts.autoscalers().or(List.of()).stream()
                .filter(scaler -> owners.contains(new Owners.Owner(
                        scaler.document().text("spec", "scaleTargetRef", "kind").orElse(""),
                        scaler.namespace(),
                        scaler.document().text("spec", "scaleTargetRef", "name").orElse(""))))
                .toList();
    }

    private int mayAdd(KubeDocument scaler) {
        long most = scaler.document().number("spec", "maxReplicas").orElse(0L);
        long now = scaler.document().number("status", "currentReplicas").orElse((long) status.expectedPods());
        return (int) Math.max(0, most - now);
    }

    private static String text(KubeDocument scaler) {
        List<Condition> conditions = scaler.document().documents("status", "conditions").stream()
                .map(Condition::of)
                .toList();
        return scaler.namespace() + "/" + scaler.name()
                + Condition.find(conditions, "ScalingActive")
                        .filter(condition -> !condition.isTrue())
                        .map(condition -> " (at present not able to: " + condition.reason() + ")")
                        .orElse("");
    }

    /** The controllers of this budget's pods, as far as they were read. */
    private List<Workload> owners() {
        Map<String, Workload> owners = new LinkedHashMap<>();
        for (Pod each : facts.guardedBy(budget)) {
            if (facts.ownerOf(each) instanceof Fact.Read<Workload> read) {
                owners.put(Owners.key(each).orElse(""), read.value());
            }
        }
        return List.copyOf(owners.values());
    }

    private static int toCome(Workload owner) {
        long there = owner.status().number("replicas").orElse(0L);
        return (int) Math.max(0, owner.replicas() - there);
    }

    /** The number that the budget's author wrote. */
    private String limit() {
        return limit(budget);
    }

    static String limit(PodDisruptionBudget budget) {
        return budget.minAvailable()
                .map(min -> "minAvailable " + min)
                .or(() -> budget.maxUnavailable().map(max -> "maxUnavailable " + max))
                .orElse("no limit");
    }

    static String count(int pods) {
        return pods == 1 ? "1 pod" : pods + " pods";
    }

    private Optional<Verdict> never(String code, String text) {
        return Optional.of(new Verdict(Blocker.Kind.NEVER, new Reason(code, "budget " + budget + ": " + text)));
    }

    private Optional<Verdict> notNow(String code, String text) {
        return Optional.of(new Verdict(Blocker.Kind.NOT_NOW, new Reason(code, "budget " + budget + ": " + text)));
    }
}
