package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.node.MockNodeProvider;
import io.github.kubemaintenance.node.NodeAction;
import io.github.kubemaintenance.node.Nodes;
import io.github.kubemaintenance.node.RollPlan;
import io.github.kubemaintenance.node.RollRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Carries the passes over workers out as rolls, on a simulated copy of what was read: how long they take under the
 * budgets there are, what capacity is left, and which workloads go down. Asks the
 * cluster nothing.
 */
final class PassRehearsal {
    static final Result NONE = new Result(List.of(), Optional.empty());
    private static final NodeAction NOTHING = node -> {};

    private final UpgradeFacts facts;
    private final Route route;
    private final Map<List<String>, RollPlan> rolled = new HashMap<>(); // looked up only
    private final List<UpgradeFinding> findings = new ArrayList<>();

    private PassRehearsal(UpgradeFacts facts, Route route) {
        this.facts = facts;
        this.route = route;
    }

    /**
     * What a rehearsal has shown.
     *
     * @param findings what held it up
     * @param shown what it cost; empty where no pass could be rehearsed
     */
    record Result(List<UpgradeFinding> findings, Optional<Estimate.Rehearsal> shown) {}

    static Result of(UpgradeFacts facts, Route route) {
        boolean pods = facts.objects().containsKey(Kind.PODS.resource());
        boolean together = route.strategy().way() == WorkerStrategy.Way.ALL_AT_ONCE;
        return pods && !together ? new PassRehearsal(facts, route).rehearse() : NONE;
    }

    private Result rehearse() {
        Duration all = Duration.ZERO;
        double least = 1;
        TreeSet<String> down = new TreeSet<>();
        boolean completed = true;
        int passes = 0;
        for (Stage stage : route.stages()) {
            if (stage instanceof Stage.Workers pass) {
                RollPlan plan = rolled.computeIfAbsent(pass.nodes(), this::roll);
                all = all.plus(plan.duration());
                least = Math.min(least, plan.lowestCapacity().cpuPercent() / 100.0);
                down.addAll(plan.wentDown());
                completed &= plan.isCompleted();
                if (!plan.isCompleted()) {
                    heldUp(plan);
                }
                passes++;
            }
        }
        Optional<Estimate.Rehearsal> shown = passes == 0
                ? Optional.empty()
                : Optional.of(new Estimate.Rehearsal(all, least, List.copyOf(down), completed));
        return new Result(List.copyOf(findings), shown);
    }

    private RollPlan roll(List<String> names) {
        MockCluster copy = FactsCopy.of(facts);
        Timings timings = route.timings();
        WorkerStrategy strategy = route.strategy();
        RollRequest roll = RollRequest.of(Nodes.named(names))
                .drain(drain ->
                        drain.ignoreDaemonSets().deleteEmptyDirData().force().proceedDespiteBlockers())
                .action(NOTHING)
                .withoutLock()
                .actionTakes(timings.onNode());
        int surge = strategy.way() == WorkerStrategy.Way.NEW_POOL ? names.size() : strategy.surgeOf(names.size());
        if (surge == 0) {
            roll = roll.maxUnavailable(Math.max(1, strategy.unavailableOf(names.size())));
        } else {
            MockNodeProvider provider = MockNodeProvider.of(copy, Node.HOSTNAME, timings.provision());
            roll = roll.maxSurge(Integer.toString(surge), provider).replacing(provider);
        }
        return roll.plan(copy);
    }

    private void heldUp(RollPlan plan) {
        List<String> evidence =
                new ArrayList<>(plan.reasons().stream().map(Reason::text).toList());
        plan.rehearsed().nodes().forEach(cycle -> cycle.reasons()
                .forEach(reason -> evidence.add(cycle.node() + ": " + reason.text())));
        findings.add(UpgradeFinding.of(
                        Severity.WARNING,
                        FindingCode.REHEARSAL_HELD_UP,
                        "",
                        "In a rehearsal the workers' pass did not come to its end.")
                .withEvidence(ApiFindings.shortened(evidence.stream().distinct().toList()))
                .withRemedy("Solve what it names, and plan again."));
    }
}
