package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.drain.ReasonCode;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the drains of a plan will meet: the drain engine itself plans each of them, on a copy of what was read. Asks the
 * cluster nothing.
 */
final class DrainOutlook {
    private final UpgradeFacts facts;
    private final Set<String> drained = new TreeSet<>();
    private final List<UpgradeFinding> findings = new ArrayList<>();

    private DrainOutlook(UpgradeFacts facts) {
        this.facts = facts;
    }

    static List<UpgradeFinding> of(UpgradeFacts facts, Route route, List<UpgradeStep> steps) {
        DrainOutlook outlook = new DrainOutlook(facts);
        steps.stream()
                .filter(step -> step.kind() != StepKind.CLUSTER_DELETE)
                .forEach(step -> outlook.drained.addAll(step.nodes()));
        if (outlook.drained.isEmpty() || !facts.objects().containsKey(Kind.PODS.resource())) {
            return List.of();
        }
        if (route.inventory().nodes().size() > 1) {
            outlook.addBlockers();
        }
        outlook.addBarePods();
        outlook.addSingleReplicas();
        boolean budgets = !facts.all(Kind.BUDGETS).isEmpty();
        if (route.strategy().way() == WorkerStrategy.Way.ALL_AT_ONCE && budgets) {
            outlook.findings.add(UpgradeFinding.of(
                            Severity.BLOCKER,
                            FindingCode.ALL_AT_ONCE_BUDGETS,
                            "",
                            "There are " + facts.all(Kind.BUDGETS).size()
                                    + " disruption budgets, and none can be kept when all workers move at once.")
                    .withRemedy("Take another strategy, or acknowledge it."));
        }
        return outlook.findings;
    }

    private void addBlockers() {
        MockCluster copy = FactsCopy.of(facts);
        Map<String, List<Blocker>> byBudgets = new TreeMap<>();
        for (String node : drained) {
            for (Blocker blocker : DrainRequest.of(node)
                    .ignoreDaemonSets()
                    .deleteEmptyDirData()
                    .force()
                    .plan(copy)
                    .blockers()) {
                String subject = blocker.budgets().isEmpty()
                        ? "pod " + blocker.pod()
                        : "budget " + blocker.pod().namespace() + "/" + String.join("+", blocker.budgets());
                byBudgets.computeIfAbsent(subject, key -> new ArrayList<>()).add(blocker);
            }
        }
        byBudgets.forEach(this::addBlocker);
    }

    private void addBlocker(String subject, List<Blocker> blockers) {
        Blocker worst = blockers.stream()
                .filter(each -> each.kind() == Blocker.Kind.NEVER)
                .findFirst()
                .orElse(blockers.get(0));
        boolean never = worst.kind() == Blocker.Kind.NEVER;
        boolean two = worst.reason().code().equals(ReasonCode.TWO_BUDGETS);
        String code = two ? FindingCode.TWO_BUDGETS : never ? FindingCode.BUDGET_NEVER : FindingCode.BUDGET_CLOSED;
        Severity severity =
                never ? Severity.BLOCKER : worst.kind() == Blocker.Kind.UNKNOWN ? Severity.UNKNOWN : Severity.WARNING;
        findings.add(UpgradeFinding.of(severity, code, subject, worst.explanation() + ".")
                .withEvidence(ApiFindings.shortened(blockers.stream()
                        .map(each -> "pod " + each.pod())
                        .distinct()
                        .toList()))
                .withRemedy(
                        never
                                ? "Nothing the cluster does by itself lets these pods go: change what is named before the"
                                        + " node's turn."
                                : ""));
    }

    private void addBarePods() {
        for (Pod pod : facts.all(Kind.PODS)) {
            boolean bare = drained.contains(pod.nodeName())
                    && pod.controller().isEmpty()
                    && !pod.isMirror()
                    && !pod.isFinished()
                    && !pod.isTerminating();
            if (bare) {
                findings.add(UpgradeFinding.of(
                                Severity.BLOCKER,
                                FindingCode.BARE_POD,
                                "pod " + pod.namespace() + "/" + pod.name(),
                                "Pod " + pod.namespace() + "/" + pod.name() + " on " + pod.nodeName()
                                        + " has no controller: nothing brings it back when its node is drained.")
                        .withRemedy("Give it one, delete it, or acknowledge the loss."));
            }
        }
    }

    private void addSingleReplicas() {
        List<String> single = new ArrayList<>();
        for (Kind<Workload> kind : List.of(Kind.DEPLOYMENTS, Kind.STATEFUL_SETS)) {
            for (Workload each : facts.all(kind)) {
                if (each.kind() != WorkloadKind.DAEMON_SET && each.replicas() == 1) {
                    single.add(each.toString());
                }
            }
        }
        if (!single.isEmpty()) {
            findings.add(UpgradeFinding.of(
                            Severity.WARNING,
                            FindingCode.SINGLE_REPLICA,
                            "",
                            single.size() + " workloads have one replica: each is away while its pod moves.")
                    .withEvidence(ApiFindings.shortened(single))
                    .withRemedy("Give those that matter a second one first."));
        }
    }
}
